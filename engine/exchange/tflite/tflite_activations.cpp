// SPDX-License-Identifier: Apache-2.0
// Activations that stand alone.
#include <algorithm>
#include <limits>

#include "engine/exchange/tflite/tflite_network_private.h"
#include "engine/exchange/tflite/tflite_tables_private.h"

namespace microt::tflite {

namespace {

/// What `op` computes, as a node without inputs. PRELU: see below.
Node nodeOf(const TfliteOperator& op, const Shape& shape)
{
    Node node;
    node.kind = OpKind::activation;
    node.output = shape;
    const auto clip = [&node](float low, float high) {
        node.kind = OpKind::clip;
        node.clipMin = low;
        node.clipMax = high;
    };
    switch (op.code) {
    case kRelu:
        clip(0.0F, std::numeric_limits<float>::infinity());
        break;
    case kRelu6:
        clip(0.0F, 6.0F);
        break;
    case kReluN1To1:
        clip(-1.0F, 1.0F);
        break;
    case kRelu0To1:
        clip(0.0F, 1.0F);
        break;
    case kLogistic:
        node.function = Function::sigmoid;
        break;
    case kTanh:
        node.function = Function::tanh;
        break;
    case kHardSwish:
        node.function = Function::hardSwish;
        break;
    default:
        node.function = Function::leakyRelu;
        break;
    }
    return node;
}

/// One slope, or one a channel.
Status readSlopes(const TfliteNetwork& network, const TfliteOperator& op, const View& view, Node& node,
                  TensorInfo& alpha, std::vector<int>& index)
{
    if (op.code == kLeakyRelu) {
        const auto* options = op.raw.options_as_LeakyRelu();
        node.alpha = options != nullptr ? options->alpha() : 0.0F;
        return {};
    }
    MICROT_TRY(alpha, network.constant(op, 1));
    MICROT_TRY(const std::vector<float> slopes, network.reals(op, alpha));
    const auto found = broadcastOverChannels(alpha.shape, view, node.output.channels);
    if (!found)
        return op.fail(Error::unsupportedOperator, "has slopes that vary over the picture");
    index = *found;
    if (index.size() == 1) {
        node.alpha = slopes[0];
        return {};
    }
    node.function = Function::prelu;
    for (const int i : index)
        node.weight.push_back(slopes[static_cast<std::size_t>(i)]);
    return {};
}

Result<Table> preluTables(TfliteNetwork& network, const TfliteOperator& op, const TensorInfo& alpha,
                          const std::vector<int>& index, const QuantTensor& input, const QuantTensor& output)
{
    MICROT_TRY(const QuantTensor scaled, network.quantTensor(alpha, {}));
    MICROT_CHECK(network.spend(op, static_cast<std::int64_t>(index.size()) * 256));
    Table tables;
    for (const int i : index) {
        const Table one = preluTable(input, output, scaled, static_cast<std::int8_t>(alpha.data[i]));
        tables.insert(tables.end(), one.begin(), one.end());
    }
    return tables;
}

Result<Table> tableFor(const TfliteOperator& op, const Node& node, const QuantTensor& input,
                       const QuantTensor& output)
{
    const auto hasScale = [&output](float scale, std::int32_t zero) {
        return output.scale == scale && output.zeroPoint == zero;
    };
    switch (op.code) {
    case kLogistic:
        if (!hasScale(1.0F / 256.0F, -128))
            return op.fail(Error::unsupportedFormat, "has an output that is not scaled by 1/256 from -128");
        return logisticTable(input);
    case kTanh:
        if (!hasScale(1.0F / 128.0F, 0))
            return op.fail(Error::unsupportedFormat, "has an output that is not scaled by 1/128 from 0");
        return tanhTable(input);
    case kHardSwish: {
        Table table = hardSwishTable(input, output);
        if (table.empty())
            return op.fail(Error::unsupportedFormat, "has an output scale finer than TFLite allows");
        return table;
    }
    case kLeakyRelu:
        return leakyReluTable(input, output, node.alpha);
    default: {
        const std::int32_t low = quantizedBound(node.clipMin, output);
        const std::int32_t high = quantizedBound(node.clipMax, output);
        Table table = rectifierTable(input, output);
        for (std::int8_t& entry : table)
            entry = static_cast<std::int8_t>(std::clamp<std::int32_t>(entry, low, high));
        return table;
    }
    }
}

} // namespace

Status readActivation(TfliteNetwork& network, const TfliteOperator& op)
{
    MICROT_TRY(const Value value, network.value(op, 0));
    Step step;
    step.node = nodeOf(op, network.shapeOf(value.place));
    TensorInfo alpha;
    std::vector<int> index;
    if (op.code == kLeakyRelu || op.code == kPrelu)
        MICROT_CHECK(readSlopes(network, op, value.view, step.node, alpha, index));
    if (network.int8) {
        MICROT_TRY(const TensorInfo info, network.file.tensor(op.output()));
        MICROT_TRY(const QuantTensor output, network.quantTensor(info, step.node.output));
        const QuantTensor& input = network.tensor(value.place);
        MICROT_TRY(step.op.weights, op.code == kPrelu ? preluTables(network, op, alpha, index, input, output)
                                                      : tableFor(op, step.node, input, output));
        step.op.meaning = step.node;
    }
    step.node.inputs = {value.place};
    return network.define(op, std::move(step), value.view);
}

} // namespace microt::tflite
