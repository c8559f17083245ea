// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/onnx/onnx_writer_private.h"

namespace microt {

namespace {

onnx::AttributeProto& addAttribute(onnx::NodeProto& op, const char* name,
                                   onnx::AttributeProto::AttributeType type)
{
    onnx::AttributeProto& attribute = *op.add_attribute();
    attribute.set_name(name);
    attribute.set_type(type);
    return attribute;
}

} // namespace

void OnnxWriter::addValue(onnx::ValueInfoProto& value, const std::string& name, const OnnxIntegers& sides)
{
    value.set_name(name);
    auto* type = value.mutable_type()->mutable_tensor_type();
    type->set_elem_type(onnx::TensorProto::FLOAT);
    type->mutable_shape()->add_dim()->set_dim_param("N");
    for (const std::int64_t side : sides)
        type->mutable_shape()->add_dim()->set_dim_value(side);
}

onnx::TensorProto& OnnxWriter::addTensor(const std::string& name, const OnnxIntegers& shape, int type,
                                         const void* numbers, std::size_t bytes)
{
    onnx::TensorProto& tensor = *model.mutable_graph()->add_initializer();
    tensor.set_name(name);
    tensor.set_data_type(type);
    for (const std::int64_t side : shape)
        tensor.add_dims(side);
    tensor.set_raw_data(numbers, bytes);
    return tensor;
}

std::string OnnxWriter::addReals(const std::string& name, const OnnxIntegers& shape,
                                 const std::vector<float>& values)
{
    addTensor(name, shape, onnx::TensorProto::FLOAT, values.data(), values.size() * sizeof(float));
    return name;
}

std::string OnnxWriter::addIntegers(const std::string& name, const OnnxIntegers& values)
{
    addTensor(name, {static_cast<std::int64_t>(values.size())}, onnx::TensorProto::INT64, values.data(),
              values.size() * sizeof(std::int64_t));
    return name;
}

onnx::NodeProto& OnnxWriter::addOperator(const char* type, const std::string& name,
                                         const std::vector<std::string>& inputs)
{
    onnx::NodeProto& op = *model.mutable_graph()->add_node();
    op.set_op_type(type);
    op.set_name(name);
    for (const std::string& input : inputs)
        op.add_input(input);
    op.add_output(name);
    return op;
}

void OnnxWriter::set(onnx::NodeProto& op, const char* name, std::int64_t value)
{
    addAttribute(op, name, onnx::AttributeProto::INT).set_i(value);
}

void OnnxWriter::set(onnx::NodeProto& op, const char* name, float value)
{
    addAttribute(op, name, onnx::AttributeProto::FLOAT).set_f(value);
}

void OnnxWriter::set(onnx::NodeProto& op, const char* name, const char* value)
{
    addAttribute(op, name, onnx::AttributeProto::STRING).set_s(value);
}

void OnnxWriter::set(onnx::NodeProto& op, const char* name, const OnnxIntegers& values)
{
    onnx::AttributeProto& attribute = addAttribute(op, name, onnx::AttributeProto::INTS);
    for (const std::int64_t value : values)
        attribute.add_ints(value);
}

} // namespace microt
