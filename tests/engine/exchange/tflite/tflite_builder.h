// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "engine/exchange/tflite/tflite_names_private.h"
#include "tflite_schema_generated.h"

namespace microt::test {

/// How an activation's or constant's integers stand for numbers; no scale: not quantized.
struct Quantized
{
    std::vector<float> scale{};
    std::vector<std::int64_t> zero{};
    int dimension = 0;
};

/// Writes small `.tflite` files with whatever a test asks for, whether it makes sense or not.
class TfliteBuilder
{
public:
    TfliteBuilder();

    int activation(const std::string& name, const std::vector<int>& shape,
                   tflite::TensorType type = tflite::TensorType::FLOAT32, const Quantized& how = {});
    /// int8 with one scale.
    int int8(const std::string& name, const std::vector<int>& shape, float scale, int zero);

    int constant(const std::vector<int>& shape, tflite::TensorType type, const void* data, std::size_t bytes,
                 const Quantized& how = {});
    template <typename T>
    int constant(const std::vector<int>& shape, tflite::TensorType type, const std::vector<T>& values,
                 const Quantized& how = {})
    {
        return constant(shape, type, values.data(), values.size() * sizeof(T), how);
    }
    int floats(const std::vector<int>& shape, const std::vector<float>& values);
    int ints(const std::vector<std::int32_t>& values);
    int ints(const std::vector<int>& shape, const std::vector<std::int32_t>& values);
    int int8s(const std::vector<int>& shape, const std::vector<std::int8_t>& values, const Quantized& how);

    template <typename Table>
    void op(int code, const std::vector<int>& inputs, const std::vector<int>& outputs, tflite::Options type,
            flatbuffers::Offset<Table> options)
    {
        append(code, "", inputs, outputs, type, options.Union());
    }
    void op(int code, const std::vector<int>& inputs, const std::vector<int>& outputs)
    {
        append(code, "", inputs, outputs, tflite::Options::NONE, 0);
    }
    void custom(const std::string& name, const std::vector<int>& inputs, const std::vector<int>& outputs)
    {
        append(32, name, inputs, outputs, tflite::Options::NONE, 0);
    }

    flatbuffers::FlatBufferBuilder& fbb() { return m_builder; }
    void write(const std::filesystem::path& path, const std::vector<int>& inputs,
               const std::vector<int>& outputs);

private:
    void append(int code, const std::string& custom, const std::vector<int>& inputs,
                const std::vector<int>& outputs, tflite::Options type, flatbuffers::Offset<void> options);

    flatbuffers::FlatBufferBuilder m_builder;
    std::vector<flatbuffers::Offset<tflite::Buffer>> m_buffers;
    std::vector<flatbuffers::Offset<tflite::Tensor>> m_tensors;
    std::vector<flatbuffers::Offset<tflite::Operator>> m_operators;
    std::vector<flatbuffers::Offset<tflite::OperatorCode>> m_codes;
};

} // namespace microt::test
