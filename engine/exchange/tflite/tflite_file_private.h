// SPDX-License-Identifier: Apache-2.0
// Private to engine/exchange: includes flatbuffers.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/exchange/tflite/tflite_names_private.h"
#include "tflite_schema_generated.h"

namespace microt::tflite {

/// A tensor that an operator uses, checked.
struct TensorInfo
{
    std::string name; ///< for people
    std::vector<int> shape;
    TensorType type = TensorType::FLOAT32;
    std::vector<float> scale;            ///< empty: not quantized
    std::vector<std::int64_t> zeroPoint; ///< as many
    int quantizedDimension = 0;
    const std::uint8_t* data = nullptr; ///< constants: `bytes` of them
    std::size_t bytes = 0;

    bool isConstant() const { return data != nullptr; }
    std::int64_t elements() const;
};

/// A `.tflite` file in memory whose structure was verified; what tensors claim is checked when asked for.
class TfliteFile
{
public:
    /// Errors: as readFile, malformed, unsupportedVersion, unsupportedFormat (several subgraphs).
    static Result<TfliteFile> open(const std::filesystem::path& path);

    const SubGraph& graph() const { return *m_model->subgraphs()->Get(0); }
    const std::string& name() const { return m_name; }

    int opCount() const;
    const Operator& op(int index) const;
    /// The operator's number; -1 for a custom one. Error: malformed.
    Result<int> opCode(int index) const;
    /// A custom operator's name, for people; empty for others.
    std::string customName(int index) const;
    /// "operator 3 (CONV_2D)", for errors.
    std::string describe(int index) const;

    /// A batch of unknown size counts as 1. Errors: malformed (no such tensor or buffer), hostileContent
    /// (shapes, sizes, scales, zero points), unsupportedFormat (data outside the file, sparse).
    Result<TensorInfo> tensor(int index) const;

    std::string sha256() const;
    Failure fail(Error error, const std::string& why) const;

private:
    const OperatorCode* codeOf(int index) const;
    Status readShape(const Tensor& record, const std::string& which, TensorInfo& info) const;
    Status readScales(const Tensor& record, const std::string& which, TensorInfo& info) const;
    Status readData(const Tensor& record, const std::string& which, TensorInfo& info) const;

    std::vector<std::uint8_t> m_bytes;
    const Model* m_model = nullptr;
    std::string m_name;
};

} // namespace microt::tflite
