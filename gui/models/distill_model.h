// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include <QObject>
#include <QString>

#include "engine/cut/joint_gain.h"
#include "gui/models/training_run.h"
#include "gui/models/workspace.h"

namespace microt::gui {

/// An extractor trained at one cut, and what that gained on the active task.
struct TrainedCut
{
    JointGain gain;
    std::filesystem::path file;
};

/// Distilling or joint training in this program, one at a time: starts, pauses at a checkpoint, goes on, and
/// knows the curves. Joint training may try several cuts in turn, each from the same start. The result and
/// its checkpoints lie in the project's folder "extractors", and beside them, until it is finished, what was
/// asked for: a run that was ended with the program is there, paused, when the project is opened again; of
/// several cuts with the one that was being trained. GUI thread.
class DistillModel : public QObject
{
    Q_OBJECT

public:
    enum class State { idle, running, pausing, paused, finished };

    DistillModel(Workspace* workspace, JobQueue* jobs, QObject* parent = nullptr);

    /// Starts `work` as `name`.mtx; goes on from its checkpoints if there are any. Every `probeEvery` epochs
    /// heads on the active task say how useful the student is. Several `cuts` are trained one after another,
    /// into `name`-cutK.mtx; one or none into `name`.mtx.
    void start(const DistillJob& work, const QString& name, int probeEvery,
               const std::vector<int>& cuts = {});
    void pause();    ///< ends the job at a checkpoint
    void resume();   ///< a paused run
    void discard();  ///< a paused run, with its checkpoints
    void setAside(); ///< a paused run: its checkpoints stay, and another can be started
    /// The unfinished run of that name, as a paused one; whether there is one. Not while one is running.
    bool takeUp(const QString& name);

    /// The run that is under way, paused or finished.
    const TrainingRun& asked() const { return m_run; }
    /// What a form had, for the next form: it outlives theme and language, not the project.
    std::optional<TrainingRun> draft(Training purpose) const;
    void setDraft(const TrainingRun& run);

    /// The probe before the training, and its last; nothing unless both are known.
    std::optional<std::pair<ProbeAccuracy, ProbeAccuracy>> gained() const;

    /// Of a run that is not finished.
    bool hasCheckpoints(const QString& name, const std::vector<int>& cuts = {}) const;

    State state() const { return m_state; }
    const std::vector<DistillEpoch>& epochs() const { return m_run.epochs; }
    const std::vector<ProbePoint>& probes() const { return m_run.probes; }
    const DistillJob& work() const { return m_run.work; }
    /// Of a finished run; of several cuts the one with the highest fused score.
    const std::optional<std::filesystem::path>& result() const { return m_result; }
    /// What each cut gained, in the order of training; empty where the task had no table of cuts.
    const std::vector<TrainedCut>& trainedCuts() const { return m_trained; }
    const std::optional<Failure>& failure() const { return m_failure; } ///< why the last run ended

    /// Networks at hand to learn from, as they were last looked for.
    const std::vector<std::string>& teachers() const { return m_teachers; }

signals:
    void changed();
    void teachersFound();

private:
    struct Feed;

    struct Made;

    std::filesystem::path outputOf(const QString& name) const;
    void projectChanged();
    void lookForTeachers();
    void takeUp(TrainingRun run);
    void run();
    void ended(const Result<Made>& made);
    void finish(const Made& made);
    void takeFeed();

    Workspace* m_workspace;
    JobQueue* m_jobs;
    std::shared_ptr<Feed> m_feed;
    State m_state = State::idle;
    TrainingRun m_run;
    std::map<Training, TrainingRun> m_drafts;
    std::vector<std::string> m_teachers;
    std::filesystem::path m_project; ///< the folder that drafts and a paused run belong to
    std::filesystem::path m_base;    ///< the output; of several cuts each has its own beside it
    std::size_t m_at = 0;            ///< in the cuts
    bool m_goesOn = false;           ///< a series that was interrupted: finished cuts are not trained again
    std::shared_ptr<const CutTable> m_before; ///< of the extractor that training starts from; may be null
    std::vector<TrainedCut> m_trained;
    int m_job = 0;
    std::optional<std::filesystem::path> m_result;
    std::optional<Failure> m_failure;
};

} // namespace microt::gui
