// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <random>
#include <vector>

#include "engine/runtime/executor.h"
#include "engine/runtime/kernel_scratch.h"

namespace microt::firmware {

/// One convolution, depthwise operator or addition with random numbers, in memory of its own between bytes
/// that nothing may touch.
class KernelCase
{
public:
    static constexpr int kCanary = 16;
    static constexpr std::int8_t kUntouched = 0x5A;

    struct Shape
    {
        ImageOpKind kind = ImageOpKind::convolution;
        Extent input;
        int outputs = 1;
        Window window;
    };

    KernelCase(const Shape& shape, std::uint32_t seed) : m_random(seed), m_shape(shape)
    {
        m_op.kind = static_cast<std::uint8_t>(shape.kind);
        m_op.input2 = kNoTensor;
        m_input = record(shape.input);
        m_output = record(outputExtent());
        m_inputs = bytes(elements(shape.input));
        m_others = bytes(elements(shape.input));
        makeConstants();
        setRange(0);
    }

    std::int32_t number(std::int32_t low, std::int32_t high)
    {
        return low + static_cast<std::int32_t>(m_random() % static_cast<std::uint32_t>(high - low + 1));
    }

    /// 0: rectified, 1: saturated, 2: rectified at some zero point, 3: any.
    void setRange(int which)
    {
        m_range = {which == 0 ? -128 : number(-128, 127), -128, 127};
        if (which == 2)
            m_range.low = m_range.zeroPoint;
        if (which == 3) {
            m_range.low = number(-128, 126);
            m_range.high = number(m_range.low + 1, 127);
        }
    }

    /// A channel whose sums or scale leave what fast kernels rely on.
    void spoil(int channel, std::int32_t bias, std::int8_t shift)
    {
        m_bias[static_cast<std::size_t>(channel)] = bias;
        m_shift[static_cast<std::size_t>(channel)] = shift;
    }

    std::uint32_t wantedScratch() const
    {
        if (m_shape.kind == ImageOpKind::convolution)
            return convolutionScratch(m_shape.window, m_shape.input.channels, m_shape.outputs);
        return DepthwisePlane(m_shape.window, m_shape.input, outputExtent()).wantedBytes();
    }

    /// What `run` computes, with canaries checked by touched().
    std::vector<std::int8_t> run(RunOp runOp, bool paired, std::uint32_t scratchBytes)
    {
        const auto count = static_cast<std::size_t>(elements(outputExtent()));
        const bool inPlace = m_shape.kind == ImageOpKind::depthwiseInPlace;
        m_memory.assign(count + 2 * kCanary, kUntouched);
        if (inPlace)
            std::copy(m_inputs.begin(), m_inputs.end(), m_memory.begin() + kCanary);
        m_scratch.assign(scratchBytes / 4 + 2 * kCanary, 0x5A5A5A5A);
        OpCall call = callOf(paired);
        call.output = m_memory.data() + kCanary;
        call.input = inPlace ? call.output : m_inputs.data();
        call.input2 = m_others.data();
        call.scratch = reinterpret_cast<std::int8_t*>(m_scratch.data() + kCanary);
        call.scratchBytes = scratchBytes;
        runOp(call, nullptr);
        return {m_memory.begin() + kCanary, m_memory.end() - kCanary};
    }

    /// Whether the last run wrote where it may not.
    bool touched() const
    {
        for (int i = 0; i < kCanary; ++i)
            if (m_memory[static_cast<std::size_t>(i)] != kUntouched ||
                m_memory[m_memory.size() - 1 - static_cast<std::size_t>(i)] != kUntouched ||
                m_scratch[static_cast<std::size_t>(i)] != 0x5A5A5A5A ||
                m_scratch[m_scratch.size() - 1 - static_cast<std::size_t>(i)] != 0x5A5A5A5A)
                return true;
        return false;
    }

private:
    static int elements(Extent extent) { return extent.height * extent.width * extent.channels; }
    int taps() const
    {
        return m_shape.window.height * m_shape.window.width *
               (m_shape.kind == ImageOpKind::convolution ? m_shape.input.channels : 1);
    }

    Extent outputExtent() const
    {
        const Window& w = m_shape.window;
        const auto side = [](int size, int window, int stride, int pad) {
            return (size + 2 * pad - window) / stride + 1;
        };
        return {side(m_shape.input.height, w.height, w.strideY, w.padTop),
                side(m_shape.input.width, w.width, w.strideX, w.padLeft), m_shape.outputs};
    }

    ImageTensor record(Extent extent)
    {
        ImageTensor tensor{};
        tensor.height = static_cast<std::uint16_t>(extent.height);
        tensor.width = static_cast<std::uint16_t>(extent.width);
        tensor.channels = static_cast<std::uint16_t>(extent.channels);
        tensor.scale = 1.0F;
        tensor.zeroPoint = number(-128, 127);
        return tensor;
    }

    std::vector<std::int8_t> bytes(int count)
    {
        std::vector<std::int8_t> values;
        for (int i = 0; i < count; ++i)
            values.push_back(static_cast<std::int8_t>(number(-128, 127)));
        return values;
    }

    void makeConstants()
    {
        const auto outputs = static_cast<std::size_t>(m_shape.outputs);
        m_rows = bytes(m_shape.outputs * taps());
        // Not 0: what fills up must not matter.
        m_pairs.assign(static_cast<std::size_t>(weightBytes(WeightLayout::pairs, m_shape.outputs, taps())),
                       77);
        if (m_shape.kind == ImageOpKind::convolution)
            pairWeights(m_rows.data(), m_shape.outputs, taps(), m_pairs.data());
        for (std::size_t o = 0; o < outputs; ++o) {
            m_bias.push_back(number(-20000, 20000));
            m_multiplier.push_back(number(1 << 30, INT32_MAX));
            m_shift.push_back(static_cast<std::int8_t>(number(-11, -6)));
        }
        for (int i = 0; i < 3; ++i) {
            m_addition.multiplier[i] = number(1 << 30, INT32_MAX);
            m_addition.shift[i] = i < 2 ? number(-3, 0) : number(-21, -17);
        }
    }

    OpCall callOf(bool paired)
    {
        m_op.layout = static_cast<std::uint8_t>(paired ? WeightLayout::pairs : WeightLayout::rows);
        OpCall call;
        call.op = &m_op;
        call.inputTensor = &m_input;
        call.input2Tensor = &m_input;
        call.outputTensor = &m_output;
        call.weights = paired ? m_pairs.data() : m_rows.data();
        call.constants = {m_bias.data(), m_multiplier.data(), m_shift.data()};
        call.addition = m_addition;
        call.addition.zeroPoint[0] = call.addition.zeroPoint[1] = m_input.zeroPoint;
        call.range = m_range;
        call.window = m_shape.window;
        return call;
    }

    std::mt19937 m_random;
    Shape m_shape;
    ImageOp m_op{};
    ImageTensor m_input{};
    ImageTensor m_output{};
    std::vector<std::int8_t> m_inputs;
    std::vector<std::int8_t> m_others;
    std::vector<std::int8_t> m_rows;
    std::vector<std::int8_t> m_pairs;
    std::vector<std::int32_t> m_bias;
    std::vector<std::int32_t> m_multiplier;
    std::vector<std::int8_t> m_shift;
    AddConstants m_addition;
    OutputRange m_range;
    std::vector<std::int8_t> m_memory;
    std::vector<std::int32_t> m_scratch;
};

} // namespace microt::firmware
