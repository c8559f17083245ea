// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/project/project.h"
#include "engine/train/methods/comparison_record.h"
#include "gui/jobs/job_progress.h"

namespace microt::gui {

// What the longer jobs do, one after the other, by the names that the engine gives to its steps. Weights are
// rough shares of the time; what is found in the cache is passed over.

/// Features of one task; `before` stands before the engine's names of its steps.
JobPlan planOfEmbedding(Precision precision, const std::string& before);
/// Every step of every task, as runProject() does them.
JobPlan planOfProject(const Project& project);
/// Teacher, training, and what was gained.
JobPlan planOfDistilling();
/// Features, then every method under every seed.
JobPlan planOfComparison(const ComparisonWish& wish);
/// Preparing a board for a task; training and checking it.
JobPlan planOfDeploying();
JobPlan planOfBoardTraining();
JobPlan planOfTwinCheck();

} // namespace microt::gui
