// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/fields.h"
#include "engine/base/job_context.h"
#include "engine/data/dataset.h"
#include "engine/model/graph.h"
#include "engine/model/quant_model.h"

namespace microt {

/// How the range of an activation is chosen from what calibration pictures show.
enum class RangeMethod {
    minMax,
    percentile,       ///< cuts 0.01 % of the values at each end
    meanSquaredError, ///< the range that loses least in squared error
};
constexpr std::array<const char*, 3> namesOf(RangeMethod)
{
    return {"min-max", "percentile", "mse"};
}

struct QuantizeOptions
{
    RangeMethod method = RangeMethod::meanSquaredError;
    int pictures = 128;     ///< calibration pictures, the same number of each class, from train
    std::uint64_t seed = 0; ///< which ones. Not a field: a task's one seed decides

    template <typename Self, typename Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit(self.method,
              Field("method", "How int8 ranges are found: min-max, percentile or mse").named("ranges"));
        visit(self.pictures,
              Field("pictures", "Pictures of the train split that show the int8 ranges, the same "
                                "number of each class")
                  .named("calibration-pictures")
                  .range(1, 4096));
    }
};

/// How well one layer survives, on up to 16 calibration pictures that were not used to correct biases (where
/// there are enough).
struct LayerSignal
{
    std::string name;
    Shape output;
    double signalToNoiseDecibel = 0.0; ///< power of the float layer over power of the int8 layer's error
};

/// Mean cosine of int8 and float pooled features at one exit, on the same pictures.
struct ExitSimilarity
{
    int cut = 0; ///< 0: the full extractor
    double cosine = 0.0;
};

struct QuantizeResult
{
    QuantModel model;
    std::vector<LayerSignal> layers;       ///< one an op, in order
    std::vector<ExitSimilarity> exits;     ///< as QuantModel::cuts
    std::vector<std::int32_t> calibration; ///< indices into Dataset::samples, ascending
};

/// The int8 network that `graph` becomes, batch-norm folded and clips fused: true shapes, but unit scales
/// and zero weights. Enough to plan its memory and to know its size. Errors: those of validateGraph,
/// unsupportedOperator (an operator that has no int8 form, named).
Result<QuantModel> int8Structure(const Graph& graph);

/// Quantizes a float network: weights symmetric per output channel, activations asymmetric per tensor, bias
/// in int32 and corrected for what rounding adds to each channel's mean, pooled features with a scale of
/// their own. Ranges and corrections come from calibration pictures of the train split alone. Progress counts
/// pictures. Errors: missingWeights, those of int8Structure, numericFailure, tooFewSamples (no train
/// picture), outOfRange (options), those of embedding, cancelled.
Result<QuantizeResult> quantize(const Graph& graph, const Dataset& dataset, const QuantizeOptions& options,
                                const JobContext& job);

} // namespace microt
