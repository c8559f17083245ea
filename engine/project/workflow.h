// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/base/job_context.h"
#include "engine/cut/cut_table.h"
#include "engine/data/dataset.h"
#include "engine/energy/board_profile.h"
#include "engine/explore/explore.h"
#include "engine/features/feature_set.h"
#include "engine/model/cost.h"
#include "engine/model/extractor.h"
#include "engine/project/board_record.h"
#include "engine/project/project.h"
#include "engine/stage/outcome.h"

namespace microt {

// The steps of the work, in order. Window, command line, report and demo call exactly these, so all show the
// same numbers.

/// Opens the project's extractor: a file in its folder, an absolute path, or a shipped name. Errors:
/// invalidArgument if none is chosen, those of openExtractor.
Result<Extractor> openProjectExtractor(const Project& project);

/// The shipped profile of a board. Errors: invalidArgument (names those there are), those of boardProfiles.
Result<BoardProfile> findBoardProfile(const std::string& id);

/// Opens a task's dataset and gives it its split: the saved one if it still fits the files, otherwise a new
/// one, which is saved. Errors: those of openDataset, assignSplit and saving.
Result<Dataset> openTaskDataset(const Project& project, const Task& task, const JobContext& job);
/// The second half of it: divides `dataset` as the saved split says, or anew.
Status divideTask(Dataset& dataset, const Project& project, const Task& task);

/// Features of a divided dataset at every cut. Errors as featuresAt().
Result<FeatureSet> embedTask(const TaskSettings& settings, const Extractor& extractor, const Dataset& dataset,
                             const std::filesystem::path& cacheFolder, const JobContext& job);

/// The extractor in int8, with ranges from the task's train pictures, and what is known of its quality: of an
/// imported int8 network, which has no float twin, nothing. Errors as quantize().
Result<QuantizeResult> quantizeTask(const TaskSettings& settings, const Extractor& extractor,
                                    const Dataset& dataset, const JobContext& job);

/// Every cut, with the recommendation that the settings ask for. Errors: those of evaluateCuts and recommend.
Result<CutTable> evaluateTaskCuts(const TaskSettings& settings, const FeatureSet& features,
                                  const Dataset& dataset, const GraphCost& cost, const BoardProfile& board,
                                  const JobContext& job);

/// An extractor with the answers of its heads on features of embedTask(), for an Exploration of the task.
/// Errors: those of answerAtCuts().
Result<ExploredNetwork> exploreNetwork(const TaskSettings& settings, const std::string& name,
                                       const GraphCost& cost, const FeatureSet& features,
                                       const Dataset& dataset, const JobContext& job);

/// The cut in use: the settings', otherwise the recommended one. Nothing without either. `table` may be null.
std::optional<int> cutInUse(const TaskSettings& settings, const CutTable* table);
/// The settings with all exits that they want: the first at `cut` (0: none is known), further ones that they
/// leave open where they are recommended for it. `table` may be null.
TaskSettings withExits(TaskSettings settings, int cut, const CutTable* table);
/// The ratio in use: the settings', otherwise the one at which that cut is recommended.
std::optional<double> ratioInUse(const TaskSettings& settings, const CutTable* table);

/// The heads at `cut` and the further exits that the settings name, with thresholds and measurements. Errors
/// as buildStageModel().
Result<StageModel> trainTaskHeads(const TaskSettings& settings, int cut, const FeatureSet& features,
                                  const Dataset& dataset, const JobContext& job);

/// Everything known about one task once all steps have run.
struct TaskResult
{
    std::string name;
    TaskSettings settings;
    Dataset dataset;
    FeatureSet features;
    CutTable cuts; ///< empty where it was not asked for and the settings give cut and ratio
    StageModel stage;
    StageEnergy energy;
    Outcome outcome; ///< at the ratio in use
};

/// What the steps of one task start from. Must outlive the call.
struct TaskInput
{
    const TaskSettings& settings;
    const Extractor& extractor;
    const GraphCost& cost; ///< of the extractor
    const BoardProfile& board;
    std::filesystem::path cacheFolder; ///< empty: everything is computed anew
    bool wantsCuts = false;            ///< also where the settings give cut and ratio
};

/// The steps from the features on, for a divided dataset. Errors: those of the steps.
Result<TaskResult> runSteps(const TaskInput& input, Dataset dataset, const JobContext& job);

/// All steps for all tasks of a project.
struct ProjectResult
{
    Project project;
    Extractor extractor;
    GraphCost cost;
    BoardProfile board;
    std::vector<TaskResult> tasks;
    std::vector<BoardRecord> boards; ///< what boards did for its tasks, the newest of each
};
/// Results that lie in the project's cache are taken from there. Errors: those of the steps, with the task's
/// name.
Result<ProjectResult> runProject(const Project& project, const JobContext& job);

/// Makes the demo project in `folder`: the three drawn tasks (seeded), the shipped extractor. An existing
/// demo is completed, not overwritten. Errors: invalidArgument if the folder holds another project, those of
/// drawing and saving, cancelled.
Result<Project> makeDemoProject(const std::filesystem::path& folder, const JobContext& job);

} // namespace microt
