// SPDX-License-Identifier: Apache-2.0
#include "engine/model/parameters.h"

namespace microt {

std::int64_t ParameterSlot::count() const
{
    std::int64_t product = 1;
    for (std::int64_t side : shape)
        product *= side;
    return product;
}

std::vector<ParameterSlot> parameterSlots(const Node& node, const Shape& input)
{
    const std::int64_t channels = node.output.channels;
    switch (node.kind) {
    case OpKind::convolution:
        return {{".weight",
                 &Node::weight,
                 {channels, input.channels / node.groups, node.window.height, node.window.width},
                 false},
                {".bias", &Node::bias, {channels}, true}};
    case OpKind::linear:
        return {{".weight", &Node::weight, {channels, input.channels}, false},
                {".bias", &Node::bias, {channels}, true}};
    case OpKind::batchNorm:
        return {{".weight", &Node::weight, {channels}, false},
                {".bias", &Node::bias, {channels}, false},
                {".running_mean", &Node::mean, {channels}, false},
                {".running_var", &Node::variance, {channels}, false}};
    case OpKind::activation:
        if (node.function == Function::prelu)
            return {{".weight", &Node::weight, {channels}, false}};
        return {};
    default:
        return {};
    }
}

std::string shapeText(const std::vector<std::int64_t>& shape)
{
    std::string text = "[";
    for (std::size_t i = 0; i < shape.size(); ++i)
        text += (i == 0 ? "" : ", ") + std::to_string(shape[i]);
    return text + "]";
}

bool connectsAll(const Window& window, const Shape& in)
{
    return window.padTop == 0 && window.padLeft == 0 && window.height == in.height &&
           window.width == in.width;
}

std::vector<float> flattenedWeights(const std::vector<float>& weights, const Shape& in)
{
    const auto pixels = static_cast<std::size_t>(in.height) * static_cast<std::size_t>(in.width);
    const auto channels = static_cast<std::size_t>(in.channels);
    std::vector<float> flat(weights.size());
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const std::size_t output = i / (pixels * channels);
        const std::size_t channel = i / pixels % channels;
        flat[(output * pixels + i % pixels) * channels + channel] = weights[i];
    }
    return flat;
}

std::int64_t convolvedSide(std::int64_t side, int kernel, int stride, int padding)
{
    const std::int64_t span = side + 2 * std::int64_t{padding} - kernel;
    return span < 0 ? 0 : span / stride + 1;
}

} // namespace microt
