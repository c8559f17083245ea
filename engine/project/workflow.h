// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/base/job_context.h"
#include "engine/cut/cut_table.h"
#include "engine/data/dataset.h"
#include "engine/energy/board_profile.h"
#include "engine/energy/energy_model.h"
#include "engine/features/feature_set.h"
#include "engine/model/cost.h"
#include "engine/model/extractor.h"
#include "engine/project/project.h"
#include "engine/stage/stage_model.h"

namespace microt {

// The steps of the work, in order. Window and command line call exactly these, so both show the same numbers.

/// Opens the project's extractor: a file in its folder, an absolute path, or a shipped name. Errors:
/// invalidArgument if none is chosen, those of openExtractor.
Result<Extractor> openProjectExtractor(const Project& project);

/// The shipped profile of a board. Errors: invalidArgument (names those there are), those of boardProfiles.
Result<BoardProfile> findBoardProfile(const std::string& id);

/// Opens a task's dataset and gives it its split: the saved one if it still fits the files, otherwise a new
/// one, which is saved. Errors: those of openDataset, assignSplit and saving.
Result<Dataset> openTaskDataset(const Project& project, const Task& task, const JobContext& job);

/// Everything known about one task once all steps have run.
struct TaskResult
{
    Task task; ///< stage.cut filled in
    Dataset dataset;
    FeatureSet features;
    CutTable cuts;
    StageModel stage;
    StageEnergy energy;
    float threshold = 0.0F;        ///< for task.ratio, from calibration
    ThresholdEstimate smallSample; ///< 10 samples, 200 draws, at task.ratio
    StagePoint point;              ///< test split at the threshold
};

/// All steps for one task. Errors: those of the steps, with the task's name.
Result<TaskResult> runTask(const Project& project, const Task& task, const Extractor& extractor,
                           const BoardProfile& board, const JobContext& job);

/// All steps for all tasks of a project.
struct ProjectResult
{
    Project project;
    Extractor extractor;
    GraphCost cost;
    BoardProfile board;
    std::vector<TaskResult> tasks;
};
Result<ProjectResult> runProject(const Project& project, const JobContext& job);

/// Makes the demo project in `folder`: the three drawn tasks (seeded), the shipped extractor. An existing
/// demo is completed, not overwritten. Errors: invalidArgument if the folder holds another project, those of
/// drawing and saving, cancelled.
Result<Project> makeDemoProject(const std::filesystem::path& folder, const JobContext& job);

} // namespace microt
