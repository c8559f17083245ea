// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <QString>
#include <QTimer>

#include "gui/models/project_history.h"
#include "gui/models/project_saver.h"
#include "gui/models/workspace.h"

namespace microt::gui {

/// How far one step is. A key spells out the inputs a result depends on; comparing keys tells whether a
/// result, a running job or a failure still belongs to what is wanted now.
struct StepRun
{
    QString made;    ///< key of the result; empty: there is none
    QString running; ///< key of the job under way
    QString stopped; ///< key that failed or was cancelled by the user
    std::optional<Failure> failure;
    std::optional<Project> madeWith; ///< the choices of then, to say what changed since
    int job = 0;                     ///< its number; the answers of any other are out of date

    void forgetJob()
    {
        running.clear();
        job = 0;
    }
};

/// Results of one task. They are kept when another task becomes active.
struct TaskSlot
{
    int scan = 1;      ///< raised to read the files again
    int labelling = 1; ///< raised with every change of label work
    StepRun data;
    StepRun features;
    StepRun cuts;
    StepRun stage;
    std::shared_ptr<const Dataset> read; ///< as the files say it, undivided
    int readScan = 0;                    ///< `scan` when it was read
    std::optional<LabelWork> labels;     ///< none: not read yet
    std::shared_ptr<const Dataset> dataset;
    std::shared_ptr<const FeatureSet> featureSet;
    std::shared_ptr<const ScalingCheck> inputCheck; ///< of the pictures and the extractor of featureSet
    std::shared_ptr<const CutTable> cutTable;
    StageOptions cutStage;                    ///< that cutTable was made for
    std::shared_ptr<const GraphCost> cutCost; ///< of the extractor that cutTable was made with
    std::shared_ptr<const StageModel> stageModel;
    std::shared_ptr<const GraphCost> stageCost; ///< of the extractor that stageModel was made with
};

struct ExtractorSlot
{
    int revision = 1; ///< raised to read the file again
    StepRun run;
    std::shared_ptr<const Extractor> extractor;
    std::shared_ptr<const GraphCost> cost;
    std::optional<std::pair<std::string, ExtractorOptions>> lastGood; ///< as chosen in the project
};

/// The pipeline behind Workspace. GUI thread.
struct Workspace::State
{
    State(Workspace* owner, JobQueue* queue) : self(owner), jobs(queue) {}

    Workspace* self;
    JobQueue* jobs;
    std::optional<Project> project;
    ExtractorSlot extractor;
    std::map<std::string, std::shared_ptr<TaskSlot>> taskSlots; ///< by task name
    std::vector<BoardProfile> boards;
    ProjectSaver saver;
    ProjectHistory history{[this](const Project& wanted) { restore(wanted); }};
    QTimer pause; ///< gathers changes that come in quick succession, then advance()

    // Project
    void adopt(Project opened);
    void changed(); ///< the project was edited: save it and see what has to run
    void ensureProject(const QString& name);
    void announceTask();
    void restore(const Project& wanted); ///< a state of the open project, from its history
    void syncSlots(const Project& before);

    /// Records what the user does to the project between its construction and its end.
    class Edit
    {
    public:
        explicit Edit(State& state) : m_state(state), m_before(state.project) {}
        ~Edit()
        {
            if (m_before && m_state.project && m_before->folder == m_state.project->folder)
                m_state.history.record(*m_before, *m_state.project);
        }
        Edit(const Edit&) = delete;
        Edit& operator=(const Edit&) = delete;

    private:
        State& m_state;
        std::optional<Project> m_before;
    };

    // Steps
    Task* activeTask();
    std::shared_ptr<TaskSlot> slot(); ///< of the active task, or null
    StepRun* run(Step step);          ///< null without an active task
    QString wanted(Step step);        ///< key of the inputs as they are now; empty: one is not chosen
    bool current(Step step);          ///< its result is the wanted one
    bool inputsReady(Step step);
    int chosenCut();       ///< cutInUse() of what is current; 0: not known yet
    QString chosenExits(); ///< the same of all exits but the last, in words
    TaskSettings settingsInUse();
    void recommendAnew(TaskSlot& slot);
    StepState state(Step step);
    void advance(); ///< starts every step of the active task that can run and has not
    void begin(Step step, const QString& key);
    void stopJobs(TaskSlot& slot);
    void retry(Step step);

    void openExtractorJob(const QString& key);
    void openDatasetJob(const QString& key);
    void embedJob(const QString& key);
    void checkInputJob(const std::shared_ptr<TaskSlot>& task,
                       const std::shared_ptr<const Extractor>& network);
    void evaluateCutsJob(const QString& key);
    void buildStageJob(const QString& key);

    /// Runs one step in the queue. `use(slot, shown, value)` takes over the result, unless inputs changed
    /// meanwhile; `shown` says whether its task is the active one.
    template <typename Work, typename Use>
    void runStep(Step step, const QString& key, const QString& title, const JobLane& lane, Work work,
                 Use use);
    void stepFailed(StepRun& run, const QString& key, const QString& title, const Failure& why);
    void dropForeignCuts(const Graph& graph);
};

StepRun& stepOf(TaskSlot& slot, Step step);

} // namespace microt::gui
