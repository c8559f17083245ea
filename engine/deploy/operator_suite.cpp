// SPDX-License-Identifier: Apache-2.0
#include "engine/deploy/operator_suite.h"

#include <random>

namespace microt {

namespace {

/// Builds a network layer by layer.
class Chain
{
public:
    Chain(int side, std::uint32_t seed) : m_random(seed)
    {
        model.name = "operators";
        model.preprocessing.setSide(side);
        model.tensors.push_back({{side, side, 3}, 1.0F / 128, 0});
    }

    void convolution(int kernel, int stride, int outputs, bool rectified)
    {
        layer(ImageOpKind::convolution, kernel, stride, outputs, rectified);
    }

    /// Expansion, depthwise, projection; an addition where the shapes allow it.
    void block(int expanded, int kernel, int stride, int outputs)
    {
        const int before = m_current;
        convolution(1, 1, expanded, true);
        layer(ImageOpKind::depthwise, kernel, stride, expanded, true);
        convolution(1, 1, outputs, false);
        const QuantTensor& from = tensor(before);
        if (from.shape == tensor(m_current).shape)
            add(before);
        cut(static_cast<int>(model.cuts.size()) + 1);
    }

    QuantModel finish()
    {
        model.cuts.pop_back(); // the last block's end is the extractor's
        cut(0);
        return std::move(model);
    }

private:
    const QuantTensor& tensor(int index) const { return model.tensors[static_cast<std::size_t>(index)]; }
    std::int32_t number(std::int32_t low, std::int32_t high)
    {
        return low + static_cast<std::int32_t>(m_random() % static_cast<std::uint32_t>(high - low + 1));
    }

    void append(QuantOp op, Shape shape, bool rectified)
    {
        op.name = "operator " + std::to_string(model.ops.size());
        op.input = m_current;
        m_current = op.output = static_cast<int>(model.tensors.size());
        model.tensors.push_back({shape, 0.05F, rectified ? -128 : number(-20, 20)});
        prepareScaling(op, model.tensors);
        model.ops.push_back(std::move(op));
    }

    void layer(ImageOpKind kind, int kernel, int stride, int outputs, bool rectified)
    {
        const Shape in = tensor(m_current).shape;
        const int pad = kernel / 2;
        QuantOp op;
        op.kind = kind;
        op.window = {kernel, kernel, stride, stride, pad, pad};
        const int taps = kernel * kernel * (kind == ImageOpKind::convolution ? in.channels : 1);
        for (int i = 0; i < taps * outputs; ++i)
            op.weights.push_back(static_cast<std::int8_t>(number(-127, 127)));
        op.weightScale.assign(static_cast<std::size_t>(outputs), 0.002F);
        for (int i = 0; i < outputs; ++i)
            op.bias.push_back(number(-3000, 3000));
        append(std::move(op),
               {(in.height + 2 * pad - kernel) / stride + 1, (in.width + 2 * pad - kernel) / stride + 1,
                outputs},
               rectified);
    }

    void add(int other)
    {
        QuantOp op;
        op.kind = ImageOpKind::add;
        op.input2 = other;
        append(std::move(op), tensor(other).shape, false);
    }

    void cut(int index)
    {
        QuantCut cut;
        cut.cut = index;
        cut.tensor = m_current;
        const int channels = tensor(m_current).shape.channels;
        cut.pooled = {{1, 1, channels * (index != 0 ? kCutFeaturesPerChannel : 1)}, 0.02F, 0};
        model.cuts.push_back(cut);
    }

    std::mt19937 m_random;
    int m_current = 0;
    QuantModel model;
};

struct Block
{
    int expanded;
    int kernel;
    int stride;
    int outputs;
};

QuantModel blocks(int side, int stem, const std::vector<Block>& all, std::uint32_t seed)
{
    Chain chain(side, seed);
    chain.convolution(3, 2, stem, true);
    for (const Block& block : all)
        chain.block(block.expanded, block.kernel, block.stride, block.outputs);
    return chain.finish();
}

} // namespace

std::vector<QuantModel> operatorSuite()
{
    std::vector<QuantModel> suite;
    suite.push_back(blocks(88, 16,
                           {{48, 3, 1, 16},
                            {64, 5, 1, 16},
                            {56, 7, 1, 16},
                            {80, 3, 2, 24},
                            {96, 5, 1, 24},
                            {120, 7, 1, 24},
                            {112, 5, 2, 40},
                            {160, 3, 1, 40},
                            {200, 7, 2, 48},
                            {192, 5, 1, 48},
                            {240, 3, 1, 48}},
                           1));
    suite.push_back(blocks(128, 8,
                           {{24, 7, 2, 12},
                            {36, 3, 1, 12},
                            {40, 5, 2, 20},
                            {72, 7, 1, 20},
                            {60, 3, 2, 32},
                            {128, 5, 1, 32},
                            {96, 7, 2, 64},
                            {144, 3, 1, 64}},
                           2));
    suite.push_back(blocks(44, 32,
                           {{32, 5, 2, 24},
                            {144, 7, 1, 24},
                            {96, 3, 2, 56},
                            {224, 7, 1, 56},
                            {168, 5, 2, 80},
                            {240, 3, 1, 80},
                            {200, 7, 1, 80}},
                           3));
    suite.push_back(blocks(96, 24, {{48, 5, 2, 16}, {40, 7, 2, 24}, {64, 5, 2, 32}, {72, 7, 2, 32}}, 5));
    suite.push_back(blocks(104, 16, {{32, 3, 2, 8}, {24, 7, 2, 16}, {56, 3, 2, 24}, {64, 5, 2, 24}}, 6));
    Chain dense(32, 4);
    dense.convolution(3, 1, 16, true);
    dense.convolution(3, 1, 16, false);
    dense.convolution(3, 2, 32, true);
    dense.convolution(5, 2, 24, true);
    dense.convolution(3, 1, 48, false);
    dense.block(96, 3, 2, 32);
    suite.push_back(dense.finish());
    return suite;
}

OpCost costOfImageOp(const ImageView& image, int index)
{
    const ImageOp& op = image.ops[index];
    const auto shapeOf = [&](std::uint16_t tensor) {
        const ImageTensor& t = image.tensors[tensor];
        return Shape{t.height, t.width, t.channels};
    };
    OpCost cost;
    cost.input = shapeOf(op.input);
    cost.output = shapeOf(op.output);
    cost.elements = cost.output.elements();
    cost.window = {op.windowHeight, op.windowWidth, op.strideY, op.strideX, op.padTop, op.padLeft};
    const std::int64_t area = std::int64_t{op.windowHeight} * op.windowWidth;
    switch (static_cast<ImageOpKind>(op.kind)) {
    case ImageOpKind::convolution:
        cost.kind = area == 1 ? WorkKind::pointwise : WorkKind::convolution;
        cost.macs = cost.elements * area * (cost.input.channels / (op.groups > 1 ? op.groups : 1));
        break;
    case ImageOpKind::depthwise:
    case ImageOpKind::depthwiseInPlace:
        cost.kind = WorkKind::depthwise;
        cost.macs = cost.elements * area;
        break;
    case ImageOpKind::averagePool:
    case ImageOpKind::mean:
        cost.kind = WorkKind::pool;
        cost.elements = cost.input.elements();
        break;
    case ImageOpKind::meanAndDeviation:
        cost.kind = WorkKind::pool;
        cost.elements = kCutFeaturesPerChannel * cost.input.elements();
        break;
    case ImageOpKind::localAverage:
    case ImageOpKind::localMax:
    case ImageOpKind::localMean:
        cost.kind = WorkKind::pool;
        cost.elements *= area;
        break;
    default:
        cost.kind = WorkKind::add;
    }
    return cost;
}

} // namespace microt
