// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runtime/head_training.h"
#include "serial/protocol/task_messages.h"

namespace microt::protocol {

constexpr std::uint32_t kHeadsMagic = 0x3148544DU; ///< "MTH1"

/// Classes and dimensions of a task's heads. A head sees the features of all exits up to its own, in turn,
/// or, in heads of earlier boards, its own alone.
struct HeadsShape
{
    std::uint16_t classes = 0;
    std::uint16_t exits = 0;                      ///< one head each
    std::uint16_t dimensions[kMaxWireExits] = {}; ///< that each head sees

    std::uint32_t headerBytes() const;
    std::uint32_t bytes() const; ///< of the whole blob
};

// The heads blob, in which heads travel, are kept and hashed, is a header and then for each exit in turn, all
// float32: weights [classes, dimensions], bias [classes], mean [dimensions], inverseDeviation [dimensions].
// The header: magic u32, classes u16, dimensions u16 of the first two exits (0 where there is no second),
// number of further exits u16, dimensions u16 of each, zeros up to a multiple of 4.

void writeHeadsShape(const HeadsShape& shape, std::uint8_t* blob);

/// Reads the header alone; malformed if it is none.
Error readHeadsShape(const std::uint8_t* blob, std::uint32_t bytes, HeadsShape& shape);

/// The heads in a blob, where they lie.
struct Heads
{
    struct Head
    {
        LinearHead head;
        FeatureScaling scaling;
    };
    int exits = 0;
    Head at[kMaxWireExits];
};

/// `blob` aligned to 4.
Heads headsInBlob(std::uint8_t* blob, const HeadsShape& shape);

/// What the head of an exit answers. `exits`: the features of every exit up to it; logits [classes].
Decision answerAt(const Heads& heads, int exit, const FeaturePiece* exits, const Settings& settings,
                  float* logits);

/// CalibrateRequest's thresholds, kNeverThreshold where no sample comes. `featuresOf(i)`: of sample i, as
/// answerAt takes them. Scratch: confidences [samples], logits [classes]. Errors: tooFewSamples, outOfRange
/// (ratio).
template <typename FeaturesOf>
Error calibrateHeads(const Heads& heads, const Settings& settings, float ratio, int samples,
                     FeaturesOf featuresOf, float* confidences, float* logits, Thresholds& thresholds)
{
    thresholds = {};
    if (samples <= 0)
        return Error::tooFewSamples;
    for (int exit = 0; exit + 1 < heads.exits; ++exit) {
        int came = 0;
        for (int i = 0; i < samples; ++i) {
            const FeaturePiece* exits = featuresOf(i);
            const auto confidenceAt = [&](int at) {
                return answerAt(heads, at, exits, settings, logits).confidence;
            };
            int at = 0;
            while (at < exit && !partAnswers(confidenceAt(at), thresholds.items[at]))
                ++at;
            if (at == exit)
                confidences[came++] = confidenceAt(exit);
        }
        float threshold = kNeverThreshold;
        if (came > 0)
            MICROT_PASS(thresholdFromConfidences(confidences, came, ratio, threshold));
        thresholds.add(threshold);
    }
    return Error::none;
}

/// What a board trains with when it is asked so.
TrainingOptions trainingOptions(const TrainRequest& request);

} // namespace microt::protocol
