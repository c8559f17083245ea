// SPDX-License-Identifier: Apache-2.0
// Private to engine/exchange/tflite: includes flatbuffers.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "engine/exchange/tflite/tflite_file_private.h"
#include "engine/model/quant_model.h"

namespace microt::tflite {

/// Puts a `.tflite` together: tensors, constants and operators in the order of their use.
class TfliteWriter
{
public:
    TfliteWriter();

    /// int8 activation of any shape.
    int addActivation(const std::string& name, const QuantTensor& tensor, const std::vector<int>& shape);
    /// [1, height, width, channels].
    int addPicture(const std::string& name, const QuantTensor& tensor);
    int addIntegers(const std::string& name, const std::vector<int>& shape,
                    const std::vector<std::int32_t>& values);
    /// int8 constant with one scale, or one along `dimension`, zero points 0.
    int addInt8(const std::string& name, const std::vector<int>& shape,
                const std::vector<std::int8_t>& values, const std::vector<float>& scale, int dimension);
    /// One int8 number.
    int addNumber(const std::string& name, std::int8_t value, float scale, std::int64_t zeroPoint);
    /// int32 with one scale a number, as biases have it.
    int addBias(const std::string& name, const std::vector<std::int32_t>& values,
                const std::vector<float>& scale);

    template <typename Table>
    void addOperator(int code, const std::vector<int>& inputs, int output, Options type,
                     flatbuffers::Offset<Table> options)
    {
        append(code, inputs, output, type, options.Union());
    }
    void addOperator(int code, const std::vector<int>& inputs, int output)
    {
        append(code, inputs, output, Options::NONE, 0);
    }

    flatbuffers::FlatBufferBuilder& builder() { return m_builder; }
    /// The file's bytes.
    std::string finish(int input, int output);

private:
    int addTensor(const std::string& name, const std::vector<int>& shape, TensorType type,
                  std::uint32_t buffer, const std::vector<float>& scale,
                  const std::vector<std::int64_t>& zero, int dimension);
    std::uint32_t addBuffer(const void* data, std::size_t bytes);
    void append(int code, const std::vector<int>& inputs, int output, Options type,
                flatbuffers::Offset<void> options);

    flatbuffers::FlatBufferBuilder m_builder;
    std::vector<flatbuffers::Offset<Buffer>> m_buffers;
    std::vector<flatbuffers::Offset<Tensor>> m_tensors;
    std::vector<flatbuffers::Offset<Operator>> m_operators;
    std::map<int, std::uint32_t> m_codes; ///< place of each code in the file's list
};

/// Writes what a table computes as one operator or a few. `read`: the file's tensor of its input. Error:
/// unsupportedOperator, naming it.
Result<int> writeTable(TfliteWriter& writer, const QuantModel& model, const QuantOp& op, int read);

/// The fused activation that bounds the outputs of `op`. Error: unsupportedOperator.
Result<Activation> activationFor(const QuantModel& model, const QuantOp& op);

/// Whether TFLite's nearest neighbours along a side are those at floor(y input / output).
bool isOurNeighbour(int input, int output, bool alignCorners, bool halfPixels);

} // namespace microt::tflite
