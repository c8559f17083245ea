// SPDX-License-Identifier: Apache-2.0
#include "engine/project/workflow.h"

#include <system_error>

#include "engine/base/files.h"
#include "engine/data/kept_looks.h"
#include "engine/exchange/open_extractor.h"
#include "engine/project/board_record.h"
#include "engine/project/kept_results.h"

namespace microt {

namespace fs = std::filesystem;

namespace {

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

// A task has one seed.
StageOptions seededStage(const TaskSettings& settings)
{
    StageOptions stage = settings.stage;
    stage.head.seed = settings.split.seed;
    return stage;
}

QuantizeOptions seededRanges(const TaskSettings& settings)
{
    QuantizeOptions ranges = settings.ranges;
    ranges.seed = settings.split.seed;
    return ranges;
}

} // namespace

Result<Extractor> openProjectExtractor(const Project& project)
{
    if (project.extractor.empty())
        return Failure{Error::invalidArgument, "The project has no extractor yet. Choose one first."};
    // A relative name may be a file of the project or an extractor that is shipped.
    const fs::path inProject = project.resolve(project.extractor);
    std::error_code error;
    return openExtractor(fs::exists(inProject, error) ? inProject.string() : project.extractor,
                         project.network);
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

Status divideTask(Dataset& dataset, const Project& project, const Task& task)
{
    const fs::path file = project.splitFile(task);
    std::error_code error;
    if (fs::exists(file, error) && loadSplit(dataset, file).ok())
        return {};
    MICROT_CHECK(assignSplit(dataset, task.split));
    return saveSplit(dataset, file);
}

Result<Dataset> openTaskDataset(const Project& project, const Task& task, const JobContext& job)
{
    MICROT_TRY(Dataset dataset, openDataset(project.resolve(task.dataset), project.settingsOf(task).reading,
                                            project.cacheFolder(), job));
    MICROT_CHECK(divideTask(dataset, project, task));
    return dataset;
}

Result<FeatureSet> embedTask(const TaskSettings& settings, const Extractor& extractor, const Dataset& dataset,
                             const fs::path& cacheFolder, const JobContext& job)
{
    return featuresAt(settings.precision, extractor, dataset, seededRanges(settings), cacheFolder, job);
}

Result<QuantizeResult> quantizeTask(const TaskSettings& settings, const Extractor& extractor,
                                    const Dataset& dataset, const JobContext& job)
{
    if (!extractor.int8)
        return quantize(extractor.graph, dataset, seededRanges(settings), job);
    QuantizeResult result;
    result.model = *extractor.int8;
    return result;
}

Result<CutTable> evaluateTaskCuts(const TaskSettings& settings, const FeatureSet& features,
                                  const Dataset& dataset, const GraphCost& cost, const BoardProfile& board,
                                  const JobContext& job)
{
    MICROT_TRY(CutTable table, evaluateCuts(features, dataset, cost, seededStage(settings), job));
    MICROT_CHECK(recommend(table, cost, board, settings.choice, settings.stage));
    return table;
}

Result<ExploredNetwork> exploreNetwork(const TaskSettings& settings, const std::string& name,
                                       const GraphCost& cost, const FeatureSet& features,
                                       const Dataset& dataset, const JobContext& job)
{
    ExploredNetwork network{name + ", " + nameOf(settings.precision), cost, {}};
    MICROT_TRY(network.answers, answerAtCuts(features, dataset, seededStage(settings), job));
    return network;
}

std::optional<int> cutInUse(const TaskSettings& settings, const CutTable* table)
{
    if (settings.stage.cut || table == nullptr || table->recommended == 0)
        return settings.stage.cut;
    return table->recommended;
}

TaskSettings withExits(TaskSettings settings, int cut, const CutTable* table)
{
    if (table != nullptr)
        settings.stage = withFurtherExits(settings.stage, cut, *table);
    settings.stage.cut = cut != 0 ? std::optional<int>(cut) : std::nullopt;
    return settings;
}

std::optional<double> ratioInUse(const TaskSettings& settings, const CutTable* table)
{
    const CutRow* row = table != nullptr ? table->find(cutInUse(settings, table).value_or(0)) : nullptr;
    if (settings.ratio || row == nullptr)
        return settings.ratio;
    return settings.choice.by == Recommendation::energy ? row->best.ratio : kPaperRatio;
}

Result<StageModel> trainTaskHeads(const TaskSettings& settings, int cut, const FeatureSet& features,
                                  const Dataset& dataset, const JobContext& job)
{
    StageOptions options = seededStage(settings);
    options.cut = cut;
    return buildStageModel(features, dataset, options, job);
}

Result<TaskResult> runSteps(const TaskInput& input, Dataset dataset, const JobContext& job)
{
    TaskResult result;
    result.settings = input.settings;
    result.dataset = std::move(dataset);
    MICROT_TRY(result.features,
               embedTask(input.settings, input.extractor, result.dataset, input.cacheFolder, job));
    const TaskSettings& settings = input.settings;
    if (input.wantsCuts || !settings.stage.cut || !settings.ratio || leavesExitsOpen(settings.stage)) {
        MICROT_TRY(result.cuts, keptTaskCuts(settings, result.features, result.dataset, input.cost,
                                             input.board, input.cacheFolder, job));
    }
    const int cut = cutInUse(settings, &result.cuts).value_or(0);
    MICROT_TRY(result.stage, keptTaskHeads(withExits(settings, cut, &result.cuts), cut, result.features,
                                           result.dataset, input.cacheFolder, job));
    MICROT_TRY(result.energy, stageEnergy(result.stage, input.cost, input.board));
    const double ratio = ratioInUse(settings, &result.cuts).value_or(kPaperRatio);
    MICROT_TRY(result.outcome, outcomeAt(result.stage, result.energy, ratio));
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
    result.boards = readBoardRecords(project);
    for (const Task& task : project.tasks) {
        MICROT_CHECK(job.checkCancelled());
        const JobContext own = jobOf(task, job);
        const TaskSettings settings = project.settingsOf(task);
        const auto run = [&]() -> Result<TaskResult> {
            MICROT_TRY(Dataset dataset, openTaskDataset(project, task, own));
            return runSteps(
                {settings, result.extractor, result.cost, result.board, project.cacheFolder(), true},
                std::move(dataset), own);
        };
        Result<TaskResult> done = run();
        if (!done.ok())
            return done.failure().code == Error::cancelled
                       ? done.failure()
                       : Failure{done.failure().code, "Task " + task.name + ": " + done.failure().what};
        done.value().name = task.name;
        result.tasks.push_back(std::move(done).value());
    }
    return result;
}

} // namespace microt
