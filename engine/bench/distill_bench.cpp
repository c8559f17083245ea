// SPDX-License-Identifier: Apache-2.0
#include "engine/bench/distill_bench.h"

#include <algorithm>
#include <chrono>
#include <numeric>

#include "engine/base/median.h"
#include "engine/data/preprocess.h"
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
class BareLoop
{
public:
    BareLoop(const Graph& graph, const DistillOptions& options)
        : m_network(std::make_shared<DistillNetwork>(graph, options, kDimensions, 0)),
          m_optimizer(m_network->parameters(),
                      torch::optim::SGDOptions(1e-3).momentum(0.9).weight_decay(5e-4))
    {
        const std::int64_t side = graph.preprocessing.resolution;
        m_input = torch::rand({kBatch, 3, side, side}).contiguous(at::MemoryFormat::ChannelsLast);
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

} // namespace

Result<DistillBench> benchDistilling(const Graph& student, const Dataset& pool, const JobContext& job)
{
    Graph graph = student;
    initialiseWeights(graph, 0);
    graph.cuts.clear();
    const DistillOptions options;
    const int resolution = graph.preprocessing.resolution;
    std::vector<std::int32_t> samples(pool.samples.size());
    std::iota(samples.begin(), samples.end(), 0);
    MICROT_TRY(const TrainingPictures pictures,
               TrainingPictures::load(pool, samples, graph.preprocessing, 2 * resolution, job));
    if (pictures.count() == 0)
        return Failure{Error::tooFewSamples, "There are no pictures to measure with."};
    const KeepMemory keepMemory;
    try {
        const auto makeNetwork = [&] {
            return std::make_shared<DistillNetwork>(graph, options, kDimensions, 0);
        };
        Trainer trainer(makeNetwork, {}, {kBatch, resolution, kDimensions, coreCount(), kShard});
        BareLoop bare(graph, options);
        int step = 0;
        const auto fill = [&](int index, const Trainer::Slot& slot) -> Status {
            const int picture = (step * kBatch + index) % pictures.count();
            CounterRandom random(1, static_cast<std::uint64_t>(step), static_cast<std::uint64_t>(index));
            const View view = jitterView(wholeView(pictures.side()), options.jitter, random);
            MICROT_TRY(const Picture shown, pictures.render(picture, resolution, view));
            normalise(shown, graph.preprocessing, slot.planes);
            std::fill(slot.target, slot.target + kDimensions, 0.5F);
            *slot.label = -1;
            return {};
        };
        std::vector<float> planes(static_cast<std::size_t>(kBatch) * 3 *
                                  static_cast<std::size_t>(resolution) *
                                  static_cast<std::size_t>(resolution));
        std::vector<float> targets(static_cast<std::size_t>(kBatch) * kDimensions);
        std::vector<std::int64_t> labels(kBatch);
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
            const double ours = speedOf([&] {
                ++step;
                if (const auto losses = trainer.step(1e-3, fill); !losses.ok())
                    status = losses.failure();
            });
            MICROT_CHECK(status);
            const double loading = speedOf([&] {
                ++step;
                trainer.pool().run(kBatch, [&](int i) {
                    const auto slot = static_cast<std::size_t>(i);
                    (void)fill(i, {planes.data() + slot * (planes.size() / kBatch),
                                   targets.data() + slot * kDimensions, labels.data() + slot});
                });
            });
            if (round == 0)
                continue;
            training.push_back(ours);
            peers.push_back(peer);
            pipeline.push_back(loading);
            ratios.push_back(ours / peer);
        }
        return DistillBench{median(training), median(peers), median(pipeline), median(ratios)};
    } catch (const std::exception& exception) {
        return failureFromTorch(exception, "Measuring the training of " + student.name);
    }
}

} // namespace microt
