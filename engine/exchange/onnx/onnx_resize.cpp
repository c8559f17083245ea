// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "engine/exchange/onnx/onnx_network_private.h"

namespace microt {

namespace {

/// How Resize finds the pixel that an output pixel comes from.
struct Rule
{
    std::string coordinates;
    std::string rounding;
};

/// The index of the input that output `i` is, by ONNX's formulas; -1 if the rule is none of ONNX's.
std::int64_t sourceOf(std::int64_t i, std::int64_t input, std::int64_t output, double scale, const Rule& rule)
{
    double at = 0.0;
    if (rule.coordinates == "half_pixel" || (rule.coordinates == "pytorch_half_pixel" && output > 1) ||
        rule.coordinates == "half_pixel_symmetric")
        at = (static_cast<double>(i) + 0.5) / scale - 0.5;
    else if (rule.coordinates == "asymmetric")
        at = static_cast<double>(i) / scale;
    else if (rule.coordinates == "align_corners")
        at = output == 1 ? 0.0 : static_cast<double>(i * (input - 1)) / static_cast<double>(output - 1);
    else if (rule.coordinates != "pytorch_half_pixel")
        return -1;
    double nearest = 0.0;
    if (rule.rounding == "round_prefer_floor")
        nearest = std::ceil(at - 0.5);
    else if (rule.rounding == "round_prefer_ceil")
        nearest = std::floor(at + 0.5);
    else if (rule.rounding == "floor")
        nearest = std::floor(at);
    else if (rule.rounding == "ceil")
        nearest = std::ceil(at);
    else
        return -1;
    return std::clamp<std::int64_t>(static_cast<std::int64_t>(nearest), 0, input - 1);
}

/// The sides of the output, and by how much they were scaled.
struct Sides
{
    OnnxIntegers sizes;
    std::vector<double> scales;
};

/// Of Resize: scales or sizes, of all dimensions or of those in axes. Upsample and opset 10: scales alone.
Result<Sides> sidesOf(const OnnxNetwork& network, const OnnxOperator& op, const OnnxIntegers& before)
{
    Sides sides{before, std::vector<double>(before.size(), 1.0)};
    OnnxIntegers all;
    for (std::size_t d = 0; d < before.size(); ++d)
        all.push_back(static_cast<std::int64_t>(d));
    MICROT_TRY(const OnnxIntegers said, op.integers("axes", all));
    MICROT_TRY(std::vector<float> scales, op.reals("scales"));
    const int at = op.type() == "Upsample" || network.opset < 11 ? 1 : 2;
    OnnxConstantPointer given;
    if (!op.input(at).empty()) {
        MICROT_TRY(given, network.constant(op, at));
        scales = given->real;
    }
    OnnxIntegers sizes;
    if (scales.empty()) {
        MICROT_TRY(sizes, network.integers(op, 3));
    }
    const Failure failure = op.fail(Error::shapeMismatch, "its scales or sizes do not fit its input.");
    if ((scales.empty() ? sizes.size() : scales.size()) != said.size())
        return failure;
    for (std::size_t i = 0; i < said.size(); ++i) {
        MICROT_TRY(const std::size_t axis, onnxAxis(op, said[i], before.size()));
        const auto length = static_cast<double>(before[axis]);
        const double size = scales.empty() ? static_cast<double>(sizes[i]) : std::floor(length * scales[i]);
        if (!(size >= 1.0 && size <= static_cast<double>(kMaxOnnxSide)))
            return failure;
        sides.sizes[axis] = static_cast<std::int64_t>(size);
        sides.scales[axis] = scales.empty() ? size / length : static_cast<double>(scales[i]);
    }
    return sides;
}

/// Whether every output pixel is the one that OpKind::resize takes.
bool isOurs(std::int64_t input, std::int64_t output, double scale, const Rule& rule)
{
    for (std::int64_t i = 0; i < output; ++i)
        if (sourceOf(i, input, output, scale, rule) != i * input / output)
            return false;
    return true;
}

Status addResize(OnnxNetwork& network, const OnnxOperator& op, int input, std::int64_t height,
                 std::int64_t width)
{
    Node node = network.nodeOf(op, OpKind::resize, input);
    node.output.height = static_cast<int>(height);
    node.output.width = static_cast<int>(width);
    if (node.output == network.shapeOf(input))
        return network.give(op, network.plain(input));
    return network.addPicture(op, std::move(node));
}

} // namespace

Status readOnnxResize(OnnxNetwork& network, const OnnxOperator& op)
{
    MICROT_TRY(const int input, network.picture(op, 0));
    const OnnxIntegers before = shapeOf(network.plain(input));
    MICROT_TRY(const Sides sides, sidesOf(network, op, before));
    MICROT_TRY(const std::string mode, op.text("mode", "nearest"));
    const bool old = op.type() == "Upsample" || network.opset < 11;
    Rule rule;
    MICROT_TRY(rule.coordinates,
               op.text("coordinate_transformation_mode", old ? "asymmetric" : "half_pixel"));
    MICROT_TRY(rule.rounding, op.text("nearest_mode", old ? "floor" : "round_prefer_floor"));
    MICROT_TRY(const std::string policy, op.text("keep_aspect_ratio_policy", "stretch"));
    const bool spreads = before[2] == 1 && before[3] == 1; // one pixel: the same by any rule
    if (sides.sizes[0] != before[0] || sides.sizes[1] != before[1] || policy != "stretch")
        return op.fail(Error::unsupportedOperator, "it must enlarge height and width alone.");
    if (!spreads && mode != "nearest")
        return op.fail(Error::unsupportedOperator,
                       "it interpolates (" + onnxName(mode) + "); only mode nearest is read.");
    for (std::size_t d = 2; d < 4 && !spreads; ++d)
        if (!isOurs(before[d], sides.sizes[d], sides.scales[d], rule))
            return op.fail(Error::unsupportedOperator,
                           "it picks other pixels than floor(i * input / output); enlarge by a whole number, "
                           "or use the coordinates \"asymmetric\" and nearest_mode \"floor\".");
    return addResize(network, op, input, sides.sizes[2], sides.sizes[3]);
}

/// One number a channel, spread over a picture.
Status readOnnxExpand(OnnxNetwork& network, const OnnxOperator& op)
{
    MICROT_TRY(OnnxView view, network.view(op, 0));
    MICROT_TRY(const OnnxIntegers wanted, network.integers(op, 1));
    view = padded(std::move(view), wanted.size());
    const OnnxIntegers before = shapeOf(view);
    const std::size_t ahead = before.size() - wanted.size();
    bool same = true;
    OnnxIntegers after = before;
    for (std::size_t i = 0; i < wanted.size(); ++i)
        if (wanted[i] != 1 && wanted[i] != before[ahead + i]) {
            same = false;
            after[ahead + i] = wanted[i];
        }
    if (same)
        return network.give(op, std::move(view));
    MICROT_TRY(const int input, network.picture(op, view));
    const bool fits = before[2] == 1 && before[3] == 1 && after[0] == before[0] && after[1] == before[1] &&
                      after[2] >= 1 && after[3] >= 1 && std::max(after[2], after[3]) <= kMaxOnnxSide;
    if (!fits)
        return op.fail(Error::unsupportedOperator, "it can only spread one number a channel over a picture.");
    return addResize(network, op, input, after[2], after[3]);
}

Result<int> addOnnxPad(OnnxNetwork& network, const OnnxOperator& op, int input, const OnnxIntegers& pads)
{
    const Shape& in = network.shapeOf(input);
    const std::int64_t height = in.height + pads[0] + pads[2];
    const std::int64_t width = in.width + pads[1] + pads[3];
    if (std::max(height, width) > kMaxOnnxSide || *std::min_element(pads.begin(), pads.end()) < 0)
        return op.fail(Error::unsupportedOperator,
                       "it cuts the picture's sides, or makes them longer than 16384.");
    if (allAre(pads, 0))
        return input;
    Node node = network.nodeOf(op, OpKind::pad, input);
    node.name += op.type() == "Pad" ? "" : ".pad";
    node.window.padTop = static_cast<std::int32_t>(pads[0]);
    node.window.padLeft = static_cast<std::int32_t>(pads[1]);
    node.output = {static_cast<int>(height), static_cast<int>(width), in.channels};
    return network.append(std::move(node));
}

Status readOnnxPad(OnnxNetwork& network, const OnnxOperator& op)
{
    MICROT_TRY(OnnxView view, network.view(op, 0));
    MICROT_TRY(const std::string mode, op.text("mode", "constant"));
    MICROT_TRY(const auto said, network.integers(op, "pads", 1));
    MICROT_TRY(const float valueAttribute, op.real("value", 0.0F));
    MICROT_TRY(const float value, network.number(op, 2, valueAttribute));
    OnnxIntegers axes;
    for (std::size_t d = 0; d < view.dims.size(); ++d)
        axes.push_back(static_cast<std::int64_t>(d));
    if (!op.input(3).empty()) {
        MICROT_TRY(axes, network.integers(op, 3));
    }
    if (!said || said->size() != 2 * axes.size())
        return op.fail(Error::shapeMismatch, "its pads must be two numbers a dimension.");
    if ((mode != "constant" || value != 0.0F) && !allAre(*said, 0))
        return op.fail(Error::unsupportedOperator,
                       "only zeros can be put around a picture (mode constant, value 0).");
    OnnxIntegers pads(4, 0);
    const Shape& in = network.shapeOf(view.node);
    for (std::size_t i = 0; i < axes.size(); ++i) {
        const std::int64_t before = (*said)[i];
        const std::int64_t after = (*said)[i + axes.size()];
        if (before == 0 && after == 0)
            continue;
        if (std::max(std::abs(before), std::abs(after)) > kMaxOnnxSide)
            return op.fail(Error::unsupportedOperator, "its pads must be at most 16384.");
        MICROT_TRY(const std::size_t axis, onnxAxis(op, axes[i], view.dims.size()));
        OnnxDim& dim = view.dims[axis];
        // Sides of length 1 have no digit; they are told by where they stand.
        const bool row = dim == wholeAxis(OnnxAxis::row, in.height) && (in.height > 1 || axis == 2);
        const bool column = dim == wholeAxis(OnnxAxis::column, in.width) && (in.width > 1 || axis == 3);
        if (!row && !column)
            return op.fail(Error::unsupportedOperator, "it pads something else than height and width.");
        pads[row ? 0 : 1] = before;
        pads[row ? 2 : 3] = after;
        dim =
            wholeAxis(row ? OnnxAxis::row : OnnxAxis::column, (row ? in.height : in.width) + before + after);
    }
    MICROT_TRY(view.node, addOnnxPad(network, op, view.node, pads));
    return network.give(op, std::move(view));
}

} // namespace microt
