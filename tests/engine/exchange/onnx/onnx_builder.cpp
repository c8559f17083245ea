// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/exchange/onnx/onnx_builder.h"

namespace microt::test {

onnx::AttributeProto& OnnxOp::attribute(const char* name, onnx::AttributeProto::AttributeType type)
{
    onnx::AttributeProto& attribute = *m_node->add_attribute();
    attribute.set_name(name);
    attribute.set_type(type);
    return attribute;
}

OnnxOp& OnnxOp::with(const char* name, std::int64_t value)
{
    attribute(name, onnx::AttributeProto::INT).set_i(value);
    return *this;
}

OnnxOp& OnnxOp::with(const char* name, float value)
{
    attribute(name, onnx::AttributeProto::FLOAT).set_f(value);
    return *this;
}

OnnxOp& OnnxOp::with(const char* name, const char* value)
{
    attribute(name, onnx::AttributeProto::STRING).set_s(value);
    return *this;
}

OnnxOp& OnnxOp::with(const char* name, const Sides& values)
{
    onnx::AttributeProto& added = attribute(name, onnx::AttributeProto::INTS);
    for (const std::int64_t value : values)
        added.add_ints(value);
    return *this;
}

OnnxOp& OnnxOp::with(const char* name, const std::vector<float>& values)
{
    onnx::AttributeProto& added = attribute(name, onnx::AttributeProto::FLOATS);
    for (const float value : values)
        added.add_floats(value);
    return *this;
}

OnnxBuilder::OnnxBuilder(int opset)
{
    model.set_ir_version(8);
    model.add_opset_import()->set_version(opset);
}

std::string OnnxBuilder::input(const Sides& shape, int type)
{
    onnx::ValueInfoProto& value = *model.mutable_graph()->add_input();
    value.set_name("x");
    value.mutable_type()->mutable_tensor_type()->set_elem_type(type);
    for (const std::int64_t side : shape) {
        auto* dim = value.mutable_type()->mutable_tensor_type()->mutable_shape()->add_dim();
        if (side > 0)
            dim->set_dim_value(side);
        else
            dim->set_dim_param("N");
    }
    return "x";
}

onnx::TensorProto& OnnxBuilder::tensor(const Sides& shape, int type)
{
    onnx::TensorProto& added = *model.mutable_graph()->add_initializer();
    added.set_name(fresh("c"));
    added.set_data_type(type);
    for (const std::int64_t side : shape)
        added.add_dims(side);
    return added;
}

std::string OnnxBuilder::reals(const Sides& shape, const std::vector<float>& values)
{
    onnx::TensorProto& added = tensor(shape, onnx::TensorProto::FLOAT);
    for (const float value : values)
        added.add_float_data(value);
    return added.name();
}

std::string OnnxBuilder::integers(const Sides& values)
{
    onnx::TensorProto& added = tensor({static_cast<std::int64_t>(values.size())}, onnx::TensorProto::INT64);
    for (const std::int64_t value : values)
        added.add_int64_data(value);
    return added.name();
}

std::string OnnxBuilder::weights(const Sides& shape)
{
    std::int64_t count = 1;
    for (const std::int64_t side : shape)
        count *= side;
    std::vector<float> values;
    for (std::int64_t i = 0; i < count; ++i) {
        m_state = m_state * 1664525U + 1013904223U;
        values.push_back(static_cast<float>(m_state >> 8) / 16777216.0F - 0.5F);
    }
    return reals(shape, values);
}

std::string OnnxBuilder::bytes(const Sides& shape, int type, const std::vector<std::int32_t>& values)
{
    onnx::TensorProto& added = tensor(shape, type);
    for (const std::int32_t value : values)
        added.add_int32_data(value);
    return added.name();
}

OnnxOp OnnxBuilder::op(const char* type, const std::vector<std::string>& inputs, int outputs)
{
    onnx::NodeProto& node = *model.mutable_graph()->add_node();
    node.set_op_type(type);
    for (const std::string& input : inputs)
        node.add_input(input);
    for (int i = 0; i < outputs; ++i)
        node.add_output(fresh(type));
    node.set_name(node.output(0));
    return OnnxOp(node);
}

void OnnxBuilder::output(const std::string& tensor)
{
    onnx::ValueInfoProto& value = *model.mutable_graph()->add_output();
    value.set_name(tensor);
    value.mutable_type()->mutable_tensor_type()->set_elem_type(onnx::TensorProto::FLOAT);
}

} // namespace microt::test
