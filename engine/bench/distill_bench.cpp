// SPDX-License-Identifier: Apache-2.0
#include "engine/bench/distill_bench.h"

#include <algorithm>
#include <chrono>
#include <numeric>

#include "engine/base/median.h"
#include "engine/base/parallel.h"
#include "engine/train/forward/keep_memory.h"
#include "engine/train/forward/torch_runtime.h"
#include "engine/train/pictures/training_pictures.h"
#include "engine/train/training/distill_network_private.h"
#include "engine/train/training/initial_weights.h"
#include "engine/train/training/trainer_private.h"

namespace microt {

namespace {

constexpr int kBatch = 128;
constexpr int kShard = 64; // as distill has it
constexpr int kDimensions = 320;
constexpr int kSteps = 6;
constexpr int kRounds = 5;

/// Pictures a second of `step`, called kSteps times.
template <typename Step>
double speedOf(Step step)
{
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < kSteps; ++i)
        step();
    return kSteps * kBatch / std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// What anybody would write with libtorch: torch's own threads, nothing to load.
class BareTraining
{
public:
    BareTraining(const Graph& graph, const DistillOptions& options)
        : m_network(std::make_shared<DistillNetwork>(graph, options, kDimensions, 0)),
          m_optimizer(m_network->parameters(),
                      torch::optim::SGDOptions(1e-3).momentum(0.9).weight_decay(5e-4))
    {
        const Shape& input = graph.nodes[0].output;
        m_input = torch::rand({kBatch, input.channels, input.height, input.width})
                      .contiguous(at::MemoryFormat::ChannelsLast);
        m_targets = {torch::full({kBatch}, -1, torch::kInt64), torch::randn({kBatch, kDimensions})};
        m_network->train();
        m_network->body().useLibtorchOperators();
    }

    void step()
    {
        m_optimizer.zero_grad();
        m_network->losses(m_input, m_targets).front().backward();
        m_optimizer.step();
    }

private:
    std::shared_ptr<DistillNetwork> m_network;
    torch::optim::SGD m_optimizer;
    torch::Tensor m_input;
    BatchTargets m_targets;
};

/// Steps as `distill` takes them, views of pictures included.
class OurLoop
{
public:
    OurLoop(const Graph& graph, const DistillOptions& options, const TrainingPictures& pictures)
        : m_graph(graph), m_options(options), m_pictures(pictures),
          m_trainer([this] { return std::make_shared<DistillNetwork>(m_graph, m_options, kDimensions, 0); },
                    {},
                    {{kBatch, graph.nodes[0].output, kDimensions}, graph.preprocessing, coreCount(), kShard})
    {}

    Status step()
    {
        MICROT_CHECK(load());
        MICROT_CHECK(m_trainer.step(1e-3, m_trainer.batches().front()));
        MICROT_CHECK(m_trainer.takeLosses());
        return {};
    }

    /// The views alone.
    Status load()
    {
        ++m_step;
        const Batch& batch = m_trainer.batches().front();
        return m_trainer.pool().runAll(kBatch, [&](int index) { return fill(index, batch.slot(index)); });
    }

private:
    Status fill(int index, const BatchSlot& slot) const
    {
        const int picture = (m_step * kBatch + index) % m_pictures.count();
        CounterRandom random(1, static_cast<std::uint64_t>(m_step), static_cast<std::uint64_t>(index));
        const View view = jitterView(wholeView(m_pictures.side()), m_options.jitter, random);
        MICROT_TRY(const Picture shown, m_pictures.render(picture, m_graph.preprocessing.side(), view));
        slot.write(shown, m_graph.preprocessing);
        std::fill(slot.target, slot.target + kDimensions, 0.5F);
        *slot.label = -1;
        return {};
    }

    const Graph& m_graph;
    const DistillOptions& m_options;
    const TrainingPictures& m_pictures;
    Trainer m_trainer;
    int m_step = 0;
};

Result<DistillBench> measure(OurLoop& ours, BareTraining& bare, const JobContext& job)
{
    std::vector<double> training;
    std::vector<double> peers;
    std::vector<double> pipeline;
    std::vector<double> ratios;
    for (int round = 0; round <= kRounds; ++round) { // the first warms up
        MICROT_CHECK(job.checkCancelled());
        job.report({"Measuring distilling", round, kRounds + 1, "rounds"});
        const double peer = [&] {
            const TorchThreads all(coreCount());
            return speedOf([&] { bare.step(); });
        }();
        const TorchThreads single(1);
        Status status;
        const double speed = speedOf([&] {
            if (status.ok())
                status = ours.step();
        });
        MICROT_CHECK(status);
        const double loading = speedOf([&] { (void)ours.load(); });
        if (round == 0)
            continue;
        training.push_back(speed);
        peers.push_back(peer);
        pipeline.push_back(loading);
        ratios.push_back(speed / peer);
    }
    return DistillBench{median(training), median(peers), median(pipeline), median(ratios)};
}

} // namespace

Result<DistillBench> benchDistilling(const Graph& student, const Dataset& pool, const JobContext& job)
{
    Graph graph = student;
    initialiseWeights(graph, 0);
    graph.cuts.clear();
    const DistillOptions options;
    std::vector<std::int32_t> samples(pool.samples.size());
    std::iota(samples.begin(), samples.end(), 0);
    MICROT_TRY(const TrainingPictures pictures, TrainingPictures::load(pool, samples, graph.preprocessing,
                                                                       2 * graph.preprocessing.side(), job));
    if (pictures.count() == 0)
        return Failure{Error::tooFewSamples, "There are no pictures to measure with."};
    const KeepMemory keepMemory;
    try {
        OurLoop ours(graph, options, pictures);
        BareTraining bare(graph, options);
        return measure(ours, bare, job);
    } catch (const std::exception& exception) {
        return failureFromTorch(exception, "Measuring the training of " + student.name);
    }
}

} // namespace microt
