// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string>

#include <QObject>
#include <QString>

#include "engine/train/methods/comparison_record.h"
#include "gui/models/workspace.h"

namespace microt::gui {

/// The methods of the paper's table on the active task, for the window: what is to be compared, the job that
/// does it, and its result, which is kept in the project and found again. GUI thread.
class CompareModel : public QObject
{
    Q_OBJECT

public:
    CompareModel(Workspace* workspace, JobQueue* jobs, QObject* parent = nullptr);

    const ComparisonWish& wish() const { return m_wish; }
    void setWish(const ComparisonWish& wish);

    /// Starts the comparison as a heavy job; nothing while one is under way, or unless canCompare().
    void compare();
    void cancel();
    bool canCompare() const;                    ///< its inputs are there, and a method is chosen
    bool running() const { return m_job != 0; } ///< of whatever task
    const QString& runningTask() const { return m_runningTask; }

    /// Looks for what the project keeps of the task, once; as soon as the inputs are there.
    void lookUp();

    /// Forgets the result that is shown and looks for it: its file was deleted.
    void lookAgain();

    /// Of the active task, or null.
    std::shared_ptr<const Comparison> comparison() const { return m_comparison; }
    bool stale() const;          ///< made from other inputs than there are now
    QString changedText() const; ///< what changed since, for people
    const std::optional<Failure>& failure() const { return m_failure; } ///< of the task's last comparison

    /// The task's, with the ratio in use. What a comparison and its command go by.
    TaskSettings settings() const;

signals:
    void changed(); ///< wish, result, or state

private:
    struct Made;

    std::string inputs() const; ///< empty while they are missing
    void dropForeign();
    void take(const std::shared_ptr<const Comparison>& comparison);
    void ended(const std::string& task, const QString& title, const Result<Made>& made);

    Workspace* m_workspace;
    JobQueue* m_jobs;
    ComparisonWish m_wish;
    bool m_wishIsWritten = false; ///< by the user, since the task is shown
    std::shared_ptr<const Comparison> m_comparison;
    std::optional<Failure> m_failure;
    std::string m_task;         ///< Workspace::taskId() of the result
    std::string m_lookedUpTask; ///< whose kept result was looked for
    QString m_runningTask;      ///< its name
    int m_job = 0;              ///< 0: none
};

} // namespace microt::gui
