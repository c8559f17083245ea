// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/onnx/onnx_network_private.h"

namespace microt {

Status OnnxNetwork::claim(const std::string& tensor)
{
    if (tensor.empty() || !m_claimed.insert(tensor).second)
        return Failure{Error::malformed, "the tensor \"" + onnxName(tensor) + "\" is there twice."};
    return {};
}

Status OnnxNetwork::setValue(const std::string& tensor, int node)
{
    MICROT_CHECK(claim(tensor));
    values[tensor] = node;
    return {};
}

Status OnnxNetwork::add(const OnnxOperator& op, Node node)
{
    return setValue(op.output(), append(std::move(node)));
}

int OnnxNetwork::append(Node node)
{
    node.name = m_names.unique(node.name);
    graph.nodes.push_back(std::move(node));
    return static_cast<int>(graph.nodes.size()) - 1;
}

Result<int> OnnxNetwork::activation(const OnnxOperator& op, int index) const
{
    const auto found = values.find(op.input(index));
    if (found == values.end())
        return op.fail(constants.count(op.input(index)) > 0 ? Error::unsupportedOperator : Error::malformed,
                       "its input " + onnxName(op.input(index)) +
                           " is not the output of an earlier operator.");
    return found->second;
}

Result<const OnnxConstant*> OnnxNetwork::constant(const OnnxOperator& op, int index) const
{
    const auto found = constants.find(op.input(index));
    if (found == constants.end())
        return op.fail(Error::unsupportedOperator,
                       "its input " + onnxName(op.input(index)) + " must be a constant of the file.");
    return &found->second;
}

Result<std::vector<float>> OnnxNetwork::vectorOf(const OnnxOperator& op, int index) const
{
    MICROT_TRY(const OnnxConstant* numbers, constant(op, index));
    if (numbers->shape.size() != 1 || numbers->real.empty())
        return op.fail(Error::shapeMismatch,
                       "its input " + onnxName(op.input(index)) + " must be a vector of FLOAT.");
    return numbers->real;
}

Result<Node> OnnxNetwork::nodeOf(const OnnxOperator& op, OpKind kind) const
{
    MICROT_TRY(const int input, activation(op, 0));
    Node node;
    node.kind = kind;
    node.name = onnxName(op.name());
    node.inputs = {input};
    node.output = shapeOf(input);
    return node;
}

} // namespace microt
