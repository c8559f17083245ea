// SPDX-License-Identifier: Apache-2.0
#include "engine/quant/bias_correction.h"

#include <algorithm>
#include <cmath>

#include "engine/base/parallel.h"
#include "engine/data/preprocess.h"
#include "engine/deploy/unplanned_run.h"
#include "engine/train/forward/torch_runtime.h"

namespace microt {

namespace {

constexpr std::int32_t kLargestCorrected = 1 << 29;

using Means = std::vector<double>;

template <typename T>
void addSums(const T* values, std::size_t count, Means& sums)
{
    for (std::size_t i = 0; i < count; i += sums.size())
        for (std::size_t c = 0; c < sums.size(); ++c)
            sums[c] += values[i + c];
}

/// Sums per channel of what the float network computes for each tensor of the int8 one.
Result<std::vector<Means>> floatSums(const QuantStructure& structure, const FloatExecutor& executor,
                                     const std::vector<Picture>& pictures, const JobContext& job)
{
    const TorchThreads threads(1);
    std::vector<int> tensorOf(structure.folded.nodes.size(), -1);
    std::vector<Means> sums;
    for (std::size_t t = 0; t < structure.model.tensors.size(); ++t) {
        tensorOf[static_cast<std::size_t>(structure.tensorNode[t])] = static_cast<int>(t);
        sums.emplace_back(static_cast<std::size_t>(structure.model.tensors[t].shape.channels), 0.0);
    }
    for (const Picture& picture : pictures) {
        MICROT_CHECK(job.checkCancelled());
        std::vector<float> planes(picture.rgb.size());
        normalise(picture, structure.model.preprocessing, planes.data());
        MICROT_CHECK(
            executor.observe(planes.data(), 1, [&](int node, const float* values, const Shape& shape) {
                const int tensor = tensorOf[static_cast<std::size_t>(node)];
                if (tensor >= 0)
                    addSums(values, static_cast<std::size_t>(shape.elements()),
                            sums[static_cast<std::size_t>(tensor)]);
            }));
    }
    return sums;
}

Status runOnAll(std::vector<UnplannedRun>& runs, const QuantOp& op, const JobContext& job)
{
    return forEachInParallel({"", 0, static_cast<std::int64_t>(runs.size()), ""}, {job.cancel, {}},
                             [&](std::size_t i) -> Status {
                                 runs[i].run(op);
                                 return {};
                             });
}

void correct(QuantOp& op, const QuantModel& model, const std::vector<UnplannedRun>& runs,
             const Means& realSums)
{
    const QuantTensor& input = model.tensors[static_cast<std::size_t>(op.input)];
    const QuantTensor& output = model.tensors[static_cast<std::size_t>(op.output)];
    Means sums(realSums.size(), 0.0);
    for (const UnplannedRun& run : runs)
        addSums(run.tensor(op.output).data(), run.tensor(op.output).size(), sums);
    const double count = static_cast<double>(runs.size()) * output.shape.height * output.shape.width;
    for (std::size_t c = 0; c < sums.size(); ++c) {
        const double mean = (sums[c] / count - output.zeroPoint) * output.scale;
        const double lacking = realSums[c] / count - mean;
        const double bias = op.bias[c] + std::round(lacking / (double{input.scale} * op.weightScale[c]));
        op.bias[c] =
            static_cast<std::int32_t>(std::clamp<double>(bias, -kLargestCorrected, kLargestCorrected));
    }
}

} // namespace

Status correctBias(const QuantStructure& structure, const FloatExecutor& executor,
                   const std::vector<Picture>& pictures, QuantModel& model, const JobContext& job)
{
    MICROT_TRY(const std::vector<Means> real, floatSums(structure, executor, pictures, job));
    std::vector<UnplannedRun> runs;
    for (const Picture& picture : pictures) {
        runs.emplace_back(model);
        runs.back().setPicture(picture.rgb.data());
    }
    const auto total = static_cast<std::int64_t>(model.ops.size());
    for (std::size_t i = 0; i < model.ops.size(); ++i) {
        job.report({"Correcting biases", static_cast<std::int64_t>(i), total, "operators"});
        QuantOp& op = model.ops[i];
        MICROT_CHECK(runOnAll(runs, op, job));
        if (!isConvolution(op.kind))
            continue;
        correct(op, model, runs, real[static_cast<std::size_t>(op.output)]);
        MICROT_CHECK(runOnAll(runs, op, job));
    }
    return {};
}

} // namespace microt
