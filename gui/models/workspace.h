// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <QObject>
#include <QString>
#include <QStringList>

#include "engine/data/label_work.h"
#include "engine/project/scaling_check.h"
#include "engine/project/workflow.h"
#include "gui/jobs/job_queue.h"

class QUndoStack;

namespace microt::gui {

/// The steps of the work, in order; the left rail shows their states.
enum class Step { data, extractor, features, cuts, stage };

/// In order.
constexpr Step kAllSteps[] = {Step::data, Step::extractor, Step::features, Step::cuts, Step::stage};

enum class StepState {
    missing, ///< what it needs is not there yet
    waiting, ///< it could run and has not
    running,
    ready,
    stale, ///< an input changed since; the old result is still shown, greyed
    failed,
};

/// The open project and everything computed from it, for the window. Lives in the GUI thread; engine work
/// goes through the JobQueue. Results are immutable and shared, so pages keep what they draw. When an input
/// changes, the steps that depend on it run again by themselves. Every change of the project is saved soon
/// after (atomically).
class Workspace : public QObject
{
    Q_OBJECT

public:
    explicit Workspace(JobQueue* jobs, QObject* parent = nullptr);
    ~Workspace() override;

    // Project
    bool hasProject() const;
    const Project& project() const;
    void newProject(const QString& folder, const QString& name); ///< with the first shipped extractor, if any
    void openProject(const QString& folder);
    void openDemo(const QString& folder); ///< makes or completes the demo project, then opens it
    void save();
    static QStringList recentProjects(); ///< folders, latest first

    // Choices. Each is recorded in the project and sets off what depends on it. Where no project is open,
    // addTask and setExtractor first make one in the user's folder "MicroT".
    void addTask(const QString& datasetPath); ///< and makes it active; a known path only becomes active
    void removeTask(const QString& name);
    void setActiveTask(const QString& name);
    void setExtractor(const QString& spec);
    void setSplit(const SplitOptions& split);
    void setReading(const ReadOptions& reading); ///< reads the files again
    void setLabels(const LabelWork& labels);     ///< of the active task; failed() if no two classes are left
    void renameTask(const QString& from, const QString& to); ///< failed() if that is no free name
    void setCut(int cut);                                    ///< 0: the recommended one
    void useRecommended();                                   ///< cut and ratio, in one step
    void setStageOptions(const StageOptions& options);
    void setRatio(std::optional<double> ratio); ///< none: the recommended one
    void setChoice(const CutChoice& choice);    ///< how cuts are recommended, for all tasks
    void setBoard(const QString& id);
    void setPrecision(Precision precision); ///< of all tasks
    void setNetwork(const ExtractorOptions& network);
    void setPage(const QString& page);
    /// Makes the open project's tasks, extractor and choices those of `wanted`, in one step.
    void useSettingsOf(const Project& wanted);
    QUndoStack& steps(); ///< what the user chose so far, to be undone; of the open project

    // Results of the active task; null until ready.
    const Task* task() const;
    std::string taskId() const; ///< whose they are, in whatever project; empty: none is open
    std::shared_ptr<const Dataset> dataset() const;
    const LabelWork* labels() const; ///< null until the pictures were read once
    std::shared_ptr<const Extractor> extractor() const;
    std::shared_ptr<const GraphCost> cost() const;
    std::shared_ptr<const FeatureSet> features() const;
    /// What the features' pictures say of the scaling that was assumed or stated for the extractor's input;
    /// null where its file says it, or not known yet.
    std::shared_ptr<const ScalingCheck> inputCheck() const;
    std::shared_ptr<const CutTable> cuts() const;
    TaskSettings settings() const;       ///< all that decides the figures of the active task
    TaskSettings settingsInUse() const;  ///< the same with every cut that is chosen or recommended
    int chosenCut() const;               ///< cutInUse(); 0: none yet
    std::optional<double> ratio() const; ///< ratioInUse()
    std::shared_ptr<const StageModel> stage() const;
    const std::vector<BoardProfile>& boards() const;
    const BoardProfile* board() const;
    std::optional<StageEnergy> energy() const;

    std::optional<Outcome> outcome() const; ///< at ratio(); computed on the spot

    StepState state(Step step) const;
    std::optional<Failure> failure(Step step) const; ///< why it failed
    QString staleBecause(Step step) const; ///< what changed since a stale result was made; empty: it holds
    /// The extractor that was open before the one that cannot be opened; empty unless there is that case.
    QString lastGoodExtractor() const;
    void useLastGoodExtractor();
    void retry(Step step);

signals:
    void projectChanged(); ///< another project, its task list, or a choice without a signal of its own
    void taskChanged();    ///< another active task
    void datasetChanged();
    void labelsChanged(); ///< label work; the dataset follows
    void extractorChanged();
    void featuresChanged();
    void inputChecked();
    void cutsChanged();  ///< table, weights, or chosen cut
    void stageChanged(); ///< heads and curves
    void ratioChanged();
    void boardChanged();
    void stateChanged();                                          ///< of any step
    void failed(const QString& what, const microt::Failure& why); ///< what was being done, translated

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace microt::gui
