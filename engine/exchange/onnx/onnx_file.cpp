// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/onnx/onnx_file_private.h"

#include <algorithm>

#include "engine/base/files.h"

namespace microt {

namespace {

constexpr std::size_t kShownName = 160;
constexpr int kMaxIntegers = 4096; ///< that an attribute lists

std::string labelOf(const onnx::NodeProto& node)
{
    const std::string& name = node.name().empty() && node.output_size() > 0 ? node.output(0) : node.name();
    return "operator " + onnxName(name) + " (" + onnxName(node.op_type()) + "): ";
}

} // namespace

std::string onnxName(const std::string& name)
{
    return printable(name.size() > kShownName ? name.substr(0, kShownName) + "..." : name);
}

Result<OnnxOperator> OnnxOperator::of(const onnx::NodeProto& node, const std::vector<std::string>& known,
                                      int leastInputs, int mostInputs)
{
    OnnxOperator op(node);
    if (node.input_size() < leastInputs || node.input_size() > mostInputs)
        return op.fail(Error::malformed, "it has " + std::to_string(node.input_size()) +
                                             " inputs, expected " + std::to_string(leastInputs) + " to " +
                                             std::to_string(mostInputs) + ".");
    for (const onnx::AttributeProto& attribute : node.attribute()) {
        if (std::find(known.begin(), known.end(), attribute.name()) == known.end())
            return op.fail(Error::unsupportedOperator,
                           "its attribute " + onnxName(attribute.name()) + " is not understood.");
        if (!op.m_attributes.emplace(attribute.name(), &attribute).second)
            return op.fail(Error::malformed, "its attribute " + attribute.name() + " is there twice.");
    }
    return op;
}

const onnx::AttributeProto* OnnxOperator::attribute(const std::string& name) const
{
    const auto found = m_attributes.find(name);
    return found == m_attributes.end() ? nullptr : found->second;
}

Result<std::int64_t> OnnxOperator::integer(const std::string& name, std::int64_t otherwise) const
{
    const onnx::AttributeProto* found = attribute(name);
    if (found != nullptr && !found->has_i())
        return wrongType(name);
    return found == nullptr ? otherwise : found->i();
}

Result<float> OnnxOperator::real(const std::string& name, float otherwise) const
{
    const onnx::AttributeProto* found = attribute(name);
    if (found != nullptr && !found->has_f())
        return wrongType(name);
    return found == nullptr ? otherwise : found->f();
}

Result<std::string> OnnxOperator::text(const std::string& name, const std::string& otherwise) const
{
    const onnx::AttributeProto* found = attribute(name);
    if (found != nullptr && !found->has_s())
        return wrongType(name);
    return found == nullptr ? otherwise : found->s();
}

Result<OnnxIntegers> OnnxOperator::integers(const std::string& name, OnnxIntegers otherwise) const
{
    const onnx::AttributeProto* found = attribute(name);
    if (found == nullptr)
        return otherwise;
    if (found->ints_size() == 0 || found->ints_size() > kMaxIntegers)
        return wrongType(name);
    return OnnxIntegers(found->ints().begin(), found->ints().end());
}

Result<std::vector<float>> OnnxOperator::reals(const std::string& name) const
{
    const onnx::AttributeProto* found = attribute(name);
    if (found == nullptr)
        return std::vector<float>();
    if (found->floats_size() == 0 || found->floats_size() > kMaxIntegers)
        return wrongType(name);
    return std::vector<float>(found->floats().begin(), found->floats().end());
}

const std::string& OnnxOperator::input(int index) const
{
    static const std::string kNone;
    return index < m_node->input_size() ? m_node->input(index) : kNone;
}

Failure OnnxOperator::fail(Error code, const std::string& what) const
{
    return {code, labelOf(*m_node) + what};
}

Failure OnnxOperator::wrongType(const std::string& attribute) const
{
    return fail(Error::malformed, "its attribute " + attribute + " has the wrong type or length.");
}

} // namespace microt
