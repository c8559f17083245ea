// SPDX-License-Identifier: GPL-3.0-or-later
#include <tuple>

#include "gui/models/workspace_state.h"

namespace microt::gui {

QUndoStack& Workspace::steps()
{
    return m_state->history.steps();
}

/// Results belong to the task of their name; what was read otherwise is read again.
void Workspace::State::syncSlots(const Project& before)
{
    for (const Task& task : before.tasks)
        if (project->findTask(task.name) == nullptr) {
            stopJobs(*taskSlots[task.name]);
            taskSlots.erase(task.name);
        }
    for (const Task& task : project->tasks) {
        const Task* old = before.findTask(task.name);
        std::shared_ptr<TaskSlot>& slot = taskSlots[task.name];
        if (!slot)
            slot = std::make_shared<TaskSlot>();
        else if (old != nullptr && (!sameFields(old->reading, task.reading) || old->dataset != task.dataset))
            ++slot->scan;
    }
}

void Workspace::State::restore(const Project& wanted)
{
    const Project before = *project;
    const std::string page = before.page;
    *project = wanted;
    project->page = page;
    // Label work has no steps: what was done since stays.
    for (Task& task : project->tasks)
        if (const Task* now = before.findTask(task.name))
            task.reading.labelWork = now->reading.labelWork;
    // The step may be about another task than the one that is shown; a task that came back is.
    if (project->findTask(before.activeTask) != nullptr && before.tasks.size() >= wanted.tasks.size())
        project->activeTask = before.activeTask;
    syncSlots(before);
    if (project->extractor != before.extractor || !sameFields(project->network, before.network))
        ++extractor.revision;
    for (auto& [name, slot] : taskSlots)
        recommendAnew(*slot);
    changed();
    emit self->projectChanged();
    emit self->boardChanged();
    announceTask();
}

void Workspace::useSettingsOf(const Project& wanted)
{
    if (!hasProject() || wanted.folder != project().folder)
        return;
    const State::Edit edit(*m_state);
    m_state->restore(wanted);
    if (m_state->project->activeTask != wanted.activeTask)
        setActiveTask(QString::fromStdString(wanted.activeTask));
}

QString Workspace::staleBecause(Step step) const
{
    const StepRun* run = m_state->run(step);
    if (run == nullptr || !run->madeWith || state(step) != StepState::stale)
        return {};
    return changeSentence(*run->madeWith, project());
}

QString Workspace::lastGoodExtractor() const
{
    const auto& good = m_state->extractor.lastGood;
    if (!good || state(Step::extractor) != StepState::failed ||
        (good->first == project().extractor && sameFields(good->second, project().network)))
        return {};
    return QString::fromStdString(good->first);
}

void Workspace::useLastGoodExtractor()
{
    if (lastGoodExtractor().isEmpty())
        return;
    const State::Edit edit(*m_state);
    std::tie(m_state->project->extractor, m_state->project->network) = *m_state->extractor.lastGood;
    ++m_state->extractor.revision;
    m_state->changed();
    emit projectChanged();
}

} // namespace microt::gui
