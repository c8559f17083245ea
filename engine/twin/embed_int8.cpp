// SPDX-License-Identifier: Apache-2.0
#include "engine/twin/embed_int8.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <numeric>
#include <optional>
#include <thread>

#include "engine/data/picture_loader.h"
#include "engine/deploy/planner.h"

namespace microt {

namespace {

constexpr std::size_t kBatch = 16; ///< pictures that a thread takes at once

class Run
{
public:
    Run(const QuantModel& model, const Twin& twin, const Dataset& dataset, const JobContext& job)
        : m_twin(twin), m_dataset(dataset), m_job(job)
    {
        std::vector<std::int32_t> order(dataset.samples.size());
        std::iota(order.begin(), order.end(), 0);
        m_loader.emplace(dataset, std::move(order), model.preprocessing);
        for (const QuantCut& cut : model.cuts)
            m_features.exits.push_back(
                {cut.cut, FeatureMatrix(static_cast<Eigen::Index>(dataset.samples.size()),
                                        cut.pooled.shape.channels)});
    }

    Result<FeatureSet> execute()
    {
        const auto total = static_cast<std::int64_t>(m_dataset.samples.size());
        const auto workers = std::max(1U, std::thread::hardware_concurrency());
        m_running = static_cast<int>(workers);
        std::vector<std::thread> threads;
        for (unsigned i = 0; i < workers; ++i)
            threads.emplace_back([this] { work(); });
        {
            std::unique_lock lock(m_mutex);
            while (
                !m_changed.wait_for(lock, std::chrono::milliseconds(200), [this] { return m_running == 0; }))
                m_job.report({"Embedding " + m_dataset.name + " in int8", m_done, total, "pictures"});
        }
        for (std::thread& thread : threads)
            thread.join();
        MICROT_CHECK(m_job.checkCancelled());
        if (m_features.samples.empty())
            return Failure{Error::emptyDataset, "None of the " + std::to_string(total) + " pictures of " +
                                                    m_dataset.name + " could be decoded."};
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

    /// Rows are given while pictures are taken, so they are in the dataset's order.
    Batch take()
    {
        const std::lock_guard lock(m_takeMutex);
        Batch batch;
        batch.firstRow = m_features.samples.size();
        while (batch.pictures.size() < kBatch && !m_ended) {
            auto loaded = m_loader->next();
            if (!loaded) {
                m_ended = true;
            } else if (loaded->picture.rgb.empty()) {
                m_features.unreadable.push_back(
                    {m_dataset.samples[static_cast<std::size_t>(loaded->sample)].path, loaded->why});
            } else {
                m_features.samples.push_back(loaded->sample);
                batch.pictures.push_back(std::move(loaded->picture));
            }
        }
        return batch;
    }

    void work()
    {
        TwinRun run(m_twin);
        Executor& executor = run.executor();
        while (!m_job.cancel.cancelled()) {
            const Batch batch = take();
            if (batch.pictures.empty())
                break;
            for (std::size_t i = 0; i < batch.pictures.size(); ++i) {
                executor.setPicture(batch.pictures[i].rgb.data());
                for (std::size_t e = 0; e < m_features.exits.size(); ++e) {
                    static_cast<void>(executor.runTo(static_cast<int>(e)));
                    FeatureMatrix& values = m_features.exits[e].values;
                    executor.readFeature(static_cast<int>(e),
                                         values.row(static_cast<Eigen::Index>(batch.firstRow + i)).data());
                }
            }
            const std::lock_guard lock(m_mutex);
            m_done += static_cast<std::int64_t>(batch.pictures.size());
        }
        const std::lock_guard lock(m_mutex);
        --m_running;
        m_changed.notify_one();
    }

    const Twin& m_twin;
    const Dataset& m_dataset;
    const JobContext& m_job;
    std::optional<PictureLoader> m_loader;
    FeatureSet m_features;
    std::mutex m_takeMutex; ///< guards the loader and the lists of samples
    bool m_ended = false;
    std::mutex m_mutex; ///< guards what follows
    std::condition_variable m_changed;
    std::int64_t m_done = 0;
    int m_running = 0;
};

} // namespace

Result<FeatureSet> embedInt8(const QuantModel& model, const Dataset& dataset, const JobContext& job)
{
    std::vector<int> cuts;
    for (const QuantCut& cut : model.cuts)
        if (cut.cut != kFullExit)
            cuts.push_back(cut.cut);
    MICROT_TRY(const std::vector<std::uint8_t> image, buildImage(model, cuts, ""));
    MICROT_TRY(const Twin twin, Twin::create(image));
    return Run(model, twin, dataset, job).execute();
}

} // namespace microt
