// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/energy/energy_model.h"
#include "engine/stage/class_figures.h"
#include "engine/stage/stage_model.h"

namespace microt {

/// Everything that follows from one stage-decision ratio. Window, command line and report show these numbers
/// and compute none of them themselves.
struct Outcome
{
    double ratio = 0.0;            ///< asked for
    float threshold = 0.0F;        ///< that gives it on the calibration samples; of the part model
    Thresholds thresholds;         ///< of all exits but the last
    ThresholdEstimate smallSample; ///< the same from few of them
    StagePoint point;              ///< measured on the test split at the threshold
    ClassFigures classes;          ///< of the same answers
    EnergyFigure energy;           ///< of one picture at the test split's exit rate
    double saving = 0.0;           ///< 1 - energy / that of the full model alone
};

/// Outcome at `ratio`: one pass over the test samples. Errors as thresholdForRatio().
Result<Outcome> outcomeAt(const StageModel& model, const StageEnergy& energy, double ratio);

/// The same at `steps` + 1 ratios from 0 to 1.
Result<std::vector<Outcome>> outcomeCurve(const StageModel& model, const StageEnergy& energy, int steps);

/// Modelled energy of both stages of `model` with its heads. Errors as modelStageEnergy().
Result<StageEnergy> stageEnergy(const StageModel& model, const GraphCost& cost, const BoardProfile& board);

} // namespace microt
