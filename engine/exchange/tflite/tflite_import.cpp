// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <set>

#include "engine/base/files.h"
#include "engine/exchange/tflite/tflite.h"
#include "engine/exchange/tflite/tflite_file_private.h"

namespace microt {

namespace {

using namespace tflite;

constexpr int kMaxOps = 4096;
constexpr int kMaxWindow = 255; ///< what a deployment image can hold

/// An int8 activation on its way into the model.
struct Value
{
    int tensor = -1; ///< of the model
    int padTop = 0, padBottom = 0, padLeft = 0, padRight = 0;
    bool clipped = false; ///< its operator bounds it
    bool padded() const { return padTop + padBottom + padLeft + padRight > 0; }
};

/// What the pool of a cut needs to hold: every value of the activation, and a deviation of half its range.
QuantTensor cutFeatures(const QuantTensor& activation)
{
    QuantTensor pooled = activation;
    pooled.shape = {1, 1, kCutFeaturesPerChannel * activation.shape.channels};
    constexpr double kHalfRange = 127.5;
    const double below = 128.0 + activation.zeroPoint;
    const double above = 127.0 - activation.zeroPoint;
    if (above < kHalfRange) {
        const double wider = (below + kHalfRange) / 255.0;
        pooled.scale = static_cast<float>(activation.scale * wider);
        pooled.zeroPoint = static_cast<std::int32_t>(std::lround(below / wider)) - 128;
    }
    return pooled;
}

class Importer
{
public:
    explicit Importer(const TfliteFile& file) : m_file(file) {}

    Result<QuantModel> run(const std::string& name)
    {
        m_model.name = name;
        MICROT_CHECK(takeInput());
        const int count = m_file.opCount();
        if (count < 1 || count > kMaxOps)
            return m_file.fail(Error::hostileContent, std::to_string(count) + " operators.");
        for (int i = 0; i < count; ++i)
            MICROT_CHECK(takeOp(i));
        MICROT_CHECK(takeOutput());
        MICROT_CHECK(divide());
        return std::move(m_model);
    }

private:
    Status takeInput()
    {
        const auto* inputs = m_file.graph().inputs();
        if (inputs == nullptr || inputs->size() != 1)
            return m_file.fail(Error::unsupportedFormat, "one input is expected.");
        MICROT_TRY(const TensorInfo info, m_file.tensor(inputs->Get(0)));
        if (info.shape.size() != 4 || info.shape[0] != 1 || info.shape[3] != 3 ||
            info.shape[1] != info.shape[2])
            return m_file.fail(Error::shapeMismatch, "the input must be [1, S, S, 3].");
        m_resolution = info.shape[1];
        if (info.type == TensorType::INT8)
            return setInput(inputs->Get(0), info);
        // The int8 picture is what a QUANTIZE makes of it.
        m_rawInput = inputs->Get(0);
        return {};
    }

    Status setInput(int index, const TensorInfo& info)
    {
        MICROT_TRY(const int tensor, newTensor(info));
        m_values[index] = {tensor, 0, 0, 0, 0, true};
        m_model.inputTensor = tensor;
        const QuantTensor& input = m_model.tensors[static_cast<std::size_t>(tensor)];
        // The field's convention: int8 input = pixel - 128, whatever scale and zero point claim.
        m_model.preprocessing.resolution = m_resolution;
        m_model.preprocessing.mean.fill(static_cast<float>((128.0 + input.zeroPoint) / 255.0));
        m_model.preprocessing.deviation.fill(static_cast<float>(1.0 / (255.0 * input.scale)));
        return {};
    }

    Status takeOp(int index)
    {
        MICROT_TRY(const int code, m_file.opCode(index));
        const Operator& op = m_file.op(index);
        if (op.inputs() == nullptr || op.inputs()->size() < 1 || op.inputs()->size() > 8 ||
            op.outputs() == nullptr || op.outputs()->size() != 1)
            return bad(index, Error::malformed, "has no input or not one output");
        if (m_values.count(op.outputs()->Get(0)) != 0)
            return bad(index, Error::malformed, "writes a tensor that is written already");
        if (m_ended)
            return bad(index, Error::unsupportedOperator, "comes after the end of the network");
        switch (code) {
        case kConvolution:
            return takeConvolution(index, op, ImageOpKind::convolution);
        case kDepthwise:
            return takeConvolution(index, op, ImageOpKind::depthwise);
        case kAdd:
            return takeAdd(index, op);
        case kPad:
            return takePad(index, op);
        case kAveragePool:
        case kMean:
            return takePool(index, op, code);
        case kFullyConnected:
            return takeLinear(index, op);
        case kReshape:
            return takeReshape(index, op);
        case kQuantize:
            return takeQuantize(index, op);
        case kSoftmax:
        case kDequantize:
            return takeEnd(index, op);
        default:
            return bad(index, Error::unsupportedOperator, "is not known here");
        }
    }

    Failure bad(int index, Error error, const std::string& why) const
    {
        return m_file.fail(error, m_file.describe(index) + " " + why + ".");
    }

    Result<int> newTensor(const TensorInfo& info)
    {
        if (info.type != TensorType::INT8 || info.scale.size() != 1)
            return m_file.fail(Error::unsupportedFormat,
                               "the activation " + info.name +
                                   " is not int8 with one scale; a full-integer int8 model is expected.");
        if (!std::isnormal(info.scale[0]) || info.scale[0] < 0.0F)
            return m_file.fail(Error::hostileContent,
                               "the activation " + info.name + " has a scale that is no positive number.");
        if (info.zeroPoint[0] < -128 || info.zeroPoint[0] > 127)
            return m_file.fail(Error::hostileContent, "the activation " + info.name + " has zero point " +
                                                          std::to_string(info.zeroPoint[0]) + ".");
        QuantTensor tensor;
        if (info.shape.size() == 4 && info.shape[0] == 1)
            tensor.shape = {info.shape[1], info.shape[2], info.shape[3]};
        else if (info.shape.size() == 2 && info.shape[0] == 1)
            tensor.shape = {1, 1, info.shape[1]};
        else
            return m_file.fail(Error::shapeMismatch,
                               "the activation " + info.name +
                                   " must be [1, height, width, channels] or [1, channels].");
        tensor.scale = info.scale[0];
        tensor.zeroPoint = static_cast<std::int32_t>(info.zeroPoint[0]);
        m_model.tensors.push_back(tensor);
        return static_cast<int>(m_model.tensors.size()) - 1;
    }

    Result<Value> inputOf(int index, const Operator& op, std::uint32_t which)
    {
        const auto found =
            which < op.inputs()->size() ? m_values.find(op.inputs()->Get(which)) : m_values.end();
        if (found == m_values.end())
            return bad(index, Error::malformed, "reads a tensor that nothing has written");
        return found->second;
    }

    /// An activation that is read as it is.
    Result<Value> plainInputOf(int index, const Operator& op, std::uint32_t which)
    {
        MICROT_TRY(const Value value, inputOf(index, op, which));
        if (value.padded())
            return bad(index, Error::unsupportedOperator, "reads a PAD that only convolutions may read");
        return value;
    }

    Result<TensorInfo> constantOf(int index, const Operator& op, std::uint32_t which, TensorType type)
    {
        if (which >= op.inputs()->size())
            return bad(index, Error::malformed, "lacks a constant");
        MICROT_TRY(TensorInfo info, m_file.tensor(op.inputs()->Get(which)));
        if (!info.isConstant() || info.type != type)
            return bad(index, Error::unsupportedFormat,
                       "has no constants of the expected type; a full-integer int8 model is expected");
        return info;
    }

    template <typename Options>
    Result<const Options*> optionsOf(int index, const Operator& op, const Options* options)
    {
        if (options == nullptr)
            return bad(index, Error::malformed,
                       "has no options (type " + std::to_string(static_cast<int>(op.options_type())) + ")");
        return options;
    }

    /// Where an operator's output goes, and the clamp of its fused activation as TFLite computes it.
    Result<int> outputOf(int index, const Operator& op, Activation activation, QuantOp& made)
    {
        MICROT_TRY(const TensorInfo info, m_file.tensor(op.outputs()->Get(0)));
        if (info.isConstant())
            return bad(index, Error::malformed, "writes a constant");
        MICROT_TRY(const int tensor, newTensor(info));
        const QuantTensor& output = m_model.tensors[static_cast<std::size_t>(tensor)];
        switch (activation) {
        case Activation::NONE:
            break;
        case Activation::RELU:
            made.low = quantizedBound(0.0F, output);
            break;
        case Activation::RELU_N1_TO_1:
            made.low = quantizedBound(-1.0F, output);
            made.high = quantizedBound(1.0F, output);
            break;
        case Activation::RELU6:
            made.low = quantizedBound(0.0F, output);
            made.high = quantizedBound(6.0F, output);
            break;
        default:
            return bad(index, Error::unsupportedOperator, "has a fused activation that is not known here");
        }
        made.output = tensor;
        made.name = info.name;
        m_values[op.outputs()->Get(0)] = {tensor, 0, 0, 0, 0, activation != Activation::NONE};
        return tensor;
    }

    Status append(QuantOp op)
    {
        prepareScaling(op, m_model.tensors);
        m_model.ops.push_back(std::move(op));
        return {};
    }

    Status takeWeights(int index, const TensorInfo& weights, int dimension, int channels, QuantOp& op)
    {
        const auto count = static_cast<std::size_t>(channels);
        if (weights.scale.size() != 1 &&
            (weights.scale.size() != count || weights.quantizedDimension != dimension))
            return bad(index, Error::hostileContent, "has weights whose scales do not fit its channels");
        for (const std::int64_t zero : weights.zeroPoint)
            if (zero != 0)
                return bad(index, Error::unsupportedFormat, "has weights with a zero point other than 0");
        op.weights.resize(weights.bytes);
        std::memcpy(op.weights.data(), weights.data, weights.bytes);
        for (std::size_t c = 0; c < count; ++c)
            op.weightScale.push_back(weights.scale.size() == 1 ? weights.scale[0] : weights.scale[c]);
        return {};
    }

    Status takeBias(int index, const Operator& op, int channels, QuantOp& made)
    {
        made.bias.assign(static_cast<std::size_t>(channels), 0);
        if (op.inputs()->size() < 3 || op.inputs()->Get(2) < 0)
            return {};
        MICROT_TRY(const TensorInfo bias, constantOf(index, op, 2, TensorType::INT32));
        if (bias.bytes != made.bias.size() * sizeof(std::int32_t))
            return bad(index, Error::shapeMismatch, "has another number of biases than channels");
        std::memcpy(made.bias.data(), bias.data, bias.bytes);
        return {};
    }

    /// Channels with a negative scale, which some converters write: both signs turned, their products and so
    /// every rounding are the same.
    Status turnNegativeScales(int index, QuantOp& op)
    {
        const std::size_t channels = op.weightScale.size();
        const std::size_t perChannel = op.weights.size() / channels;
        for (std::size_t c = 0; c < channels; ++c) {
            if (op.weightScale[c] >= 0.0F)
                continue;
            op.weightScale[c] = -op.weightScale[c];
            if (op.bias[c] == INT32_MIN)
                return bad(index, Error::hostileContent, "has a bias out of range");
            op.bias[c] = -op.bias[c];
            for (std::size_t i = 0; i < perChannel; ++i) {
                std::int8_t& weight =
                    op.weights[op.kind == ImageOpKind::depthwise ? i * channels + c : c * perChannel + i];
                if (weight == -128)
                    return bad(index, Error::unsupportedFormat, "has a weight of -128 with a negative scale");
                weight = static_cast<std::int8_t>(-weight);
            }
        }
        return {};
    }

    struct WindowOptions
    {
        Padding padding = Padding::SAME;
        int strideY = 1, strideX = 1, dilationY = 1, dilationX = 1;
        Activation activation = Activation::NONE;
    };

    Result<WindowOptions> windowOptionsOf(int index, const Operator& op, ImageOpKind kind)
    {
        if (kind == ImageOpKind::depthwise) {
            MICROT_TRY(const auto* o, optionsOf(index, op, op.options_as_DepthwiseConv2D()));
            return WindowOptions{o->padding(),    o->stride_h(),   o->stride_w(),
                                 o->dilation_h(), o->dilation_w(), o->activation()};
        }
        MICROT_TRY(const auto* o, optionsOf(index, op, op.options_as_Conv2D()));
        return WindowOptions{o->padding(),    o->stride_h(),   o->stride_w(),
                             o->dilation_h(), o->dilation_w(), o->activation()};
    }

    /// One side of a window: what lies before the input, or a failure if the output's size is another.
    static bool placeWindow(Padding padding, int input, int before, int after, int window, int stride,
                            int output, std::int32_t& padBefore)
    {
        const int padded = input + before + after;
        if (padding == Padding::VALID) {
            padBefore = before;
            return padded >= window && (padded - window) / stride + 1 == output;
        }
        const int expected = (padded + stride - 1) / stride;
        const int total = std::max((expected - 1) * stride + window - padded, 0);
        padBefore = before + total / 2;
        return expected == output;
    }

    Status takeConvolution(int index, const Operator& op, ImageOpKind kind)
    {
        MICROT_TRY(const Value input, inputOf(index, op, 0));
        MICROT_TRY(const TensorInfo weights, constantOf(index, op, 1, TensorType::INT8));
        MICROT_TRY(const WindowOptions options, windowOptionsOf(index, op, kind));
        QuantOp made;
        made.kind = kind;
        made.input = input.tensor;
        MICROT_TRY(const int output, outputOf(index, op, options.activation, made));
        const Shape in = m_model.tensors[static_cast<std::size_t>(input.tensor)].shape;
        const Shape out = m_model.tensors[static_cast<std::size_t>(output)].shape;
        if (weights.shape.size() != 4)
            return bad(index, Error::shapeMismatch, "has weights that are not four-dimensional");
        const int height = weights.shape[1];
        const int width = weights.shape[2];
        const bool fits =
            kind == ImageOpKind::depthwise
                ? weights.shape[0] == 1 && weights.shape[3] == in.channels && out.channels == in.channels
                : weights.shape[0] == out.channels && weights.shape[3] == in.channels;
        if (!fits)
            return bad(index, Error::shapeMismatch, "has weights that do not fit its input and output");
        if (options.strideX < 1 || options.strideY < 1 || options.strideX > kMaxWindow ||
            options.strideY > kMaxWindow || height > kMaxWindow || width > kMaxWindow)
            return bad(index, Error::hostileContent, "has a stride or a window out of range");
        if (options.dilationX != 1 || options.dilationY != 1)
            return bad(index, Error::unsupportedOperator, "is dilated");
        made.window = {height, width, options.strideY, options.strideX, 0, 0};
        if (!placeWindow(options.padding, in.height, input.padTop, input.padBottom, height, options.strideY,
                         out.height, made.window.padTop) ||
            !placeWindow(options.padding, in.width, input.padLeft, input.padRight, width, options.strideX,
                         out.width, made.window.padLeft))
            return bad(index, Error::shapeMismatch, "has an output of another size than its window gives");
        if (made.window.padTop >= height || made.window.padLeft >= width)
            return bad(index, Error::unsupportedOperator, "is padded by more than its window");
        MICROT_CHECK(takeWeights(index, weights, kind == ImageOpKind::depthwise ? 3 : 0, out.channels, made));
        MICROT_CHECK(takeBias(index, op, out.channels, made));
        MICROT_CHECK(turnNegativeScales(index, made));
        return append(std::move(made));
    }

    Status takeAdd(int index, const Operator& op)
    {
        MICROT_TRY(const Value a, plainInputOf(index, op, 0));
        MICROT_TRY(const Value b, plainInputOf(index, op, 1));
        const auto* options = op.options_as_Add();
        QuantOp made;
        made.kind = ImageOpKind::add;
        made.input = a.tensor;
        made.input2 = b.tensor;
        MICROT_TRY(const int output,
                   outputOf(index, op, options != nullptr ? options->activation() : Activation::NONE, made));
        for (const int input : {a.tensor, b.tensor})
            if (!sameShape(input, output))
                return bad(index, Error::shapeMismatch, "adds tensors of different shapes");
        return append(std::move(made));
    }

    bool sameShape(int a, int b) const
    {
        const Shape& x = m_model.tensors[static_cast<std::size_t>(a)].shape;
        const Shape& y = m_model.tensors[static_cast<std::size_t>(b)].shape;
        return x.height == y.height && x.width == y.width && x.channels == y.channels;
    }

    Status takePad(int index, const Operator& op)
    {
        MICROT_TRY(Value value, plainInputOf(index, op, 0));
        MICROT_TRY(const TensorInfo pads, constantOf(index, op, 1, TensorType::INT32));
        if (pads.shape != std::vector<int>{4, 2})
            return bad(index, Error::shapeMismatch, "must pad four dimensions");
        std::int32_t amounts[8];
        std::memcpy(amounts, pads.data, sizeof amounts);
        for (const std::int32_t amount : amounts)
            if (amount < 0 || amount > kMaxWindow)
                return bad(index, Error::hostileContent, "pads by " + std::to_string(amount));
        if (amounts[0] + amounts[1] + amounts[6] + amounts[7] != 0)
            return bad(index, Error::unsupportedOperator, "pads more than height and width");
        MICROT_TRY(const TensorInfo info, m_file.tensor(op.outputs()->Get(0)));
        const QuantTensor& input = m_model.tensors[static_cast<std::size_t>(value.tensor)];
        if (info.scale.size() != 1 || info.scale[0] != input.scale || info.zeroPoint[0] != input.zeroPoint)
            return bad(index, Error::unsupportedOperator, "changes the scale of what it pads");
        value.padTop = amounts[2];
        value.padBottom = amounts[3];
        value.padLeft = amounts[4];
        value.padRight = amounts[5];
        m_values[op.outputs()->Get(0)] = value;
        return {};
    }

    Status takePool(int index, const Operator& op, int code)
    {
        MICROT_TRY(const Value input, plainInputOf(index, op, 0));
        const Shape in = m_model.tensors[static_cast<std::size_t>(input.tensor)].shape;
        QuantOp made;
        made.input = input.tensor;
        Activation activation = Activation::NONE;
        if (code == kAveragePool) {
            MICROT_TRY(const auto* options, optionsOf(index, op, op.options_as_Pool2D()));
            if (options->filter_height() != in.height || options->filter_width() != in.width)
                return bad(index, Error::unsupportedOperator, "pools less than the whole picture");
            made.kind = ImageOpKind::averagePool;
            activation = options->activation();
        } else {
            MICROT_TRY(const TensorInfo axes, constantOf(index, op, 1, TensorType::INT32));
            std::set<std::int32_t> over;
            for (std::size_t i = 0; i < axes.bytes / sizeof(std::int32_t); ++i) {
                std::int32_t axis = 0;
                std::memcpy(&axis, axes.data + i * sizeof axis, sizeof axis);
                over.insert(axis < 0 ? axis + 4 : axis);
            }
            if (over != std::set<std::int32_t>{1, 2})
                return bad(index, Error::unsupportedOperator,
                           "averages over other axes than height and width");
            made.kind = ImageOpKind::mean;
        }
        MICROT_TRY(const int output, outputOf(index, op, activation, made));
        const QuantTensor& pooled = m_model.tensors[static_cast<std::size_t>(output)];
        if (pooled.shape.height != 1 || pooled.shape.width != 1 || pooled.shape.channels != in.channels)
            return bad(index, Error::shapeMismatch, "has an output that is not [1, 1, channels]");
        return append(std::move(made));
    }

    Status takeLinear(int index, const Operator& op)
    {
        MICROT_TRY(const Value input, plainInputOf(index, op, 0));
        MICROT_TRY(const TensorInfo weights, constantOf(index, op, 1, TensorType::INT8));
        const auto* options = op.options_as_FullyConnected();
        QuantOp made;
        made.kind = ImageOpKind::convolution;
        made.input = input.tensor;
        MICROT_TRY(const int output,
                   outputOf(index, op, options != nullptr ? options->activation() : Activation::NONE, made));
        const Shape in = m_model.tensors[static_cast<std::size_t>(input.tensor)].shape;
        const int classes = m_model.tensors[static_cast<std::size_t>(output)].shape.channels;
        if (in.height != 1 || in.width != 1)
            return bad(index, Error::unsupportedOperator, "reads a picture; it must be pooled first");
        if (weights.shape != std::vector<int>{classes, in.channels})
            return bad(index, Error::shapeMismatch, "has weights that do not fit its input and output");
        MICROT_CHECK(takeWeights(index, weights, 0, classes, made));
        MICROT_CHECK(takeBias(index, op, classes, made));
        MICROT_CHECK(turnNegativeScales(index, made));
        prepareScaling(made, m_model.tensors);
        if (weights.scale.size() == 1) {
            // TFLite multiplies the two scales in float here, in double elsewhere.
            const auto product = static_cast<double>(
                m_model.tensors[static_cast<std::size_t>(input.tensor)].scale * made.weightScale[0]);
            std::int32_t multiplier = 0;
            int shift = 0;
            quantizeMultiplier(product / m_model.tensors[static_cast<std::size_t>(output)].scale, multiplier,
                               shift);
            std::fill(made.multiplier.begin(), made.multiplier.end(), multiplier);
            std::fill(made.shift.begin(), made.shift.end(), static_cast<std::int8_t>(shift));
        }
        m_model.ops.push_back(std::move(made));
        return {};
    }

    /// Bytes are copied, whatever scale the output claims.
    Status takeReshape(int index, const Operator& op)
    {
        MICROT_TRY(const Value value, plainInputOf(index, op, 0));
        MICROT_TRY(const TensorInfo info, m_file.tensor(op.outputs()->Get(0)));
        const Shape shape = m_model.tensors[static_cast<std::size_t>(value.tensor)].shape;
        std::int64_t elements = 1;
        for (const int side : info.shape)
            elements *= side;
        if (shape.height != 1 || shape.width != 1 || elements != shape.channels)
            return bad(index, Error::unsupportedOperator, "reshapes more than a vector of features");
        m_values[op.outputs()->Get(0)] = value;
        return {};
    }

    Status takeQuantize(int index, const Operator& op)
    {
        if (op.inputs()->Get(0) != m_rawInput || m_rawInput < 0)
            return bad(index, Error::unsupportedOperator, "does not stand at the input");
        MICROT_TRY(const TensorInfo info, m_file.tensor(op.outputs()->Get(0)));
        if (info.shape != std::vector<int>{1, m_resolution, m_resolution, 3})
            return bad(index, Error::shapeMismatch, "changes the picture's shape");
        return setInput(op.outputs()->Get(0), info);
    }

    /// What follows the logits and does not change their order.
    Status takeEnd(int index, const Operator& op)
    {
        MICROT_TRY(const Value value, plainInputOf(index, op, 0));
        m_values[op.outputs()->Get(0)] = value;
        MICROT_TRY(const int code, m_file.opCode(index));
        m_ended = code == kDequantize;
        return {};
    }

    Status takeOutput()
    {
        const auto* outputs = m_file.graph().outputs();
        const auto found =
            outputs != nullptr && outputs->size() == 1 ? m_values.find(outputs->Get(0)) : m_values.end();
        if (found == m_values.end())
            return m_file.fail(Error::unsupportedFormat, "one output that an operator writes is expected.");
        m_output = found->second.tensor;
        return {};
    }

    /// Finds the cuts, and parts the extractor from its classifier at the global pool.
    Status divide()
    {
        std::vector<QuantOp>& ops = m_model.ops;
        const auto pool =
            std::find_if(ops.begin(), ops.end(), [](const QuantOp& op) { return isPool(op.kind); });
        if (pool == ops.end() || pool == ops.begin())
            return m_file.fail(Error::unsupportedFormat,
                               "no average over the whole picture was found, which gives the features.");
        const auto poolIndex = static_cast<int>(pool - ops.begin());
        std::vector<int> lastUse(m_model.tensors.size(), -1);
        for (std::size_t i = 0; i < ops.size(); ++i)
            for (const int input : {ops[i].input, ops[i].input2})
                if (input >= 0)
                    lastUse[static_cast<std::size_t>(input)] = static_cast<int>(i);
        for (int i = 0; i <= poolIndex; ++i)
            if (i < poolIndex &&
                lastUse[static_cast<std::size_t>(ops[static_cast<std::size_t>(i)].output)] <= i)
                return m_file.fail(Error::malformed, "the operator " + ops[static_cast<std::size_t>(i)].name +
                                                         " computes what nothing reads.");
        if (ops[static_cast<std::size_t>(poolIndex)].input !=
            ops[static_cast<std::size_t>(poolIndex) - 1].output)
            return m_file.fail(Error::unsupportedFormat,
                               "the global pool does not read the last activation.");
        addCuts(poolIndex, lastUse);
        const QuantOp& full = ops[static_cast<std::size_t>(poolIndex)];
        m_model.cuts.push_back({0, full.input, m_model.tensors[static_cast<std::size_t>(full.output)]});
        if (m_output != full.output)
            m_model.logitsTensor = m_output;
        m_model.classifier.assign(ops.begin() + poolIndex, ops.end());
        ops.resize(static_cast<std::size_t>(poolIndex));
        return {};
    }

    void addCuts(int poolIndex, const std::vector<int>& lastUse)
    {
        int number = 0;
        int reach = -1; ///< the last operator that reads what was computed before
        for (int i = 0; i + 1 < poolIndex; ++i) {
            const QuantOp& op = m_model.ops[static_cast<std::size_t>(i)];
            for (const int input : {op.input, op.input2})
                if (input >= 0)
                    reach = std::max(reach, lastUse[static_cast<std::size_t>(input)]);
            if (reach > i || (op.low != -128 || op.high != 127) || isClipped(op.output))
                continue;
            const QuantTensor& activation = m_model.tensors[static_cast<std::size_t>(op.output)];
            m_model.cuts.push_back({++number, op.output, cutFeatures(activation)});
        }
    }

    bool isClipped(int tensor) const
    {
        for (const auto& value : m_values)
            if (value.second.tensor == tensor)
                return value.second.clipped;
        return false;
    }

    const TfliteFile& m_file;
    QuantModel m_model;
    std::map<int, Value> m_values; ///< by tensor of the file
    int m_resolution = 0;
    int m_rawInput = -1;
    int m_output = -1;
    bool m_ended = false;
};

} // namespace

Result<QuantModel> importTflite(const std::filesystem::path& path)
{
    MICROT_TRY(const TfliteFile file, TfliteFile::open(path));
    return Importer(file).run(printable(path.stem()));
}

} // namespace microt
