// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/models/distill_model.h"

#include <mutex>
#include <system_error>

#include "engine/base/files.h"

namespace microt::gui {

namespace fs = std::filesystem;

namespace {

constexpr const char* kExtractors = "extractors";

fs::path checkpointsOf(const fs::path& output)
{
    return output.string() + ".checkpoints";
}

} // namespace

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

bool DistillModel::hasCheckpoints(const QString& name) const
{
    std::error_code error;
    const fs::path folder = checkpointsOf(outputOf(name));
    return !name.isEmpty() && fs::is_directory(folder, error) && !fs::is_empty(folder, error);
}

void DistillModel::start(const DistillJob& work, const QString& name, int probeEvery)
{
    if (m_state == State::running || m_state == State::pausing || !m_workspace->hasProject())
        return;
    m_work = work;
    m_output = outputOf(name);
    m_probeEvery = probeEvery;
    m_epochs.clear();
    m_probes.clear();
    m_result.reset();
    run(hasCheckpoints(name));
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
        run(true);
}

void DistillModel::discard()
{
    if (m_state != State::paused)
        return;
    std::error_code ignored;
    fs::remove_all(checkpointsOf(m_output), ignored);
    m_state = State::idle;
    m_epochs.clear();
    m_probes.clear();
    emit changed();
}

void DistillModel::run(bool resume)
{
    m_failure.reset();
    m_state = State::running;
    m_work.options.checkpoints = checkpointsOf(m_output);
    m_work.options.resume = resume;
    const int cut = m_work.options.cut;
    m_job = m_jobs->run(
        cut == 0 ? tr("Distilling") : tr("Training part and full model together"), this,
        [work = m_work, output = m_output, every = m_probeEvery, feed = m_feed,
         dataset = m_workspace->dataset(), cache = m_workspace->project().folder / "cache",
         cut](const JobContext& job) -> Result<Distilled> {
            MICROT_CHECK(makeFolders(output.parent_path()));
            const auto onEpoch = [&](const DistillEpoch& epoch, const Graph& graph) {
                std::vector<ProbePoint> probed;
                if (dataset && (epoch.epoch % every == 0 || epoch.epoch == work.options.epochs))
                    probed.push_back({epoch.epoch, Probe(dataset, cut).measure(graph, job)});
                const std::lock_guard<std::mutex> lock(feed->mutex);
                feed->epochs.push_back(epoch);
                feed->probes.insert(feed->probes.end(), probed.begin(), probed.end());
            };
            return distillExtractor(work, output, cache, onEpoch, job);
        },
        [this](Result<Distilled> made) {
            takeFeed();
            if (made.ok()) {
                m_result = std::move(made).value();
                m_state = State::finished;
            } else {
                const bool stopped = made.failure().code == Error::cancelled;
                std::error_code error;
                m_state = fs::exists(checkpointsOf(m_output), error) ? State::paused : State::idle;
                if (!stopped)
                    m_failure = made.failure();
            }
            emit changed();
        });
    emit changed();
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
