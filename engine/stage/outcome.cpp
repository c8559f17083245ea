// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/outcome.h"

namespace microt {

Result<Outcome> outcomeAt(const StageModel& model, const StageEnergy& energy, double ratio)
{
    Outcome outcome;
    outcome.ratio = ratio;
    MICROT_TRY(outcome.threshold, model.thresholdFor(ratio));
    MICROT_TRY(outcome.smallSample,
               smallSampleThreshold(model.calibration.partConfidence, ratio, kSmallSample, kSmallSampleDraws,
                                    model.options.head.seed));
    outcome.point = model.testCurve.at(outcome.threshold);
    outcome.classes = classFigures(model.test, outcome.threshold);
    outcome.energy = energy.at(outcome.point.exitRate);
    outcome.saving = energy.saving(outcome.point.exitRate);
    return outcome;
}

Result<std::vector<Outcome>> outcomeCurve(const StageModel& model, const StageEnergy& energy, int steps)
{
    std::vector<Outcome> curve;
    for (int i = 0; i <= steps; ++i) {
        MICROT_TRY(Outcome outcome, outcomeAt(model, energy, static_cast<double>(i) / steps));
        curve.push_back(outcome);
    }
    return curve;
}

Result<StageEnergy> stageEnergy(const StageModel& model, const GraphCost& cost, const BoardProfile& board)
{
    return modelStageEnergy(cost,
                            {model.cut(), model.options.sight(), model.partHead->macsPerSample(),
                             model.fullHead->macsPerSample()},
                            board);
}

} // namespace microt
