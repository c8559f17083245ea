// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/models/distill_model.h"

#include <algorithm>
#include <mutex>
#include <system_error>

#include <QDir>

#include "engine/base/files.h"
#include "engine/exchange/mtx/mtx.h"
#include "engine/exchange/open_extractor.h"
#include "engine/model/architectures.h"
#include "engine/model/cost.h"
#include "gui/models/job_plans.h"
#include "gui/models/teachers.h"

namespace microt::gui {

namespace fs = std::filesystem;

namespace {

fs::path checkpointsOf(const fs::path& output)
{
    return output.string() + ".checkpoints";
}

bool isUnfinished(const fs::path& output)
{
    std::error_code error;
    const fs::path folder = checkpointsOf(output);
    return fs::is_directory(folder, error) && !fs::is_empty(folder, error);
}

fs::path outputAt(const fs::path& base, const std::vector<int>& cuts, std::size_t at)
{
    return cuts.size() > 1 ? fileAtCut(base, cuts[at]) : base;
}

/// How the extractor in `file` does at every cut, as the Cut page would say.
struct Measure
{
    std::shared_ptr<const CutTable> before; ///< null: nothing to compare with
    std::shared_ptr<const Dataset> dataset;
    TaskSettings settings;

    Result<std::optional<JointGain>> operator()(const fs::path& file, std::optional<int> cut,
                                                const JobContext& job) const
    {
        if (!before || !dataset || !cut)
            return std::optional<JointGain>();
        MICROT_TRY(const Extractor trained, readMtx(file));
        MICROT_TRY(const BoardProfile board, findBoardProfile(settings.board));
        MICROT_TRY(const FeatureSet features, embedTask(settings, trained, *dataset, {}, job));
        MICROT_TRY(const CutTable after,
                   evaluateTaskCuts(settings, features, *dataset, countCost(trained.graph), board, job));
        MICROT_TRY(const JointGain gain, jointGain(*before, after, *cut));
        return std::optional<JointGain>(gain);
    }
};

/// What a training leaves beside its output while it goes on, written by the job itself.
class Diary
{
public:
    Diary(fs::path base, TrainingRun run) : m_base(std::move(base)), m_run(std::move(run)) {}

    Status begin() const { return keepRun(m_base, m_run); }
    /// What cannot be written now is written with the next epoch.
    void add(const std::vector<DistillEpoch>& epochs, const std::vector<ProbePoint>& probes)
    {
        addTold(m_run, epochs, probes);
        (void)keepRun(m_base, m_run);
    }

private:
    fs::path m_base;
    TrainingRun m_run;
};

/// Whether there are weights that a training could improve or ruin.
bool hasWeights(const DistillJob& work)
{
    const auto names = architectureNames();
    return std::find(names.begin(), names.end(), work.student) == names.end();
}

} // namespace

/// What the job ends with.
struct DistillModel::Made
{
    fs::path file;
    std::optional<JointGain> gain;
};

/// What the job has to tell before it ends.
struct DistillModel::Feed
{
    std::mutex mutex;
    std::vector<DistillEpoch> epochs;
    std::vector<ProbePoint> probes;
};

DistillModel::DistillModel(Workspace* workspace, JobQueue* jobs, QObject* parent)
    : QObject(parent), m_workspace(workspace), m_jobs(jobs), m_feed(std::make_shared<Feed>())
{
    connect(jobs, &JobQueue::jobsChanged, this, &DistillModel::takeFeed);
    connect(workspace, &Workspace::projectChanged, this, &DistillModel::projectChanged);
}

/// Another project has its own drafts, and perhaps a run that stopped.
void DistillModel::projectChanged()
{
    const fs::path folder = m_workspace->project().folder;
    if (folder == m_project || m_state == State::running || m_state == State::pausing)
        return;
    m_project = folder;
    m_drafts.clear();
    m_failure.reset();
    m_trained.clear();
    m_result.reset();
    m_run = {};
    m_state = State::idle;
    lookForTeachers();
    if (m_workspace->hasProject())
        if (auto last = lastUnfinishedRun(folder))
            takeUp(std::move(*last));
    emit changed();
}

void DistillModel::lookForTeachers()
{
    m_jobs->run(
        tr("Looking for teachers"), this,
        [project = m_workspace->project(), home = fs::path(QDir::homePath().toStdString())](
            const JobContext&) -> Result<std::vector<std::string>> { return teachersAtHand(project, home); },
        [this](Result<std::vector<std::string>> names) {
            if (!names.ok())
                return; // cancelled
            m_teachers = std::move(names).value();
            emit teachersFound();
        },
        JobKind::quick);
}

bool DistillModel::takeUp(const QString& name)
{
    if (m_state == State::running || m_state == State::pausing || !m_workspace->hasProject())
        return false;
    auto found = readRun(outputOf(name));
    if (!found)
        return false;
    takeUp(std::move(*found));
    emit changed();
    return true;
}

void DistillModel::takeUp(TrainingRun run)
{
    m_run = std::move(run);
    m_base = outputOf(QString::fromStdString(m_run.name));
    m_project = m_workspace->project().folder;
    m_at = 0;
    m_goesOn = true;
    m_trained.clear();
    m_result.reset();
    m_failure.reset();
    m_before = m_workspace->cuts();
    m_state = State::paused;
}

fs::path DistillModel::outputOf(const QString& name) const
{
    return gui::outputOf(m_workspace->project().folder, name.toStdString());
}

bool DistillModel::hasCheckpoints(const QString& name, const std::vector<int>& cuts) const
{
    if (name.isEmpty() || !m_workspace->hasProject())
        return false;
    for (std::size_t at = 0; at == 0 || at < cuts.size(); ++at)
        if (isUnfinished(outputAt(outputOf(name), cuts, at)))
            return true;
    return false;
}

std::optional<TrainingRun> DistillModel::draft(Training purpose) const
{
    const auto found = m_drafts.find(purpose);
    return found != m_drafts.end() ? std::optional(found->second) : std::nullopt;
}

void DistillModel::setDraft(const TrainingRun& run)
{
    m_drafts[run.purpose] = run;
}

std::optional<std::pair<ProbeAccuracy, ProbeAccuracy>> DistillModel::gained() const
{
    const std::vector<ProbePoint>& probes = m_run.probes;
    if (probes.size() < 2 || probes.front().epoch != 0 || !probes.front().accuracy.ok() ||
        !probes.back().accuracy.ok())
        return std::nullopt;
    return std::pair(probes.front().accuracy.value(), probes.back().accuracy.value());
}

void DistillModel::start(const DistillJob& work, const QString& name, int probeEvery,
                         const std::vector<int>& cuts)
{
    if (m_state == State::running || m_state == State::pausing || !m_workspace->hasProject())
        return;
    m_run = {
        cuts.empty() ? Training::distil : Training::join, name.toStdString(), work, cuts, probeEvery, {}, {}};
    m_base = outputOf(name);
    m_project = m_workspace->project().folder;
    m_at = 0;
    m_goesOn = hasCheckpoints(name, cuts);
    m_before = m_workspace->cuts();
    m_trained.clear();
    m_result.reset();
    run();
}

void DistillModel::pause()
{
    if (m_state != State::running)
        return;
    m_state = State::pausing;
    m_jobs->cancel(m_job);
    emit changed();
}

void DistillModel::resume()
{
    if (m_state == State::paused)
        run();
}

void DistillModel::discard()
{
    if (m_state != State::paused)
        return;
    std::error_code ignored;
    for (std::size_t at = 0; at == 0 || at < m_run.cuts.size(); ++at)
        fs::remove_all(checkpointsOf(outputAt(m_base, m_run.cuts, at)), ignored);
    forgetRun(m_base);
    setAside();
}

void DistillModel::setAside()
{
    if (m_state != State::paused)
        return;
    m_state = State::idle;
    m_failure.reset();
    m_run.epochs.clear();
    m_run.probes.clear();
    emit changed();
}

void DistillModel::run()
{
    m_failure.reset();
    m_state = State::running;
    const fs::path output = outputAt(m_base, m_run.cuts, m_at);
    const bool resume = isUnfinished(output);
    if (!resume) {
        m_run.epochs.clear();
        m_run.probes.clear();
    }
    m_run.work.checkpoints.folder = checkpointsOf(output);
    m_run.work.checkpoints.resume = resume;
    std::optional<int> cut;
    if (!m_run.cuts.empty())
        cut = m_run.cuts[m_at];
    m_run.work.options.cut = cut;
    std::error_code error;
    const bool trainedBefore = m_goesOn && !resume && m_run.cuts.size() > 1 && fs::exists(output, error);
    if (resume)
        m_goesOn = false; // what follows was never reached
    m_job = m_jobs->run(
        cut ? tr("Training part and full model together at cut %1").arg(*cut) : tr("Distilling"), this,
        [work = m_run.work, output, every = m_run.probeEvery, feed = m_feed, trainedBefore,
         diary = std::make_shared<Diary>(m_base, m_run), dataset = m_workspace->dataset(),
         cache = m_workspace->project().folder / "cache", cut, network = m_workspace->project().network,
         measure = Measure{m_before, m_workspace->dataset(), m_workspace->settings()}](
            const JobContext& job) -> Result<Made> {
            MICROT_CHECK(diary->begin());
            const Probe probe(dataset, cut.value_or(0));
            const auto tell = [&](std::vector<DistillEpoch> epochs, std::vector<ProbePoint> probes) {
                diary->add(epochs, probes);
                const std::lock_guard<std::mutex> lock(feed->mutex);
                feed->epochs.insert(feed->epochs.end(), epochs.begin(), epochs.end());
                feed->probes.insert(feed->probes.end(), probes.begin(), probes.end());
            };
            const auto onEpoch = [&](const DistillEpoch& epoch, const Graph& graph) {
                std::vector<ProbePoint> probed;
                if (dataset && (epoch.epoch % every == 0 || epoch.epoch == work.options.epochs))
                    probed.push_back({epoch.epoch, probe.measure(graph, job)});
                tell({epoch}, std::move(probed));
            };
            Made made{output, {}};
            if (!trainedBefore && !work.checkpoints.resume && dataset && hasWeights(work))
                if (const auto before = openExtractor(work.student, network); before.ok())
                    tell({}, {{0, probe.measure(before.value().graph, job)}});
            if (!trainedBefore)
                MICROT_CHECK(distillExtractor(work, output, cache, onEpoch, job));
            MICROT_TRY(made.gain, measure(output, cut, {{}, job.sink})); // seconds; a pause waits for it
            return made;
        },
        [this](const Result<Made>& made) { ended(made); }, {JobKind::heavy, planOfDistilling()});
    emit changed();
}

void DistillModel::ended(const Result<Made>& made)
{
    takeFeed();
    if (made.ok()) {
        finish(made.value());
    } else {
        std::error_code error;
        const bool stopped = made.failure().code == Error::cancelled;
        m_state = stopped || fs::exists(m_run.work.checkpoints.folder, error) ? State::paused : State::idle;
        if (!stopped)
            m_failure = made.failure();
        if (m_state == State::idle)
            forgetRun(m_base);
    }
    if (m_state != State::running)
        projectChanged(); // another may have been opened meanwhile
    emit changed();
}

/// The next cut, or the end.
void DistillModel::finish(const Made& made)
{
    if (made.gain)
        m_trained.push_back({*made.gain, made.file});
    if (++m_at < m_run.cuts.size()) {
        if (m_state == State::running)
            return run();
        m_state = State::paused;
        return;
    }
    m_result = made.file;
    if (!m_trained.empty())
        m_result = std::max_element(
                       m_trained.begin(), m_trained.end(),
                       [](const TrainedCut& a, const TrainedCut& b) { return scoresLess(a.gain, b.gain); })
                       ->file;
    forgetRun(m_base);
    m_state = State::finished;
}

void DistillModel::takeFeed()
{
    std::vector<DistillEpoch> epochs;
    std::vector<ProbePoint> probes;
    {
        const std::lock_guard<std::mutex> lock(m_feed->mutex);
        epochs.swap(m_feed->epochs);
        probes.swap(m_feed->probes);
    }
    if (epochs.empty() && probes.empty())
        return;
    addTold(m_run, epochs, probes);
    emit changed();
}

} // namespace microt::gui
