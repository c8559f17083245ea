// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/tflite/tflite_writer_private.h"

namespace microt::tflite {

namespace {

using flatbuffers::Offset;

/// Versions of the operators from which int8 is known; 1 of all others.
constexpr std::pair<int, int> kVersions[] = {
    {kConvolution, 3}, {kDepthwise, 3},    {kAdd, 2},      {kMul, 2},           {kMean, 2},
    {kPad, 2},         {kPadV2, 2},        {kMaxPool, 2},  {kAveragePool, 2},   {kConcatenation, 2},
    {kGather, 2},      {kStridedSlice, 2}, {kRelu, 2},     {kRelu6, 2},         {kLogistic, 2},
    {kTanh, 2},        {kLeakyRelu, 2},    {kQuantize, 2}, {kResizeNearest, 2},
};

} // namespace

TfliteWriter::TfliteWriter()
{
    m_buffers.push_back(CreateBuffer(m_builder)); // number 0 means no data
}

int TfliteWriter::addTensor(const std::string& name, const std::vector<int>& shape, TensorType type,
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

std::uint32_t TfliteWriter::addBuffer(const void* data, std::size_t bytes)
{
    m_builder.ForceVectorAlignment(bytes, 1, 16);
    const auto vector = m_builder.CreateVector(static_cast<const std::uint8_t*>(data), bytes);
    m_buffers.push_back(CreateBuffer(m_builder, vector));
    return static_cast<std::uint32_t>(m_buffers.size()) - 1;
}

int TfliteWriter::addActivation(const std::string& name, const QuantTensor& tensor,
                                const std::vector<int>& shape)
{
    return addTensor(name, shape, TensorType::INT8, 0, {tensor.scale}, {tensor.zeroPoint}, 0);
}

int TfliteWriter::addPicture(const std::string& name, const QuantTensor& tensor)
{
    return addActivation(name, tensor, {1, tensor.shape.height, tensor.shape.width, tensor.shape.channels});
}

int TfliteWriter::addIntegers(const std::string& name, const std::vector<int>& shape,
                              const std::vector<std::int32_t>& values)
{
    return addTensor(name, shape, TensorType::INT32,
                     addBuffer(values.data(), values.size() * sizeof(std::int32_t)), {}, {}, 0);
}

int TfliteWriter::addInt8(const std::string& name, const std::vector<int>& shape,
                          const std::vector<std::int8_t>& values, const std::vector<float>& scale,
                          int dimension)
{
    return addTensor(name, shape, TensorType::INT8, addBuffer(values.data(), values.size()), scale,
                     std::vector<std::int64_t>(scale.size(), 0), dimension);
}

int TfliteWriter::addNumber(const std::string& name, std::int8_t value, float scale, std::int64_t zeroPoint)
{
    return addTensor(name, {}, TensorType::INT8, addBuffer(&value, 1), {scale}, {zeroPoint}, 0);
}

int TfliteWriter::addBias(const std::string& name, const std::vector<std::int32_t>& values,
                          const std::vector<float>& scale)
{
    return addTensor(name, {static_cast<int>(values.size())}, TensorType::INT32,
                     addBuffer(values.data(), values.size() * sizeof(std::int32_t)), scale,
                     std::vector<std::int64_t>(scale.size(), 0), 0);
}

void TfliteWriter::append(int code, const std::vector<int>& inputs, int output, Options type,
                          Offset<void> options)
{
    const auto reads = m_builder.CreateVector(inputs);
    const auto writes = m_builder.CreateVector(std::vector<int>{output});
    const auto found = m_codes.emplace(code, static_cast<std::uint32_t>(m_codes.size())).first;
    m_operators.push_back(CreateOperator(m_builder, found->second, reads, writes, type, options));
}

std::string TfliteWriter::finish(int input, int output)
{
    constexpr int kMaxShortCode = 127; // says that the number is in the longer field
    std::vector<Offset<OperatorCode>> codes(m_codes.size());
    for (const auto& code : m_codes) {
        int version = 1;
        for (const auto& known : kVersions)
            if (known.first == code.first)
                version = known.second;
        codes[code.second] = CreateOperatorCode(
            m_builder, static_cast<std::int8_t>(std::min(code.first, kMaxShortCode)), 0, version, code.first);
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
    FinishModelBuffer(m_builder, CreateModel(m_builder, 3, codeVector, graphVector, description, buffers));
    return {reinterpret_cast<const char*>(m_builder.GetBufferPointer()), m_builder.GetSize()};
}

} // namespace microt::tflite
