// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/job_context.h"
#include "engine/data/dataset.h"
#include "engine/model/graph.h"
#include "engine/quant/quant_model.h"

namespace microt {

/// How the range of an activation is chosen from what calibration pictures show.
enum class RangeMethod {
    minMax,
    percentile,       ///< cuts 0.01 % at each end
    meanSquaredError, ///< the range that loses least in squared error
};

struct QuantizeOptions
{
    RangeMethod method = RangeMethod::minMax;
    int pictures = 128;     ///< calibration pictures, the same number of each class, from the train split
    std::uint64_t seed = 0; ///< which ones
};

/// How well one layer survives: signal power over error power of the int8 layer against the float one, in dB,
/// on calibration pictures.
struct LayerSignal
{
    std::string name;
    Shape output;
    double signalToNoiseDecibel = 0.0;
};

struct QuantizeResult
{
    QuantModel model;
    std::vector<LayerSignal> layers;
    double fullCosine = 0.0; ///< mean cosine of int8 and float embeddings on the calibration pictures
};

/// Quantizes a float network: batch-norm folded, weights symmetric per output channel, activations asymmetric
/// per tensor, bias in int32, clips fused. Ranges come from calibration pictures alone. Errors:
/// missingWeights, numericFailure, tooFewSamples, those of embedding, cancelled.
Result<QuantizeResult> quantize(const Graph& graph, const Dataset& dataset, const QuantizeOptions& options,
                                const JobContext& job);

} // namespace microt
