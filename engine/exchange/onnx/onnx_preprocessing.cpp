// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <numeric>

#include "engine/exchange/onnx/onnx_network_private.h"

namespace microt {

namespace {

/// Pixels as they are: input value = pixel - `below`.
void expectPixels(Preprocessing& how, float below)
{
    how.mean.fill(below / 255.0F);
    how.deviation.fill(1.0F / 255.0F);
}

/// The range of pictures that a network which itself computes scale x + shift was made for: 0..255 if that
/// leaves numbers of the size that networks work with, else 0..1.
void guessRange(Preprocessing& how, const Node& affine)
{
    constexpr float kWide = 16.0F;
    float scale = 0.0F;
    float shift = 0.0F;
    for (std::size_t c = 0; c < affine.weight.size(); ++c) {
        scale = std::max(scale, std::abs(affine.weight[c]));
        shift = std::max(shift, std::abs(affine.bias[c]));
    }
    if (scale * 255.0F <= kWide || shift > kWide) {
        expectPixels(how, 0.0F);
    } else {
        how.mean.fill(0.0F);
        how.deviation.fill(1.0F);
    }
}

/// scale x + shift instead of x; false if no deviation says that.
bool takeAffine(Preprocessing& how, const Node& affine)
{
    Preprocessing after = how;
    for (std::size_t c = 0; c < affine.weight.size() && c < how.mean.size(); ++c) {
        const float scale = affine.weight[c];
        after.mean[c] = how.mean[c] - affine.bias[c] * how.deviation[c] / scale;
        after.deviation[c] = how.deviation[c] / scale;
        if (!(scale > 0.0F) || !std::isfinite(after.mean[c]) || !std::isfinite(after.deviation[c]) ||
            !(after.deviation[c] > 0.0F))
            return false;
    }
    for (std::size_t c = affine.weight.size(); c < how.mean.size(); ++c) {
        after.mean[c] = after.mean[0];
        after.deviation[c] = after.deviation[0];
    }
    how = after;
    return true;
}

bool takeReversal(Preprocessing& how, const Node& node)
{
    if (node.channels != std::vector<int>{2, 1, 0} || how.colour == Colour::grey)
        return false;
    how.colour = how.colour == Colour::rgb ? Colour::bgr : Colour::rgb;
    std::swap(how.mean[0], how.mean[2]);
    std::swap(how.deviation[0], how.deviation[2]);
    return true;
}

} // namespace

InputSource takeOnnxPreprocessing(OnnxNetwork& network, std::vector<int>& outputs)
{
    std::vector<Node>& nodes = network.graph.nodes;
    Preprocessing& how = network.graph.preprocessing;
    bool known = network.pixels != OnnxPixels::real;
    if (known)
        expectPixels(how, network.pixels == OnnxPixels::signedBytes ? 128.0F : 0.0F);
    while (true) {
        std::vector<std::size_t> readers;
        for (std::size_t i = 1; i < nodes.size(); ++i)
            if (std::count(nodes[i].inputs.begin(), nodes[i].inputs.end(), 0) > 0)
                readers.push_back(i);
        const bool needed = std::count(outputs.begin(), outputs.end(), 0) > 0 ||
                            std::any_of(network.unread.begin(), network.unread.end(), [](const auto& unread) {
                                return std::count(unread.reads.begin(), unread.reads.end(), 0) > 0;
                            });
        if (readers.size() != 1 || needed)
            return known ? InputSource::file : InputSource::assumed;
        const Node& first = nodes[readers[0]];
        if (isOnnxAffine(first)) {
            if (!known)
                guessRange(how, first);
            known = true;
            if (!takeAffine(how, first))
                return InputSource::file;
        } else if (first.kind != OpKind::selectChannels || !takeReversal(how, first)) {
            return known ? InputSource::file : InputSource::assumed;
        }
        std::vector<int> instead(nodes.size());
        std::iota(instead.begin(), instead.end(), 0);
        instead[readers[0]] = 0;
        compactOnnx(network, outputs, instead);
    }
}

} // namespace microt
