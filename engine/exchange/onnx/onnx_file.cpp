// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>

#include "engine/base/files.h"
#include "engine/exchange/onnx/onnx_file_private.h"

namespace microt {

namespace {

constexpr std::size_t kShownName = 160;
constexpr std::int64_t kMaxElements = std::int64_t{1} << 28;
constexpr int kMaxRank = 8;

std::string labelOf(const onnx::NodeProto& node)
{
    const std::string& name = node.name().empty() && node.output_size() > 0 ? node.output(0) : node.name();
    return "operator " + onnxName(name) + " (" + onnxName(node.op_type()) + "): ";
}

/// Copies what lies in raw bytes or, if there are none, in the typed field.
template <typename T, typename Field>
Status copyNumbers(const onnx::TensorProto& tensor, const Field& field, std::int64_t count,
                   const std::string& what, std::vector<T>& values)
{
    const std::string& raw = tensor.raw_data();
    const auto wanted = static_cast<std::size_t>(count);
    if (tensor.has_raw_data() ? raw.size() != wanted * sizeof(T)
                              : static_cast<std::size_t>(field.size()) != wanted)
        return Failure{Error::malformed, what + "its data do not have the " + std::to_string(count) +
                                             " numbers that its shape asks for."};
    values.resize(wanted);
    if (!tensor.has_raw_data())
        std::copy(field.begin(), field.end(), values.begin());
    else if (wanted > 0)
        std::memcpy(values.data(), raw.data(), raw.size());
    return {};
}

} // namespace

std::string onnxName(const std::string& name)
{
    return printable(name.size() > kShownName ? name.substr(0, kShownName) + "..." : name);
}

Result<OnnxConstant> readOnnxTensor(const onnx::TensorProto& tensor, const std::string& what)
{
    if (tensor.data_location() == onnx::TensorProto::EXTERNAL || tensor.external_data_size() > 0)
        return Failure{Error::hostileContent,
                       what + "its data lie in another file; save the model with its weights inside."};
    if (tensor.dims_size() > kMaxRank)
        return Failure{Error::malformed, what + "has " + std::to_string(tensor.dims_size()) +
                                             " dimensions, at most 8 make sense."};
    OnnxConstant constant;
    std::int64_t count = 1;
    for (const std::int64_t side : tensor.dims()) {
        if (side < 0 || side > kMaxElements || count * std::max<std::int64_t>(side, 1) > kMaxElements)
            return Failure{Error::hostileContent, what + "a dimension of " + std::to_string(side) +
                                                      " makes it impossibly large or negative."};
        count *= side;
        constant.shape.push_back(side);
    }
    if (tensor.data_type() == onnx::TensorProto::FLOAT)
        MICROT_CHECK(copyNumbers(tensor, tensor.float_data(), count, what, constant.real));
    else if (tensor.data_type() == onnx::TensorProto::INT64)
        MICROT_CHECK(copyNumbers(tensor, tensor.int64_data(), count, what, constant.integer));
    else
        return Failure{Error::unsupportedFormat, what + "has data type " +
                                                     std::to_string(tensor.data_type()) +
                                                     "; FLOAT (1) and INT64 (7) are read."};
    return constant;
}

Result<OnnxOperator> OnnxOperator::of(const onnx::NodeProto& node, const std::vector<std::string>& known,
                                      int leastInputs, int mostInputs)
{
    OnnxOperator op(node);
    if (node.output_size() < 1 || node.output(0).empty())
        return op.fail(Error::malformed, "it has no output.");
    if (std::any_of(node.output().begin() + 1, node.output().end(),
                    [](const std::string& name) { return !name.empty(); }))
        return op.fail(Error::unsupportedOperator,
                       "it has several outputs; export the network for inference.");
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

Result<std::vector<std::int64_t>> OnnxOperator::integers(const std::string& name,
                                                         std::vector<std::int64_t> otherwise) const
{
    const onnx::AttributeProto* found = attribute(name);
    if (found == nullptr)
        return otherwise;
    if (found->ints_size() == 0 || found->ints_size() > kMaxRank)
        return wrongType(name);
    return std::vector<std::int64_t>(found->ints().begin(), found->ints().end());
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
