// SPDX-License-Identifier: Apache-2.0
#include "engine/project/workflow.h"

#include <algorithm>
#include <system_error>

#include "engine/base/files.h"
#include "engine/exchange/open_extractor.h"

namespace microt {

namespace fs = std::filesystem;

namespace {

// The authors' small-sample estimate: 10 local samples, averaged over 200 draws.
constexpr int kSmallSample = 10;
constexpr int kDraws = 200;

/// The job of one of several tasks: its steps are reported under the task's name.
JobContext jobOf(const Task& task, const JobContext& job)
{
    JobContext own{job.cancel, {}};
    if (job.sink)
        own.sink = [sink = job.sink, name = task.name](Progress progress) {
            progress.step = name + ": " + progress.step;
            sink(progress);
        };
    return own;
}

Result<TaskResult> runSteps(const Project& project, const Task& task, const Extractor& extractor,
                            const BoardProfile& board, const JobContext& job)
{
    TaskResult result;
    result.task = task;
    MICROT_TRY(result.dataset, openTaskDataset(project, task, job));
    MICROT_TRY(result.features,
               featuresAt(project.precision, extractor, result.dataset, {}, project.cacheFolder(), job));
    const GraphCost cost = countCost(extractor.graph);
    MICROT_TRY(result.cuts,
               evaluateCuts(result.features, result.dataset, cost, task.stage.head, project.weights, job));
    if (result.task.stage.cut == 0)
        result.task.stage.cut = result.cuts.recommended;
    MICROT_TRY(result.stage, buildStageModel(result.features, result.dataset, result.task.stage, job));
    MICROT_TRY(result.energy,
               modelStageEnergy(cost, result.task.stage.cut, result.stage.partHead->macsPerSample(),
                                result.stage.fullHead->macsPerSample(), board));

    const std::vector<float>& confidences = result.stage.calibration.partConfidence;
    const int drawSize = std::min(kSmallSample, static_cast<int>(confidences.size()));
    MICROT_TRY(result.threshold, result.stage.thresholdFor(task.ratio));
    MICROT_TRY(result.smallSample,
               smallSampleThreshold(confidences, task.ratio, drawSize, kDraws, task.split.seed));
    result.point = result.stage.testCurve.at(result.threshold);
    return result;
}

} // namespace

Result<Extractor> openProjectExtractor(const Project& project)
{
    if (project.extractor.empty())
        return Failure{Error::invalidArgument, "The project has no extractor yet. Choose one first."};
    // A relative name may be a file of the project or an extractor that is shipped.
    const fs::path inProject = project.resolve(project.extractor);
    std::error_code error;
    return openExtractor(fs::exists(inProject, error) ? inProject.string() : project.extractor);
}

Result<BoardProfile> findBoardProfile(const std::string& id)
{
    MICROT_TRY(const std::vector<BoardProfile> boards, boardProfiles());
    std::string known;
    for (const BoardProfile& board : boards) {
        if (board.id == id)
            return board;
        known += (known.empty() ? "" : ", ") + board.id;
    }
    return Failure{Error::invalidArgument,
                   "There is no board \"" + printable(id) + "\". Known: " + known + "."};
}

Result<Dataset> openTaskDataset(const Project& project, const Task& task, const JobContext& job)
{
    MICROT_TRY(Dataset dataset, openDataset(project.resolve(task.dataset), job));
    const fs::path file = project.splitFile(task);
    std::error_code error;
    if (fs::exists(file, error) && loadSplit(dataset, file).ok())
        return dataset;
    MICROT_CHECK(assignSplit(dataset, task.split));
    MICROT_CHECK(saveSplit(dataset, file));
    return dataset;
}

Result<TaskResult> runTask(const Project& project, const Task& task, const Extractor& extractor,
                           const BoardProfile& board, const JobContext& job)
{
    Result<TaskResult> result = runSteps(project, task, extractor, board, jobOf(task, job));
    if (!result.ok() && result.failure().code != Error::cancelled)
        return Failure{result.failure().code, "Task " + task.name + ": " + result.failure().what};
    return result;
}

Result<ProjectResult> runProject(const Project& project, const JobContext& job)
{
    if (project.tasks.empty())
        return Failure{Error::invalidArgument, "The project has no task yet. Add a dataset first."};
    ProjectResult result;
    result.project = project;
    MICROT_TRY(result.board, findBoardProfile(project.board));
    MICROT_TRY(result.extractor, openProjectExtractor(project));
    result.cost = countCost(result.extractor.graph);
    for (const Task& task : project.tasks) {
        MICROT_CHECK(job.checkCancelled());
        MICROT_TRY(TaskResult taskResult, runTask(project, task, result.extractor, result.board, job));
        result.tasks.push_back(std::move(taskResult));
    }
    return result;
}

} // namespace microt
