// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <QObject>
#include <QTimer>

#include "engine/project/run_record.h"
#include "gui/models/workspace.h"

namespace microt::gui {

class BoardModel;
class CompareModel;
class DistillModel;

/// The kept results of the open project. What trainings, boards and comparisons leave there becomes a run by
/// itself as soon as it is made; outcomes of the stage-decision are kept when the user asks for it. GUI
/// thread; files are read and written by jobs.
class RunsModel : public QObject
{
    Q_OBJECT

public:
    RunsModel(Workspace* workspace, BoardModel* board, DistillModel* distill, CompareModel* compare,
              JobQueue* jobs, QObject* parent = nullptr);

    const std::vector<RunRecord>& runs() const { return m_list.runs; } ///< the newest first
    int unreadable() const { return m_list.unreadable; }
    const RunRecord* find(const std::string& id) const;

    /// Keeps the outcome that the Stage-decision page shows; nothing unless there is one.
    void keepOutcome();
    bool canKeep() const;
    bool isKept() const; ///< exactly this outcome

    void mark(const std::string& id, bool star, const std::string& note);
    /// Makes its settings those of the project, as one step that can be undone. failed() says why not.
    void restore(const std::string& id);
    /// With the files that filesOfRun() names.
    void remove(const std::string& id);

public slots:
    void refresh(); ///< soon

signals:
    void changed();

private:
    void look();
    void takeNotice();
    void write(const QString& title, std::function<Status(const Project&)> work,
               std::function<void()> done = {});
    RunRecord outcomeNow() const;
    std::string sources() const;

    Workspace* m_workspace;
    BoardModel* m_board;
    DistillModel* m_distill;
    CompareModel* m_compare;
    JobQueue* m_jobs;
    RunList m_list;
    std::string m_sources; ///< what the list was made of; another text: look again
    QTimer m_soon;
};

} // namespace microt::gui
