// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/models/distill_model.h"

#include <mutex>
#include <system_error>

#include "engine/base/files.h"
#include "engine/exchange/mtx/mtx.h"
#include "engine/model/cost.h"

namespace microt::gui {

namespace fs = std::filesystem;

namespace {

constexpr const char* kExtractors = "extractors";

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
}

fs::path DistillModel::outputOf(const QString& name) const
{
    return m_workspace->project().folder / kExtractors / (name.toStdString() + ".mtx");
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

void DistillModel::start(const DistillJob& work, const QString& name, int probeEvery,
                         const std::vector<int>& cuts)
{
    if (m_state == State::running || m_state == State::pausing || !m_workspace->hasProject())
        return;
    m_work = work;
    m_base = outputOf(name);
    m_cuts = cuts;
    m_at = 0;
    m_goesOn = hasCheckpoints(name, cuts);
    m_before = m_workspace->cuts();
    m_probeEvery = probeEvery;
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
    fs::remove_all(m_work.checkpoints.folder, ignored);
    m_state = State::idle;
    m_epochs.clear();
    m_probes.clear();
    emit changed();
}

void DistillModel::run()
{
    m_failure.reset();
    m_state = State::running;
    const fs::path output = outputAt(m_base, m_cuts, m_at);
    const bool resume = isUnfinished(output);
    if (!resume) {
        m_epochs.clear();
        m_probes.clear();
    }
    m_work.checkpoints.folder = checkpointsOf(output);
    m_work.checkpoints.resume = resume;
    std::optional<int> cut;
    if (!m_cuts.empty())
        cut = m_cuts[m_at];
    m_work.options.cut = cut;
    std::error_code error;
    const bool trainedBefore = m_goesOn && !resume && m_cuts.size() > 1 && fs::exists(output, error);
    if (resume)
        m_goesOn = false; // what follows was never reached
    m_job = m_jobs->run(
        cut ? tr("Training part and full model together at cut %1").arg(*cut) : tr("Distilling"), this,
        [work = m_work, output, every = m_probeEvery, feed = m_feed, trainedBefore,
         dataset = m_workspace->dataset(), cache = m_workspace->project().folder / "cache", cut,
         measure = Measure{m_before, m_workspace->dataset(), m_workspace->settings()}](
            const JobContext& job) -> Result<Made> {
            MICROT_CHECK(makeFolders(output.parent_path()));
            const auto onEpoch = [&](const DistillEpoch& epoch, const Graph& graph) {
                std::vector<ProbePoint> probed;
                if (dataset && (epoch.epoch % every == 0 || epoch.epoch == work.options.epochs))
                    probed.push_back({epoch.epoch, Probe(dataset, cut.value_or(0)).measure(graph, job)});
                const std::lock_guard<std::mutex> lock(feed->mutex);
                feed->epochs.push_back(epoch);
                feed->probes.insert(feed->probes.end(), probed.begin(), probed.end());
            };
            Made made{output, {}};
            if (!trainedBefore)
                MICROT_CHECK(distillExtractor(work, output, cache, onEpoch, job));
            MICROT_TRY(made.gain, measure(output, cut, {{}, job.sink})); // seconds; a pause waits for it
            return made;
        },
        [this](Result<Made> made) {
            takeFeed();
            if (made.ok()) {
                finish(made.value());
            } else {
                const bool stopped = made.failure().code == Error::cancelled;
                std::error_code error;
                m_state = fs::exists(m_work.checkpoints.folder, error) ? State::paused : State::idle;
                if (!stopped)
                    m_failure = made.failure();
            }
            emit changed();
        });
    emit changed();
}

/// The next cut, or the end.
void DistillModel::finish(const Made& made)
{
    if (made.gain)
        m_trained.push_back({*made.gain, made.file});
    if (++m_at < m_cuts.size()) {
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
    m_state = State::finished;
}

/// Shows what came since. An epoch that was told before the run was resumed is told again.
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
    for (const DistillEpoch& epoch : epochs) {
        while (!m_epochs.empty() && m_epochs.back().epoch >= epoch.epoch)
            m_epochs.pop_back();
        m_epochs.push_back(epoch);
    }
    for (const ProbePoint& probe : probes) {
        while (!m_probes.empty() && m_probes.back().epoch >= probe.epoch)
            m_probes.pop_back();
        m_probes.push_back(probe);
    }
    emit changed();
}

} // namespace microt::gui
