// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/exchange/onnx/onnx_file_private.h"

namespace microt {

/// A model as it is written: tensors and operators with their attributes.
class OnnxWriter
{
public:
    onnx::ModelProto model;

    /// A floating point tensor [N, sides...].
    static void addValue(onnx::ValueInfoProto& value, const std::string& name, const OnnxIntegers& sides);

    /// Constants; their name is returned.
    std::string addReals(const std::string& name, const OnnxIntegers& shape,
                         const std::vector<float>& values);
    std::string addIntegers(const std::string& name, const OnnxIntegers& values);

    /// An operator with one output of its own name.
    onnx::NodeProto& addOperator(const char* type, const std::string& name,
                                 const std::vector<std::string>& inputs);

    static void set(onnx::NodeProto& op, const char* name, std::int64_t value);
    static void set(onnx::NodeProto& op, const char* name, float value);
    static void set(onnx::NodeProto& op, const char* name, const char* value);
    static void set(onnx::NodeProto& op, const char* name, const OnnxIntegers& values);

private:
    onnx::TensorProto& addTensor(const std::string& name, const OnnxIntegers& shape, int type,
                                 const void* numbers, std::size_t bytes);
};

} // namespace microt
