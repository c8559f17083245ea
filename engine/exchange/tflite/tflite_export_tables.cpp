// SPDX-License-Identifier: Apache-2.0
// Tables as the operators of TFLite that compute them.
#include <algorithm>
#include <cmath>

#include "engine/base/files.h"
#include "engine/exchange/tflite/tflite_tables_private.h"
#include "engine/exchange/tflite/tflite_writer_private.h"
#include "engine/runtime/int8_ops.h"

namespace microt::tflite {

namespace {

constexpr QuantTensor kLogisticOutput{{}, 1.0F / 256.0F, -128};
constexpr QuantTensor kTanhOutput{{}, 1.0F / 128.0F, 0};
constexpr QuantTensor kRelu6Output{{}, 6.0F / 255.0F, -128};
constexpr int kNearest = 1; ///< steps by which TFLite's rounding may differ

/// `second` after `first`.
Table composed(const Table& first, const Table& second)
{
    Table both;
    for (const std::int8_t v : first)
        both.push_back(second[static_cast<std::size_t>(v + 128)]);
    return both;
}

QuantTensor withShape(QuantTensor tensor, const Shape& shape)
{
    tensor.shape = shape;
    return tensor;
}

/// Writes one table, trying operators whose own table is within a step of it.
class TableWriter
{
public:
    TableWriter(TfliteWriter& writer, const QuantModel& model, const QuantOp& op, int read)
        : m_writer(writer), m_op(op), m_model(model), m_in(model.tensors[static_cast<std::size_t>(op.input)]),
          m_out(model.tensors[static_cast<std::size_t>(op.output)]), m_read(read)
    {}

    Result<int> write()
    {
        if (!m_op.meaning)
            return isNear(requantizeTable(m_in, m_out)) ? single(kQuantize) : Result<int>(refuse());
        const Node& node = *m_op.meaning;
        if (node.kind == OpKind::batchNorm)
            return affine(node);
        return node.kind == OpKind::clip ? rectifier(node) : activation(node);
    }

private:
    Failure refuse() const
    {
        return {Error::unsupportedOperator, "The operator " + printable(std::string_view(m_op.name)) +
                                                " computes what no operator of TFLite does in int8."};
    }

    /// Whether a table for one channel or all says what ours does for `channel`.
    bool isNear(const Table& table, std::size_t channel = 0) const
    {
        if (table.size() != 256 || m_op.weights.size() < (channel + 1) * 256)
            return false;
        for (std::size_t i = 0; i < 256; ++i) {
            const std::int32_t wanted = clampToInt8(m_op.weights[channel * 256 + i], m_op.low, m_op.high);
            if (std::abs(wanted - table[i]) > kNearest)
                return false;
        }
        return true;
    }

    int newOutput() { return m_writer.addPicture(m_op.name, m_out); }
    int newPart(const char* what, const QuantTensor& scaled)
    {
        return m_writer.addPicture(m_op.name + what, withShape(scaled, m_in.shape));
    }

    Result<int> single(int code)
    {
        const int output = newOutput();
        m_writer.addOperator(code, {m_read}, output);
        return output;
    }

    /// An operator with a fixed output scale, and QUANTIZE where ours is another.
    Result<int> fixed(int code, const Table& table, const QuantTensor& scaled)
    {
        if (m_out.scale == scaled.scale && m_out.zeroPoint == scaled.zeroPoint && isNear(table))
            return single(code);
        if (!isNear(composed(table, requantizeTable(scaled, m_out))))
            return refuse();
        const int part = newPart("/function", scaled);
        m_writer.addOperator(code, {m_read}, part);
        const int output = newOutput();
        m_writer.addOperator(kQuantize, {part}, output);
        return output;
    }

    Result<int> rectifier(const Node& node)
    {
        constexpr std::pair<int, std::pair<float, float>> kRectifiers[] = {
            {kRelu, {0.0F, INFINITY}}, {kRelu6, {0.0F, 6.0F}}, {kReluN1To1, {-1.0F, 1.0F}}};
        for (const auto& [code, bounds] : kRectifiers) {
            Table table = rectifierTable(m_in, m_out);
            for (std::int8_t& entry : table)
                entry = clampToInt8(entry, quantizedBound(bounds.first, m_out),
                                    quantizedBound(bounds.second, m_out));
            if (node.clipMin == bounds.first && node.clipMax == bounds.second && isNear(table))
                return single(code);
        }
        return refuse();
    }

    Result<int> activation(const Node& node)
    {
        switch (node.function) {
        case Function::sigmoid:
            return fixed(kLogistic, logisticTable(m_in), kLogisticOutput);
        case Function::tanh:
            return fixed(kTanh, tanhTable(m_in), kTanhOutput);
        case Function::hardSwish:
            return isNear(hardSwishTable(m_in, m_out)) ? single(kHardSwish) : Result<int>(refuse());
        case Function::silu:
            return silu();
        case Function::hardSigmoid:
            return hardSigmoid(node);
        case Function::prelu:
            return prelu(node);
        case Function::leakyRelu:
            break;
        }
        if (!isNear(leakyReluTable(m_in, m_out, node.alpha)))
            return refuse();
        const int output = newOutput();
        m_writer.addOperator(kLeakyRelu, {m_read}, output, Options::LeakyRelu,
                             CreateLeakyRelu(m_writer.builder(), node.alpha));
        return output;
    }

    Result<int> silu()
    {
        const Table gate = logisticTable(m_in);
        Table table;
        for (std::size_t i = 0; i < 256; ++i)
            table.push_back(mulTable(m_in, kLogisticOutput, gate[i], m_out)[i]);
        if (!isNear(table))
            return refuse();
        const int part = newPart("/gate", kLogisticOutput);
        m_writer.addOperator(kLogistic, {m_read}, part);
        const int output = newOutput();
        m_writer.addOperator(kMul, {m_read, part}, output, Options::Mul, CreateMul(m_writer.builder()));
        return output;
    }

    /// min(max(x + 3, 0), 6) / 6; other slopes have no operators.
    Result<int> hardSigmoid(const Node& node)
    {
        constexpr float kSixth = 1.0F / 6.0F;
        const QuantTensor three{{}, 3.0F / 127.0F, 0};
        const QuantTensor sixth{{}, kSixth / 127.0F, 0};
        Table sum = addTable(m_in, three, 127, kRelu6Output);
        for (std::int8_t& entry : sum)
            entry =
                clampToInt8(entry, quantizedBound(0.0F, kRelu6Output), quantizedBound(6.0F, kRelu6Output));
        if (std::abs(node.alpha - kSixth) > 1e-4F || std::abs(node.beta - 0.5F) > 1e-4F ||
            !isNear(composed(sum, mulTable(kRelu6Output, sixth, 127, m_out))))
            return refuse();
        const int part = newPart("/sum", kRelu6Output);
        m_writer.addOperator(kAdd, {m_read, m_writer.addNumber(m_op.name + "/three", 127, three.scale, 0)},
                             part, Options::Add, CreateAdd(m_writer.builder(), Activation::RELU6));
        const int output = newOutput();
        m_writer.addOperator(kMul, {part, m_writer.addNumber(m_op.name + "/sixth", 127, sixth.scale, 0)},
                             output, Options::Mul, CreateMul(m_writer.builder()));
        return output;
    }

    Result<int> prelu(const Node& node)
    {
        float largest = 1e-6F;
        for (const float slope : node.weight)
            largest = std::max(largest, std::abs(slope));
        const QuantTensor alpha{{}, largest / 127.0F, 0};
        std::vector<std::int8_t> slopes;
        for (std::size_t c = 0; c < node.weight.size(); ++c) {
            slopes.push_back(static_cast<std::int8_t>(std::lround(node.weight[c] / alpha.scale)));
            if (!isNear(preluTable(m_in, m_out, alpha, slopes.back()), c))
                return refuse();
        }
        const int constant = m_writer.addInt8(m_op.name + "/slopes", {1, 1, static_cast<int>(slopes.size())},
                                              slopes, {alpha.scale}, 0);
        const int output = newOutput();
        m_writer.addOperator(kPrelu, {m_read, constant}, output);
        return output;
    }

    /// gain * x + offset a channel: a depthwise convolution of one pixel, whose scale holds the gain.
    Result<int> affine(const Node& node)
    {
        QuantOp filter;
        filter.kind = ImageOpKind::depthwise;
        filter.low = m_op.low;
        filter.high = m_op.high;
        std::vector<float> biasScale;
        for (std::size_t c = 0; c < node.weight.size(); ++c) {
            const double gain =
                node.weight[c] / std::sqrt(static_cast<double>(node.variance[c]) + node.epsilon);
            const double offset = node.bias[c] - gain * node.mean[c];
            const bool flat = std::abs(gain) < 1e-20;
            filter.weights.push_back(static_cast<std::int8_t>(flat ? 0 : gain > 0.0 ? 127 : -127));
            filter.weightScale.push_back(flat ? 1.0F : static_cast<float>(std::abs(gain) / 127.0));
            biasScale.push_back(m_in.scale * filter.weightScale.back());
            const double bias = std::round(offset / biasScale.back());
            if (!(std::abs(bias) < 2e9))
                return refuse();
            filter.bias.push_back(static_cast<std::int32_t>(bias));
            if (!isNear(filterTable(filter, c), m_op.weights.size() > 256 ? c : 0))
                return refuse();
        }
        MICROT_TRY(const Activation fused, activationFor(m_model, m_op));
        const int channels = m_in.shape.channels;
        const int weights = m_writer.addInt8(m_op.name + "/weights", {1, 1, 1, channels}, filter.weights,
                                             filter.weightScale, 3);
        const int bias = m_writer.addBias(m_op.name + "/bias", filter.bias, biasScale);
        const int output = newOutput();
        m_writer.addOperator(kDepthwise, {m_read, weights, bias}, output, Options::DepthwiseConv2D,
                             CreateDepthwiseConv2D(m_writer.builder(), Padding::VALID, 1, 1, 1, fused));
        return output;
    }

    Table filterTable(const QuantOp& filter, std::size_t c) const
    {
        std::int32_t multiplier = 0;
        int shift = 0;
        quantizeMultiplier(static_cast<double>(m_in.scale) * filter.weightScale[c] / m_out.scale, multiplier,
                           shift);
        const OutputRange range{m_out.zeroPoint, filter.low, filter.high};
        return tableOf([&](std::int32_t v) {
            return requantize(wrappingSum((v - m_in.zeroPoint) * filter.weights[c], filter.bias[c]),
                              multiplier, shift, range);
        });
    }

    TfliteWriter& m_writer;
    const QuantOp& m_op;
    const QuantModel& m_model;
    const QuantTensor& m_in;
    const QuantTensor& m_out;
    int m_read;
};

} // namespace

Result<int> writeTable(TfliteWriter& writer, const QuantModel& model, const QuantOp& op, int read)
{
    return TableWriter(writer, model, op, read).write();
}

} // namespace microt::tflite
