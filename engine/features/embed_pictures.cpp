// SPDX-License-Identifier: Apache-2.0
#include "engine/features/embed_pictures.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <new>
#include <thread>

namespace microt {

namespace {

class Run
{
public:
    Run(const PictureSource& source, EmbedPlan plan, const std::function<BatchEmbedder()>& makeEmbedder,
        std::vector<LoadedPicture>& undecodable, const JobContext& job)
        : m_source(source), m_plan(std::move(plan)), m_makeEmbedder(makeEmbedder), m_undecodable(undecodable),
          m_job(job)
    {
        m_features.exits = std::move(m_plan.exits);
        m_features.samples.reserve(static_cast<std::size_t>(m_features.exits.front().values.rows()));
    }

    Result<FeatureSet> execute()
    {
        m_running = m_plan.workers;
        std::vector<std::thread> threads;
        for (int i = 0; i < m_plan.workers; ++i)
            threads.emplace_back([this] { work(); });
        reportUntilDone();
        for (std::thread& thread : threads)
            thread.join();
        MICROT_CHECK(m_status);
        MICROT_CHECK(m_job.checkCancelled());
        for (ExitFeatures& exit : m_features.exits)
            exit.values.conservativeResize(static_cast<Eigen::Index>(m_features.samples.size()),
                                           Eigen::NoChange);
        return std::move(m_features);
    }

private:
    struct Batch
    {
        Eigen::Index firstRow = 0;
        std::vector<Picture> pictures;
    };

    /// Pictures get their rows while they are taken, so rows are in the order of the source.
    Batch take()
    {
        const std::lock_guard lock(m_sourceMutex);
        Batch batch;
        batch.firstRow = static_cast<Eigen::Index>(m_features.samples.size());
        while (batch.pictures.size() < m_plan.batch && !m_ended) {
            auto loaded = m_source();
            if (!loaded) {
                m_ended = true;
            } else if (loaded->picture.rgb.empty()) {
                m_undecodable.push_back(std::move(*loaded));
            } else {
                m_features.samples.push_back(loaded->sample);
                batch.pictures.push_back(std::move(loaded->picture));
            }
        }
        return batch;
    }

    Status workThrough()
    {
        const BatchEmbedder embed = m_makeEmbedder();
        while (!m_job.cancel.cancelled()) {
            const Batch batch = take();
            if (batch.pictures.empty())
                break;
            MICROT_CHECK(embed(batch.pictures, batch.firstRow, m_features.exits));
            const std::lock_guard lock(m_stateMutex);
            m_plan.progress.done += static_cast<std::int64_t>(batch.pictures.size());
            if (!m_status.ok())
                break;
        }
        return {};
    }

    void work()
    {
        Status status;
        try {
            status = workThrough();
        } catch (const std::bad_alloc&) {
            status = Failure{Error::outOfMemory, "Not enough memory for a batch of pictures."};
        }
        const std::lock_guard lock(m_stateMutex);
        if (!status.ok() && m_status.ok())
            m_status = status;
        --m_running;
        m_finished.notify_one();
    }

    void reportUntilDone()
    {
        std::unique_lock lock(m_stateMutex);
        bool running = true;
        while (running) {
            running =
                !m_finished.wait_for(lock, std::chrono::milliseconds(200), [this] { return m_running == 0; });
            const Progress progress = m_plan.progress;
            lock.unlock();
            m_job.report(progress);
            lock.lock();
        }
    }

    const PictureSource& m_source;
    EmbedPlan m_plan;
    const std::function<BatchEmbedder()>& m_makeEmbedder;
    std::vector<LoadedPicture>& m_undecodable;
    const JobContext& m_job;
    FeatureSet m_features; ///< each worker writes the rows it took

    std::mutex m_sourceMutex; ///< the source, m_features.samples, m_undecodable, m_ended
    bool m_ended = false;

    std::mutex m_stateMutex; ///< m_plan.progress, m_running, m_status
    std::condition_variable m_finished;
    int m_running = 0;
    Status m_status;
};

} // namespace

Result<FeatureSet> embedPictures(const PictureSource& source, EmbedPlan plan,
                                 const std::function<BatchEmbedder()>& makeEmbedder,
                                 std::vector<LoadedPicture>& undecodable, const JobContext& job)
{
    return Run(source, std::move(plan), makeEmbedder, undecodable, job).execute();
}

std::vector<BadFile> unreadableOf(const Dataset& dataset, const std::vector<LoadedPicture>& undecodable)
{
    std::vector<BadFile> files;
    for (const LoadedPicture& bad : undecodable)
        files.push_back({dataset.samples[static_cast<std::size_t>(bad.sample)].path, bad.why});
    return files;
}

} // namespace microt
