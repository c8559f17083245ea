// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/models/live_model.h"

#include <chrono>
#include <utility>

#include "gui/models/job_plans.h"

namespace microt::gui {

namespace {
constexpr int kTickMs = 33; ///< as often as an eye sees
}

LiveModel::LiveModel(Workspace* workspace, BoardModel* board, JobQueue* jobs, QObject* parent)
    : QObject(parent), m_workspace(workspace), m_board(board), m_jobs(jobs),
      m_twin(std::make_shared<LiveTwinKept>())
{
    m_tick.setInterval(kTickMs);
    connect(&m_tick, &QTimer::timeout, this, &LiveModel::takeNews);
    connect(&board->session(), &BoardSession::changed, this, &LiveModel::lookAtSession);
    for (const auto change : {&Workspace::taskChanged, &Workspace::projectChanged})
        connect(workspace, change, this, &LiveModel::dropForeign);
    for (const auto change : {&Workspace::stateChanged, &Workspace::cutsChanged})
        connect(workspace, change, this, &LiveModel::changed);
}

void LiveModel::setSettings(const LiveSettings& settings)
{
    m_settings = settings;
    emit changed();
}

bool LiveModel::canStart() const
{
    return !m_running && (m_settings.onTwin ? m_board->hasTask() : m_board->ready());
}

void LiveModel::start()
{
    if (!canStart())
        return;
    forget();
    m_of = m_workspace->taskId();
    m_run.settings = m_settings;
    m_run.training = m_board->training(m_settings.samples);
    m_run.seed = m_workspace->settings().split.seed;
    m_run.dataset = m_workspace->dataset();
    m_run.makeImage = m_board->imageMaker();
    m_run.control = std::make_shared<LiveControl>();
    m_run.feed = std::make_shared<LiveFeed>();
    m_run.twin = m_twin;
    m_run.control->setPaused(m_paused);
    m_run.control->setLearning(m_learning);
    m_run.control->setInterval(std::chrono::milliseconds(m_intervalMs));
    m_running = true;
    m_ready = false;
    m_tick.start();
    if (m_settings.onTwin)
        startOnTwin();
    else
        startOnBoard();
    emit changed();
}

void LiveModel::startOnBoard()
{
    m_counter = m_board->session().card().description;
    m_board->setAgain([this] { start(); });
    m_board->session().run(
        tr("Live on the board"),
        [run = m_run](Board& board, const JobContext& job) { return run.onBoard(board, job); },
        [this](const LiveEnd& over) { m_failure = over.ofStream; }, planOfBoardTraining());
}

void LiveModel::startOnTwin()
{
    m_jobs->run(
        tr("Live on the twin"), this, [run = m_run](const JobContext& job) { return run.onTwin(job); },
        [this](const Result<LiveEnd>& over) { end(over.ok() ? over.value().ofStream : over.failure()); },
        {JobKind::board, planOfBoardTraining()});
}

/// A stream on a board ends with the work of its session.
void LiveModel::lookAtSession()
{
    if (m_running && !ofTwin() && !m_board->session().busy())
        end(m_failure ? m_failure : m_board->session().failure());
    else
        emit changed();
}

void LiveModel::end(const std::optional<Failure>& failure)
{
    takeNews();
    m_tick.stop();
    m_running = m_stopping = false;
    m_asked = 0;
    m_failure = failure;
    if (failure && failure->code == Error::cancelled)
        m_failure.reset();
    emit changed();
}

void LiveModel::forget()
{
    m_answer.reset();
    m_lesson.reset();
    m_failure.reset();
    m_figures = {};
    m_points.clear();
    m_bank = {};
    m_judged = false;
}

/// Another task is shown: a stream of the former one ends, and what it showed goes.
void LiveModel::dropForeign()
{
    if (m_of.empty() || m_of == m_workspace->taskId())
        return;
    stop();
    forget();
    m_of.clear();
    emit changed();
}

void LiveModel::stop()
{
    if (!m_running)
        return;
    m_stopping = true;
    m_run.control->stop();
    emit changed();
}

void LiveModel::setPaused(bool paused)
{
    m_paused = paused;
    if (m_running)
        m_run.control->setPaused(paused);
    emit changed();
}

void LiveModel::setLearning(bool learning)
{
    m_learning = learning;
    if (m_running)
        m_run.control->setLearning(learning);
    emit changed();
}

void LiveModel::setIntervalMs(int ms)
{
    m_intervalMs = ms;
    if (m_running)
        m_run.control->setInterval(std::chrono::milliseconds(ms));
    emit changed();
}

void LiveModel::next()
{
    if (m_running && m_paused)
        m_run.control->step();
}

void LiveModel::judge(int label)
{
    if (!m_running || !m_answer || m_judged || label < 0 || label >= static_cast<int>(classes().size()))
        return;
    m_judged = true;
    ++m_asked;
    m_run.control->judge(m_answer->number, m_answer->label >= 0 ? m_answer->label : label);
    emit changed();
}

void LiveModel::confirm()
{
    if (m_answer)
        judge(m_answer->reply.predicted);
}

std::vector<std::string> LiveModel::classes() const
{
    if (!m_of.empty() && m_run.dataset)
        return m_run.dataset->classes;
    return m_workspace->dataset() ? m_workspace->dataset()->classes : std::vector<std::string>();
}

void LiveModel::takeNews()
{
    if (!m_run.feed)
        return;
    LiveNews news = m_run.feed->take();
    if (m_of.empty() || (!news.answer && news.lessons.empty() && !news.bank))
        return;
    if (news.bank) {
        m_bank = *news.bank;
        m_ready = true;
    }
    m_points.insert(m_points.end(), news.points.begin(), news.points.end());
    if (m_points.size() > kMostPoints)
        m_points.erase(m_points.begin(), m_points.end() - kMostPoints);
    if (news.answer) {
        m_answer = std::move(news.answer);
        m_figures = m_answer->figures;
        m_judged = false;
    }
    for (const LiveLesson& lesson : news.lessons)
        take(lesson);
    emit changed();
}

void LiveModel::take(const LiveLesson& lesson)
{
    if (m_answer && lesson.number == m_answer->number)
        m_judged = true;
    m_asked = std::max(0, m_asked - 1);
    if (lesson.figures.pictures >= m_figures.pictures) { // no later answer came meanwhile
        m_figures = lesson.figures;
        if (!m_points.empty() && lesson.figures.accuracy)
            m_points.back().accuracy = lesson.figures.accuracy;
    }
    if (lesson.outcome == LiveLesson::Outcome::learned)
        m_bank = lesson.bank;
    if (lesson.outcome != LiveLesson::Outcome::nothing)
        m_lesson = lesson;
}

std::optional<EnergyFigure> LiveModel::energy() const
{
    if (!m_answer)
        return {};
    const auto work = this->work();
    const BoardProfile* profile = m_workspace->board();
    if (work && work->provenance == Provenance::counted && work->cycles && m_counter.clockHz > 0 &&
        profile != nullptr) {
        const double seconds = work->count / m_counter.clockHz;
        return EnergyFigure{seconds * profile->activeMilliwatt.value, 1000.0 * seconds, Provenance::counted};
    }
    if (const auto energy = m_workspace->energy())
        return energy->answeredAt(static_cast<std::size_t>(m_answer->reply.exit));
    return {};
}

std::optional<LiveModel::Work> LiveModel::work() const
{
    if (!m_answer)
        return {};
    if (m_answer->reply.counted > 0)
        return Work{static_cast<double>(m_answer->reply.counted),
                    m_counter.counterUnit == protocol::CounterUnit::cycles, Provenance::counted};
    const auto energy = m_workspace->energy();
    if (!energy || m_workspace->board() == nullptr)
        return {};
    const double milliseconds =
        energy->answeredAt(static_cast<std::size_t>(m_answer->reply.exit)).milliseconds;
    return Work{milliseconds / 1000.0 * m_workspace->board()->clockHz.value, true, Provenance::modelled};
}

} // namespace microt::gui
