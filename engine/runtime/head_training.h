// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/runtime/confidence.h"
#include "engine/runtime/error.h"

namespace microt {

struct StepFactors;

/// A linear classifier: logits = weights x + bias, float32. The memory is the caller's.
struct LinearHead
{
    std::int32_t classes = 0;
    std::int32_t dimensions = 0;
    float* weights = nullptr; ///< [classes, dimensions]
    float* bias = nullptr;    ///< [classes]
};

/// Features of labelled samples, int8 as the extractor leaves them, standardised on the fly:
/// x = (q - mean[d]) * inverseDeviation[d]. The memory is the caller's.
struct FeatureBank
{
    std::int32_t samples = 0;
    std::int32_t dimensions = 0;
    const std::int8_t* values = nullptr;  ///< [samples, dimensions]
    const std::uint8_t* labels = nullptr; ///< [samples], < classes
    std::int32_t stride = 0;              ///< from one sample's values to the next's; 0: dimensions
    std::int32_t labelStride = 1;         ///< the same for labels
};

/// Centre and scale of each feature, part of a trained head. The memory is the caller's.
struct FeatureScaling
{
    float* mean = nullptr;             ///< [dimensions]
    float* inverseDeviation = nullptr; ///< [dimensions], 1 where a feature is constant
};

/// Mini-batch SGD with momentum on softmax regression: the sum of the samples' cross-entropies, weighted
/// where classWeights asks for it, and 0.5 * penalty * |weights|^2, the objective of engine/heads/head.h with
/// C = 1 / penalty, on standardised features. Same bits on every machine: float32 in a fixed order, products
/// and sums rounded once (multiply_add.h), own expf. The penalty was chosen on halves of the train pictures
/// of photographs and drawn ones. Against a decay of 0.01 whatever the number of samples, full heads gain 2
/// to 5 points of accuracy with 5 pictures of each class and up to 2 with 10, part heads -1 to 3; with 20 and
/// 50 nothing changes by a point.
struct TrainingOptions
{
    std::int32_t epochs = 40;
    std::int32_t batch = 8;
    float learningRate = 0.05F; ///< falls linearly to zero over all steps
    float momentum = 0.9F;
    float penalty = 3.0F;      ///< 0 or more
    std::uint32_t seed = 1;    ///< order of samples
    bool classWeights = false; ///< each sample weighs samples / (classes * samples of its class)
};

struct EpochResult
{
    std::int32_t epoch = 0; ///< from 0
    float meanLoss = 0.0F;  ///< weighted
    float accuracy = 0.0F;  ///< while training, 0..1
};

/// One training run, an epoch at a time, so that a board can report and be cancelled in between.
class HeadTrainer
{
public:
    /// Bytes of scratch that begin() needs: momentum, errors and inputs of a few samples, weights of classes,
    /// the order of samples.
    static std::size_t scratchBytes(std::int32_t classes, std::int32_t dimensions, std::int32_t samples);

    /// Zeroes the head, computes the scaling, and starts. `scratch` aligned to 4. Errors: invalidArgument
    /// (sizes, a label out of range, options), tooFewSamples (none), outOfMemory (scratch).
    Error begin(const FeatureBank& bank, const LinearHead& head, const FeatureScaling& scaling,
                const TrainingOptions& options, std::uint8_t* scratch, std::size_t scratchBytes);

    bool finished() const { return m_epoch >= m_options.epochs; }
    EpochResult runEpoch();

private:
    void weighClasses();
    void step(std::int32_t begin, std::int32_t count, float rate, EpochResult& result);
    void answer(const std::uint16_t* samples, std::int32_t count);
    void compare(std::int32_t column, std::int32_t label, float share, EpochResult& result);
    void descendAll(std::int32_t count, const StepFactors& factors);
    std::uint32_t random(std::uint32_t bound);

    FeatureBank m_bank;
    LinearHead m_head;
    FeatureScaling m_scaling;
    TrainingOptions m_options;
    float* m_velocity = nullptr;      ///< [classes, dimensions], then that of the bias
    float* m_errors = nullptr;        ///< [classes, kColumns], logits before
    float* m_classWeight = nullptr;   ///< [classes]
    float* m_inputs = nullptr;        ///< [dimensions, kColumns]
    std::uint16_t* m_order = nullptr; ///< [samples]
    std::uint32_t m_random = 1;
    std::int32_t m_epoch = 0;
};

/// Some of one sample's features, where an extractor leaves them: those of an exit.
struct FeaturePiece
{
    const std::int8_t* values = nullptr;
    std::int32_t count = 0;
};

/// logits [classes] of one sample. `pieces`: as many as the head's dimensions take, in its order. The board's
/// arithmetic.
void headLogits(const LinearHead& head, const FeatureScaling& scaling, const FeaturePiece* pieces,
                float* logits);

/// Threshold for a stage-decision ratio from part confidences (sorted in place, ascending): the (1 - ratio)
/// quantile, linear between order statistics, as engine/stage/calibration.h on the host. Errors:
/// tooFewSamples, outOfRange.
Error thresholdFromConfidences(float* confidences, std::int32_t count, float ratio, float& threshold);

} // namespace microt
