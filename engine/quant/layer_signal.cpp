// SPDX-License-Identifier: Apache-2.0
#include "engine/quant/layer_signal.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/data/preprocess.h"
#include "engine/deploy/planner.h"
#include "engine/quant/pool.h"
#include "engine/twin/twin.h"

namespace microt {

namespace {

struct Power
{
    double signal = 0.0;
    double error = 0.0;
    double decibel() const
    {
        if (error > 0.0)
            return 10.0 * std::log10(signal / error);
        return signal > 0.0 ? std::numeric_limits<double>::infinity() : 0.0;
    }
};

bool isExit(const ImageView& image, int tensor)
{
    return std::any_of(image.exits, image.exits + image.header->exitCount,
                       [tensor](const ImageExit& exit) { return exit.feature == tensor; });
}

/// One picture through both networks.
class Comparison
{
public:
    Comparison(const QuantStructure& structure, const FloatExecutor& executor, TwinRun& twin)
        : m_structure(structure), m_executor(executor), m_run(twin.executor()),
          m_float(structure.folded.nodes.size())
    {
        m_wanted.assign(structure.folded.nodes.size(), false);
        for (const int node : structure.tensorNode)
            m_wanted[static_cast<std::size_t>(node)] = true;
    }

    Status add(const Picture& picture, std::vector<Power>& power, std::vector<double>& cosine)
    {
        const Preprocessing& preprocessing = m_structure.folded.preprocessing;
        std::vector<float> planes(picture.rgb.size());
        normalise(picture, preprocessing, planes.data());
        MICROT_CHECK(m_executor.observe(planes.data(), 1, [this](int node, const float* values, Shape shape) {
            if (m_wanted[static_cast<std::size_t>(node)])
                m_float[static_cast<std::size_t>(node)].assign(values, values + shape.elements());
        }));
        m_run.setPicture(picture.rgb.data());
        const ImageView& image = m_run.image();
        // Pools at the exits stand between the model's own operators.
        std::size_t op = 0;
        for (int step = 0; step < image.header->opCount; ++step) {
            static_cast<void>(m_run.step()); // there are as many as the loop counts
            const ImageOp& record = image.ops[step];
            if (!isExit(image, record.output))
                addLayer(record.output, op, power[op]), ++op;
        }
        for (int exit = 0; exit < image.header->exitCount; ++exit)
            cosine[static_cast<std::size_t>(exit)] += cosineOf(exit);
        return {};
    }

private:
    const std::vector<float>& floatOutput(int tensor) const
    {
        return m_float[static_cast<std::size_t>(m_structure.tensorNode[static_cast<std::size_t>(tensor)])];
    }

    void addLayer(int imageTensor, std::size_t op, Power& power) const
    {
        const ImageTensor& record = m_run.image().tensors[imageTensor];
        const std::int8_t* quantized = m_run.tensor(imageTensor);
        const std::vector<float>& real = floatOutput(m_structure.model.ops[op].output);
        for (std::size_t i = 0; i < real.size(); ++i) {
            const double value = double{record.scale} * (quantized[i] - record.zeroPoint);
            power.signal += double{real[i]} * real[i];
            power.error += (value - real[i]) * (value - real[i]);
        }
    }

    double cosineOf(int exit) const
    {
        const QuantCut& cut = m_structure.model.cuts[static_cast<std::size_t>(exit)];
        const QuantTensor& activation = m_structure.model.tensors[static_cast<std::size_t>(cut.tensor)];
        const std::vector<float> pooled =
            cut.flat
                ? floatOutput(cut.tensor)
                : poolActivation(floatOutput(cut.tensor).data(), activation.shape, cut.pooled.shape.channels);
        std::vector<float> quantized(pooled.size());
        m_run.readFeature(exit, quantized.data());
        double product = 0.0;
        double a = 0.0;
        double b = 0.0;
        for (std::size_t c = 0; c < pooled.size(); ++c) {
            product += double{pooled[c]} * quantized[c];
            a += double{pooled[c]} * pooled[c];
            b += double{quantized[c]} * quantized[c];
        }
        return a > 0.0 && b > 0.0 ? product / std::sqrt(a * b) : 0.0;
    }

    const QuantStructure& m_structure;
    const FloatExecutor& m_executor;
    Executor& m_run;
    std::vector<std::vector<float>> m_float; ///< by node, those that a tensor holds
    std::vector<bool> m_wanted;
};

} // namespace

Status measureSignal(const QuantStructure& structure, const FloatExecutor& executor,
                     const std::vector<Picture>& pictures, QuantizeResult& result, const JobContext& job)
{
    std::vector<int> cuts;
    for (const QuantCut& cut : result.model.cuts)
        if (cut.cut != 0)
            cuts.push_back(cut.cut);
    MICROT_TRY(const std::vector<std::uint8_t> image, buildImage(result.model, cuts, ""));
    MICROT_TRY(const Twin twin, Twin::create(image));
    TwinRun run(twin);
    Comparison comparison(structure, executor, run);
    std::vector<Power> power(result.model.ops.size());
    std::vector<double> cosine(result.model.cuts.size(), 0.0);
    const std::size_t count = pictures.size();
    for (std::size_t i = 0; i < count; ++i) {
        MICROT_CHECK(job.checkCancelled());
        job.report(
            {"Comparing layers", static_cast<std::int64_t>(i), static_cast<std::int64_t>(count), "pictures"});
        MICROT_CHECK(comparison.add(pictures[i], power, cosine));
    }
    for (std::size_t i = 0; i < power.size(); ++i) {
        const QuantOp& op = result.model.ops[i];
        result.layers.push_back(
            {op.name, result.model.tensors[static_cast<std::size_t>(op.output)].shape, power[i].decibel()});
    }
    for (std::size_t i = 0; i < cosine.size(); ++i)
        result.exits.push_back({result.model.cuts[i].cut, cosine[i] / static_cast<double>(count)});
    return {};
}

} // namespace microt
