// SPDX-License-Identifier: Apache-2.0
#include "engine/bench/embed_bench.h"

#include <algorithm>
#include <chrono>

#include "engine/base/median.h"
#include "engine/base/parallel.h"
#include "engine/train/forward/embed_run.h"
#include "engine/train/forward/fold.h"
#include "engine/train/forward/keep_memory.h"
#include "engine/train/forward/torch_network_private.h"
#include "engine/train/forward/torch_runtime.h"

namespace microt {

namespace {

constexpr int kBareBatch = 32;

class SpeedMeter
{
public:
    double perSecond(int pictures) const
    {
        return pictures / std::chrono::duration<double>(std::chrono::steady_clock::now() - m_start).count();
    }

private:
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
};

/// The peer: what anybody would write with libtorch.
class BareLoop
{
public:
    explicit BareLoop(const Graph& graph) : m_network(foldBatchNorm(graph))
    {
        m_network.eval();
        const Shape& input = graph.nodes[0].output;
        m_input = torch::rand({kBareBatch, input.channels, input.height, input.width})
                      .contiguous(at::MemoryFormat::ChannelsLast);
    }

    double measure(int pictures)
    {
        const c10::InferenceMode noGradients;
        m_network.forward(m_input, false);
        const SpeedMeter meter;
        const int batches = (pictures + kBareBatch - 1) / kBareBatch;
        for (int b = 0; b < batches; ++b)
            m_network.forward(m_input, false);
        return meter.perSecond(batches * kBareBatch);
    }

private:
    TorchNetwork m_network;
    torch::Tensor m_input;
};

/// The dataset repeated or shortened to a number of pictures.
Dataset sized(const Dataset& dataset, int pictures)
{
    Dataset result = dataset;
    result.samples.clear();
    for (int i = 0; i < pictures; ++i)
        result.samples.push_back(dataset.samples[static_cast<std::size_t>(i) % dataset.samples.size()]);
    return result;
}

class Bench
{
public:
    Bench(const Extractor& extractor, const Dataset& dataset, int pictures, FloatExecutor executor,
          const JobContext& job)
        : m_extractor(extractor), m_executor(std::move(executor)), m_bare(extractor.graph), m_job(job)
    {
        if (pictures == 0)
            pictures = std::clamp(static_cast<int>(m_bare.measure(kBareBatch)), kBareBatch, 8192);
        m_dataset = sized(dataset, pictures);
    }

    Status decode()
    {
        std::vector<std::int32_t> order;
        for (std::size_t i = 0; i < m_dataset.samples.size(); ++i)
            order.push_back(static_cast<std::int32_t>(i));
        PictureLoader loader(m_dataset, order, m_extractor.graph.preprocessing);
        while (auto loaded = loader.next()) {
            MICROT_CHECK(m_job.checkCancelled());
            if (loaded->picture.rgb.empty())
                return loaded->why;
            m_pictures.push_back(std::move(*loaded));
        }
        return {};
    }

    Status round()
    {
        const int pictures = static_cast<int>(m_pictures.size());
        m_default.push_back(m_bare.measure(pictures));
        {
            const TorchThreads all(coreCount());
            m_allCores.push_back(m_bare.measure(pictures));
        }
        MICROT_TRY(const double computed, measureComputing());
        m_computed.push_back(computed);
        const SpeedMeter meter;
        MICROT_TRY(const FeatureSet features, embedDataset(m_extractor, m_dataset, {}, {m_job.cancel, {}}));
        m_fromFiles.push_back(meter.perSecond(static_cast<int>(features.samples.size())));
        return {};
    }

    EmbedBench result() const
    {
        std::vector<double> ratios;
        std::vector<double> ratiosFromFiles;
        for (std::size_t r = 0; r < m_default.size(); ++r) {
            const double peer = std::max(m_default[r], m_allCores[r]);
            ratios.push_back(m_computed[r] / peer);
            ratiosFromFiles.push_back(m_fromFiles[r] / peer);
        }
        return {median(m_default),   median(m_allCores), median(m_computed),
                median(m_fromFiles), median(ratios),     median(ratiosFromFiles)};
    }

private:
    Result<double> measureComputing()
    {
        std::vector<LoadedPicture> pictures = m_pictures;
        std::size_t next = 0;
        const PictureSource source = [&]() -> std::optional<LoadedPicture> {
            if (next == pictures.size())
                return std::nullopt;
            return std::move(pictures[next++]);
        };
        std::vector<LoadedPicture> undecodable;
        const SpeedMeter meter;
        MICROT_TRY(const FeatureSet features,
                   embedPictures(m_executor, m_extractor.graph, source,
                                 static_cast<std::int64_t>(pictures.size()), coreCount(), {}, undecodable,
                                 {m_job.cancel, {}}));
        return meter.perSecond(static_cast<int>(features.samples.size()));
    }

    const Extractor& m_extractor;
    Dataset m_dataset;
    FloatExecutor m_executor;
    BareLoop m_bare;
    const JobContext& m_job;
    std::vector<LoadedPicture> m_pictures;
    std::vector<double> m_default, m_allCores, m_computed, m_fromFiles; ///< one a round
};

} // namespace

Result<EmbedBench> benchEmbedding(const Extractor& extractor, const Dataset& dataset,
                                  const EmbedBenchOptions& options, const JobContext& job)
{
    if (options.pictures < 0 || options.pictures > 100000 || options.rounds < 1 || options.rounds > 1000)
        return Failure{Error::outOfRange, "The benchmark takes 0 to 100000 pictures and 1 to 1000 rounds."};
    if (dataset.samples.empty())
        return Failure{Error::emptyDataset,
                       "The dataset " + dataset.name + " has no pictures to measure with."};
    MICROT_TRY(FloatExecutor executor, FloatExecutor::create(extractor.graph));
    const KeepMemory keepMemory;
    try {
        Bench bench(extractor, dataset, options.pictures, std::move(executor), job);
        MICROT_CHECK(bench.decode());
        for (int round = 0; round < options.rounds; ++round) {
            MICROT_CHECK(job.checkCancelled());
            job.report({"Measuring embedding", round, options.rounds, "rounds"});
            MICROT_CHECK(bench.round());
        }
        return bench.result();
    } catch (const std::exception& exception) {
        return failureFromTorch(exception, "The benchmark");
    }
}

Result<double> floatSpeedOneThread(const FloatExecutor& executor, const Shape& picture)
{
    constexpr double kSeconds = 0.5;
    const TorchThreads single(1);
    const KeepMemory keepMemory;
    const auto size = static_cast<std::size_t>(picture.elements());
    const std::vector<float> input(size * kBareBatch, 0.25F);
    MICROT_CHECK(executor.run(input.data(), kBareBatch));
    const SpeedMeter meter;
    int pictures = 0;
    double speed = 0.0;
    do {
        MICROT_CHECK(executor.run(input.data(), kBareBatch));
        pictures += kBareBatch;
        speed = meter.perSecond(pictures);
    } while (pictures / speed < kSeconds);
    return speed;
}

} // namespace microt
