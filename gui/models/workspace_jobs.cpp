// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/kept_looks.h"
#include "engine/project/kept_results.h"
#include "gui/models/job_plans.h"
#include "gui/models/workspace_state.h"

namespace microt::gui {

template <typename Work, typename Use>
void Workspace::State::runStep(Step step, const QString& key, const QString& title, const JobLane& lane,
                               Work work, Use use)
{
    auto id = std::make_shared<int>(0);
    const auto answer = [this, step, key, title, id, use, with = *project,
                         owner = std::weak_ptr<TaskSlot>(slot())](auto result) {
        const std::shared_ptr<TaskSlot> task = owner.lock();
        if (step != Step::extractor && !task)
            return;
        StepRun& run = step == Step::extractor ? extractor.run : stepOf(*task, step);
        if (run.job != *id)
            return;
        run.forgetJob();
        if (result.ok()) {
            run.made = key;
            run.madeWith = with;
            use(task.get(), task == slot(), std::move(result).value());
        } else {
            stepFailed(run, key, title, result.failure());
        }
        advance();
    };
    *id = jobs->run(title, self, std::move(work), answer, lane);
    run(step)->job = *id;
}

void Workspace::State::openExtractorJob(const QString& key)
{
    struct Opened
    {
        Extractor extractor;
        GraphCost cost;
    };
    runStep(
        Step::extractor, key,
        Workspace::tr("Opening the extractor %1").arg(QString::fromStdString(project->extractor)),
        JobKind::light,
        [project = *project](const JobContext&) -> Result<Opened> {
            MICROT_TRY(Extractor opened, openProjectExtractor(project));
            GraphCost cost = countCost(opened.graph);
            return Opened{std::move(opened), std::move(cost)};
        },
        [this, chosen = std::pair(project->extractor, project->network)](TaskSlot*, bool, Opened opened) {
            extractor.lastGood = chosen;
            extractor.extractor = std::make_shared<const Extractor>(std::move(opened.extractor));
            extractor.cost = std::make_shared<const GraphCost>(std::move(opened.cost));
            dropForeignCuts(extractor.extractor->graph);
            emit self->extractorChanged();
        });
}

/// A cut chosen for another network may not exist in this one: go back to the recommended one.
void Workspace::State::dropForeignCuts(const Graph& graph)
{
    for (Task& task : project->tasks)
        if (task.stage.cut && graph.findCut(*task.stage.cut) == nullptr) {
            task.stage.cut.reset();
            saver.schedule(*project);
        }
}

namespace {

/// A task's pictures as its files say them, the label work done on them, and what came of it.
struct TaskPictures
{
    std::shared_ptr<const Dataset> read; ///< null: not read yet
    std::optional<LabelWork> labels;     ///< none: not read yet
    std::shared_ptr<const Dataset> dataset;
};

/// Does what is missing, and divides. As openTaskDataset(), which starts from nothing.
Result<TaskPictures> preparePictures(const Project& project, const Task& task, TaskPictures pictures,
                                     const JobContext& job)
{
    ReadOptions reading = project.settingsOf(task).reading;
    const std::string file = std::exchange(reading.labelWork, {});
    if (!pictures.labels && !file.empty()) {
        MICROT_TRY(pictures.labels, readLabelWork(file));
    }
    if (!pictures.labels)
        pictures.labels.emplace();
    if (!pictures.read) {
        MICROT_TRY(Dataset read,
                   openDataset(project.resolve(task.dataset), reading, project.cacheFolder(), job));
        pictures.read = std::make_shared<const Dataset>(std::move(read));
    }
    Dataset dataset = *pictures.read;
    if (!pictures.labels->decidesAs(LabelWork())) {
        MICROT_TRY(dataset, withLabelWork(pictures.read, *pictures.labels));
    }
    MICROT_CHECK(divideTask(dataset, project, task));
    pictures.dataset = std::make_shared<const Dataset>(std::move(dataset));
    return pictures;
}

} // namespace

void Workspace::State::openDatasetJob(const QString& key)
{
    const auto shown = slot();
    // With files already read, another split or other label work needs only the labels.
    const bool reuse = shown->read && shown->readScan == shown->scan;
    TaskPictures known{reuse ? shown->read : nullptr, shown->labels, nullptr};
    runStep(
        Step::data, key, Workspace::tr("Reading %1").arg(QString::fromStdString(activeTask()->name)),
        {JobKind::light, {{"Reading", 4.0}, {"Looking for doubles", 1.0}}},
        [project = *project, task = *activeTask(), known](const JobContext& job) {
            return preparePictures(project, task, known, job);
        },
        [this, scan = shown->scan](TaskSlot* task, bool isShown, TaskPictures pictures) {
            const auto& dataset = pictures.dataset;
            // Results name pictures by their place in the dataset; in another dataset they mean nothing.
            if (task->dataset && task->dataset->contentHash != dataset->contentHash) {
                task->features = task->cuts = task->stage = StepRun();
                task->featureSet.reset();
                task->inputCheck.reset();
                task->cutTable.reset();
                task->stageModel.reset();
                if (isShown) {
                    emit self->featuresChanged();
                    emit self->cutsChanged();
                    emit self->stageChanged();
                }
            }
            task->read = pictures.read;
            task->readScan = scan;
            if (!task->labels) // or they may have changed since
                task->labels = pictures.labels;
            task->dataset = dataset;
            if (isShown)
                emit self->datasetChanged();
        });
}

void Workspace::State::embedJob(const QString& key)
{
    const auto shown = slot();
    const auto network = extractor.extractor;
    runStep(
        Step::features, key,
        Workspace::tr("Embedding %1 with %2")
            .arg(QString::fromStdString(activeTask()->name), QString::fromStdString(network->graph.name)),
        {JobKind::light, planOfEmbedding(project->precision, {})},
        [network, dataset = shown->dataset, cache = project->cacheFolder(), settings = self->settings()](
            const JobContext& job) { return embedTask(settings, *network, *dataset, cache, job); },
        [this, network, owner = std::weak_ptr<TaskSlot>(shown)](TaskSlot* task, bool isShown,
                                                                FeatureSet features) {
            task->featureSet = std::make_shared<const FeatureSet>(std::move(features));
            task->inputCheck.reset();
            if (isShown)
                emit self->featuresChanged();
            if (network->inputSource != InputSource::file)
                checkInputJob(owner.lock(), network);
        });
}

/// A warning more or less: where it fails or is cancelled, the features stand without it.
void Workspace::State::checkInputJob(const std::shared_ptr<TaskSlot>& task,
                                     const std::shared_ptr<const Extractor>& network)
{
    jobs->run(
        Workspace::tr("Looking how %1 wants its pictures").arg(QString::fromStdString(network->graph.name)),
        self,
        [network, dataset = task->dataset](const JobContext& job) {
            return checkScaling(*network, *dataset, job);
        },
        [this, task, features = task->featureSet](Result<ScalingCheck> check) {
            if (!check.ok() || task->featureSet != features)
                return;
            task->inputCheck = std::make_shared<const ScalingCheck>(std::move(check).value());
            if (task == slot())
                emit self->inputChecked();
        },
        {JobKind::light, {{"Looking for saturation", 1.0}, {"Trying a scaling of the input", 10.0}}});
}

void Workspace::State::evaluateCutsJob(const QString& key)
{
    const auto shown = slot();
    runStep(
        Step::cuts, key,
        Workspace::tr("Trying every cut on %1").arg(QString::fromStdString(activeTask()->name)),
        {JobKind::light, {{"heads"}}},
        [features = shown->featureSet, dataset = shown->dataset, cost = extractor.cost,
         settings = self->settings(),
         cache = project->cacheFolder()](const JobContext& job) -> Result<CutTable> {
            MICROT_TRY(const BoardProfile board, findBoardProfile(settings.board));
            return keptTaskCuts(settings, *features, *dataset, *cost, board, cache, job);
        },
        [this, cost = extractor.cost, settings = self->settings()](TaskSlot* task, bool isShown,
                                                                   CutTable table) {
            task->cutTable = std::make_shared<const CutTable>(std::move(table));
            task->cutCost = cost;
            task->cutStage = settings.stage;
            if (settings.board != project->board || !sameFields(settings.choice, project->choice))
                recommendAnew(*task); // they have changed since
            if (isShown) {
                emit self->cutsChanged();
                emit self->ratioChanged();
            }
        });
}

void Workspace::State::buildStageJob(const QString& key)
{
    const auto shown = slot();
    runStep(
        Step::stage, key,
        Workspace::tr("Training the heads of %1").arg(QString::fromStdString(activeTask()->name)),
        {JobKind::light, {{"heads"}}},
        [features = shown->featureSet, dataset = shown->dataset, settings = settingsInUse(),
         cut = chosenCut(), cache = project->cacheFolder()](const JobContext& job) {
            return keptTaskHeads(settings, cut, *features, *dataset, cache, job);
        },
        [this, cost = extractor.cost](TaskSlot* task, bool isShown, StageModel model) {
            task->stageModel = std::make_shared<const StageModel>(std::move(model));
            task->stageCost = cost;
            if (isShown)
                emit self->stageChanged();
        });
}

} // namespace microt::gui
