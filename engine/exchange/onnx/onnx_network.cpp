// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/onnx/onnx_network_private.h"

#include <numeric>

namespace microt {

Status OnnxNetwork::give(const std::string& name, OnnxValue value)
{
    if (name.empty() || !m_values.emplace(name, std::move(value)).second)
        return Failure{Error::malformed, "the tensor \"" + onnxName(name) + "\" is there twice."};
    return {};
}

Status OnnxNetwork::give(const OnnxOperator& op, OnnxValue value, int index)
{
    if (index >= op.outputs() || op.output(index).empty())
        return {};
    return give(op.output(index), std::move(value));
}

Status OnnxNetwork::countConstant(const OnnxConstant& constant)
{
    m_numbers += static_cast<std::int64_t>(constant.count());
    if (m_numbers > kMaxOnnxNumbers)
        return Failure{Error::hostileContent, "its constants have more than 2^27 numbers."};
    return {};
}

Status OnnxNetwork::checkCopies() const
{
    if (m_copied - m_numbers > kMaxOnnxCopies)
        return Failure{Error::hostileContent,
                       "its operators share constants that come to more than 2^24 numbers "
                       "when each has its own."};
    return {};
}

Status OnnxNetwork::giveConstant(const OnnxOperator& op, OnnxConstant constant, int index)
{
    MICROT_CHECK(countConstant(constant));
    return give(op, std::make_shared<const OnnxConstant>(std::move(constant)), index);
}

const OnnxValue* OnnxNetwork::find(const std::string& name) const
{
    const auto found = m_values.find(name);
    return found == m_values.end() ? nullptr : &found->second;
}

int OnnxNetwork::append(Node node)
{
    node.name = m_names.unique(node.name);
    m_copied += static_cast<std::int64_t>(node.weight.size() + node.bias.size() + node.mean.size() +
                                          node.variance.size() + node.channels.size());
    graph.nodes.push_back(std::move(node));
    return static_cast<int>(graph.nodes.size()) - 1;
}

Status OnnxNetwork::addInPlace(const OnnxOperator& op, OnnxView view, Node node)
{
    view.node = append(std::move(node));
    return give(op, std::move(view));
}

Status OnnxNetwork::addPicture(const OnnxOperator& op, Node node)
{
    return give(op, plain(append(std::move(node))));
}

int OnnxNetwork::select(int node, const std::vector<int>& channels)
{
    std::vector<int> all(static_cast<std::size_t>(shapeOf(node).channels));
    std::iota(all.begin(), all.end(), 0);
    if (channels == all)
        return node;
    const auto [known, isNew] = m_selected.emplace(std::make_pair(node, channels), -1);
    if (isNew) {
        Node selection;
        selection.kind = OpKind::selectChannels;
        selection.name = graph.nodes[static_cast<std::size_t>(node)].name + ".channels";
        selection.inputs = {node};
        selection.output = shapeOf(node);
        selection.output.channels = static_cast<int>(channels.size());
        selection.channels = channels;
        known->second = append(std::move(selection));
    }
    return known->second;
}

bool OnnxNetwork::isConstant(const OnnxOperator& op, int index) const
{
    const OnnxValue* value = find(op.input(index));
    return value != nullptr && std::holds_alternative<OnnxConstantPointer>(*value);
}

Result<OnnxConstantPointer> OnnxNetwork::constant(const OnnxOperator& op, int index) const
{
    if (!isConstant(op, index))
        return op.fail(Error::unsupportedOperator,
                       "its input " + onnxName(op.input(index)) + " must be a constant of the file.");
    return *std::get_if<OnnxConstantPointer>(find(op.input(index)));
}

Result<OnnxConstantPointer> OnnxNetwork::reals(const OnnxOperator& op, int index, std::size_t rank) const
{
    MICROT_TRY(OnnxConstantPointer numbers, constant(op, index));
    if (numbers->shape.size() != rank || numbers->real.empty())
        return op.fail(Error::shapeMismatch, "its input " + onnxName(op.input(index)) + " must have " +
                                                 std::to_string(rank) +
                                                 " dimensions of floating point numbers.");
    return numbers;
}

Result<OnnxIntegers> OnnxNetwork::integers(const OnnxOperator& op, int index) const
{
    MICROT_TRY(const OnnxConstantPointer numbers, constant(op, index));
    if (!numbers->isInteger || numbers->shape.size() > 1)
        return op.fail(Error::shapeMismatch,
                       "its input " + onnxName(op.input(index)) + " must be a list of integers.");
    return numbers->integer;
}

Result<std::optional<OnnxIntegers>> OnnxNetwork::integers(const OnnxOperator& op, const char* attribute,
                                                          int index) const
{
    if (!op.input(index).empty()) {
        MICROT_TRY(OnnxIntegers values, integers(op, index));
        return std::optional<OnnxIntegers>(std::move(values));
    }
    if (op.attribute(attribute) == nullptr)
        return std::optional<OnnxIntegers>();
    MICROT_TRY(OnnxIntegers values, op.integers(attribute, {}));
    return std::optional<OnnxIntegers>(std::move(values));
}

Result<float> OnnxNetwork::number(const OnnxOperator& op, int index, float otherwise) const
{
    if (op.input(index).empty())
        return otherwise;
    MICROT_TRY(const OnnxConstantPointer numbers, constant(op, index));
    if (numbers->count() != 1)
        return op.fail(Error::shapeMismatch,
                       "its input " + onnxName(op.input(index)) + " must be a single number.");
    return static_cast<float>(numbers->number(0));
}

Result<OnnxView> OnnxNetwork::anyView(const OnnxOperator& op, int index) const
{
    const OnnxValue* value = find(op.input(index));
    const OnnxView* view = value == nullptr ? nullptr : std::get_if<OnnxView>(value);
    if (view == nullptr)
        return op.fail(Error::unsupportedOperator,
                       "its input " + onnxName(op.input(index)) + " must be computed from the picture.");
    return *view;
}

Result<OnnxView> OnnxNetwork::view(const OnnxOperator& op, int index) const
{
    MICROT_TRY(OnnxView found, anyView(op, index));
    if (found.quantized)
        return op.fail(Error::unsupportedOperator,
                       "it computes with integers; a network quantized in the QDQ format has a "
                       "DequantizeLinear before each operator.");
    return found;
}

OnnxView OnnxNetwork::plain(int node) const
{
    const Shape& shape = shapeOf(node);
    OnnxView view;
    view.node = node;
    view.dims = {wholeAxis(OnnxAxis::batch, batch), wholeAxis(OnnxAxis::channel, shape.channels),
                 wholeAxis(OnnxAxis::row, shape.height), wholeAxis(OnnxAxis::column, shape.width)};
    return view;
}

Result<int> OnnxNetwork::picture(const OnnxOperator& op, const OnnxView& view)
{
    const OnnxView wanted = plain(view.node);
    const bool fits = view.dims.size() == 4 && view.dims[0] == wanted.dims[0] &&
                      isOnly(view.dims[1], OnnxAxis::channel) &&
                      lengthOf(view.dims[1]) == shapeOf(view.node).channels &&
                      view.dims[2] == wanted.dims[2] && view.dims[3] == wanted.dims[3];
    if (!fits)
        return op.fail(Error::unsupportedOperator,
                       "what it reads was reshaped or transposed to something else than pictures "
                       "[N, C, H, W].");
    return select(view.node, indicesAlong(view.dims[1], OnnxAxis::channel));
}

Result<int> OnnxNetwork::picture(const OnnxOperator& op, int index)
{
    MICROT_TRY(const OnnxView found, view(op, index));
    return picture(op, found);
}

Result<std::vector<float>> OnnxNetwork::perChannel(const OnnxOperator& op, const OnnxConstant& constant,
                                                   OnnxView& view) const
{
    const Failure failure =
        op.fail(Error::unsupportedOperator, "its constant must be a single number or one number a channel.");
    view = padded(std::move(view), constant.shape.size());
    const std::size_t ahead = view.dims.size() - constant.shape.size();
    const auto channels = static_cast<std::size_t>(shapeOf(view.node).channels);
    std::vector<std::int64_t> index(channels, 0); ///< into the constant
    bool fits = constant.count() > 0;
    std::int64_t stride = 1;
    for (std::size_t d = view.dims.size(); d-- > ahead;) {
        const OnnxDim& dim = view.dims[d];
        const std::int64_t length = constant.shape[d - ahead];
        if (length != 1 && length != lengthOf(dim))
            return failure;
        if (length == 1)
            continue;
        fits = fits && isOnly(dim, OnnxAxis::channel);
        for (std::size_t c = 0; fits && c < channels; ++c) {
            std::int64_t at = 0;
            for (const OnnxAtom& atom : dim)
                at = at * atom.length + static_cast<std::int64_t>(c) / atom.stride % atom.length;
            index[c] += at * stride;
        }
        stride *= length;
    }
    const double first = constant.count() > 0 ? constant.number(0) : 0.0;
    bool same = constant.count() > 0;
    for (std::size_t i = 0; same && i < constant.count(); ++i)
        same = constant.number(i) == first;
    if (same)
        return std::vector<float>{static_cast<float>(first)};
    if (!fits)
        return failure;
    std::vector<float> numbers(channels);
    for (std::size_t c = 0; c < channels; ++c)
        numbers[c] = static_cast<float>(constant.number(static_cast<std::size_t>(index[c])));
    return numbers;
}

Node OnnxNetwork::nodeOf(const OnnxOperator& op, OpKind kind, int input) const
{
    Node node;
    node.kind = kind;
    node.name = onnxName(op.name());
    node.inputs = {input};
    node.output = shapeOf(input);
    return node;
}

} // namespace microt
