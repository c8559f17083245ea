// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/onnx/onnx_network_private.h"

namespace microt {

namespace {

/// The largest or the average of each window that has the picture's height or width, or both. An average that
/// names `both` stays where there is but one pixel: it marks the features.
Status addWhole(OnnxNetwork& network, const OnnxOperator& op, OnnxView view, int input, bool largest,
                bool rows, bool columns, bool both)
{
    const Shape& in = network.shapeOf(input);
    Node node = network.nodeOf(op, largest ? OpKind::maxPool : OpKind::averagePool, input);
    node.output = {rows ? 1 : in.height, columns ? 1 : in.width, in.channels};
    if (node.output == in && !(both && !largest)) {
        view.node = input;
        return network.give(op, std::move(view));
    }
    if (node.output.height == 1 && node.output.width == 1 && !largest)
        node.kind = OpKind::globalAveragePool;
    else
        node.window = {rows ? in.height : 1, columns ? in.width : 1};
    return network.addInPlace(op, std::move(view), std::move(node));
}

} // namespace

Status readOnnxPool(OnnxNetwork& network, const OnnxOperator& op)
{
    const bool largest = op.type() == "MaxPool";
    MICROT_TRY(const OnnxView read, network.anyView(op, 0));
    MICROT_TRY(const std::int64_t counted, op.integer("count_include_pad", 0));
    if (read.quantized && !largest)
        MICROT_CHECK(network.view(op, 0));
    MICROT_TRY(int input, network.picture(op, read));
    const Shape in = network.shapeOf(input);
    MICROT_TRY(OnnxWindow window, onnxWindow(op, in, {}));
    Window& w = window.window;
    const bool pads = w.padTop > 0 || w.padLeft > 0 || window.bottom > 0 || window.right > 0;
    if (!largest && counted != 0 && pads) {
        MICROT_TRY(input, addOnnxPad(network, op, input, {w.padTop, w.padLeft, window.bottom, window.right}));
        w.padTop = w.padLeft = 0;
    } else if (std::max(w.padTop, window.bottom) >= w.height ||
               std::max(w.padLeft, window.right) >= w.width) {
        return op.fail(Error::shapeMismatch, "its pads must be smaller than its kernel.");
    }
    Node node = network.nodeOf(op, largest ? OpKind::maxPool : OpKind::averagePool, input);
    node.window = w;
    node.output = window.output;
    // Also a window that reaches past all sides: what lies outside does not count.
    const Shape& from = network.shapeOf(input);
    const bool whole = window.output.height == 1 && window.output.width == 1 &&
                       w.height - w.padTop >= from.height && w.width - w.padLeft >= from.width;
    if (whole && !largest) {
        node.kind = OpKind::globalAveragePool;
        node.window = {};
    }
    OnnxView view = network.plain(network.append(std::move(node)));
    view.quantized = read.quantized;
    return network.give(op, std::move(view));
}

Status readOnnxGlobalPool(OnnxNetwork& network, const OnnxOperator& op)
{
    MICROT_TRY(const int input, network.picture(op, 0));
    OnnxView view = network.plain(input);
    view.dims[2].clear();
    view.dims[3].clear();
    return addWhole(network, op, std::move(view), input, op.type() == "GlobalMaxPool", true, true, true);
}

/// Over height and width in any order and layout, at once or one after the other: torch writes
/// x.mean(3).mean(2) so.
Status readOnnxReduction(OnnxNetwork& network, const OnnxOperator& op)
{
    MICROT_TRY(OnnxView view, network.view(op, 0));
    MICROT_TRY(const auto said, network.integers(op, "axes", 1));
    MICROT_TRY(const std::int64_t keep, op.integer("keepdims", 1));
    MICROT_TRY(const std::int64_t noop, op.integer("noop_with_empty_axes", 0));
    if (noop != 0 && (!said || said->empty()))
        return network.give(op, std::move(view));
    OnnxIntegers all;
    for (std::size_t d = 0; d < view.dims.size(); ++d)
        all.push_back(static_cast<std::int64_t>(d));
    MICROT_TRY(const std::vector<std::size_t> axes,
               onnxAxes(op, said && !said->empty() ? *said : all, view.dims.size()));
    const bool both = axes.size() == 2 && view.dims.size() == 4;
    std::int64_t rows = 1;
    std::int64_t columns = 1;
    for (auto axis = axes.rbegin(); axis != axes.rend(); ++axis) {
        OnnxDim& dim = view.dims[*axis];
        if (partOf(dim, OnnxAxis::channel) != 1 || partOf(dim, OnnxAxis::batch) != 1)
            return op.fail(Error::unsupportedOperator,
                           "it joins channels; over height and width alone it is understood.");
        rows *= partOf(dim, OnnxAxis::row);
        columns *= partOf(dim, OnnxAxis::column);
        dim.clear();
        if (keep == 0)
            view.dims.erase(view.dims.begin() + static_cast<std::ptrdiff_t>(*axis));
    }
    const Shape& in = network.shapeOf(view.node);
    if ((rows != 1 && rows != in.height) || (columns != 1 && columns != in.width))
        return op.fail(Error::unsupportedOperator, "it joins a part of the picture's height or width.");
    const int input = view.node;
    return addWhole(network, op, std::move(view), input, op.type() == "ReduceMax", rows == in.height,
                    columns == in.width, both);
}

} // namespace microt
