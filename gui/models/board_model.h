// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <QObject>
#include <QString>

#include "engine/project/board_record.h"
#include "gui/board/board_session.h"
#include "gui/models/workspace.h"
#include "serial/work/twin_check.h"

namespace microt::gui {

/// What a board answered about one picture.
struct BoardAnswer
{
    std::vector<std::string> classes;
    std::string file;        ///< the picture, for people
    std::int32_t label = -1; ///< what it shows; -1: not known
    Picture picture;         ///< as the network saw it
    protocol::InferResponse response;
    double millijoules = 0.0; ///< from its counter where that counts cycles, else 0
};

/// The work of every operator, as the board counted it.
struct BoardProfileResult
{
    Board::Profile profile;
    std::vector<std::string> ops; ///< describeOp of each
    int partOps = 0;              ///< those before the part exit
};

/// The board as the window sees it: the session, what it can do for the active task of the workspace, and
/// what came of that. Every action runs as a job; what it did shows in the results or in session().failure().
/// GUI thread.
class BoardModel : public QObject
{
    Q_OBJECT

public:
    BoardModel(Workspace* workspace, JobQueue* jobs, QObject* parent = nullptr);

    BoardSession& session() { return m_session; }
    const BoardSession& session() const { return m_session; }
    bool hasBoard() const; ///< connected and idle
    bool ready() const;    ///< the same, and the task has pictures, an extractor and a cut
    bool hasTask() const;  ///< it has them, whether or not a board is there
    std::uint32_t
    arenaBytes() const;   ///< of the connected board or the last one, for activations; 0: none yet
    double ratio() const; ///< of the active task
    /// How the board learns the active task: its ratio, and its heads' weights of classes.
    BoardTraining training(int samples) const;

    /// Makes the deployment image of the active task as it is now, or finds the one made before. For a job.
    std::function<Result<std::shared_ptr<const std::vector<std::uint8_t>>>(const JobContext&)>
    imageMaker() const;

    const std::vector<protocol::TrainProgress>& epochs() const { return m_epochs; }
    const std::optional<BoardAnswer>& answer() const { return m_answer; }
    const std::optional<BoardProfileResult>& profiled() const { return m_profile; }
    const std::optional<TwinCheck>& check() const { return m_check; }

    /// What a board did last for the active task, now or before the program was started.
    const std::optional<BoardRecord>& record() const { return m_record; }
    /// Forgets what is shown of the task and looks for its record: its file was deleted.
    void lookAgain();
    /// Which of its inputs are others now, as settings name themselves; empty: it holds.
    std::vector<std::string> changedSinceRecord() const;
    QString changedText() const; ///< the same for people

    /// Where virtual boards of the project keep their flash.
    std::filesystem::path stateFolder() const;
    void connectTo(const QString& port);
    const QString& port() const { return m_port; } ///< that was connected last; empty: none
    void again(); ///< repeats the last action, after connecting anew if need be
    bool canRepeat() const { return static_cast<bool>(m_again); }
    void setAgain(std::function<void()> action) { m_again = std::move(action); } ///< of other models

    void deploy();
    /// Trains on the board, which then answers `pictures` of the test split.
    void train(int samples, int pictures);
    /// The same with the samples that its bank holds.
    void trainOnBank(int pictures);
    void sendRatio();
    void infer();                        ///< a random test picture
    void inferFile(const QString& file); ///< any picture
    void profile();
    void compare(int samples, int pictures);

    void exportHeads(const QString& file);
    void importHeads(const QString& file);
    void rollbackHeads();
    void selectTask(int id);
    void removeTask(int id);
    void clearSamples();
    void restart(bool forget); ///< forget: tasks, heads, settings and images too

    QString wireLog() const; ///< file with a line for every frame since connecting

signals:
    void resultsChanged();

private:
    struct Input;
    struct ImageCache;
    struct EpochFeed;
    struct Compared;

    Input input() const;
    static Status measureOnTest(Board& board, const Input& task, int pictures, BoardRecord& record,
                                const JobContext& job);
    BoardRecord recordHere() const;
    void findRecord();
    void takeRecord(const BoardRecord& record);
    void takeEpochs();
    void inferAt(const std::filesystem::path& file, std::int32_t label);
    template <typename Learn>
    void trainWith(const BoardTraining& options, int pictures, Learn learn);
    template <typename Work, typename Done>
    void act(const QString& title, bool wanted, const JobPlan& plan, Work work, Done done);
    template <typename Work>
    void command(const QString& title, Work work);

    Workspace* m_workspace;
    JobQueue* m_jobs;
    BoardSession m_session;
    std::shared_ptr<ImageCache> m_images;
    std::shared_ptr<EpochFeed> m_feed;
    std::function<void()> m_again;
    QString m_port;
    std::vector<protocol::TrainProgress> m_epochs;
    std::optional<BoardAnswer> m_answer;
    std::optional<BoardProfileResult> m_profile;
    std::optional<TwinCheck> m_check;
    std::optional<BoardRecord> m_record;
    std::string m_recordOf; ///< Workspace::taskId() that results are of
    std::string m_epochsOf; ///< the same of the last training
};

} // namespace microt::gui
