// SPDX-License-Identifier: Apache-2.0
#include <set>

#include "engine/exchange/tflite/tflite_filters_private.h"

namespace microt::tflite {

namespace {

/// The dimensions that a reduction runs over, as the file counts them. Errors: unsupportedOperator.
Result<std::set<std::size_t>> reducedDimensions(const TfliteNetwork& network, const TfliteOperator& op,
                                                std::size_t rank)
{
    MICROT_TRY(const std::vector<int> axes, network.integers(op, 1));
    std::set<std::size_t> over;
    for (const int axis : axes) {
        const int from = axis < 0 ? axis + static_cast<int>(rank) : axis;
        if (from < 0 || from >= static_cast<int>(rank))
            return op.fail(Error::unsupportedOperator, "runs over a dimension that its input lacks");
        over.insert(static_cast<std::size_t>(from));
    }
    return over;
}

/// What is left of a view when dimensions become 1 or go, as the output's rank says.
View withoutDimensions(const View& view, const std::set<std::size_t>& gone, bool keep)
{
    View left;
    for (std::size_t d = 0; d < view.size(); ++d)
        if (gone.count(d) == 0)
            left.push_back(view[d]);
        else if (keep)
            left.push_back({});
    return left;
}

/// A window over whole sides of the picture.
Window windowOver(const Shape& in, bool rows, bool columns)
{
    Window window;
    window.height = window.strideY = rows ? in.height : 1;
    window.width = window.strideX = columns ? in.width : 1;
    return window;
}

/// MEAN, SUM (as a mean) or REDUCE_MAX over rows, columns or both.
Step reduction(int code, const Shape& in, bool rows, bool columns)
{
    Step step;
    step.node.output = {rows ? 1 : in.height, columns ? 1 : in.width, in.channels};
    step.node.window = windowOver(in, rows, columns);
    step.node.kind = code == kReduceMax ? OpKind::maxPool : OpKind::averagePool;
    if (code == kReduceMax)
        return step;
    const bool all = step.node.output.height == 1 && step.node.output.width == 1;
    step.kind = all ? ImageOpKind::mean : ImageOpKind::localMean;
    if (all) {
        step.node.kind = OpKind::globalAveragePool;
        step.node.window = {};
    }
    return step;
}

Node multiplied(const Shape& shape, int factor)
{
    const auto channels = static_cast<std::size_t>(shape.channels);
    Node node;
    node.kind = OpKind::batchNorm;
    node.output = shape;
    node.epsilon = 0.0F;
    node.weight.assign(channels, static_cast<float>(factor));
    node.bias.assign(channels, 0.0F);
    node.mean.assign(channels, 0.0F);
    node.variance.assign(channels, 1.0F);
    return node;
}

} // namespace

Status readPool(TfliteNetwork& network, const TfliteOperator& op)
{
    MICROT_TRY(const auto* options, op.options(op.raw.options_as_Pool2D()));
    MICROT_TRY(const Value value, network.padded(op, 0));
    const bool lowest = op.code == kMaxPool && value.pads.any() && value.lowest;
    MICROT_TRY(const int place, lowest ? Result<int>(value.place) : network.picture(op, 0));
    MICROT_TRY(const TensorInfo info, network.file.tensor(op.output()));
    const std::vector<int> made = network.shapeIn(info);
    const Shape in = network.shapeOf(place);
    if (made.size() != 4 || made[3] != in.channels)
        return op.fail(Error::shapeMismatch, "has an output that is not [1, height, width, channels]");
    Step step;
    step.activation = options->activation();
    step.node.kind = op.code == kMaxPool ? OpKind::maxPool : OpKind::averagePool;
    step.node.inputs = {place};
    step.node.output = {made[1], made[2], made[3]};
    const Sliding sliding{options->padding(), options->filter_height(), options->filter_width(),
                          options->stride_h(), options->stride_w()};
    const bool all = sliding.height == in.height && sliding.width == in.width &&
                     step.node.output == Shape{1, 1, in.channels};
    if (all && op.code == kAveragePool) {
        step.node.kind = OpKind::globalAveragePool;
        return network.define(op, std::move(step));
    }
    MICROT_TRY(step.node.window,
               placeWindow(op, sliding, lowest ? value.pads : Pads{}, in, step.node.output));
    return network.define(op, std::move(step));
}

Status readReduce(TfliteNetwork& network, const TfliteOperator& op)
{
    MICROT_TRY(const Value value, network.value(op, 0));
    const Shape in = network.shapeOf(value.place);
    MICROT_TRY(const std::set<std::size_t> over, reducedDimensions(network, op, value.view.size()));
    bool rows = false;
    bool columns = false;
    for (const std::size_t d : over)
        for (const Atom& atom : value.view[d]) {
            const bool whole = atom.size == (atom.axis == Axis::row ? in.height : in.width);
            if (atom.axis == Axis::channel || !whole)
                return op.fail(Error::unsupportedOperator, "runs over other sides than height and width");
            (atom.axis == Axis::row ? rows : columns) = true;
        }
    MICROT_TRY(const TensorInfo info, network.file.tensor(op.output()));
    const View left = withoutDimensions(value.view, over, info.shape.size() == value.view.size());
    if (!rows && !columns && op.code != kReduceMax && over.size() == 2 && value.view.size() == 4)
        rows = columns = true; // of a single pixel: it marks the features
    if (!rows && !columns) {   // sides of 1 alone
        Value same = value;
        same.view = left;
        return network.alias(op, std::move(same));
    }
    Step step = reduction(op.code, in, rows, columns);
    step.node.inputs = {value.place};
    const Window& window = step.node.window;
    if (window.height > kMaxWindow || window.width > kMaxWindow)
        return op.fail(Error::unsupportedOperator,
                       "runs over more than " + std::to_string(kMaxWindow) + " pixels in a row");
    if (op.code != kSum)
        return network.define(op, std::move(step), left);
    if (network.int8)
        return op.fail(Error::unsupportedOperator, "sums int8 numbers, which is not read here; use MEAN");
    Step times;
    times.node = multiplied(step.node.output, (rows ? in.height : 1) * (columns ? in.width : 1));
    times.node.inputs = {
        network.insertLike(std::move(step), value.place, network.nameOf(value.place) + " mean")};
    return network.define(op, std::move(times), left);
}

} // namespace microt::tflite
