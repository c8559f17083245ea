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
                 {channels, input.channels / node.groups, node.kernel, node.kernel},
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

std::int64_t convolvedSide(std::int64_t side, int kernel, int stride, int padding)
{
    const std::int64_t span = side + 2 * std::int64_t{padding} - kernel;
    return span < 0 ? 0 : span / stride + 1;
}

} // namespace microt
