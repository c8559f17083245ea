// SPDX-License-Identifier: Apache-2.0
// Operators that join or part channels: CONCATENATION, SPLIT, SLICE, STRIDED_SLICE, GATHER, REVERSE.
#include <algorithm>
#include <numeric>

#include "engine/exchange/tflite/tflite_network_private.h"
#include "engine/exchange/tflite/tflite_tables_private.h"

namespace microt::tflite {

namespace {

/// Dimension `axis` of `rank`, counted from the end if negative. Error: unsupportedOperator.
Result<std::size_t> dimensionOf(const TfliteOperator& op, int axis, std::size_t rank)
{
    const std::int64_t from = axis < 0 ? std::int64_t{axis} + static_cast<std::int64_t>(rank) : axis;
    if (from < 0 || from >= static_cast<std::int64_t>(rank))
        return op.fail(Error::unsupportedOperator, "names a dimension that its input lacks");
    return static_cast<std::size_t>(from);
}

/// All channels in order: their one dimension.
bool isAllChannels(const Dim& dim, const Shape& shape)
{
    return sizeOf(dim) == shape.channels && isChannels(dim) && dim.size() <= 1;
}

/// Puts all parts into our order unless they agree but for channels along `axis`.
Status alignParts(TfliteNetwork& network, const TfliteOperator& op, std::vector<Value>& parts,
                  std::size_t axis)
{
    bool agree = true;
    for (const Value& part : parts) {
        agree = agree && part.view.size() == parts[0].view.size() &&
                isAllChannels(part.view[axis], network.shapeOf(part.place));
        for (std::size_t d = 0; agree && d < part.view.size(); ++d)
            agree = d == axis || part.view[d] == parts[0].view[d];
    }
    if (agree)
        return {};
    for (Value& part : parts) {
        if (axis + 1 != part.view.size())
            return op.fail(Error::unsupportedOperator, "joins other sides than channels");
        const View seen = part.view;
        MICROT_TRY(part.place, network.inOrder(op, part));
        const auto view = reshaped(pictureView(network.shapeOf(part.place)), sizesOf(seen));
        if (!view)
            return op.fail(Error::unsupportedOperator, "joins activations in different orders");
        part.view = *view;
        if (!isAllChannels(part.view[axis], network.shapeOf(part.place)))
            return op.fail(Error::unsupportedOperator, "joins other sides than channels");
    }
    return {};
}

Table joinTable(const QuantTensor& input, const QuantTensor& output)
{
    if (input.scale == output.scale && input.zeroPoint == output.zeroPoint)
        return tableOf([](std::int32_t v) { return v; });
    return roundTripTable(input, output);
}

/// int8: two at a time, `parts` but the last joined into one.
Result<int> joinAllButLast(TfliteNetwork& network, const TfliteOperator& op, const std::vector<Value>& parts,
                           const QuantTensor& output)
{
    int joined = parts[0].place;
    for (std::size_t i = 1; i + 1 < parts.size(); ++i) {
        Step step;
        step.node.kind = OpKind::concat;
        step.node.inputs = {joined, parts[i].place};
        step.node.output = network.shapeOf(joined);
        step.node.output.channels += network.shapeOf(parts[i].place).channels;
        for (const int place : step.node.inputs) {
            const Table one = joinTable(network.tensor(place), output);
            step.op.weights.insert(step.op.weights.end(), one.begin(), one.end());
        }
        MICROT_TRY(const TensorInfo info, network.file.tensor(op.output()));
        joined = network.insert(std::move(step), info.name + " part", output);
    }
    return joined;
}

/// Output `which` is the channels of `value` that `picks` names along dimension `axis`, all of whose atoms
/// are channels.
Status pickChannels(TfliteNetwork& network, const TfliteOperator& op, const Value& value, std::size_t axis,
                    const std::vector<int>& picks, const std::vector<bool>& dropped, std::uint32_t which)
{
    const Shape shape = network.shapeOf(value.place);
    if (sizeOf(value.view[axis]) != shape.channels || !isChannels(value.view[axis]))
        return op.fail(Error::unsupportedOperator, "takes parts of other sides than channels");
    const std::vector<int> order = orderOf(value.view[axis], {1, 1, shape.channels});
    Step step;
    step.node.kind = OpKind::selectChannels;
    step.node.inputs = {value.place};
    step.node.output = {shape.height, shape.width, static_cast<int>(picks.size())};
    for (const int pick : picks)
        step.node.channels.push_back(order[static_cast<std::size_t>(pick)]);
    View view;
    for (std::size_t d = 0; d < value.view.size(); ++d)
        if (!dropped[d])
            view.push_back(d != axis ? value.view[d] : pictureView({1, 1, step.node.output.channels})[3]);
    return network.define(op, std::move(step), view, which);
}

/// Every `stride`-th row and column: a maximum over windows of one pixel.
Status pickPixels(TfliteNetwork& network, const TfliteOperator& op, const Value& value,
                  const std::vector<std::vector<int>>& picks)
{
    Value plain = value;
    MICROT_TRY(plain.place, network.inOrder(op, value));
    const Shape in = network.shapeOf(plain.place);
    Step step;
    step.node.kind = OpKind::maxPool;
    step.node.inputs = {plain.place};
    step.node.output = in;
    for (std::size_t d = 1; d < 3; ++d) {
        const int side = d == 1 ? in.height : in.width;
        const std::vector<int>& some = picks[d];
        const int stride = some.size() > 1 ? some[1] - some[0] : side;
        bool regular = stride >= 1 && stride <= kMaxWindow;
        for (std::size_t i = 0; i < some.size(); ++i)
            regular = regular && some[i] == static_cast<int>(i) * stride;
        if (!regular || static_cast<int>(some.size()) != (side + stride - 1) / stride)
            return op.fail(Error::unsupportedOperator, "cuts a part out of the picture");
        (d == 1 ? step.node.window.strideY : step.node.window.strideX) = stride;
        (d == 1 ? step.node.output.height : step.node.output.width) = static_cast<int>(some.size());
    }
    return network.define(op, std::move(step));
}

/// What an operator takes along every dimension, and which dimensions it then drops.
struct Picks
{
    std::vector<std::vector<int>> each;
    std::vector<bool> dropped;
};

Picks everything(const View& view)
{
    Picks picks;
    for (const Dim& dim : view) {
        picks.each.emplace_back(static_cast<std::size_t>(sizeOf(dim)));
        std::iota(picks.each.back().begin(), picks.each.back().end(), 0);
    }
    picks.dropped.assign(view.size(), false);
    return picks;
}

Status pickSlice(const TfliteNetwork& network, const TfliteOperator& op, Picks& picks)
{
    MICROT_TRY(const std::vector<int> begin, network.integers(op, 1));
    MICROT_TRY(const std::vector<int> size, network.integers(op, 2));
    if (begin.size() != picks.each.size() || size.size() != begin.size())
        return op.fail(Error::malformed, "names no begin and size for each dimension");
    for (std::size_t d = 0; d < begin.size(); ++d) {
        const auto side = static_cast<std::int64_t>(picks.each[d].size());
        const std::int64_t count = size[d] == -1 ? side - begin[d] : size[d];
        if (begin[d] < 0 || count < 1 || begin[d] + count > side)
            return op.fail(Error::malformed, "takes what lies outside its input");
        picks.each[d].resize(static_cast<std::size_t>(count));
        std::iota(picks.each[d].begin(), picks.each[d].end(), begin[d]);
    }
    return {};
}

Status pickStrided(const TfliteNetwork& network, const TfliteOperator& op, Picks& picks)
{
    const auto* o = op.raw.options_as_StridedSlice();
    if (o == nullptr || o->ellipsis_mask() != 0 || o->new_axis_mask() != 0)
        return op.fail(Error::unsupportedOperator, "slices with an ellipsis or a new axis");
    std::vector<int> numbers[3];
    for (std::uint32_t i = 0; i < 3; ++i) {
        MICROT_TRY(numbers[i], network.integers(op, i + 1));
        if (numbers[i].size() > picks.each.size() || numbers[i].size() != numbers[0].size())
            return op.fail(Error::malformed, "names no begin, end and stride for each dimension");
    }
    for (std::size_t d = 0; d < numbers[0].size(); ++d) {
        const auto side = static_cast<std::int64_t>(picks.each[d].size());
        const std::int64_t stride = numbers[2][d];
        const auto masked = [d](int mask) { return (mask >> d & 1) != 0; };
        const auto wrapped = [side](std::int64_t at) { return at < 0 ? at + side : at; };
        if (stride == 0)
            return op.fail(Error::malformed, "has a stride of 0");
        std::int64_t from = masked(o->begin_mask()) ? (stride > 0 ? 0 : side - 1) : wrapped(numbers[0][d]);
        std::int64_t to = masked(o->end_mask()) ? (stride > 0 ? side : -1) : wrapped(numbers[1][d]);
        picks.dropped[d] = masked(o->shrink_axis_mask());
        if (picks.dropped[d])
            to = from + (stride > 0 ? 1 : -1);
        from = std::clamp<std::int64_t>(from, 0, side - 1);
        to = std::clamp<std::int64_t>(to, -1, side);
        picks.each[d].clear();
        for (std::int64_t at = from; stride > 0 ? at < to : at > to; at += stride)
            picks.each[d].push_back(static_cast<int>(at));
        if (picks.each[d].empty())
            return op.fail(Error::malformed, "takes nothing");
    }
    return {};
}

Status pickGathered(const TfliteNetwork& network, const TfliteOperator& op, Picks& picks)
{
    const auto* options = op.raw.options_as_Gather();
    MICROT_TRY(const std::size_t axis,
               dimensionOf(op, options != nullptr ? options->axis() : 0, picks.each.size()));
    MICROT_TRY(const TensorInfo info, network.constant(op, 1));
    MICROT_TRY(const std::vector<int> indices, network.integers(op, 1));
    for (const int index : indices)
        if (index < 0 || index >= static_cast<int>(picks.each[axis].size()))
            return op.fail(Error::hostileContent, "takes what lies outside its input");
    if (info.shape.size() > 1 || indices.empty())
        return op.fail(Error::unsupportedOperator, "gathers more than along one dimension");
    picks.each[axis] = indices;
    picks.dropped[axis] = info.shape.empty();
    return {};
}

Status pickReversed(const TfliteNetwork& network, const TfliteOperator& op, Picks& picks)
{
    MICROT_TRY(const std::vector<int> axes, network.integers(op, 1));
    for (const int axis : axes) {
        MICROT_TRY(const std::size_t d, dimensionOf(op, axis, picks.each.size()));
        std::reverse(picks.each[d].begin(), picks.each[d].end());
    }
    return {};
}

} // namespace

Status readConcatenation(TfliteNetwork& network, const TfliteOperator& op)
{
    MICROT_TRY(const auto* options, op.options(op.raw.options_as_Concatenation()));
    std::vector<Value> parts;
    for (std::uint32_t i = 0; i < op.inputs(); ++i) {
        MICROT_TRY(Value part, network.value(op, i));
        parts.push_back(std::move(part));
    }
    if (parts.size() < 2)
        return op.fail(Error::unsupportedOperator, "joins fewer than two activations");
    MICROT_TRY(const std::size_t axis, dimensionOf(op, options->axis(), parts[0].view.size()));
    MICROT_CHECK(alignParts(network, op, parts, axis));
    Step step;
    step.activation = options->activation();
    step.node.kind = OpKind::concat;
    step.node.output = network.shapeOf(parts[0].place);
    step.node.output.channels = 0;
    for (const Value& part : parts) {
        step.node.inputs.push_back(part.place);
        step.node.output.channels += network.shapeOf(part.place).channels;
    }
    if (network.int8) {
        MICROT_TRY(const TensorInfo info, network.file.tensor(op.output()));
        MICROT_TRY(const QuantTensor output, network.quantTensor(info, step.node.output));
        MICROT_TRY(const int first, joinAllButLast(network, op, parts, output));
        step.node.inputs = {first, parts.back().place};
        for (const int place : step.node.inputs) {
            const Table one = joinTable(network.tensor(place), output);
            step.op.weights.insert(step.op.weights.end(), one.begin(), one.end());
        }
    }
    View view = parts[0].view;
    view[axis] = pictureView({1, 1, step.node.output.channels})[3];
    return network.define(op, std::move(step), view);
}

Status readSplit(TfliteNetwork& network, const TfliteOperator& op)
{
    const bool sized = op.code == kSplitV;
    MICROT_TRY(const Value value, network.value(op, sized ? 0 : 1));
    MICROT_TRY(const std::vector<int> axes, network.integers(op, sized ? 2 : 0));
    if (axes.size() != 1 || op.outputs() == 0)
        return op.fail(Error::malformed, "names no dimension to split");
    MICROT_TRY(const std::size_t axis, dimensionOf(op, axes[0], value.view.size()));
    const int side = sizeOf(value.view[axis]);
    std::vector<int> sizes(op.outputs(), side / static_cast<int>(op.outputs()));
    if (sized) {
        MICROT_TRY(sizes, network.integers(op, 1));
        std::int64_t known = 0;
        for (const int size : sizes)
            known += std::max(size, 0);
        for (int& size : sizes)
            if (size == -1)
                size = static_cast<int>(side - known);
    }
    int from = 0;
    for (std::uint32_t i = 0; i < op.outputs(); ++i) {
        if (sizes.size() != op.outputs() || sizes[i] < 1 || sizes[i] > side - from)
            return op.fail(Error::malformed, "has parts that do not fit its input");
        std::vector<int> picks(static_cast<std::size_t>(sizes[i]));
        std::iota(picks.begin(), picks.end(), from);
        from += sizes[i];
        MICROT_CHECK(
            pickChannels(network, op, value, axis, picks, std::vector<bool>(value.view.size(), false), i));
    }
    return {};
}

Status readSlice(TfliteNetwork& network, const TfliteOperator& op)
{
    MICROT_TRY(Value value, network.value(op, 0));
    const Picks all = everything(value.view);
    Picks picks = all;
    MICROT_CHECK(op.code == kSlice          ? pickSlice(network, op, picks)
                 : op.code == kStridedSlice ? pickStrided(network, op, picks)
                 : op.code == kGather       ? pickGathered(network, op, picks)
                                            : pickReversed(network, op, picks));
    std::vector<std::size_t> changed;
    for (std::size_t d = 0; d < all.each.size(); ++d)
        if (picks.each[d] != all.each[d])
            changed.push_back(d);
    const bool channels =
        changed.size() == 1 && isChannels(value.view[changed[0]]) && !value.view[changed[0]].empty();
    if (channels)
        return pickChannels(network, op, value, changed[0], picks.each[changed[0]], picks.dropped, 0);
    if (changed.empty()) {
        View view;
        for (std::size_t d = 0; d < value.view.size(); ++d)
            if (!picks.dropped[d])
                view.push_back(value.view[d]);
        value.view = std::move(view);
        return network.alias(op, std::move(value));
    }
    if (value.view.size() != 4 || changed.front() < 1 || changed.back() > 2)
        return op.fail(Error::unsupportedOperator, "takes parts of other sides than channels");
    return pickPixels(network, op, value, picks.each);
}

} // namespace microt::tflite
