// SPDX-License-Identifier: Apache-2.0
// ADD, SUB, MUL, DIV, MAXIMUM and MINIMUM: of two activations, or of one and a constant.
#include <algorithm>
#include <limits>

#include "engine/exchange/tflite/tflite_network_private.h"
#include "engine/exchange/tflite/tflite_tables_private.h"

namespace microt::tflite {

namespace {

Activation activationOf(const TfliteOperator& op)
{
    if (const auto* add = op.raw.options_as_Add())
        return add->activation();
    if (const auto* sub = op.raw.options_as_Sub())
        return sub->activation();
    if (const auto* mul = op.raw.options_as_Mul())
        return mul->activation();
    const auto* div = op.raw.options_as_Div();
    return div != nullptr ? div->activation() : Activation::NONE;
}

/// An activation and a constant: y = gain * x + offset, one or one a channel.
struct Affine
{
    std::vector<double> gain;
    std::vector<double> offset;
    bool constantFirst = false;
    TensorInfo constant;
    std::vector<int> index; ///< of the constant's numbers, one or one a channel
};

Result<Affine> affineOf(const TfliteNetwork& network, const TfliteOperator& op, const View& view,
                        int channels)
{
    Affine affine;
    affine.constantFirst = network.isConstant(op, 0);
    MICROT_TRY(affine.constant, network.constant(op, affine.constantFirst ? 0 : 1));
    MICROT_TRY(const std::vector<float> numbers, network.reals(op, affine.constant));
    const auto index = broadcastOverChannels(affine.constant.shape, view, channels);
    if (!index)
        return op.fail(Error::unsupportedOperator, "has a constant that varies over the picture");
    if (op.code == kDiv && affine.constantFirst)
        return op.fail(Error::unsupportedOperator, "divides by an activation");
    affine.index = *index;
    for (const int i : affine.index) {
        const double k = numbers[static_cast<std::size_t>(i)];
        if (op.code == kDiv && k == 0.0)
            return op.fail(Error::unsupportedOperator, "divides by zero");
        const bool turned = op.code == kSub && affine.constantFirst;
        affine.gain.push_back(op.code == kMul ? k : op.code == kDiv ? 1.0 / k : turned ? -1.0 : 1.0);
        affine.offset.push_back(op.code == kAdd || turned ? k : op.code == kSub ? -k : 0.0);
    }
    return affine;
}

double at(const std::vector<double>& numbers, std::size_t channel)
{
    return numbers.size() > 1 ? numbers[channel] : numbers[0];
}

/// The file's input, scaled: that is how pixels become numbers, and no operator.
Status scaleInput(TfliteNetwork& network, const TfliteOperator& op, Value value, const Affine& affine)
{
    const std::size_t count = std::max(value.gain.size(), affine.gain.size());
    std::vector<double> gain;
    std::vector<double> offset;
    for (std::size_t c = 0; c < count; ++c) {
        gain.push_back(at(value.gain, c) * at(affine.gain, c));
        offset.push_back(at(value.offset, c) * at(affine.gain, c) + at(affine.offset, c));
    }
    value.gain = std::move(gain);
    value.offset = std::move(offset);
    return network.alias(op, std::move(value));
}

Node affineNode(const Affine& affine, const Shape& shape)
{
    const auto channels = static_cast<std::size_t>(shape.channels);
    Node node;
    node.kind = OpKind::batchNorm;
    node.output = shape;
    node.epsilon = 0.0F;
    node.mean.assign(channels, 0.0F);
    node.variance.assign(channels, 1.0F);
    for (std::size_t c = 0; c < channels; ++c) {
        node.weight.push_back(static_cast<float>(at(affine.gain, c)));
        node.bias.push_back(static_cast<float>(at(affine.offset, c)));
    }
    return node;
}

/// A multiplication and an addition, one after the other, are one batch-norm.
bool joinsLast(TfliteNetwork& network, const TfliteOperator& op, const Value& value, const Affine& affine)
{
    const int file = op.input(affine.constantFirst ? 1 : 0);
    if (network.int8 || network.readerCount[file] != 1 ||
        value.place != static_cast<int>(network.graph.nodes.size()) - 1)
        return false;
    Node& last = network.graph.nodes.back();
    if (last.kind != OpKind::batchNorm || last.epsilon != 0.0F)
        return false;
    for (std::size_t c = 0; c < last.weight.size(); ++c) {
        last.weight[c] = static_cast<float>(last.weight[c] * at(affine.gain, c));
        last.bias[c] = static_cast<float>(last.bias[c] * at(affine.gain, c) + at(affine.offset, c));
    }
    return true;
}

/// int8: the table that TFLite's arithmetic gives for the constant, one a channel if it has as many numbers.
Result<Table> constantTable(TfliteNetwork& network, const TfliteOperator& op, const Affine& affine,
                            const QuantTensor& input)
{
    MICROT_TRY(const TensorInfo info, network.file.tensor(op.output()));
    MICROT_TRY(const QuantTensor output, network.quantTensor(info, input.shape));
    if (affine.constant.type != TensorType::INT8 || op.code == kDiv)
        return op.fail(Error::unsupportedOperator, "has a constant that is not int8 in an int8 network");
    TensorInfo plain = affine.constant;
    plain.scale.resize(std::min<std::size_t>(plain.scale.size(), 1));
    MICROT_TRY(const QuantTensor constant, network.quantTensor(plain, {}));
    if (affine.constant.scale.size() != 1)
        return op.fail(Error::unsupportedOperator, "has a constant with several scales");
    MICROT_CHECK(network.spend(op, static_cast<std::int64_t>(affine.index.size()) * 256));
    Table tables;
    for (const int i : affine.index) {
        const auto k = static_cast<std::int8_t>(affine.constant.data[i]);
        const Table one = op.code == kAdd   ? addTable(input, constant, k, output)
                          : op.code == kSub ? subTable(input, constant, k, affine.constantFirst, output)
                                            : mulTable(input, constant, k, output);
        tables.insert(tables.end(), one.begin(), one.end());
    }
    return tables;
}

Status readWithConstant(TfliteNetwork& network, const TfliteOperator& op)
{
    const std::uint32_t which = network.isConstant(op, 0) ? 1 : 0;
    const Activation activation = activationOf(op);
    const auto raw = network.values.find(op.input(which));
    if (raw != network.values.end() && raw->second.kind == Value::Kind::input &&
        activation == Activation::NONE) {
        const View& view = raw->second.view;
        int channels = 1;
        for (const Dim& dim : view)
            if (!dim.empty() && dim[0].axis == Axis::channel)
                channels = sizeOf(dim);
        MICROT_TRY(const Affine affine, affineOf(network, op, view, channels));
        if (std::all_of(affine.gain.begin(), affine.gain.end(), [](double gain) { return gain > 0.0; }))
            return scaleInput(network, op, raw->second, affine);
    }
    MICROT_TRY(const Value value, network.value(op, which));
    const Shape shape = network.shapeOf(value.place);
    MICROT_TRY(const Affine affine, affineOf(network, op, value.view, shape.channels));
    if (activation == Activation::NONE && joinsLast(network, op, value, affine))
        return network.alias(op, value);
    Step step;
    step.activation = activation;
    if (network.int8) {
        MICROT_TRY(step.op.weights, constantTable(network, op, affine, network.tensor(value.place)));
        step.op.meaning = affineNode(affine, shape);
    }
    step.node = affineNode(affine, shape);
    step.node.inputs = {value.place};
    return network.define(op, std::move(step), value.view);
}

/// Two activations as places of one shape, or the second of one number a channel; and how the file sees them.
struct Pair
{
    int a = -1;
    int b = -1;
    View view;
};

Result<Pair> pairOf(TfliteNetwork& network, const TfliteOperator& op)
{
    MICROT_TRY(const Value a, network.value(op, 0));
    MICROT_TRY(const Value b, network.value(op, 1));
    Pair pair{a.place, b.place, a.view};
    if (a.view == b.view && network.shapeOf(a.place) == network.shapeOf(b.place))
        return pair;
    MICROT_TRY(pair.a, network.inOrder(op, a));
    MICROT_TRY(pair.b, network.inOrder(op, b));
    const Shape first = network.shapeOf(pair.a);
    const Shape second = network.shapeOf(pair.b);
    if (first.elements() < second.elements())
        std::swap(pair.a, pair.b);
    const Shape& large = network.shapeOf(pair.a);
    const Shape& small = network.shapeOf(pair.b);
    const bool perChannel = op.code == kMul && small == Shape{1, 1, large.channels};
    if (!(small == large) && !perChannel)
        return op.fail(Error::unsupportedOperator,
                       "combines activations of different shapes, which is read here only for a "
                       "multiplication by one number a channel");
    MICROT_TRY(const TensorInfo info, network.file.tensor(op.output()));
    const auto view = reshaped(pictureView(large), network.shapeIn(info));
    if (!view)
        return op.fail(Error::shapeMismatch, "has an output of another shape than it computes");
    pair.view = *view;
    return pair;
}

/// x sigmoid(x), if `gate` is a sigmoid of `x`; as a step that takes both their places.
std::optional<Step> siluOf(const TfliteNetwork& network, int x, int gate, const QuantTensor& output)
{
    Step step;
    step.node.kind = OpKind::activation;
    step.node.function = Function::silu;
    step.node.inputs = {x};
    step.node.output = network.shapeOf(x);
    if (!network.int8) {
        const Node& node = network.graph.nodes[static_cast<std::size_t>(gate)];
        const bool is =
            node.kind == OpKind::activation && node.function == Function::sigmoid && node.inputs[0] == x;
        return is ? std::optional<Step>(step) : std::nullopt;
    }
    for (const QuantOp& made : network.model.ops)
        if (made.output == gate) {
            if (made.kind != ImageOpKind::table || made.input != x || !made.meaning ||
                made.meaning->function != Function::sigmoid || made.meaning->kind != OpKind::activation)
                return std::nullopt;
            step.op.meaning = step.node;
            for (std::int32_t v = -128; v <= 127; ++v) {
                const std::int8_t g = made.weights[static_cast<std::size_t>(v + 128)];
                const Table row = mulTable(network.tensor(x), network.tensor(gate), g, output);
                step.op.weights.push_back(row[static_cast<std::size_t>(v + 128)]);
            }
            return step;
        }
    return std::nullopt;
}

Status readMultiply(TfliteNetwork& network, const TfliteOperator& op, const Pair& pair, Step step)
{
    if (step.activation == Activation::NONE && network.shapeOf(pair.a) == network.shapeOf(pair.b)) {
        QuantTensor output;
        if (network.int8) {
            MICROT_TRY(const TensorInfo info, network.file.tensor(op.output()));
            MICROT_TRY(output, network.quantTensor(info, network.shapeOf(pair.a)));
        }
        for (const auto& [x, gate] : {std::pair(pair.a, pair.b), std::pair(pair.b, pair.a)})
            if (auto silu = siluOf(network, x, gate, output))
                return network.define(op, std::move(*silu), pair.view);
    }
    step.node.kind = OpKind::multiply;
    return network.define(op, std::move(step), pair.view);
}

} // namespace

Status readArithmetic(TfliteNetwork& network, const TfliteOperator& op)
{
    if (network.isConstant(op, 0) || network.isConstant(op, 1))
        return readWithConstant(network, op);
    if (op.code == kDiv)
        return op.fail(Error::unsupportedOperator, "divides one activation by another");
    MICROT_TRY(const Pair pair, pairOf(network, op));
    Step step;
    step.activation = activationOf(op);
    step.node.kind = OpKind::add;
    step.node.inputs = {pair.a, pair.b};
    step.node.output = network.shapeOf(pair.a);
    if (op.code == kMul)
        return readMultiply(network, op, pair, std::move(step));
    if (op.code == kSub) {
        if (network.int8)
            return op.fail(Error::unsupportedOperator, "subtracts one int8 activation from another");
        Affine minus;
        minus.gain = {-1.0};
        minus.offset = {0.0};
        Step turned;
        turned.node = affineNode(minus, step.node.output);
        turned.node.inputs = {pair.b};
        step.node.inputs[1] =
            network.insertLike(std::move(turned), pair.b, network.nameOf(pair.b) + " minus");
    }
    return network.define(op, std::move(step), pair.view);
}

Status readLimit(TfliteNetwork& network, const TfliteOperator& op)
{
    const std::uint32_t which = network.isConstant(op, 0) ? 1 : 0;
    if (!network.isConstant(op, 1 - which))
        return op.fail(Error::unsupportedOperator, "compares two activations");
    MICROT_TRY(const Value value, network.value(op, which));
    MICROT_TRY(const TensorInfo constant, network.constant(op, 1 - which));
    MICROT_TRY(const std::vector<float> numbers, network.reals(op, constant));
    if (numbers.size() != 1)
        return op.fail(Error::unsupportedOperator, "compares with several numbers");
    Step step;
    step.node.kind = OpKind::clip;
    step.node.inputs = {value.place};
    step.node.output = network.shapeOf(value.place);
    step.node.clipMin = -std::numeric_limits<float>::infinity();
    step.node.clipMax = std::numeric_limits<float>::infinity();
    (op.code == kMaximum ? step.node.clipMin : step.node.clipMax) = numbers[0];
    if (network.int8) {
        MICROT_TRY(const TensorInfo info, network.file.tensor(op.output()));
        MICROT_TRY(const QuantTensor output, network.quantTensor(info, step.node.output));
        MICROT_TRY(const QuantTensor limit, network.quantTensor(constant, {}));
        const QuantTensor& input = network.tensor(value.place);
        if (limit.scale != input.scale || limit.zeroPoint != input.zeroPoint || output.scale != input.scale ||
            output.zeroPoint != input.zeroPoint)
            return op.fail(Error::unsupportedOperator, "compares numbers of different scales");
        const std::int32_t bound = static_cast<std::int8_t>(constant.data[0]);
        step.op.weights = tableOf(
            [&](std::int32_t v) { return op.code == kMaximum ? std::max(v, bound) : std::min(v, bound); });
        step.op.meaning = step.node;
        step.op.meaning->inputs.clear();
    }
    return network.define(op, std::move(step), value.view);
}

} // namespace microt::tflite
