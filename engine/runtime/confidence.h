// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

namespace microt {

/// How sure a head is of its answer. All measures lie in [0, 1], larger is surer. With p the softmax of
/// logits / temperature over C classes, p1 >= p2 the two largest:
enum class ConfidenceMeasure : std::uint8_t {
    maxProbability = 0, ///< p1, the paper's choice
    margin = 1,         ///< p1 - p2
    entropy = 2,        ///< 1 - H(p) / log(C)
};
constexpr std::array<const char*, 3> namesOf(ConfidenceMeasure)
{
    return {"max", "margin", "entropy"};
}

/// A head's answer for one sample.
struct Decision
{
    std::int32_t predicted = -1; ///< class, lowest index on ties
    float confidence = 0.0F;
};

/// e^x and natural logarithm in plain float32 arithmetic, the same bits on every machine (compiled without
/// contraction). Error below 2 ulp over the normal range. expPortable: x < -87.3 gives 0, x > 88.7 gives
/// infinity; logPortable: x <= 0 gives -infinity.
float expPortable(float x);
float logPortable(float x);

/// e^(logit - largest) in place of each of `count` logits, `stride` numbers apart; their sum.
float exponentialsBelow(float largest, int count, int stride, float* logits);

/// Decides from logits [classes], classes >= 1, temperature > 0. The arithmetic of the board. One class alone
/// has confidence 1. Infinite logits count as the largest finite ones. A NaN never wins and makes the
/// confidence 0, so that the part model leaves such a sample to the full one; all NaN predicts class 0.
Decision decide(const float* logits, int classes, ConfidenceMeasure measure, float temperature);

/// The stage-decision rule (MicroT, section on stage-decision): the part model answers if its confidence
/// reaches the threshold.
inline bool partAnswers(float partConfidence, float threshold)
{
    return partConfidence >= threshold;
}

} // namespace microt
