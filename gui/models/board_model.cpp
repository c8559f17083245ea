// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/models/board_model.h"

#include <mutex>

#include <QFile>
#include <QRandomGenerator>

#include "engine/base/files.h"
#include "engine/data/preprocess.h"
#include "engine/project/task_files.h"
#include "engine/twin/twin.h"
#include "gui/models/board_model_parts.h"
#include "gui/models/job_plans.h"
#include "gui/words/board_words.h"
#include "serial/protocol/answering_exits.h"

namespace microt::gui {

using namespace protocol;

namespace {

constexpr const char* kBoardsFolder = "boards";

std::filesystem::path pathOf(const QString& file)
{
    return QFile::encodeName(file).toStdString();
}

} // namespace

/// The deployment image of the last task asked for: quantizing takes longer than most of what follows.
struct BoardModel::ImageCache
{
    using Image = std::shared_ptr<const std::vector<std::uint8_t>>;

    Result<Image> imageOf(const Input& task, const JobContext& job)
    {
        {
            const std::lock_guard<std::mutex> lock(mutex);
            if (image && extractor == task.extractor && dataset == task.dataset &&
                sameFields(stage, task.settings.stage) && ramBytes == task.ramBytes)
                return image;
        }
        MICROT_TRY(const std::vector<int> exits, earlyCuts(task.settings.stage));
        MICROT_TRY(TaskImage made,
                   makeTaskImage(task.settings, exits, *task.extractor, *task.dataset, task.ramBytes, job));
        const std::lock_guard<std::mutex> lock(mutex);
        extractor = task.extractor;
        dataset = task.dataset;
        stage = task.settings.stage;
        ramBytes = task.ramBytes;
        image = std::make_shared<const std::vector<std::uint8_t>>(std::move(made.bytes));
        return image;
    }

    std::mutex mutex;
    std::shared_ptr<const Extractor> extractor;
    std::shared_ptr<const Dataset> dataset;
    StageOptions stage;
    std::uint32_t ramBytes = 0;
    Image image;
};

/// Epochs on their way from the board's thread.
struct BoardModel::EpochFeed
{
    std::mutex mutex;
    std::vector<TrainProgress> epochs;
};

BoardModel::BoardModel(Workspace* workspace, JobQueue* jobs, QObject* parent)
    : QObject(parent), m_workspace(workspace), m_jobs(jobs), m_session(jobs),
      m_images(std::make_shared<ImageCache>()), m_feed(std::make_shared<EpochFeed>())
{
    connect(jobs, &JobQueue::jobsChanged, this, &BoardModel::takeEpochs);
    connect(workspace, &Workspace::taskChanged, this, &BoardModel::findRecord);
}

double BoardModel::ratio() const
{
    return m_workspace->ratio().value_or(kPaperRatio);
}

BoardTraining BoardModel::training(int samples) const
{
    BoardTraining options;
    options.samples = samples;
    options.ratio = ratio();
    options.classWeights = m_workspace->settings().stage.head.classWeights;
    return options;
}

bool BoardModel::hasBoard() const
{
    return m_session.state() == BoardSession::State::connected && !m_session.busy();
}

bool BoardModel::ready() const
{
    return hasBoard() && hasTask();
}

bool BoardModel::hasTask() const
{
    return input().complete();
}

std::function<Result<BoardModel::ImageCache::Image>(const JobContext&)> BoardModel::imageMaker() const
{
    return [task = input(), images = m_images](const JobContext& job) { return images->imageOf(task, job); };
}

std::filesystem::path BoardModel::stateFolder() const
{
    return m_workspace->project().folder / kBoardsFolder;
}

void BoardModel::connectTo(const QString& port)
{
    m_port = port;
    m_again = [this] { connectTo(m_port); };
    m_session.connectTo(port, stateFolder());
}

void BoardModel::again()
{
    if (m_session.state() == BoardSession::State::disconnected)
        m_session.connectTo(m_port, stateFolder(), m_again);
    else if (m_again)
        m_again();
}

QString BoardModel::wireLog() const
{
    return QFile::decodeName((stateFolder() / BoardSession::kWireLog).c_str());
}

/// Runs `work(Board&, const JobContext&)` if `wanted`, and remembers it for again(). What comes of it is
/// shown as long as the task is the one that it was done for.
template <typename Work, typename Done>
void BoardModel::act(const QString& title, bool wanted, const JobPlan& plan, Work work, Done done)
{
    if (!wanted)
        return;
    const auto show = [this, done, of = m_recordOf](const auto& result) {
        if (of == m_recordOf)
            done(result);
    };
    m_again = [this, title, work, show, plan] { m_session.run(title, work, show, plan); };
    m_again();
}

/// For work without a result to show but the board's card.
template <typename Work>
void BoardModel::command(const QString& title, Work work)
{
    act(
        title, hasBoard(), {},
        [work](Board& board, const JobContext& job) -> Result<bool> {
            MICROT_CHECK(work(board, job));
            return true;
        },
        [](bool) {});
}

void BoardModel::deploy()
{
    act(
        tr("Deploying to the board"), ready(), planOfDeploying(),
        [task = input(), images = m_images](Board& board, const JobContext& job) -> Result<bool> {
            MICROT_TRY(const ImageCache::Image image, images->imageOf(task, job));
            MICROT_CHECK(prepareBoard(board, *image, *task.dataset, job));
            return true;
        },
        [](bool) {});
}

void BoardModel::train(int samples, int pictures)
{
    trainWith(training(samples), pictures, trainBoard);
}

void BoardModel::trainOnBank(int pictures)
{
    trainWith(training(0), pictures,
              [](Board& board, const Dataset&, const Preprocessing&, const BoardTraining& options,
                 const BoardTrainingWatch& watch,
                 const JobContext& job) { return microt::trainOnBank(board, options, watch, job); });
}

/// `learn`: as trainBoard().
template <typename Learn>
void BoardModel::trainWith(const BoardTraining& options, int pictures, Learn learn)
{
    if (!ready())
        return;
    m_epochs.clear();
    m_epochsOf = m_recordOf;
    emit resultsChanged();
    act(
        tr("Training on the board"), true, planOfBoardTraining() + JobPlan{{"Answering test pictures", 5.0}},
        [task = input(), images = m_images, options, pictures, learn, feed = m_feed, here = recordHere(),
         project = m_workspace->project()](Board& board, const JobContext& job) -> Result<BoardRecord> {
            BoardTrainingWatch watch;
            watch.epoch = [feed](const TrainProgress& progress) {
                const std::lock_guard<std::mutex> lock(feed->mutex);
                feed->epochs.push_back(progress);
            };
            MICROT_TRY(const ImageCache::Image image, images->imageOf(task, job));
            MICROT_CHECK(prepareBoard(board, *image, *task.dataset, job));
            MICROT_TRY(const BoardTrained trained,
                       learn(board, *task.dataset, task.preprocessing(), options, watch, job));
            BoardRecord record = here;
            record.samples = static_cast<int>(trained.training.samples);
            MICROT_CHECK(measureOnTest(board, task, pictures, record, job));
            MICROT_CHECK(keepBoardRecord(project, record));
            return record;
        },
        [this](const BoardRecord& record) {
            takeEpochs();
            takeRecord(record);
        });
}

/// Shows the epochs that came since.
void BoardModel::takeEpochs()
{
    std::vector<TrainProgress> arrived;
    {
        const std::lock_guard<std::mutex> lock(m_feed->mutex);
        arrived.swap(m_feed->epochs);
    }
    if (m_epochsOf != m_recordOf)
        return; // of a training for another task
    for (const TrainProgress& progress : arrived) {
        if (progress.epoch == 0)
            m_epochs.clear();
        m_epochs.push_back(progress);
    }
    if (!arrived.empty())
        emit resultsChanged();
}

void BoardModel::sendRatio()
{
    command(tr("Calibrating the board"), [ratio = ratio()](Board& board, const JobContext& job) -> Status {
        MICROT_CHECK(recalibrateBoard(board, ratio, job));
        return {};
    });
}

void BoardModel::infer()
{
    if (!ready())
        return;
    const Input task = input();
    std::vector<std::int32_t> test;
    for (std::size_t i = 0; i < task.dataset->samples.size(); ++i)
        if (task.dataset->samples[i].split == Split::test)
            test.push_back(static_cast<std::int32_t>(i));
    if (test.empty())
        return;
    const std::int32_t at = test[QRandomGenerator::global()->bounded(static_cast<quint32>(test.size()))];
    const Sample& sample = task.dataset->samples[static_cast<std::size_t>(at)];
    inferAt(task.dataset->pathOf(sample), sample.label);
}

void BoardModel::inferFile(const QString& file)
{
    if (ready())
        inferAt(pathOf(file), -1);
}

void BoardModel::inferAt(const std::filesystem::path& file, std::int32_t label)
{
    const double milliwatts =
        m_workspace->board() != nullptr ? m_workspace->board()->activeMilliwatt.value : 0.0;
    act(
        tr("Inferring on the board"), true, {},
        [task = input(), file, label, milliwatts](Board& board,
                                                  const JobContext& job) -> Result<BoardAnswer> {
            BoardAnswer answer;
            answer.classes = task.dataset->classes;
            answer.file = printable(file.filename());
            answer.label = label;
            MICROT_TRY(const Picture picture, decodePicture(file, task.dataset->background));
            answer.picture = fitToExtractor(picture, task.preprocessing());
            MICROT_TRY(const DescribeResponse about, board.link().ask<Message::describe>({}, job));
            MICROT_TRY(answer.response,
                       board.infer(answer.picture.rgb.data(), answer.picture.rgb.size(), kAnyExit, job));
            if (about.counterUnit == CounterUnit::cycles && about.clockHz > 0)
                answer.millijoules =
                    static_cast<double>(totalOf(answer.response.counters)) / about.clockHz * milliwatts;
            return answer;
        },
        [this](const BoardAnswer& answer) {
            m_answer = answer;
            emit resultsChanged();
        });
}

void BoardModel::profile()
{
    act(
        tr("Profiling the board"), ready(), planOfDeploying() + JobPlan{{"operators", 10.0}},
        [task = input(), images = m_images](Board& board,
                                            const JobContext& job) -> Result<BoardProfileResult> {
            MICROT_TRY(const ImageCache::Image bytes, images->imageOf(task, job));
            MICROT_TRY(const Twin twin, Twin::create(*bytes));
            MICROT_CHECK(board.deploy(*bytes, job));
            const Picture grey = greyPicture(task.preprocessing());
            BoardProfileResult result;
            MICROT_TRY(result.profile, board.profile(grey.rgb.data(), grey.rgb.size(), job));
            for (int op = 0; op < twin.image().header->opCount; ++op)
                result.ops.push_back(describeOp(twin.image(), op));
            result.partOps = twin.image().exits[answeringExits(twin.image()).imageExit[0]].opEnd;
            return result;
        },
        [this](const BoardProfileResult& result) {
            m_profile = result;
            emit resultsChanged();
        });
}

void BoardModel::compare(int samples, int pictures)
{
    TwinCheckOptions options;
    options.training = training(samples);
    options.pictures = pictures;
    act(
        tr("Comparing the board with its twin"), ready(), planOfTwinCheck(),
        [task = input(), images = m_images, options, here = recordHere(),
         project = m_workspace->project()](Board& board, const JobContext& job) -> Result<Compared> {
            MICROT_TRY(const ImageCache::Image image, images->imageOf(task, job));
            MICROT_TRY(TwinCheck check, checkAgainstTwin(board, *image, *task.dataset, options, job));
            BoardRecord record = recordOf(check, here);
            MICROT_CHECK(keepBoardRecord(project, record));
            return Compared{std::move(check), std::move(record)};
        },
        [this](const Compared& compared) {
            m_check = compared.check;
            takeRecord(compared.record);
        });
}

void BoardModel::exportHeads(const QString& file)
{
    command(tr("Exporting heads"), [path = pathOf(file)](Board& board, const JobContext& job) {
        return microt::exportHeads(board, path, job);
    });
}

void BoardModel::importHeads(const QString& file)
{
    command(tr("Importing heads"), [path = pathOf(file)](Board& board, const JobContext& job) {
        return microt::importHeads(board, path, job);
    });
}

void BoardModel::rollbackHeads()
{
    command(tr("Rolling heads back"),
            [](Board& board, const JobContext& job) { return board.rollbackHeads(job); });
}

void BoardModel::selectTask(int id)
{
    command(tr("Switching the task"),
            [id](Board& board, const JobContext& job) { return board.selectTask(id, job); });
}

void BoardModel::removeTask(int id)
{
    command(tr("Deleting a task"),
            [id](Board& board, const JobContext& job) { return board.removeTask(id, job); });
}

void BoardModel::clearSamples()
{
    command(tr("Clearing samples"), [](Board& board, const JobContext& job) -> Status {
        MICROT_CHECK(board.link().ask<Message::bankClear>({}, job));
        return {};
    });
}

void BoardModel::restart(bool forget)
{
    command(tr("Restarting the board"), [forget](Board& board, const JobContext& job) {
        return board.restart(forget ? Board::Keep::nothing : Board::Keep::all, job);
    });
}

} // namespace microt::gui
