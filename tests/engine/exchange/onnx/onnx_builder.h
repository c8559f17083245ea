// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

#include <onnx/onnx_pb.h>

namespace microt::test {

using Sides = std::vector<std::int64_t>;

/// An operator that is being built; each call adds an attribute.
class OnnxOp
{
public:
    explicit OnnxOp(onnx::NodeProto& node) : m_node(&node) {}
    OnnxOp& with(const char* name, std::int64_t value);
    OnnxOp& with(const char* name, float value);
    OnnxOp& with(const char* name, const char* value);
    OnnxOp& with(const char* name, const Sides& values);
    OnnxOp& with(const char* name, const std::vector<float>& values);
    const std::string& out(int index = 0) const { return m_node->output(index); }
    operator std::string() const { return out(); }

private:
    onnx::AttributeProto& attribute(const char* name, onnx::AttributeProto::AttributeType type);
    onnx::NodeProto* m_node; ///< of the model, which stays where it is
};

/// A small network as an ONNX file, with numbers that differ everywhere.
class OnnxBuilder
{
public:
    explicit OnnxBuilder(int opset = 13);

    onnx::ModelProto model;

    /// The picture; called "x".
    std::string input(const Sides& shape, int type = onnx::TensorProto::FLOAT);
    std::string reals(const Sides& shape, const std::vector<float>& values);
    std::string integers(const Sides& values);
    std::string scalar(float value) { return reals({}, {value}); }
    /// Weights of -0.5..0.5.
    std::string weights(const Sides& shape);
    std::string bytes(const Sides& shape, int type, const std::vector<std::int32_t>& values);
    OnnxOp op(const char* type, const std::vector<std::string>& inputs, int outputs = 1);
    void output(const std::string& tensor);

private:
    onnx::TensorProto& tensor(const Sides& shape, int type);
    std::string fresh(const char* stem) { return stem + std::to_string(m_count++); }

    int m_count = 0;
    std::uint32_t m_state = 7;
};

/// A tensor of the reference.
struct OnnxTensor
{
    Sides shape;
    std::vector<double> values;
};

/// What the network gives for `picture`, which is its input: a plain loop for each operator, written for
/// these tests from ONNX's documents alone. `tensor`: whose numbers are wanted.
OnnxTensor computeOnnx(const onnx::ModelProto& model, const OnnxTensor& picture, const std::string& tensor);

} // namespace microt::test
