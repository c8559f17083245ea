// SPDX-License-Identifier: Apache-2.0
#include "tests/support/quant_models.h"

namespace microt::test {

namespace {

/// Builds a network layer by layer. Uses the generator's raw numbers only, which are the same everywhere.
class Builder
{
public:
    Builder(int resolution, std::uint32_t seed) : m_random(seed)
    {
        model.name = "random";
        model.preprocessing.setSide(resolution);
        model.tensors.push_back({{resolution, resolution, 3}, 1.0F / 128, 0});
    }

    std::int32_t number(std::int32_t low, std::int32_t high)
    {
        return low + static_cast<std::int32_t>(m_random() % static_cast<std::uint32_t>(high - low + 1));
    }

    int windowed(ImageOpKind kind, int input, int kernel, int stride, int out, bool clipped)
    {
        const Shape in = model.tensors[static_cast<std::size_t>(input)].shape;
        const int pad = kernel / 2;
        const Shape shape{(in.height + 2 * pad - kernel) / stride + 1,
                          (in.width + 2 * pad - kernel) / stride + 1, out};
        QuantOp op;
        op.kind = kind;
        op.name = "op " + std::to_string(model.ops.size());
        op.input = input;
        op.output = newTensor(shape);
        op.window = {kernel, kernel, stride, stride, pad, pad};
        const int taps = kernel * kernel * (kind == ImageOpKind::convolution ? in.channels : 1);
        for (int i = 0; i < taps * out; ++i)
            op.weights.push_back(static_cast<std::int8_t>(number(-127, 127)));
        for (int i = 0; i < out; ++i) {
            op.weightScale.push_back(static_cast<float>(number(50, 150)) * 1e-5F);
            op.bias.push_back(number(-3000, 3000));
        }
        if (clipped) {
            op.low = model.tensors.back().zeroPoint;
            op.high = number(op.low + 1, 127);
        }
        prepareScaling(op, model.tensors);
        model.ops.push_back(op);
        return op.output;
    }

    int add(int a, int b)
    {
        QuantOp op;
        op.kind = ImageOpKind::add;
        op.name = "op " + std::to_string(model.ops.size());
        op.input = a;
        op.input2 = b;
        op.output = newTensor(model.tensors[static_cast<std::size_t>(a)].shape);
        prepareScaling(op, model.tensors);
        model.ops.push_back(op);
        return op.output;
    }

    void cutAfter(int tensor, int index)
    {
        QuantCut cut;
        cut.cut = index;
        cut.tensor = tensor;
        const QuantTensor& activation = model.tensors[static_cast<std::size_t>(tensor)];
        const int features = (index != 0 ? kCutFeaturesPerChannel : 1) * activation.shape.channels;
        cut.pooled = {{1, 1, features}, activation.scale * 0.4F, number(-20, 20)};
        model.cuts.push_back(cut);
    }

    QuantModel model;

private:
    int newTensor(Shape shape)
    {
        model.tensors.push_back({shape, static_cast<float>(number(10, 60)) * 1e-3F, number(-60, 60)});
        return static_cast<int>(model.tensors.size()) - 1;
    }

    std::mt19937 m_random;
};

} // namespace

QuantModel randomQuantModel(int resolution, const std::vector<Block>& blocks, std::uint32_t seed)
{
    Builder builder(resolution, seed);
    int current = builder.windowed(ImageOpKind::convolution, 0, 3, 2, 8, true);
    int index = 0;
    for (const Block& block : blocks) {
        const int before = current;
        const int inChannels = builder.model.tensors[static_cast<std::size_t>(current)].shape.channels;
        if (block.expanded > 0)
            current = builder.windowed(ImageOpKind::convolution, current, 1, 1, block.expanded, true);
        const int middle = block.expanded > 0 ? block.expanded : inChannels;
        current = builder.windowed(ImageOpKind::depthwise, current, block.kernel, block.stride, middle, true);
        current = builder.windowed(ImageOpKind::convolution, current, 1, 1, block.out, false);
        if (block.stride == 1 && block.out == inChannels)
            current = builder.add(before, current);
        ++index;
        if (index < static_cast<int>(blocks.size()))
            builder.cutAfter(current, index);
    }
    builder.cutAfter(current, 0);
    return builder.model;
}

std::vector<std::int8_t> randomInput(const QuantModel& model, std::uint32_t seed)
{
    std::mt19937 random(seed);
    const Shape shape = model.tensors[static_cast<std::size_t>(model.inputTensor)].shape;
    std::vector<std::int8_t> values;
    for (std::int64_t i = 0; i < shape.elements(); ++i)
        values.push_back(static_cast<std::int8_t>(static_cast<std::int32_t>(random() % 256) - 128));
    return values;
}

std::vector<std::vector<std::int8_t>> runUnplanned(const QuantModel& model,
                                                   const std::vector<std::int8_t>& input)
{
    const auto extentOf = [](const QuantTensor& t) {
        return Extent{t.shape.height, t.shape.width, t.shape.channels};
    };
    std::vector<std::vector<std::int8_t>> memory;
    for (const QuantTensor& tensor : model.tensors)
        memory.emplace_back(static_cast<std::size_t>(tensor.shape.elements()), std::int8_t{99});
    memory[static_cast<std::size_t>(model.inputTensor)] = input;
    for (const QuantOp& op : model.ops) {
        const QuantTensor& in = model.tensors[static_cast<std::size_t>(op.input)];
        const QuantTensor& out = model.tensors[static_cast<std::size_t>(op.output)];
        const std::int8_t* from = memory[static_cast<std::size_t>(op.input)].data();
        std::int8_t* to = memory[static_cast<std::size_t>(op.output)].data();
        const ChannelConstants constants{op.bias.data(), op.multiplier.data(), op.shift.data()};
        const OutputRange range{out.zeroPoint, op.low, op.high};
        if (op.kind == ImageOpKind::add) {
            const QuantTensor& other = model.tensors[static_cast<std::size_t>(op.input2)];
            AddConstants addition{{in.zeroPoint, other.zeroPoint}, {}, {}};
            for (std::size_t i = 0; i < 3; ++i) {
                addition.multiplier[i] = op.multiplier[i];
                addition.shift[i] = op.shift[i];
            }
            add(from, memory[static_cast<std::size_t>(op.input2)].data(), out.shape.elements(), addition,
                range, to);
        } else if (op.kind == ImageOpKind::depthwise) {
            depthwise(from, extentOf(in), in.zeroPoint, op.weights.data(), constants, op.window, range, to,
                      extentOf(out));
        } else {
            convolution(from, extentOf(in), in.zeroPoint, op.weights.data(), constants, op.window, op.groups,
                        range, to, extentOf(out));
        }
    }
    std::vector<std::vector<std::int8_t>> features;
    for (const QuantCut& cut : model.cuts) {
        std::vector<QuantTensor> tensors{model.tensors[static_cast<std::size_t>(cut.tensor)], cut.pooled};
        QuantOp pool;
        pool.kind = cut.cut != 0 ? ImageOpKind::meanAndDeviation : ImageOpKind::mean;
        pool.input = 0;
        pool.output = 1;
        prepareScaling(pool, tensors);
        features.emplace_back(static_cast<std::size_t>(cut.pooled.shape.channels));
        const auto compute = cut.cut != 0 ? meanAndDeviation : mean;
        compute(memory[static_cast<std::size_t>(cut.tensor)].data(), extentOf(tensors[0]),
                tensors[0].zeroPoint, pool.multiplier[0], pool.shift[0], {cut.pooled.zeroPoint, -128, 127},
                features.back().data());
    }
    return features;
}

} // namespace microt::test
