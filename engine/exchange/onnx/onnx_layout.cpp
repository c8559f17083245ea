// SPDX-License-Identifier: Apache-2.0
// Operators that move numbers without changing them.
#include <numeric>

#include "engine/exchange/onnx/onnx_network_private.h"

namespace microt {

namespace {

/// The sides that Flatten, Reshape, Squeeze or Unsqueeze make of `before`.
Result<OnnxIntegers> sidesAfter(const OnnxNetwork& network, const OnnxOperator& op,
                                const OnnxIntegers& before)
{
    if (op.type() == "Flatten")
        return onnxFlattenedSides(op, before);
    if (op.type() == "Reshape") {
        MICROT_TRY(const OnnxIntegers wanted, network.integers(op, 1));
        return onnxReshapedSides(op, before, wanted);
    }
    MICROT_TRY(const auto axes, network.integers(op, "axes", 1));
    if (op.type() == "Squeeze")
        return onnxSqueezedSides(op, before, axes);
    if (!axes)
        return op.fail(Error::malformed, "it does not say its axes.");
    return onnxUnsqueezedSides(op, before, *axes);
}

/// Whether a view is [N, H W C], as exportOnnx writes a flatten.
bool isOurFlatten(const OnnxNetwork& network, const OnnxView& view)
{
    const Shape& shape = network.shapeOf(view.node);
    OnnxView wanted;
    wanted.dims = {wholeAxis(OnnxAxis::batch, network.batch), wholeAxis(OnnxAxis::row, shape.height)};
    for (const OnnxDim& dim :
         {wholeAxis(OnnxAxis::column, shape.width), wholeAxis(OnnxAxis::channel, shape.channels)})
        wanted.dims[1].insert(wanted.dims[1].end(), dim.begin(), dim.end());
    return network.ours && (shape.height > 1 || shape.width > 1) && shape.elements() <= kMaxOnnxSide &&
           view.dims == wanted.dims;
}

/// One input of a Concat with all its channels, in order, along `axis`.
Result<OnnxView> joinable(OnnxNetwork& network, const OnnxOperator& op, int index, std::int64_t axis)
{
    MICROT_TRY(OnnxView view, network.view(op, index));
    MICROT_TRY(const std::size_t d, onnxAxis(op, axis, view.dims.size()));
    OnnxDim& dim = view.dims[d];
    const int channels = network.shapeOf(view.node).channels;
    if (!isOnly(dim, OnnxAxis::channel) || lengthOf(dim) != channels)
        return op.fail(Error::unsupportedOperator, "it joins something else than channels.");
    view.node = network.select(view.node, indicesAlong(dim, OnnxAxis::channel));
    dim = wholeAxis(OnnxAxis::channel, channels);
    return view;
}

/// Digits of the channels in the order of the view, the selected dimension as one.
struct ChannelDigits
{
    std::vector<OnnxIntegers> parts;   ///< what each value of a digit adds to the channel
    std::vector<std::int64_t> strides; ///< in the new order
    std::int64_t count = 1;
};

ChannelDigits digitsOf(const OnnxView& view, std::size_t selected, const OnnxIntegers& indices)
{
    ChannelDigits digits;
    for (std::size_t d = 0; d < view.dims.size(); ++d) {
        if (d == selected) {
            const std::vector<int> channels = indicesAlong(view.dims[d], OnnxAxis::channel);
            OnnxIntegers part;
            for (const std::int64_t index : indices)
                part.push_back(channels[static_cast<std::size_t>(index)]);
            digits.parts.push_back(std::move(part));
            continue;
        }
        for (const OnnxAtom& atom : view.dims[d]) {
            if (atom.axis != OnnxAxis::channel)
                continue;
            OnnxIntegers part;
            for (std::int64_t i = 0; i < atom.length; ++i)
                part.push_back(i * atom.stride);
            digits.parts.push_back(std::move(part));
        }
    }
    digits.strides.resize(digits.parts.size());
    for (std::size_t i = digits.parts.size(); i-- > 0;) {
        digits.strides[i] = digits.count;
        digits.count *= static_cast<std::int64_t>(digits.parts[i].size());
    }
    return digits;
}

Result<OnnxView> selectedChannels(OnnxNetwork& network, const OnnxOperator& op, OnnxView view,
                                  std::size_t selected, const OnnxIntegers& indices)
{
    const ChannelDigits digits = digitsOf(view, selected, indices);
    if (digits.count < 1 || digits.count > kMaxOnnxSide)
        return op.fail(Error::shapeMismatch, "it selects " + std::to_string(digits.count) + " channels.");
    std::vector<int> channels(static_cast<std::size_t>(digits.count), 0);
    for (std::size_t c = 0; c < channels.size(); ++c)
        for (std::size_t i = 0; i < digits.parts.size(); ++i) {
            const auto index = static_cast<std::int64_t>(c) / digits.strides[i];
            channels[c] +=
                static_cast<int>(digits.parts[i][static_cast<std::size_t>(index) % digits.parts[i].size()]);
        }
    std::size_t next = 0;
    for (std::size_t d = 0; d < view.dims.size(); ++d) {
        if (d == selected) {
            view.dims[d] = {
                {OnnxAxis::channel, static_cast<std::int64_t>(indices.size()), digits.strides[next++]}};
            continue;
        }
        for (OnnxAtom& atom : view.dims[d])
            if (atom.axis == OnnxAxis::channel)
                atom.stride = digits.strides[next++];
    }
    tidy(view);
    view.node = network.select(view.node, channels);
    return view;
}

/// Rows or columns as nearest neighbours pick them.
bool isNearest(const OnnxIntegers& indices, std::int64_t length)
{
    for (std::size_t i = 0; i < indices.size(); ++i)
        if (indices[i] != static_cast<std::int64_t>(i) * length / static_cast<std::int64_t>(indices.size()))
            return false;
    return !indices.empty() && static_cast<std::int64_t>(indices.size()) <= kMaxOnnxSide;
}

} // namespace

Result<OnnxView> selectOnnx(OnnxNetwork& network, const OnnxOperator& op, const OnnxView& view,
                            std::size_t dim, const OnnxIntegers& indices, bool drop)
{
    const OnnxDim& digits = view.dims[dim];
    OnnxIntegers all(static_cast<std::size_t>(lengthOf(digits)));
    std::iota(all.begin(), all.end(), 0);
    const Shape& in = network.shapeOf(view.node);
    OnnxView result = view;
    const bool rows = digits == wholeAxis(OnnxAxis::row, in.height);
    if (indices != all && isOnly(digits, OnnxAxis::channel) && !digits.empty()) {
        MICROT_TRY(result, selectedChannels(network, op, view, dim, indices));
    } else if (indices != all && !digits.empty() &&
               (rows || digits == wholeAxis(OnnxAxis::column, in.width)) &&
               isNearest(indices, lengthOf(digits))) {
        Node node = network.nodeOf(op, OpKind::resize, view.node);
        (rows ? node.output.height : node.output.width) = static_cast<int>(indices.size());
        result.dims[dim] =
            wholeAxis(rows ? OnnxAxis::row : OnnxAxis::column, static_cast<std::int64_t>(indices.size()));
        result.node = network.append(std::move(node));
    } else if (indices != all) {
        return op.fail(Error::unsupportedOperator, "it selects something else than channels.");
    }
    if (drop)
        result.dims.erase(result.dims.begin() + static_cast<std::ptrdiff_t>(dim));
    return result;
}

Status readOnnxReshape(OnnxNetwork& network, const OnnxOperator& op)
{
    MICROT_TRY(const OnnxView view, network.anyView(op, 0));
    MICROT_TRY(const OnnxIntegers sides, sidesAfter(network, op, shapeOf(view)));
    auto result = reshaped(view, sides);
    if (!result)
        return op.fail(Error::unsupportedOperator,
                       "it mixes rows, columns and channels in a way that no operator here does.");
    if (!isOurFlatten(network, *result))
        return network.give(op, std::move(*result));
    Node node = network.nodeOf(op, OpKind::flatten, view.node);
    node.output = {1, 1, static_cast<int>(node.output.elements())};
    result->dims[1] = wholeAxis(OnnxAxis::channel, node.output.channels);
    return network.addInPlace(op, std::move(*result), std::move(node));
}

Status readOnnxTranspose(OnnxNetwork& network, const OnnxOperator& op)
{
    MICROT_TRY(const OnnxView view, network.anyView(op, 0));
    MICROT_TRY(const std::vector<std::size_t> order, onnxPermutation(op, view.dims.size()));
    OnnxView result = view;
    for (std::size_t d = 0; d < order.size(); ++d)
        result.dims[d] = view.dims[order[d]];
    return network.give(op, std::move(result));
}

Status readOnnxConcat(OnnxNetwork& network, const OnnxOperator& op)
{
    MICROT_TRY(const std::int64_t axis, op.integer("axis", 1));
    MICROT_TRY(OnnxView first, joinable(network, op, 0, axis));
    if (op.inputs() == 1)
        return network.give(op, std::move(first));
    Node node = network.nodeOf(op, OpKind::concat, first.node);
    MICROT_TRY(const std::size_t d, onnxAxis(op, axis, first.dims.size()));
    std::int64_t channels = node.output.channels;
    for (int i = 1; i < op.inputs(); ++i) {
        MICROT_TRY(const OnnxView next, joinable(network, op, i, axis));
        OnnxView same = next;
        if (same.dims.size() == first.dims.size())
            same.dims[d] = first.dims[d];
        if (!(same.dims == first.dims))
            return op.fail(Error::shapeMismatch, "it joins tensors of different sides.");
        channels += network.shapeOf(next.node).channels;
        if (channels > kMaxOnnxSide)
            return op.fail(Error::shapeMismatch, "it joins more than 16384 channels.");
        node.inputs.push_back(next.node);
    }
    node.output.channels = static_cast<int>(channels);
    first.dims[d] = wholeAxis(OnnxAxis::channel, channels);
    return network.addInPlace(op, std::move(first), std::move(node));
}

Status readOnnxSplit(OnnxNetwork& network, const OnnxOperator& op)
{
    MICROT_TRY(const OnnxView view, network.view(op, 0));
    MICROT_TRY(const std::int64_t axis, op.integer("axis", 0));
    MICROT_TRY(const std::size_t dim, onnxAxis(op, axis, view.dims.size()));
    MICROT_TRY(const auto said, network.integers(op, "split", 1));
    const std::int64_t length = lengthOf(view.dims[dim]);
    const auto parts = static_cast<std::int64_t>(op.outputs());
    const std::int64_t each = (length + parts - 1) / parts;
    OnnxIntegers sizes(static_cast<std::size_t>(parts), each);
    sizes.back() = length - each * (parts - 1);
    if (said)
        sizes = *said;
    std::int64_t at = 0;
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        if (sizes.size() != static_cast<std::size_t>(parts) || sizes[i] < 1 || sizes[i] > length - at)
            return op.fail(Error::shapeMismatch, "its parts are not those of its input.");
        OnnxIntegers indices(static_cast<std::size_t>(sizes[i]));
        std::iota(indices.begin(), indices.end(), at);
        at += sizes[i];
        MICROT_TRY(OnnxView part, selectOnnx(network, op, view, dim, indices, false));
        MICROT_CHECK(network.give(op, std::move(part), static_cast<int>(i)));
    }
    return {};
}

Status readOnnxSlice(OnnxNetwork& network, const OnnxOperator& op)
{
    MICROT_TRY(OnnxView view, network.view(op, 0));
    MICROT_TRY(const auto slices, onnxSlices(network, op, shapeOf(view)));
    for (const OnnxSliced& slice : slices) {
        MICROT_TRY(view, selectOnnx(network, op, view, slice.dim, slice.indices, false));
    }
    return network.give(op, std::move(view));
}

Status readOnnxGather(OnnxNetwork& network, const OnnxOperator& op)
{
    MICROT_TRY(const OnnxView view, network.view(op, 0));
    MICROT_TRY(const std::int64_t axis, op.integer("axis", 0));
    MICROT_TRY(const std::size_t dim, onnxAxis(op, axis, view.dims.size()));
    MICROT_TRY(const OnnxIntegers indices, onnxGathered(network, op, lengthOf(view.dims[dim])));
    MICROT_TRY(const OnnxConstantPointer given, network.constant(op, 1));
    if (given->shape.size() > 1)
        return op.fail(Error::unsupportedOperator, "its indices have several dimensions.");
    MICROT_TRY(OnnxView result, selectOnnx(network, op, view, dim, indices, given->shape.empty()));
    return network.give(op, std::move(result));
}

Status readOnnxShape(OnnxNetwork& network, const OnnxOperator& op)
{
    MICROT_TRY(const OnnxView view, network.anyView(op, 0));
    const OnnxIntegers sides = shapeOf(view);
    const auto rank = static_cast<std::int64_t>(sides.size());
    MICROT_TRY(std::int64_t start, op.integer("start", 0));
    MICROT_TRY(std::int64_t end, op.integer("end", rank));
    start = std::clamp<std::int64_t>(start < 0 ? start + rank : start, 0, rank);
    end = std::clamp<std::int64_t>(end < 0 ? end + rank : end, start, rank);
    OnnxConstant constant;
    constant.isInteger = true;
    constant.integer.assign(sides.begin() + start, sides.begin() + end);
    constant.shape = {end - start};
    return network.giveConstant(op, std::move(constant));
}

} // namespace microt
