// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string>

#include <QObject>
#include <QString>

#include "gui/models/workspace.h"

namespace microt::gui {

/// Every setting of the active task at once, for the window: explored as a job, kept until an input changes.
/// Limits and what follows from them are answered on the spot. GUI thread.
class ExploreModel : public QObject
{
    Q_OBJECT

public:
    ExploreModel(Workspace* workspace, JobQueue* jobs, QObject* parent = nullptr);

    /// Explores if the task has features and the result is missing or stale; nothing while that runs.
    void explore();

    std::shared_ptr<const Exploration> exploration() const { return m_exploration; }
    bool stale() const; ///< made from other inputs than there are now
    bool running() const { return !m_running.isEmpty(); }
    std::optional<Failure> failure() const { return m_failure; }

    const ExploreLimits& limits() const { return m_limits; }
    void setLimits(const ExploreLimits& limits);

    /// The setting that the project has now: of its measure, cut, ratio and board; none if it was not
    /// explored.
    std::optional<std::size_t> current() const;
    /// Sets measure, cut, ratio and board of the active task to those of a point.
    void use(const ExplorePoint& point);

signals:
    void changed(); ///< result, state, or limits

private:
    QString key() const; ///< spells out the inputs; empty while they are missing
    void dropForeign();

    Workspace* m_workspace;
    JobQueue* m_jobs;
    std::shared_ptr<const Exploration> m_exploration;
    std::shared_ptr<const FeatureSet> m_features; ///< of the result or the running job: keeps its address
    QString m_made;
    QString m_running;
    QString m_failed;
    std::string m_task; ///< Workspace::taskId() of the result
    std::optional<Failure> m_failure;
    ExploreLimits m_limits;
};

} // namespace microt::gui
