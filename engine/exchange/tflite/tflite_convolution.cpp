// SPDX-License-Identifier: Apache-2.0

#include "engine/exchange/tflite/tflite_filters_private.h"

namespace microt::tflite {

namespace {

struct WindowOptions
{
    Padding padding = Padding::SAME;
    int strideY = 1, strideX = 1, dilationY = 1, dilationX = 1;
    Activation activation = Activation::NONE;
};

template <typename Options>
Result<WindowOptions> windowOptions(const TfliteOperator& op, const Options* found)
{
    MICROT_TRY(const Options* o, op.options(found));
    return WindowOptions{o->padding(),    o->stride_h(),   o->stride_w(),
                         o->dilation_h(), o->dilation_w(), o->activation()};
}

/// [out, height, width, in / groups], or depthwise [1, height, width, in * multiplier].
Result<Filters> filtersOf(const TfliteOperator& op, const TensorInfo& weights, bool depthwise,
                          const Shape& in, const Shape& out, int& groups)
{
    const std::vector<int>& s = weights.shape;
    if (s.size() != 4)
        return op.fail(Error::shapeMismatch, "has weights that are not four-dimensional");
    groups = depthwise ? in.channels : s[3] > 0 ? in.channels / s[3] : 0;
    const bool fits = depthwise ? s[0] == 1 && s[3] == out.channels && out.channels % in.channels == 0
                                : s[0] == out.channels && groups >= 1 && groups * s[3] == in.channels &&
                                      out.channels % groups == 0;
    if (!fits)
        return op.fail(Error::shapeMismatch, "has weights that do not fit its input and output");
    Filters filters;
    filters.out = out.channels;
    filters.height = s[1];
    filters.width = s[2];
    filters.in = in.channels / groups;
    filters.dimension = depthwise ? 3 : 0;
    const auto side = [](int size) { return static_cast<std::size_t>(size); };
    if (depthwise)
        filters.place = [side, s](int o, int y, int x, int) {
            return (side(y) * side(s[2]) + side(x)) * side(s[3]) + side(o);
        };
    else
        filters.place = [side, s](int o, int y, int x, int i) {
            return ((side(o) * side(s[1]) + side(y)) * side(s[2]) + side(x)) * side(s[3]) + side(i);
        };
    return filters;
}

/// The shape of the picture that an operator writes. Error: shapeMismatch.
Result<Shape> pictureOut(const TfliteNetwork& network, const TfliteOperator& op)
{
    MICROT_TRY(const TensorInfo info, network.file.tensor(op.output()));
    const std::vector<int> shape = network.shapeIn(info);
    if (shape.size() != 4 || shape[0] != 1)
        return op.fail(Error::shapeMismatch, "has an output that is not [1, height, width, channels]");
    return Shape{shape[1], shape[2], shape[3]};
}

} // namespace

Status readConvolution(TfliteNetwork& network, const TfliteOperator& op)
{
    const bool depthwise = op.code == kDepthwise;
    MICROT_TRY(const WindowOptions options, depthwise ? windowOptions(op, op.raw.options_as_DepthwiseConv2D())
                                                      : windowOptions(op, op.raw.options_as_Conv2D()));
    if (options.dilationX != 1 || options.dilationY != 1)
        return op.fail(Error::unsupportedOperator,
                       "is dilated, which is not read here; train the network without dilation");
    MICROT_TRY(Value value, network.padded(op, 0));
    MICROT_TRY(const Shape out, pictureOut(network, op));
    MICROT_TRY(const TensorInfo weights, network.constant(op, 1));
    Step step;
    step.activation = options.activation;
    step.node.kind = OpKind::convolution;
    step.node.output = out;
    MICROT_TRY(int place, value.pads.any() ? Result<int>(value.place) : network.picture(op, 0));
    MICROT_TRY(const Filters filters,
               filtersOf(op, weights, depthwise, network.shapeOf(place), out, step.node.groups));
    const Sliding sliding{options.padding, filters.height, filters.width, options.strideY, options.strideX};
    MICROT_TRY(step.node.window, placeWindow(op, sliding, value.pads, network.shapeOf(place), out));
    if (value.pads.any() && reachesTooFar(step.node.window, network.shapeOf(place), out)) {
        MICROT_TRY(place, network.picture(op, 0));
        MICROT_TRY(step.node.window, placeWindow(op, sliding, {}, network.shapeOf(place), out));
    }
    step.node.inputs = {place};
    MICROT_CHECK(readFilters(network, op, filters, step));
    return network.define(op, std::move(step));
}

Status readLinear(TfliteNetwork& network, const TfliteOperator& op)
{
    const auto* options = op.raw.options_as_FullyConnected();
    MICROT_TRY(const Value value, network.value(op, 0));
    MICROT_TRY(const TensorInfo weights, network.constant(op, 1));
    if (weights.shape.size() != 2 ||
        (options != nullptr && options->weights_format() != WeightsFormat::DEFAULT))
        return op.fail(Error::unsupportedFormat, "has weights that are not [outputs, inputs]");
    const Shape in = network.shapeOf(value.place);
    const int count = weights.shape[1];
    Step step;
    step.activation = options != nullptr ? options->activation() : Activation::NONE;
    step.floatProduct = weights.scale.size() == 1;
    step.node.kind = OpKind::convolution;
    step.node.inputs = {value.place};
    Filters filters;
    filters.out = weights.shape[0];
    std::vector<int> order; ///< of the file's inputs, where they are all of ours
    const bool each = in.elements() != count && in.channels == count; // pixel by pixel
    if (each) {
        MICROT_TRY(step.node.inputs[0], network.inOrder(op, value));
        step.node.output = {in.height, in.width, filters.out};
        filters.in = count;
    } else if (in.elements() == count && in.height <= kMaxWindow && in.width <= kMaxWindow) {
        step.node.output = {1, 1, filters.out};
        step.node.window.height = filters.height = in.height;
        step.node.window.width = filters.width = in.width;
        filters.in = in.channels;
        if (flattened(value.view) != flattened(pictureView(in)))
            order = orderOf(flattened(value.view), in);
    } else {
        return op.fail(Error::shapeMismatch, "has weights that do not fit its input and output");
    }
    if (!network.int8 && !each && in.height == 1 && in.width == 1)
        step.node.kind = OpKind::linear;
    std::vector<std::size_t> column(static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < column.size(); ++i)
        column[order.empty() ? i : static_cast<std::size_t>(order[i])] = i;
    const auto row = static_cast<std::size_t>(count);
    const int width = filters.width;
    const int channels = filters.in;
    filters.place = [=, &column](int o, int y, int x, int i) {
        return static_cast<std::size_t>(o) * row +
               column[static_cast<std::size_t>((y * width + x) * channels + i)];
    };
    MICROT_CHECK(readFilters(network, op, filters, step));
    return network.define(op, std::move(step));
}

} // namespace microt::tflite
