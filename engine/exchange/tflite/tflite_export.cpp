// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <map>
#include <string_view>

#include "engine/base/files.h"
#include "engine/exchange/tflite/tflite.h"
#include "engine/exchange/tflite/tflite_file_private.h"

namespace microt {

namespace {

using namespace tflite;
using flatbuffers::Offset;

/// Versions of the operators from which int8 is known.
constexpr std::array<std::pair<int, int>, 5> kVersions{
    {{kConvolution, 3}, {kDepthwise, 3}, {kAdd, 2}, {kMean, 2}, {kPad, 2}}};

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
        m_buffers.push_back(CreateBuffer(m_builder)); // number 0 means no data
        std::map<int, int> fileTensor;
        fileTensor[m_model.inputTensor] = addActivation("input", tensorAt(m_model.inputTensor), false);
        const int input = fileTensor[m_model.inputTensor];
        bool reached = m_cut.tensor == m_model.inputTensor;
        for (const QuantOp& op : m_model.ops) {
            if (reached)
                break;
            MICROT_TRY(const int output, addOp(op, fileTensor));
            fileTensor[op.output] = output;
            reached = op.output == m_cut.tensor;
        }
        QuantTensor means = m_cut.pooled;
        means.shape.channels = tensorAt(m_cut.tensor).shape.channels;
        const int pooled = addActivation("features", means, true);
        addOperator(kMean, {fileTensor[m_cut.tensor], addIntegers("axes", {2}, {1, 2})}, pooled,
                    Options::Reducer, CreateReducer(m_builder, false).Union());
        return finish(input, pooled);
    }

private:
    const QuantTensor& tensorAt(int index) const { return m_model.tensors[static_cast<std::size_t>(index)]; }

    int addTensor(const std::string& name, const std::vector<int>& shape, TensorType type,
                  std::uint32_t buffer, const std::vector<float>& scale,
                  const std::vector<std::int64_t>& zero, int dimension)
    {
        Offset<Quantization> quantization;
        if (!scale.empty()) {
            const auto scales = m_builder.CreateVector(scale);
            const auto zeros = m_builder.CreateVector(zero);
            quantization =
                CreateQuantization(m_builder, 0, 0, scales, zeros, QuantizationDetails::NONE, 0, dimension);
        }
        const auto sides = m_builder.CreateVector(shape);
        const auto text = m_builder.CreateString(name);
        m_tensors.push_back(CreateTensor(m_builder, sides, type, buffer, text, quantization));
        return static_cast<int>(m_tensors.size()) - 1;
    }

    int addActivation(const std::string& name, const QuantTensor& tensor, bool isVector)
    {
        const Shape& s = tensor.shape;
        return addTensor(name,
                         isVector ? std::vector<int>{1, s.channels}
                                  : std::vector<int>{1, s.height, s.width, s.channels},
                         TensorType::INT8, 0, {tensor.scale}, {tensor.zeroPoint}, 0);
    }

    std::uint32_t addBuffer(const void* data, std::size_t bytes)
    {
        m_builder.ForceVectorAlignment(bytes, 1, 16);
        const auto vector = m_builder.CreateVector(static_cast<const std::uint8_t*>(data), bytes);
        m_buffers.push_back(CreateBuffer(m_builder, vector));
        return static_cast<std::uint32_t>(m_buffers.size()) - 1;
    }

    int addIntegers(const std::string& name, const std::vector<int>& shape,
                    const std::vector<std::int32_t>& values)
    {
        return addTensor(name, shape, TensorType::INT32,
                         addBuffer(values.data(), values.size() * sizeof(std::int32_t)), {}, {}, 0);
    }

    void addOperator(int code, const std::vector<int>& inputs, int output, Options type, Offset<void> options)
    {
        const auto reads = m_builder.CreateVector(inputs);
        const auto writes = m_builder.CreateVector(std::vector<int>{output});
        const auto found = m_codes.emplace(code, static_cast<std::uint32_t>(m_codes.size())).first;
        m_operators.push_back(CreateOperator(m_builder, found->second, reads, writes, type, options));
    }

    Result<Activation> activationOf(const QuantOp& op) const
    {
        const QuantTensor& output = tensorAt(op.output);
        if (op.low == -128 && op.high == 127)
            return Activation::NONE;
        if (op.low == quantizedBound(0.0F, output) && op.high == quantizedBound(6.0F, output))
            return Activation::RELU6;
        if (op.low == quantizedBound(0.0F, output) && op.high == 127)
            return Activation::RELU;
        return Failure{Error::unsupportedOperator,
                       "The operator " + printable(op.name) + " clips to " + std::to_string(op.low) + " to " +
                           std::to_string(op.high) + ", which no activation of TFLite does."};
    }

    Result<int> addOp(const QuantOp& op, const std::map<int, int>& fileTensor)
    {
        MICROT_TRY(const Activation activation, activationOf(op));
        const int input = fileTensor.at(op.input);
        if (op.kind == ImageOpKind::add) {
            const int output = addActivation(op.name, tensorAt(op.output), false);
            addOperator(kAdd, {input, fileTensor.at(op.input2)}, output, Options::Add,
                        CreateAdd(m_builder, activation).Union());
            return output;
        }
        const QuantTensor& in = tensorAt(op.input);
        const QuantTensor& out = tensorAt(op.output);
        const Window& window = op.window;
        const Side rows =
            sideOf(in.shape.height, window.height, window.strideY, window.padTop, out.shape.height);
        const Side columns =
            sideOf(in.shape.width, window.width, window.strideX, window.padLeft, out.shape.width);
        const bool same = rows.same && columns.same;
        const bool valid = rows.valid && columns.valid;
        const int read = same || valid ? input : addPad(op.name, input, in, rows, columns);
        const Padding padding = same ? Padding::SAME : Padding::VALID;

        const bool depthwise = op.kind == ImageOpKind::depthwise;
        const int outputs = out.shape.channels;
        const std::vector<int> shape =
            depthwise ? std::vector<int>{1, window.height, window.width, outputs}
                      : std::vector<int>{outputs, window.height, window.width, in.shape.channels};
        std::vector<float> biasScale;
        for (const float scale : op.weightScale)
            biasScale.push_back(in.scale * scale);
        const std::vector<std::int64_t> zeros(op.weightScale.size(), 0);
        const int weights = addTensor(op.name + "/weights", shape, TensorType::INT8,
                                      addBuffer(op.weights.data(), op.weights.size()), op.weightScale, zeros,
                                      depthwise ? 3 : 0);
        const int bias =
            addTensor(op.name + "/bias", {outputs}, TensorType::INT32,
                      addBuffer(op.bias.data(), op.bias.size() * sizeof(std::int32_t)), biasScale, zeros, 0);
        const int output = addActivation(op.name, out, false);
        if (depthwise)
            addOperator(
                kDepthwise, {read, weights, bias}, output, Options::DepthwiseConv2D,
                CreateDepthwiseConv2D(m_builder, padding, window.strideX, window.strideY, 1, activation)
                    .Union());
        else
            addOperator(kConvolution, {read, weights, bias}, output, Options::Conv2D,
                        CreateConv2D(m_builder, padding, window.strideX, window.strideY, activation).Union());
        return output;
    }

    /// A PAD before a window whose padding is neither SAME nor VALID.
    int addPad(const std::string& name, int input, const QuantTensor& tensor, const Side& rows,
               const Side& columns)
    {
        QuantTensor padded = tensor;
        padded.shape.height += rows.before + rows.after;
        padded.shape.width += columns.before + columns.after;
        const int amounts = addIntegers(name + "/paddings", {4, 2},
                                        {0, 0, rows.before, rows.after, columns.before, columns.after, 0, 0});
        const int output = addActivation(name + "/padded", padded, false);
        addOperator(kPad, {input, amounts}, output, Options::Pad, CreatePad(m_builder).Union());
        return output;
    }

    std::string finish(int input, int output)
    {
        std::vector<Offset<OperatorCode>> codes(m_codes.size());
        for (const auto& code : m_codes) {
            int version = 1;
            for (const auto& known : kVersions)
                if (known.first == code.first)
                    version = known.second;
            codes[code.second] =
                CreateOperatorCode(m_builder, static_cast<std::int8_t>(code.first), 0, version, code.first);
        }
        const auto tensors = m_builder.CreateVector(m_tensors);
        const auto inputs = m_builder.CreateVector(std::vector<int>{input});
        const auto outputs = m_builder.CreateVector(std::vector<int>{output});
        const auto operators = m_builder.CreateVector(m_operators);
        const auto name = m_builder.CreateString("main");
        const std::vector<Offset<SubGraph>> graphs{
            CreateSubGraph(m_builder, tensors, inputs, outputs, operators, name)};
        const auto graphVector = m_builder.CreateVector(graphs);
        const auto codeVector = m_builder.CreateVector(codes);
        const auto description = m_builder.CreateString("MicroT Workbench");
        const auto buffers = m_builder.CreateVector(m_buffers);
        FinishModelBuffer(m_builder,
                          CreateModel(m_builder, 3, codeVector, graphVector, description, buffers));
        return {reinterpret_cast<const char*>(m_builder.GetBufferPointer()), m_builder.GetSize()};
    }

    const QuantModel& m_model;
    const QuantCut& m_cut;
    flatbuffers::FlatBufferBuilder m_builder;
    std::vector<Offset<Buffer>> m_buffers;
    std::vector<Offset<Tensor>> m_tensors;
    std::vector<Offset<Operator>> m_operators;
    std::map<int, std::uint32_t> m_codes; ///< place of each code in the file's list
};

} // namespace

Status exportTflite(const QuantModel& model, int cut, const std::filesystem::path& path)
{
    const QuantCut* found = model.findCut(cut);
    if (found == nullptr)
        return Failure{Error::invalidArgument,
                       "The network " + printable(model.name) + " has no cut " + std::to_string(cut) + "."};
    MICROT_TRY(const std::string bytes, Exporter(model, *found).run());
    return writeFileAtomically(path, bytes);
}

} // namespace microt
