// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <string_view>

#include "engine/base/files.h"
#include "engine/exchange/tflite/tflite.h"
#include "engine/exchange/tflite/tflite_tables_private.h"
#include "engine/exchange/tflite/tflite_writer_private.h"

namespace microt {

namespace tflite {

Result<Activation> activationFor(const QuantModel& model, const QuantOp& op)
{
    const QuantTensor& output = model.tensors[static_cast<std::size_t>(op.output)];
    if (op.low == -128 && op.high == 127)
        return Activation::NONE;
    if (op.low == quantizedBound(0.0F, output) && op.high == quantizedBound(6.0F, output))
        return Activation::RELU6;
    if (op.low == quantizedBound(0.0F, output) && op.high == 127)
        return Activation::RELU;
    if (op.low == quantizedBound(-1.0F, output) && op.high == quantizedBound(1.0F, output))
        return Activation::RELU_N1_TO_1;
    return Failure{Error::unsupportedOperator, "The operator " + printable(std::string_view(op.name)) +
                                                   " clips to " + std::to_string(op.low) + " to " +
                                                   std::to_string(op.high) +
                                                   ", which no activation of TFLite does."};
}

} // namespace tflite

namespace {

using namespace tflite;

/// One side of a window in TFLite's terms.
struct Side
{
    bool same = false;
    bool valid = false;
    int before = 0; ///< what a PAD must add for a VALID window
    int after = 0;
};

Side sideOf(int input, int window, int stride, int padBefore, int output)
{
    Side side;
    side.valid = padBefore == 0 && input >= window && (input - window) / stride + 1 == output;
    const int total = std::max((output - 1) * stride + window - input, 0);
    side.same = (input + stride - 1) / stride == output && total / 2 == padBefore;
    side.before = padBefore;
    side.after = std::max((output - 1) * stride + window - padBefore - input, 0);
    return side;
}

class Exporter
{
public:
    Exporter(const QuantModel& model, const QuantCut& cut) : m_model(model), m_cut(cut) {}

    Result<std::string> run()
    {
        const int input = m_writer.addPicture("input", tensorAt(m_model.inputTensor));
        m_place[m_model.inputTensor] = input;
        bool reached = m_cut.tensor == m_model.inputTensor;
        for (const QuantOp& op : m_model.ops) {
            if (reached)
                break;
            MICROT_TRY(const int output, addOp(op));
            m_place[op.output] = output;
            reached = op.output == m_cut.tensor;
        }
        return m_writer.finish(input, addFeatures());
    }

private:
    const QuantTensor& tensorAt(int index) const { return m_model.tensors[static_cast<std::size_t>(index)]; }
    flatbuffers::FlatBufferBuilder& builder() { return m_writer.builder(); }
    int inputOf(const QuantOp& op) const { return m_place.at(op.input); }
    int newOutput(const QuantOp& op) { return m_writer.addPicture(op.name, tensorAt(op.output)); }

    Failure refuse(const QuantOp& op, const std::string& why) const
    {
        return {Error::unsupportedOperator,
                "The operator " + printable(std::string_view(op.name)) + " " + why + "."};
    }

    int addFeatures()
    {
        const QuantTensor& last = tensorAt(m_cut.tensor);
        const int count = m_cut.flat ? static_cast<int>(last.shape.elements()) : last.shape.channels;
        const int features = m_writer.addActivation("features", m_cut.flat ? last : m_cut.pooled, {1, count});
        const int read = m_place.at(m_cut.tensor);
        const bool sameScale = m_cut.pooled.scale == last.scale && m_cut.pooled.zeroPoint == last.zeroPoint;
        if (m_cut.flat)
            addReshape(read, features, {1, count});
        else if (m_cut.cut == 0 && sameScale) // MEAN rounds otherwise
            addReshape(addAverage(read, last), features, {1, count});
        else
            m_writer.addOperator(kMean, {read, m_writer.addIntegers("axes", {2}, {1, 2})}, features,
                                 Options::Reducer, CreateReducer(builder(), false));
        return features;
    }

    /// Over the whole picture, at its scale.
    int addAverage(int read, const QuantTensor& picture)
    {
        QuantTensor average = picture;
        average.shape = {1, 1, picture.shape.channels};
        const int output = m_writer.addPicture("average", average);
        m_writer.addOperator(kAveragePool, {read}, output, Options::Pool2D,
                             CreatePool2D(builder(), Padding::VALID, 1, 1, picture.shape.width,
                                          picture.shape.height, Activation::NONE));
        return output;
    }

    void addReshape(int read, int output, const std::vector<std::int32_t>& shape)
    {
        const int sizes = m_writer.addIntegers("shape", {static_cast<int>(shape.size())}, shape);
        const auto told = builder().CreateVector(shape);
        m_writer.addOperator(kReshape, {read, sizes}, output, Options::Reshape,
                             CreateReshape(builder(), told));
    }

    Result<int> addOp(const QuantOp& op)
    {
        switch (op.kind) {
        case ImageOpKind::add:
        case ImageOpKind::multiply:
            return addPair(op);
        case ImageOpKind::averagePool:
        case ImageOpKind::localAverage:
        case ImageOpKind::localMax:
            return addPool(op);
        case ImageOpKind::mean:
        case ImageOpKind::localMean:
            return addMean(op);
        case ImageOpKind::concat:
            return addConcat(op);
        case ImageOpKind::selectChannels:
            return addSelection(op);
        case ImageOpKind::pad:
            return addPad(op);
        case ImageOpKind::resize:
            return addResize(op);
        case ImageOpKind::table:
            return writeTable(m_writer, m_model, op, inputOf(op));
        case ImageOpKind::flatten: {
            const int output = newOutput(op);
            addReshape(inputOf(op), output, {1, 1, 1, tensorAt(op.output).shape.channels});
            return output;
        }
        default:
            return isConvolution(op.kind) ? addConvolution(op)
                                          : refuse(op, "is none that TFLite has in int8");
        }
    }

    Result<int> addPair(const QuantOp& op)
    {
        MICROT_TRY(const Activation activation, activationFor(m_model, op));
        const int output = newOutput(op);
        const std::vector<int> inputs{inputOf(op), m_place.at(op.input2)};
        if (op.kind == ImageOpKind::add)
            m_writer.addOperator(kAdd, inputs, output, Options::Add, CreateAdd(builder(), activation));
        else
            m_writer.addOperator(kMul, inputs, output, Options::Mul, CreateMul(builder(), activation));
        return output;
    }

    /// A window as TFLite places it: what it reads, perhaps behind a PAD, and SAME or VALID.
    struct Placed
    {
        int read;
        Padding padding;
        bool padded;
    };

    Placed place(const QuantOp& op)
    {
        const QuantTensor& in = tensorAt(op.input);
        const Shape& out = tensorAt(op.output).shape;
        const Window& window = op.window;
        const Side rows = sideOf(in.shape.height, window.height, window.strideY, window.padTop, out.height);
        const Side columns = sideOf(in.shape.width, window.width, window.strideX, window.padLeft, out.width);
        const bool same = rows.same && columns.same;
        const bool valid = rows.valid && columns.valid;
        if (same || valid)
            return {inputOf(op), same ? Padding::SAME : Padding::VALID, false};
        if (op.kind == ImageOpKind::localAverage)
            return {inputOf(op), Padding::VALID, true};
        return {addPadding(op, {rows.before, rows.after, columns.before, columns.after}), Padding::VALID,
                true};
    }

    /// Zeros around a picture, or what no maximum sees. `amounts`: above, below, left, right.
    int addPadding(const QuantOp& op, const std::vector<std::int32_t>& amounts)
    {
        QuantTensor padded = tensorAt(op.input);
        padded.shape.height += amounts[0] + amounts[1];
        padded.shape.width += amounts[2] + amounts[3];
        const int paddings = m_writer.addIntegers(
            op.name + "/paddings", {4, 2}, {0, 0, amounts[0], amounts[1], amounts[2], amounts[3], 0, 0});
        const int output = m_writer.addPicture(op.name + "/padded", padded);
        if (op.kind == ImageOpKind::localMax) {
            const int lowest = m_writer.addNumber(op.name + "/lowest", -128, padded.scale, padded.zeroPoint);
            m_writer.addOperator(kPadV2, {inputOf(op), paddings, lowest}, output, Options::PadV2,
                                 CreatePadV2(builder()));
        } else {
            m_writer.addOperator(kPad, {inputOf(op), paddings}, output, Options::Pad, CreatePad(builder()));
        }
        return output;
    }

    Result<int> addConvolution(const QuantOp& op)
    {
        MICROT_TRY(const Activation activation, activationFor(m_model, op));
        const Placed placed = place(op);
        const QuantTensor& in = tensorAt(op.input);
        const QuantTensor& out = tensorAt(op.output);
        const Window& window = op.window;
        const bool depthwise = op.kind == ImageOpKind::depthwise;
        const int outputs = out.shape.channels;
        const std::vector<int> shape =
            depthwise ? std::vector<int>{1, window.height, window.width, outputs}
                      : std::vector<int>{outputs, window.height, window.width, in.shape.channels / op.groups};
        std::vector<float> biasScale;
        for (const float scale : op.weightScale)
            biasScale.push_back(in.scale * scale);
        const int weights =
            m_writer.addInt8(op.name + "/weights", shape, op.weights, op.weightScale, depthwise ? 3 : 0);
        const int bias = m_writer.addBias(op.name + "/bias", op.bias, biasScale);
        const int output = newOutput(op);
        if (depthwise)
            m_writer.addOperator(kDepthwise, {placed.read, weights, bias}, output, Options::DepthwiseConv2D,
                                 CreateDepthwiseConv2D(builder(), placed.padding, window.strideX,
                                                       window.strideY, 1, activation));
        else
            m_writer.addOperator(
                kConvolution, {placed.read, weights, bias}, output, Options::Conv2D,
                CreateConv2D(builder(), placed.padding, window.strideX, window.strideY, activation));
        return output;
    }

    Result<int> addPool(const QuantOp& op)
    {
        MICROT_TRY(const Activation activation, activationFor(m_model, op));
        const Shape& in = tensorAt(op.input).shape;
        const bool all = op.kind == ImageOpKind::averagePool;
        const Window window = all ? Window{in.height, in.width, 1, 1, 0, 0} : op.window;
        const Placed placed = all ? Placed{inputOf(op), Padding::VALID, false} : place(op);
        if (placed.padded && op.kind == ImageOpKind::localAverage)
            return refuse(op, "averages with padding that is neither SAME nor VALID in TFLite");
        const int output = newOutput(op);
        m_writer.addOperator(op.kind == ImageOpKind::localMax ? kMaxPool : kAveragePool, {placed.read},
                             output, Options::Pool2D,
                             CreatePool2D(builder(), placed.padding, window.strideX, window.strideY,
                                          window.width, window.height, activation));
        return output;
    }

    Result<int> addMean(const QuantOp& op)
    {
        MICROT_TRY(const Activation activation, activationFor(m_model, op));
        const Shape& in = tensorAt(op.input).shape;
        const Shape& out = tensorAt(op.output).shape;
        const bool all = op.kind == ImageOpKind::mean;
        const bool rows = all || (op.window.height == in.height && out.height == 1);
        const bool columns = all || (op.window.width == in.width && out.width == 1);
        const bool eachRow = op.window.height == 1 && out.height == in.height;
        const bool eachColumn = op.window.width == 1 && out.width == in.width;
        if (activation != Activation::NONE || !((rows || eachRow) && (columns || eachColumn)))
            return refuse(op, "averages over windows, which TFLite does without another scale only");
        std::vector<std::int32_t> axes;
        if (rows && (all || !eachRow))
            axes.push_back(1);
        if (columns && (all || !eachColumn))
            axes.push_back(2);
        const int over = m_writer.addIntegers(op.name + "/axes", {static_cast<int>(axes.size())}, axes);
        const int output = newOutput(op);
        m_writer.addOperator(kMean, {inputOf(op), over}, output, Options::Reducer,
                             CreateReducer(builder(), true));
        return output;
    }

    /// One of the two inputs of a concatenation at its output's scale.
    Result<int> rescaled(const QuantOp& op, int tensor, std::size_t which)
    {
        const QuantTensor& in = tensorAt(tensor);
        QuantTensor out = tensorAt(op.output);
        const auto* entries = op.weights.data() + which * 256;
        const Table table = in.scale == out.scale && in.zeroPoint == out.zeroPoint
                                ? tableOf([](std::int32_t v) { return v; })
                                : requantizeTable(in, out);
        int furthest = 0;
        for (int i = 0; i < 256; ++i)
            furthest = std::max(furthest, std::abs(table[static_cast<std::size_t>(i)] - entries[i]));
        if (furthest > 1)
            return refuse(op, "joins what it changes, which no operator of TFLite does in int8");
        if (in.scale == out.scale && in.zeroPoint == out.zeroPoint)
            return m_place.at(tensor);
        out.shape = in.shape;
        const int part = m_writer.addPicture(op.name + "/part" + std::to_string(which), out);
        m_writer.addOperator(kQuantize, {m_place.at(tensor)}, part);
        return part;
    }

    Result<int> addConcat(const QuantOp& op)
    {
        if (op.low != -128 || op.high != 127)
            return refuse(op, "clips what it joins, which TFLite does not in int8");
        MICROT_TRY(const int a, rescaled(op, op.input, 0));
        MICROT_TRY(const int b, rescaled(op, op.input2, 1));
        const int output = newOutput(op);
        m_writer.addOperator(kConcatenation, {a, b}, output, Options::Concatenation,
                             CreateConcatenation(builder(), 3));
        return output;
    }

    Result<int> addSelection(const QuantOp& op)
    {
        const Shape& in = tensorAt(op.input).shape;
        const std::vector<std::int32_t> channels(op.channels.begin(), op.channels.end());
        const std::int32_t first = channels.front();
        bool row = true; ///< one after the other
        for (std::size_t i = 0; i < channels.size(); ++i)
            row = row && channels[i] == first + static_cast<std::int32_t>(i);
        if (row) {
            const int begin = m_writer.addIntegers(op.name + "/begin", {4}, {0, 0, 0, first});
            const auto last = first + static_cast<std::int32_t>(channels.size());
            const int end = m_writer.addIntegers(op.name + "/end", {4}, {1, in.height, in.width, last});
            const int strides = m_writer.addIntegers(op.name + "/strides", {4}, {1, 1, 1, 1});
            const int output = newOutput(op);
            m_writer.addOperator(kStridedSlice, {inputOf(op), begin, end, strides}, output,
                                 Options::StridedSlice, CreateStridedSlice(builder()));
            return output;
        }
        const int indices =
            m_writer.addIntegers(op.name + "/channels", {static_cast<int>(channels.size())}, channels);
        const int output = newOutput(op);
        m_writer.addOperator(kGather, {inputOf(op), indices}, output, Options::Gather,
                             CreateGather(builder(), 3));
        return output;
    }

    Result<int> addPad(const QuantOp& op)
    {
        const Shape& in = tensorAt(op.input).shape;
        const Shape& out = tensorAt(op.output).shape;
        return addPadding(op, {op.window.padTop, out.height - in.height - op.window.padTop, op.window.padLeft,
                               out.width - in.width - op.window.padLeft});
    }

    Result<int> addResize(const QuantOp& op)
    {
        const Shape& in = tensorAt(op.input).shape;
        const Shape& out = tensorAt(op.output).shape;
        if (!isOurNeighbour(in.height, out.height, false, false) ||
            !isOurNeighbour(in.width, out.width, false, false))
            return refuse(op, "resizes to a size for which TFLite rounds to other neighbours");
        const int size = m_writer.addIntegers(op.name + "/size", {2}, {out.height, out.width});
        const int output = newOutput(op);
        m_writer.addOperator(kResizeNearest, {inputOf(op), size}, output, Options::ResizeNearest,
                             CreateResizeNearest(builder()));
        return output;
    }

    const QuantModel& m_model;
    const QuantCut& m_cut;
    TfliteWriter m_writer;
    std::map<int, int> m_place; ///< the file's tensor of each of the model's
};

} // namespace

Status exportTflite(const QuantModel& model, int cut, const std::filesystem::path& path)
{
    const QuantCut* found = model.findCut(cut);
    if (found == nullptr)
        return Failure{Error::invalidArgument, "The network " + printable(std::string_view(model.name)) +
                                                   " has no cut " + std::to_string(cut) + "."};
    MICROT_TRY(const std::string bytes, Exporter(model, *found).run());
    return writeFileAtomically(path, bytes);
}

} // namespace microt
