// SPDX-License-Identifier: Apache-2.0
#include "engine/train/training/pretrain.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <numeric>

#include <c10/core/DeviceGuard.h>

#include "engine/base/parallel.h"
#include "engine/train/forward/keep_memory.h"
#include "engine/train/forward/torch_runtime.h"
#include "engine/train/training/initial_weights.h"
#include "engine/train/training/learning_rate.h"
#include "engine/train/training/run_private.h"
#include "engine/train/training/trainer_private.h"
#include "engine/train/training/whole_pictures.h"

namespace microt {

namespace {

constexpr int kPretrainShard = 16;

struct Division
{
    std::vector<std::int32_t> train;
    std::vector<std::int32_t> validation;
};

/// Holds out a share of each class's training samples, rounded down.
Division divide(const Dataset& dataset, const PretrainOptions& options)
{
    std::vector<std::vector<std::int32_t>> byClass(dataset.classes.size());
    for (std::size_t i = 0; i < dataset.samples.size(); ++i)
        if (dataset.samples[i].split == Split::train)
            byClass[static_cast<std::size_t>(dataset.samples[i].label)].push_back(
                static_cast<std::int32_t>(i));
    Division division;
    for (std::size_t c = 0; c < byClass.size(); ++c) {
        std::vector<std::int32_t>& members = byClass[c];
        shuffle(members, CounterRandom(options.seed, kHoldOut, c));
        const auto held =
            static_cast<std::ptrdiff_t>(options.validationShare * static_cast<double>(members.size()));
        division.validation.insert(division.validation.end(), members.begin(), members.begin() + held);
        division.train.insert(division.train.end(), members.begin() + held, members.end());
    }
    std::sort(division.train.begin(), division.train.end());
    std::sort(division.validation.begin(), division.validation.end());
    return division;
}

Status checkOptions(const Graph& graph, const Dataset& dataset, const PretrainOptions& options)
{
    MICROT_CHECK(validateGraph(graph));
    if (graph.logitsNode < 0)
        return Failure{Error::shapeMismatch,
                       "The network " + graph.name + " has no classifier; pre-training needs one."};
    const int classes = graph.nodes[static_cast<std::size_t>(graph.logitsNode)].output.channels;
    if (classes != static_cast<int>(dataset.classes.size()))
        return Failure{Error::shapeMismatch, "The classifier of " + graph.name + " has " +
                                                 std::to_string(classes) + " classes, the dataset " +
                                                 dataset.name + " has " +
                                                 std::to_string(dataset.classes.size()) + "."};
    return checkFields(options);
}

class LabelledNetwork : public TrainedModule
{
public:
    LabelledNetwork(const Graph& graph, double smoothing)
        : m_network(register_module("network", std::make_shared<TorchNetwork>(graph))), m_smoothing(smoothing)
    {}

    std::vector<torch::Tensor> losses(const torch::Tensor& input, const BatchTargets& targets) override
    {
        return {torch::nn::functional::cross_entropy(
            m_network->forward(input, false).logits, targets.labels,
            torch::nn::functional::CrossEntropyFuncOptions().label_smoothing(m_smoothing))};
    }

    const TorchNetwork& network() const { return *m_network; }

private:
    std::shared_ptr<TorchNetwork> m_network;
    double m_smoothing;
};

class Pretraining
{
public:
    Pretraining(Graph graph, const PretrainOptions& options, TrainingPictures train,
                TrainingPictures validation, const JobContext& job, const Device& device)
        : m_graph(std::move(graph)), m_options(options), m_train(std::move(train)),
          m_validation(std::move(validation)), m_job(job), m_device(device),
          m_batch(std::min(options.batch, m_train.count())), m_steps(m_train.count() / m_batch),
          m_trainer([this] { return std::make_shared<LabelledNetwork>(m_graph, m_options.labelSmoothing); },
                    {options.momentum, true, options.weightDecay, 0.0},
                    {{m_batch, m_graph.nodes[0].output, 0},
                     m_graph.preprocessing,
                     coreCount(),
                     kPretrainShard,
                     nullptr,
                     device})
    {}

    Result<Graph> execute(const std::function<void(const PretrainEpoch&)>& onEpoch)
    {
        for (int epoch = 1; epoch <= m_options.epochs; ++epoch) {
            const auto start = Clock::now();
            PretrainEpoch result;
            result.epoch = epoch;
            MICROT_TRY(result.trainLoss, trainEpoch(epoch));
            result.picturesPerSecond = m_steps * m_batch / secondsSince(start);
            MICROT_TRY(const auto settled, m_trainer.settle());
            std::static_pointer_cast<LabelledNetwork>(settled)->network().writeWeights(m_graph);
            MICROT_TRY(result.validationAccuracy, validate());
            if (onEpoch)
                onEpoch(result);
        }
        return std::move(m_graph);
    }

private:
    Result<double> trainEpoch(int epoch)
    {
        std::vector<int> order(static_cast<std::size_t>(m_train.count()));
        std::iota(order.begin(), order.end(), 0);
        shuffle(order, CounterRandom(m_options.seed, kOrder, static_cast<std::uint64_t>(epoch)));
        const std::int64_t total = std::int64_t{m_options.epochs} * m_steps;
        double sum = 0.0;
        BatchFeed feed(m_trainer.pool(), m_trainer.batches(), 0, m_steps,
                       [&](int step, int index, const BatchSlot& slot) {
                           return fill(order[static_cast<std::size_t>(step * m_batch + index)], epoch, slot);
                       });
        for (int step = 0; step < m_steps; ++step) {
            MICROT_CHECK(m_job.checkCancelled());
            const std::int64_t done = std::int64_t{epoch - 1} * m_steps + step;
            reportProgress(epoch, done, total);
            const double rate =
                m_options.learningRate * oneCycle(static_cast<double>(done) / static_cast<double>(total));
            MICROT_TRY(Batch* const batch, feed.next());
            MICROT_CHECK(m_trainer.step(rate, *batch));
            if (step + 1 < m_steps && (step + 1) % m_trainer.stepsBetweenReads() != 0)
                continue;
            MICROT_TRY(const std::vector<double> losses, m_trainer.takeLosses());
            if (!std::isfinite(losses.front()))
                return Failure{Error::numericFailure,
                               "The loss is no longer a number in epoch " + std::to_string(epoch) +
                                   ", step " + std::to_string(step + 1) + "; try a lower learning rate."};
            sum += losses.front();
        }
        return sum / m_steps;
    }

    Status fill(int index, int epoch, const BatchSlot& slot) const
    {
        CounterRandom random(m_options.seed, kFirstEpoch + static_cast<std::uint64_t>(epoch),
                             static_cast<std::uint64_t>(index));
        const View view = drawView(m_options.augmentation, m_train.side(), random);
        MICROT_TRY(const Picture shown, m_train.render(index, m_graph.preprocessing.side(), view));
        slot.write(shown, m_graph.preprocessing);
        *slot.label = m_train.label(index);
        return {};
    }

    void reportProgress(int epoch, std::int64_t done, std::int64_t total)
    {
        if (secondsSince(m_lastReport) < 0.2)
            return;
        m_lastReport = Clock::now();
        m_job.report({"Epoch " + std::to_string(epoch) + " of " + std::to_string(m_options.epochs),
                      done * m_batch, total * m_batch, "pictures"});
    }

    /// Accuracy of the network as it will be used: batch-norm folded.
    Result<double> validate()
    {
        if (m_validation.count() == 0)
            return 0.0;
        MICROT_TRY(const FloatExecutor executor, FloatExecutor::create(m_graph, m_device));
        std::vector<int> all(static_cast<std::size_t>(m_validation.count()));
        std::iota(all.begin(), all.end(), 0);
        std::atomic<int> hits{0};
        MICROT_CHECK(runOnWholePictures(executor, m_graph.preprocessing, m_validation, all, m_trainer.pool(),
                                        [&](int first, const FloatExecutor::Output& output) {
                                            for (int i = 0; i < output.logits.rows(); ++i) {
                                                Eigen::Index best = 0;
                                                output.logits.row(i).maxCoeff(&best);
                                                hits += best == m_validation.label(first + i) ? 1 : 0;
                                            }
                                        }));
        return hits / static_cast<double>(m_validation.count());
    }

    Graph m_graph;
    PretrainOptions m_options;
    TrainingPictures m_train;
    TrainingPictures m_validation;
    const JobContext& m_job;
    Device m_device;
    int m_batch;
    int m_steps;
    Trainer m_trainer;
    Clock::time_point m_lastReport{};
};

} // namespace

Result<Graph> pretrain(const Graph& graph, const Dataset& dataset, const PretrainOptions& options,
                       const std::function<void(const PretrainEpoch&)>& onEpoch, const JobContext& job,
                       const Device& device)
{
    MICROT_CHECK(checkOptions(graph, dataset, options));
    MICROT_CHECK(checkDevice(device));
    const KeepMemory keepMemory;
    const Division division = divide(dataset, options);
    const Preprocessing& preprocessing = graph.preprocessing;
    // Larger than needed, so that crops lose little detail.
    const int side = preprocessing.side() + preprocessing.side() / 4;
    MICROT_TRY(TrainingPictures train,
               TrainingPictures::load(dataset, division.train, preprocessing, side, job));
    MICROT_TRY(TrainingPictures validation, TrainingPictures::load(dataset, division.validation,
                                                                   preprocessing, preprocessing.side(), job));
    if (train.count() < 2)
        return Failure{Error::tooFewSamples,
                       "The dataset " + dataset.name + " has " + std::to_string(train.count()) +
                           " usable training pictures; pre-training needs at least two."};
    Graph start = graph;
    if (!start.hasWeights())
        initialiseWeights(start, options.seed);
    try {
        const TorchThreads single(1);
        const c10::DeviceGuard guard(placeOf(device));
        return Pretraining(std::move(start), options, std::move(train), std::move(validation), job, device)
            .execute(onEpoch);
    } catch (const std::exception& exception) {
        return failureFromTorch(exception, "Pre-training " + graph.name);
    }
}

} // namespace microt
