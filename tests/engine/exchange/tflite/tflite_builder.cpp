// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/exchange/tflite/tflite_builder.h"

#include <algorithm>
#include <fstream>

namespace microt::test {

using namespace tflite;

TfliteBuilder::TfliteBuilder()
{
    m_buffers.push_back(CreateBuffer(m_builder));
}

int TfliteBuilder::constant(const std::vector<int>& shape, TensorType type, const void* data,
                            std::size_t bytes, const Quantized& how)
{
    std::uint32_t buffer = 0;
    if (data != nullptr) {
        const auto vector = m_builder.CreateVector(static_cast<const std::uint8_t*>(data), bytes);
        m_buffers.push_back(CreateBuffer(m_builder, vector));
        buffer = static_cast<std::uint32_t>(m_buffers.size()) - 1;
    }
    flatbuffers::Offset<Quantization> quantization;
    if (!how.scale.empty()) {
        const auto scale = m_builder.CreateVector(how.scale);
        const auto zero = m_builder.CreateVector(
            how.zero.empty() ? std::vector<std::int64_t>(how.scale.size(), 0) : how.zero);
        quantization =
            CreateQuantization(m_builder, 0, 0, scale, zero, QuantizationDetails::NONE, 0, how.dimension);
    }
    const auto sides = m_builder.CreateVector(shape);
    const auto name = m_builder.CreateString("constant " + std::to_string(m_tensors.size()));
    m_tensors.push_back(CreateTensor(m_builder, sides, type, buffer, name, quantization));
    return static_cast<int>(m_tensors.size()) - 1;
}

int TfliteBuilder::activation(const std::string& name, const std::vector<int>& shape, TensorType type,
                              const Quantized& how)
{
    flatbuffers::Offset<Quantization> quantization;
    if (!how.scale.empty()) {
        const auto scale = m_builder.CreateVector(how.scale);
        const auto zero = m_builder.CreateVector(how.zero);
        quantization = CreateQuantization(m_builder, 0, 0, scale, zero);
    }
    const auto sides = m_builder.CreateVector(shape);
    const auto text = m_builder.CreateString(name);
    m_tensors.push_back(CreateTensor(m_builder, sides, type, 0, text, quantization));
    return static_cast<int>(m_tensors.size()) - 1;
}

int TfliteBuilder::int8(const std::string& name, const std::vector<int>& shape, float scale, int zero)
{
    return activation(name, shape, TensorType::INT8, {{scale}, {zero}});
}

int TfliteBuilder::floats(const std::vector<int>& shape, const std::vector<float>& values)
{
    return constant(shape, TensorType::FLOAT32, values);
}

int TfliteBuilder::ints(const std::vector<std::int32_t>& values)
{
    return ints({static_cast<int>(values.size())}, values);
}

int TfliteBuilder::ints(const std::vector<int>& shape, const std::vector<std::int32_t>& values)
{
    return constant(shape, TensorType::INT32, values);
}

int TfliteBuilder::int8s(const std::vector<int>& shape, const std::vector<std::int8_t>& values,
                         const Quantized& how)
{
    return constant(shape, TensorType::INT8, values, how);
}

void TfliteBuilder::append(int code, const std::string& custom, const std::vector<int>& inputs,
                           const std::vector<int>& outputs, Options type, flatbuffers::Offset<void> options)
{
    flatbuffers::Offset<flatbuffers::String> name;
    if (!custom.empty())
        name = m_builder.CreateString(custom);
    m_codes.push_back(
        CreateOperatorCode(m_builder, static_cast<std::int8_t>(std::min(code, 127)), name, 1, code));
    const auto reads = m_builder.CreateVector(inputs);
    const auto writes = m_builder.CreateVector(outputs);
    m_operators.push_back(CreateOperator(m_builder, static_cast<std::uint32_t>(m_codes.size()) - 1, reads,
                                         writes, type, options));
}

void TfliteBuilder::write(const std::filesystem::path& path, const std::vector<int>& inputs,
                          const std::vector<int>& outputs)
{
    const auto tensors = m_builder.CreateVector(m_tensors);
    const auto reads = m_builder.CreateVector(inputs);
    const auto writes = m_builder.CreateVector(outputs);
    const auto operators = m_builder.CreateVector(m_operators);
    const std::vector<flatbuffers::Offset<SubGraph>> graphs{
        CreateSubGraph(m_builder, tensors, reads, writes, operators)};
    const auto graphVector = m_builder.CreateVector(graphs);
    const auto codes = m_builder.CreateVector(m_codes);
    const auto buffers = m_builder.CreateVector(m_buffers);
    FinishModelBuffer(m_builder, CreateModel(m_builder, 3, codes, graphVector, 0, buffers));
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(m_builder.GetBufferPointer()),
               static_cast<std::streamsize>(m_builder.GetSize()));
}

} // namespace microt::test
