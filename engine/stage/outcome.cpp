// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/outcome.h"

namespace microt {

Result<Outcome> outcomeAt(const StageModel& model, const StageEnergy& energy, double ratio)
{
    Outcome outcome;
    outcome.ratio = ratio;
    MICROT_TRY(outcome.thresholds, model.thresholdsFor(ratio));
    outcome.threshold = outcome.thresholds.front();
    MICROT_TRY(outcome.smallSample,
               smallSampleThreshold(model.calibration.partConfidence, ratio, kSmallSample, kSmallSampleDraws,
                                    model.options.head.seed));
    outcome.point = model.measuredAt(outcome.thresholds);
    outcome.classes = classFigures(model.test, outcome.thresholds);
    const std::vector<double> rates = ratesOf(outcome.point);
    outcome.energy = energy.at(rates);
    outcome.saving = energy.saving(rates);
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
    StageWork work{model.cut(),
                   model.options.sight(),
                   model.partHead->macsPerSample(),
                   model.fullHead->macsPerSample(),
                   {}};
    for (const BetweenExit& exit : model.between)
        work.between.push_back({exit.cut, exit.head->macsPerSample()});
    return modelStageEnergy(cost, work, board);
}

} // namespace microt
