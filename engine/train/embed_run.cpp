// SPDX-License-Identifier: Apache-2.0
#include "engine/train/embed_run.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <new>
#include <thread>

#include "engine/data/preprocess.h"
#include "engine/train/keep_memory.h"
#include "engine/train/torch_runtime.h"

namespace microt {

namespace {

class Run
{
public:
    Run(const FloatExecutor& executor, const Graph& graph, const PictureSource& source, std::int64_t total,
        std::vector<LoadedPicture>& undecodable, const JobContext& job)
        : m_executor(executor), m_preprocessing(graph.preprocessing), m_source(source),
          m_undecodable(undecodable), m_job(job)
    {
        for (const Cut& cut : graph.cuts)
            m_features.exits.push_back(
                {cut.index, FeatureMatrix(total, graph.nodes[cut.node].output.channels)});
        m_features.exits.push_back({kFullExit, FeatureMatrix(total, graph.featureCount())});
        m_features.samples.reserve(static_cast<std::size_t>(total));
    }

    Result<FeatureSet> execute(int workers, Progress progress)
    {
        m_running = workers;
        std::vector<std::thread> threads;
        for (int i = 0; i < workers; ++i)
            threads.emplace_back([this] { work(); });
        reportUntilDone(progress);
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
        std::size_t firstRow = 0;
        std::vector<Picture> pictures;
    };

    /// Pictures get their rows while they are taken, so rows are in the order of the source.
    Batch take()
    {
        const std::lock_guard lock(m_sourceMutex);
        Batch batch;
        batch.firstRow = m_features.samples.size();
        while (batch.pictures.size() < kEmbedBatch && !m_ended) {
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

    Status embed(const Batch& batch, std::vector<float>& input)
    {
        const std::size_t stride = input.size() / kEmbedBatch;
        for (std::size_t i = 0; i < batch.pictures.size(); ++i)
            normalise(batch.pictures[i], m_preprocessing, input.data() + i * stride);
        std::fill(input.begin() + static_cast<std::ptrdiff_t>(batch.pictures.size() * stride), input.end(),
                  0.0F);
        MICROT_TRY(const auto output, m_executor.run(input.data(), kEmbedBatch));
        const auto rows = static_cast<Eigen::Index>(batch.pictures.size());
        for (std::size_t e = 0; e < m_features.exits.size(); ++e)
            m_features.exits[e].values.middleRows(static_cast<Eigen::Index>(batch.firstRow), rows) =
                output.exits[e].topRows(rows);
        return {};
    }

    Status workThrough()
    {
        const TorchThreads single(1);
        const auto side = static_cast<std::size_t>(m_preprocessing.resolution);
        std::vector<float> input(kEmbedBatch * 3 * side * side);
        while (!m_job.cancel.cancelled()) {
            const Batch batch = take();
            if (batch.pictures.empty())
                break;
            MICROT_CHECK(embed(batch, input));
            const std::lock_guard lock(m_stateMutex);
            m_done += static_cast<std::int64_t>(batch.pictures.size());
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

    void reportUntilDone(Progress progress)
    {
        std::unique_lock lock(m_stateMutex);
        while (
            !m_finished.wait_for(lock, std::chrono::milliseconds(200), [this] { return m_running == 0; })) {
            progress.done = m_done;
            lock.unlock();
            m_job.report(progress);
            lock.lock();
        }
        progress.done = m_done;
        m_job.report(progress);
    }

    const FloatExecutor& m_executor;
    const Preprocessing& m_preprocessing;
    const PictureSource& m_source;
    std::vector<LoadedPicture>& m_undecodable;
    const JobContext& m_job;
    FeatureSet m_features; ///< each worker writes the rows it took

    std::mutex m_sourceMutex; ///< the source, m_features.samples, m_undecodable, m_ended
    bool m_ended = false;

    std::mutex m_stateMutex; ///< m_done, m_running, m_status
    std::condition_variable m_finished;
    std::int64_t m_done = 0;
    int m_running = 0;
    Status m_status;
};

} // namespace

Result<FeatureSet> embedPictures(const FloatExecutor& executor, const Graph& graph,
                                 const PictureSource& source, std::int64_t total, int workers,
                                 const Progress& start, std::vector<LoadedPicture>& undecodable,
                                 const JobContext& job)
{
    const KeepMemory keepMemory;
    try {
        Run run(executor, graph, source, total, undecodable, job);
        return run.execute(workers, start);
    } catch (const std::bad_alloc&) {
        return Failure{Error::outOfMemory,
                       "Not enough memory for the features of " + std::to_string(total) + " pictures."};
    }
}

} // namespace microt
