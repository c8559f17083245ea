// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/models/runs_model.h"

#include <algorithm>
#include <utility>

#include "gui/models/board_model.h"
#include "gui/models/compare_model.h"
#include "gui/models/distill_model.h"
#include "gui/words/run_words.h"

namespace microt::gui {

RunsModel::RunsModel(Workspace* workspace, BoardModel* board, DistillModel* distill, CompareModel* compare,
                     JobQueue* jobs, QObject* parent)
    : QObject(parent), m_workspace(workspace), m_board(board), m_distill(distill), m_compare(compare),
      m_jobs(jobs)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(0);
    connect(&m_soon, &QTimer::timeout, this, &RunsModel::look);
    for (const auto change : {&Workspace::projectChanged, &Workspace::stateChanged})
        connect(workspace, change, this, &RunsModel::takeNotice);
    connect(board, &BoardModel::resultsChanged, this, &RunsModel::takeNotice);
    connect(distill, &DistillModel::changed, this, &RunsModel::takeNotice);
    connect(compare, &CompareModel::changed, this, &RunsModel::takeNotice);
    for (const auto change : {&Workspace::ratioChanged, &Workspace::stageChanged, &Workspace::boardChanged,
                              &Workspace::taskChanged})
        connect(workspace, change, this, &RunsModel::changed); // canKeep(), isKept()
}

/// All that a new run could come from: the project, its tasks, and what the other models last made.
std::string RunsModel::sources() const
{
    if (!m_workspace->hasProject())
        return {};
    const Project& project = m_workspace->project();
    std::string text = project.folder.string();
    for (const Task& task : project.tasks)
        text += "\n" + task.name;
    if (m_workspace->extractor())
        text += "\n" + project.extractor + " " + m_workspace->extractor()->sha256;
    if (m_board->record())
        text += "\n" + m_board->record()->made + fieldsText(*m_board->record());
    if (m_distill->result())
        text += "\n" + m_distill->result()->string() + std::to_string(m_distill->epochs().size());
    if (m_compare->comparison())
        text += "\n" + m_compare->comparison()->inputs;
    return text;
}

void RunsModel::takeNotice()
{
    if (std::string now = sources(); now != m_sources) {
        m_sources = std::move(now);
        refresh();
    }
    emit changed();
}

void RunsModel::refresh()
{
    m_soon.start();
}

void RunsModel::look()
{
    if (!m_workspace->hasProject()) {
        m_list = {};
        emit changed();
        return;
    }
    // Until its extractor is open, runs could not say which one they were made with.
    const StepState extractor = m_workspace->state(Step::extractor);
    const bool opening = extractor == StepState::running || extractor == StepState::waiting;
    m_jobs->run(
        tr("Looking for kept results"), this,
        [project = m_workspace->project(), open = m_workspace->extractor(),
         opening](const JobContext&) -> Result<RunList> {
            if (!opening)
                for (const RunRecord& found : findRuns(project, open.get()))
                    if (!addFoundRun(project, found).ok())
                        break; // a folder that cannot be written is still shown
            return readRunRecords(project);
        },
        [this, folder = m_workspace->project().folder](Result<RunList> list) {
            if (folder != m_workspace->project().folder)
                return;
            if (list.ok())
                m_list = std::move(list).value();
            emit changed();
        },
        JobKind::quick);
}

const RunRecord* RunsModel::find(const std::string& id) const
{
    const auto found =
        std::find_if(runs().begin(), runs().end(), [&](const RunRecord& run) { return run.id == id; });
    return found == runs().end() ? nullptr : &*found;
}

bool RunsModel::canKeep() const
{
    return m_workspace->outcome() && m_workspace->extractor() && m_workspace->dataset() &&
           m_workspace->state(Step::stage) == StepState::ready;
}

RunRecord RunsModel::outcomeNow() const
{
    return runOfOutcome(m_workspace->project(), m_workspace->settings(), *m_workspace->extractor(),
                        *m_workspace->dataset(), *m_workspace->stage(), *m_workspace->outcome());
}

bool RunsModel::isKept() const
{
    return canKeep() && find(runId(outcomeNow())) != nullptr;
}

void RunsModel::keepOutcome()
{
    if (!canKeep())
        return;
    write(tr("Keeping the result"), [run = outcomeNow()](const Project& project) -> Status {
        MICROT_CHECK(keepRunRecord(project, run));
        return {};
    });
}

/// A job on the project's files; whatever comes of it, the list is read again.
void RunsModel::write(const QString& title, std::function<Status(const Project&)> work,
                      std::function<void()> done)
{
    m_jobs->run(
        title, this,
        [project = m_workspace->project(), work = std::move(work)](const JobContext&) {
            return work(project);
        },
        [this, title, done = std::move(done)](const Status& written) {
            if (!written.ok() && written.failure().code != Error::cancelled)
                emit m_workspace->failed(title, written.failure());
            if (done)
                done();
            refresh();
        },
        JobKind::quick);
}

void RunsModel::mark(const std::string& id, bool star, const std::string& note)
{
    const auto found = std::find_if(m_list.runs.begin(), m_list.runs.end(),
                                    [&](const RunRecord& run) { return run.id == id; });
    if (found == m_list.runs.end() || (found->star == star && found->note == note))
        return;
    found->star = star;
    found->note = note;
    emit changed();
    write(tr("Writing a note"),
          [id, star, note](const Project& project) { return markRun(project, id, star, note); });
}

void RunsModel::restore(const std::string& id)
{
    const RunRecord* run = find(id);
    if (run == nullptr)
        return;
    const Result<Project> wanted = projectOfRun(m_workspace->project(), *run);
    if (wanted.ok())
        m_workspace->useSettingsOf(wanted.value());
    else
        emit m_workspace->failed(tr("Restoring settings"), wanted.failure());
}

void RunsModel::remove(const std::string& id)
{
    const RunRecord* run = find(id);
    if (run == nullptr)
        return;
    write(
        tr("Deleting a kept result"), [id](const Project& project) { return removeRun(project, id); },
        [this, kind = run->kind] {
            if (kind == RunKind::board)
                m_board->lookAgain();
            if (kind == RunKind::comparison)
                m_compare->lookAgain();
        });
}

} // namespace microt::gui
