// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/models/workspace_state.h"

namespace microt::gui {

namespace {

template <typename Options>
QString key(const Options& options)
{
    return QString::fromStdString(fieldsText(options));
}

} // namespace

StepRun& stepOf(TaskSlot& slot, Step step)
{
    switch (step) {
    case Step::data:
        return slot.data;
    case Step::features:
        return slot.features;
    case Step::cuts:
        return slot.cuts;
    default:
        return slot.stage;
    }
}

Task* Workspace::State::activeTask()
{
    return project ? project->findTask(project->activeTask) : nullptr;
}

std::shared_ptr<TaskSlot> Workspace::State::slot()
{
    const auto found = project ? taskSlots.find(project->activeTask) : taskSlots.end();
    return found != taskSlots.end() ? found->second : nullptr;
}

StepRun* Workspace::State::run(Step step)
{
    if (step == Step::extractor)
        return &extractor.run;
    const auto task = slot();
    return task ? &stepOf(*task, step) : nullptr;
}

int Workspace::State::chosenCut()
{
    return cutInUse(self->settings(), current(Step::cuts) ? slot()->cutTable.get() : nullptr).value_or(0);
}

QString Workspace::State::chosenExits()
{
    QStringList cuts;
    const auto exits = earlyCuts(settingsInUse().stage);
    for (const int cut : exits.ok() ? exits.value() : std::vector<int>())
        cuts << QString::number(cut);
    return cuts.join(QLatin1Char(' '));
}

/// With every exit that is chosen or recommended.
TaskSettings Workspace::State::settingsInUse()
{
    return withExits(self->settings(), chosenCut(), current(Step::cuts) ? slot()->cutTable.get() : nullptr);
}

QString Workspace::State::wanted(Step step)
{
    if (step == Step::extractor)
        return project && !project->extractor.empty() ? QStringLiteral("e%1").arg(extractor.revision)
                                                      : QString();
    if (!slot())
        return {};
    const QString scan = QStringLiteral("s%1 l%2").arg(slot()->scan).arg(slot()->labelling);
    const QString split = scan + QLatin1Char(' ') + key(activeTask()->split);
    if (step == Step::data)
        return split;
    const QString network = wanted(Step::extractor);
    if (network.isEmpty())
        return {};
    // Int8 ranges come from pictures of the train split, so that int8 features depend on it.
    const bool int8 = project->precision == Precision::int8;
    const QString features = (int8 ? split + QStringLiteral(" int8 ") : scan + QLatin1Char(' ')) + network;
    if (step == Step::features)
        return features;
    StageOptions options = activeTask()->stage;
    options.cut.reset();
    const QString heads = QStringLiteral("%1 %2 %3").arg(split, features, key(options));
    return step == Step::cuts ? heads : QStringLiteral("%1 cut%2").arg(heads, chosenExits());
}

bool Workspace::State::current(Step step)
{
    const StepRun* now = run(step);
    return now != nullptr && !now->made.isEmpty() && now->made == wanted(step);
}

bool Workspace::State::inputsReady(Step step)
{
    switch (step) {
    case Step::data:
    case Step::extractor:
        return !wanted(step).isEmpty();
    case Step::features:
        return current(Step::data) && current(Step::extractor);
    case Step::cuts:
        return current(Step::data) && current(Step::features);
    case Step::stage:
        return current(Step::data) && current(Step::features) && chosenCut() != 0 &&
               (current(Step::cuts) || !leavesExitsOpen(self->settings().stage));
    }
    return false;
}

StepState Workspace::State::state(Step step)
{
    const StepRun* now = run(step);
    const QString want = wanted(step);
    if (now == nullptr || want.isEmpty())
        return StepState::missing;
    if (now->running == want)
        return StepState::running;
    if (now->made == want)
        return StepState::ready;
    if (now->stopped == want)
        return now->failure ? StepState::failed : StepState::waiting;
    if (!now->made.isEmpty())
        return StepState::stale;
    if (inputsReady(step))
        return StepState::waiting;
    for (const Step input : kAllSteps) {
        if (input == step)
            break;
        const StepState before = state(input);
        if (before == StepState::missing || before == StepState::failed)
            return StepState::missing;
    }
    return StepState::waiting;
}

void Workspace::State::advance()
{
    for (const Step step : kAllSteps) {
        StepRun* now = run(step);
        if (now == nullptr)
            continue;
        const QString want = wanted(step);
        if (!now->running.isEmpty() && now->running != want) {
            jobs->cancel(now->job);
            now->forgetJob();
        }
        if (!want.isEmpty() && now->running.isEmpty() && now->made != want && now->stopped != want &&
            inputsReady(step))
            begin(step, want);
    }
    emit self->stateChanged();
}

void Workspace::State::begin(Step step, const QString& key)
{
    StepRun* now = run(step);
    now->running = key;
    now->stopped.clear();
    now->failure.reset();
    switch (step) {
    case Step::data:
        return openDatasetJob(key);
    case Step::extractor:
        return openExtractorJob(key);
    case Step::features:
        return embedJob(key);
    case Step::cuts:
        return evaluateCutsJob(key);
    case Step::stage:
        return buildStageJob(key);
    }
}

void Workspace::State::stopJobs(TaskSlot& slot)
{
    for (StepRun* run : {&slot.data, &slot.features, &slot.cuts, &slot.stage})
        if (!run->running.isEmpty()) {
            jobs->cancel(run->job);
            run->forgetJob();
        }
}

void Workspace::State::retry(Step step)
{
    if (step == Step::data && slot())
        ++slot()->scan;
    else if (step == Step::extractor)
        ++extractor.revision;
    else if (StepRun* now = run(step); now != nullptr && current(step))
        now->made = QStringLiteral("outdated"); // matches no key, so that it runs again; its result stays
    // What comes before may have been stopped as well.
    for (const Step each : kAllSteps)
        if (StepRun* now = run(each); now != nullptr && each <= step) {
            now->stopped.clear();
            now->failure.reset();
        }
    advance();
}

void Workspace::State::stepFailed(StepRun& run, const QString& key, const QString& title, const Failure& why)
{
    run.stopped = key;
    run.failure.reset();
    if (why.code != Error::cancelled) {
        run.failure = why;
        emit self->failed(title, why);
    }
}

} // namespace microt::gui
