// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <QObject>
#include <QString>

#include "engine/project/probe.h"
#include "engine/train/distill_extractor.h"
#include "gui/models/workspace.h"

namespace microt::gui {

struct ProbePoint
{
    int epoch = 0;
    Result<ProbeAccuracy> accuracy;
};

/// Distilling or joint training in this program, one at a time: starts, pauses at a checkpoint, goes on, and
/// knows the curves. The result and its checkpoints lie in the project's folder "extractors", so a run that
/// was ended with the program goes on too. GUI thread.
class DistillModel : public QObject
{
    Q_OBJECT

public:
    enum class State { idle, running, pausing, paused, finished };

    DistillModel(Workspace* workspace, JobQueue* jobs, QObject* parent = nullptr);

    /// Starts `work` as `name`.mtx; goes on from its checkpoints if there are any. Every `probeEvery` epochs
    /// heads on the active task say how useful the student is.
    void start(const DistillJob& work, const QString& name, int probeEvery);
    void pause();   ///< ends the job at a checkpoint
    void resume();  ///< a paused run
    void discard(); ///< a paused run, with its checkpoints

    bool hasCheckpoints(const QString& name) const; ///< of a run that is not finished

    State state() const { return m_state; }
    const std::vector<DistillEpoch>& epochs() const { return m_epochs; }
    const std::vector<ProbePoint>& probes() const { return m_probes; }
    const DistillJob& work() const { return m_work; }
    const std::optional<Distilled>& result() const { return m_result; }
    const std::optional<Failure>& failure() const { return m_failure; } ///< why the last run ended

signals:
    void changed();

private:
    struct Feed;

    std::filesystem::path outputOf(const QString& name) const;
    void run(bool resume);
    void takeFeed();

    Workspace* m_workspace;
    JobQueue* m_jobs;
    std::shared_ptr<Feed> m_feed;
    State m_state = State::idle;
    DistillJob m_work;
    std::filesystem::path m_output;
    int m_probeEvery = 5;
    int m_job = 0;
    std::vector<DistillEpoch> m_epochs;
    std::vector<ProbePoint> m_probes;
    std::optional<Distilled> m_result;
    std::optional<Failure> m_failure;
};

} // namespace microt::gui
