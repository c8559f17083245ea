// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/models/workspace_state.h"

namespace microt::gui {

const LabelWork* Workspace::labels() const
{
    const auto slot = m_state->slot();
    return slot && slot->labels ? &*slot->labels : nullptr;
}

void Workspace::setLabels(const LabelWork& labels)
{
    Task* task = m_state->activeTask();
    const LabelWork* now = this->labels();
    if (task == nullptr || now == nullptr || *now == labels)
        return;
    TaskSlot& slot = *m_state->slot();
    if (const Status good = checkLabelWork(*slot.read, labels); !good.ok()) {
        emit failed(tr("Changing labels"), good.failure());
        return;
    }
    if (!now->decidesAs(labels))
        ++slot.labelling;
    slot.labels = labels;
    task->reading.labelWork = labels.isEmpty() ? std::string() : Project::labelWorkFile(*task);
    m_state->saver.schedule(m_state->project->resolve(Project::labelWorkFile(*task)), labelWorkText(labels));
    m_state->changed();
    emit labelsChanged();
    emit projectChanged();
}

void Workspace::renameTask(const QString& from, const QString& to)
{
    if (!hasProject() || from == to)
        return;
    m_state->saver.flush(); // files that are about to be moved
    const Status renamed = microt::renameTask(*m_state->project, from.toStdString(), to.toStdString());
    if (!renamed.ok()) {
        emit failed(tr("Renaming the task %1").arg(from), renamed.failure());
        return;
    }
    auto slot = m_state->taskSlots.extract(from.toStdString());
    slot.key() = to.toStdString();
    m_state->taskSlots.insert(std::move(slot));
    m_state->history.steps().clear(); // they name the old task
    m_state->changed();
    emit projectChanged();
    if (m_state->project->activeTask == to.toStdString())
        emit taskChanged();
}

} // namespace microt::gui
