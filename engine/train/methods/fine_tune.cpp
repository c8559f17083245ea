// SPDX-License-Identifier: Apache-2.0
#include "engine/train/methods/fine_tune.h"

#include <chrono>
#include <cmath>
#include <numeric>
#include <set>

#include "engine/base/parallel.h"
#include "engine/heads/head.h"
#include "engine/train/forward/keep_memory.h"
#include "engine/train/forward/torch_runtime.h"
#include "engine/train/methods/tuned_network_private.h"
#include "engine/train/training/learning_rate.h"
#include "engine/train/training/whole_pictures.h"

namespace microt {

namespace {

using Clock = std::chrono::steady_clock;

/// What the random numbers of a run are for; each purpose has its own streams.
enum Stream : std::uint64_t { kHoldOut = 2, kOrder = 3, kFirstEpoch = 16 };

constexpr int kShard = 8; // of a batch, for one core
constexpr double kLongestGradient = 1.0;
constexpr double kCloser = 0.2; // a view may show so much less of each side

std::vector<int> numbersOf(const TrainingPictures& pictures, const std::vector<std::int32_t>& samples)
{
    std::vector<int> numbers;
    for (const std::int32_t sample : samples)
        if (const auto number = pictures.find(sample))
            numbers.push_back(*number);
    return numbers;
}

double meanCrossEntropy(const FeatureMatrix& logits, const TrainingPictures& pictures,
                        const std::vector<int>& numbers)
{
    double sum = 0.0;
    for (Eigen::Index row = 0; row < logits.rows(); ++row) {
        const Eigen::RowVectorXd values = logits.row(row).cast<double>();
        const double most = values.maxCoeff();
        sum += most + std::log((values.array() - most).exp().sum()) -
               values[pictures.label(numbers[static_cast<std::size_t>(row)])];
    }
    return sum / static_cast<double>(logits.rows());
}

/// Steps over the pictures, an epoch at a time.
class TuningLoop
{
public:
    TuningLoop(const Tuning& tuning, const UpdatePlan& plan, double momentum, const JobContext& job)
        : m_tuning(tuning), m_job(job), m_fit(numbersOf(tuning.pictures, tuning.rows.fit)),
          m_batch(std::min<int>(tuning.options.batch, static_cast<int>(m_fit.size()))),
          m_steps(static_cast<int>(m_fit.size()) / m_batch),
          m_trainer([this, &tuning, &plan] { return replica(tuning.start, plan); },
                    {momentum, false, 0.0, kLongestGradient},
                    {{m_batch, tuning.start.nodes[0].output, 0},
                     tuning.start.preprocessing,
                     coreCount(),
                     kShard,
                     nullptr,
                     Device()})
    {}

    TunedNetwork& network() { return *m_first; }

    /// The mean loss, which may be no number. `rateOf`: the learning rate once a share [0, 1) of `epochs` is
    /// done.
    Result<double> epoch(int epoch, int epochs, const std::function<double(double)>& rateOf,
                         const std::function<void(double rate)>& afterStep = {})
    {
        std::vector<int> order = m_fit;
        shuffle(order, CounterRandom(m_tuning.seed, kOrder, static_cast<std::uint64_t>(epoch)));
        BatchFeed feed(m_trainer.pool(), m_trainer.batches(), 0, m_steps,
                       [&](int step, int index, const BatchSlot& slot) {
                           return fill(order[static_cast<std::size_t>(step * m_batch + index)], epoch, slot);
                       });
        double sum = 0.0;
        for (int step = 0; step < m_steps; ++step) {
            MICROT_CHECK(m_job.checkCancelled());
            const std::int64_t done = std::int64_t{epoch - 1} * m_steps + step;
            reportProgress(done, std::int64_t{epochs} * m_steps);
            const double rate = rateOf(static_cast<double>(done) / (static_cast<double>(epochs) * m_steps));
            MICROT_TRY(Batch* const batch, feed.next());
            MICROT_CHECK(m_trainer.step(rate, *batch));
            MICROT_TRY(const std::vector<double> losses, m_trainer.takeLosses());
            sum += losses.front();
            if (!std::isfinite(sum))
                return sum;
            if (afterStep)
                afterStep(rate);
        }
        return sum / m_steps;
    }

private:
    std::shared_ptr<TrainedModule> replica(const Graph& graph, const UpdatePlan& plan)
    {
        auto made = std::make_shared<TunedNetwork>(graph, plan);
        if (!m_first)
            m_first = made;
        return made;
    }

    Status fill(int number, int epoch, const BatchSlot& slot) const
    {
        CounterRandom random(m_tuning.seed, kFirstEpoch + static_cast<std::uint64_t>(epoch),
                             static_cast<std::uint64_t>(number));
        const Preprocessing& how = m_tuning.start.preprocessing;
        const View view = jitterView(wholeView(m_tuning.pictures.side()), kCloser, random);
        MICROT_TRY(const Picture shown, m_tuning.pictures.render(number, how.side(), view));
        slot.write(shown, how);
        *slot.label = m_tuning.pictures.label(number);
        return {};
    }

    void reportProgress(std::int64_t done, std::int64_t total)
    {
        if (std::chrono::duration<double>(Clock::now() - m_lastReport).count() < 0.2)
            return;
        m_lastReport = Clock::now();
        m_job.report({m_tuning.title, done * m_batch, total * m_batch, "pictures"});
    }

    const Tuning& m_tuning;
    const JobContext& m_job;
    std::vector<int> m_fit;
    int m_batch;
    int m_steps;
    std::shared_ptr<TunedNetwork> m_first; ///< whose parameters all replicas share
    Trainer m_trainer;
    Clock::time_point m_lastReport{};
};

/// Keeps the best of a training's weights.
class BestWeights
{
public:
    explicit BestWeights(const Tuning& tuning)
        : m_pictures(tuning.pictures), m_held(numbersOf(tuning.pictures, tuning.rows.validation))
    {}

    /// False: values that are no numbers. Errors: those of logitsOf().
    Result<bool> offer(const Graph& graph, int epoch)
    {
        double loss = 0.0;
        if (!m_held.empty()) {
            auto logits = logitsOf(graph, m_pictures, m_held);
            if (!logits.ok() && logits.failure().code == Error::numericFailure)
                return false;
            MICROT_TRY(const FeatureMatrix values, std::move(logits));
            loss = meanCrossEntropy(values, m_pictures, m_held);
        }
        if (epoch > 0 && !m_held.empty() && !(loss < m_loss))
            return std::isfinite(loss);
        m_loss = loss;
        m_graph = graph;
        m_epoch = epoch;
        return true;
    }

    int epoch() const { return m_epoch; }
    bool holdsOut() const { return !m_held.empty(); }
    Graph take() { return std::move(m_graph); }

private:
    const TrainingPictures& m_pictures;
    std::vector<int> m_held;
    double m_loss = 0.0;
    Graph m_graph;
    int m_epoch = 0;
};

Status checkRows(const Tuning& tuning)
{
    if (numbersOf(tuning.pictures, tuning.rows.fit).size() < 2)
        return Failure{Error::tooFewSamples, tuning.title + " needs at least two pictures to learn from."};
    return checkFields(tuning.options);
}

Result<Tuned> runEpochs(const Tuning& tuning, const JobContext& job)
{
    TuningLoop loop(tuning, tuning.plan, tuning.options.momentum, job);
    BestWeights best(tuning);
    MICROT_TRY(const bool begins, best.offer(tuning.start, 0));
    if (!begins)
        return Failure{Error::numericFailure, "The network computes values that are not finite."};
    Tuned tuned;
    Graph graph = tuning.start;
    const double peak = tuning.options.learningRate;
    while (tuned.epochs < tuning.options.epochs && !tuned.diverged &&
           (!best.holdsOut() || tuned.epochs - best.epoch() < tuning.options.patience)) {
        ++tuned.epochs;
        MICROT_TRY(const double loss, loop.epoch(tuned.epochs, tuning.options.epochs,
                                                 [peak](double at) { return peak * halfCosine(at); }));
        loop.network().network().writeWeights(graph);
        tuned.diverged = !std::isfinite(loss);
        if (!tuned.diverged) {
            MICROT_TRY(const bool finite, best.offer(graph, tuned.epochs));
            tuned.diverged = !finite;
        }
    }
    tuned.bestEpoch = best.epoch();
    tuned.graph = best.take();
    return tuned;
}

UpdatePlan everything(const Graph& graph)
{
    UpdatePlan plan;
    for (const int layer : updatableLayers(graph))
        plan.layers.push_back({layer, true, {}, {}, true});
    plan.layers.push_back(classifierUpdate(graph));
    return plan;
}

/// Adds up what steps of a training owe to each layer.
class CreditSum
{
public:
    CreditSum(const Graph& graph, const TunedNetwork& network)
    {
        for (const int layer : updatableLayers(graph)) {
            const torch::Tensor weight = network.weightOf(layer);
            const bool inGroups = graph.nodes[static_cast<std::size_t>(layer)].groups > 1;
            m_layers.push_back({layer,
                                weight,
                                network.biasOf(layer),
                                inGroups ? 0 : 1,
                                {},
                                {},
                                torch::zeros({weight.size(inGroups ? 0 : 1)}, torch::kFloat64),
                                0.0});
        }
    }

    void add(double rate)
    {
        const torch::NoGradGuard noGradients;
        for (Layer& layer : m_layers) {
            const torch::Tensor weight = layer.weight.grad().clone();
            const torch::Tensor bias = layer.bias.defined() ? layer.bias.grad().clone() : torch::Tensor();
            if (layer.weightBefore.defined()) {
                std::vector<std::int64_t> others;
                for (std::int64_t d = 0; d < weight.dim(); ++d)
                    if (d != layer.dimension)
                        others.push_back(d);
                layer.channels += (weight * layer.weightBefore).sum(others).to(torch::kFloat64) * rate;
                if (bias.defined())
                    layer.biasCredit += (bias * layer.biasBefore).sum().item<double>() * rate;
            }
            layer.weightBefore = weight;
            layer.biasBefore = bias;
        }
    }

    std::vector<LayerCredit> take() const
    {
        std::vector<LayerCredit> credits;
        for (const Layer& layer : m_layers) {
            const torch::Tensor channels = layer.channels.clamp_min(0.0).contiguous();
            credits.push_back({layer.node,
                               {channels.data_ptr<double>(), channels.data_ptr<double>() + channels.numel()},
                               std::max(0.0, layer.biasCredit)});
        }
        return credits;
    }

private:
    struct Layer
    {
        int node;
        torch::Tensor weight, bias;
        std::int64_t dimension; ///< of its channels
        torch::Tensor weightBefore, biasBefore;
        torch::Tensor channels;
        double biasCredit;
    };
    std::vector<Layer> m_layers;
};

Result<std::vector<LayerCredit>> runCredit(const Tuning& tuning, int epochs, const JobContext& job)
{
    const UpdatePlan plan = everything(tuning.start);
    TuningLoop loop(tuning, plan, 0.0, job);
    CreditSum sum(tuning.start, loop.network());
    const double rate = tuning.options.learningRate;
    for (int epoch = 1; epoch <= epochs; ++epoch) {
        MICROT_TRY(const double loss, loop.epoch(
                                          epoch, epochs, [rate](double) { return rate; },
                                          [&sum](double used) { sum.add(used); }));
        if (!std::isfinite(loss))
            break; // what was summed up before stands
    }
    return sum.take();
}

} // namespace

FitRows divideTrain(const Dataset& dataset, double validationShare, std::uint64_t seed)
{
    std::set<std::int32_t> copies;
    for (const Doubles& doubles : dataset.doubles)
        copies.insert(doubles.samples.begin(), doubles.samples.end());
    std::vector<std::vector<std::int32_t>> byClass(dataset.classes.size());
    FitRows rows;
    std::vector<std::size_t> all(dataset.classes.size(), 0);
    for (std::size_t i = 0; i < dataset.samples.size(); ++i) {
        const auto index = static_cast<std::int32_t>(i);
        const auto label = static_cast<std::size_t>(dataset.samples[i].label);
        if (dataset.samples[i].split != Split::train)
            continue;
        ++all[label];
        if (copies.count(index) != 0)
            rows.fit.push_back(index);
        else
            byClass[label].push_back(index);
    }
    for (std::size_t c = 0; c < byClass.size(); ++c) {
        std::vector<std::int32_t>& members = byClass[c];
        shuffle(members, CounterRandom(seed, kHoldOut, c));
        const auto wanted = static_cast<std::size_t>(validationShare * static_cast<double>(all[c]));
        const auto held = static_cast<std::ptrdiff_t>(std::min(wanted, members.size()));
        rows.validation.insert(rows.validation.end(), members.begin(), members.begin() + held);
        rows.fit.insert(rows.fit.end(), members.begin() + held, members.end());
    }
    std::sort(rows.fit.begin(), rows.fit.end());
    std::sort(rows.validation.begin(), rows.validation.end());
    return rows;
}

Result<Tuned> fineTune(const Tuning& tuning, const JobContext& job)
{
    MICROT_CHECK(checkRows(tuning));
    const KeepMemory keepMemory;
    try {
        const TorchThreads single(1);
        return runEpochs(tuning, job);
    } catch (const std::exception& exception) {
        return failureFromTorch(exception, tuning.title);
    }
}

Result<std::vector<LayerCredit>> creditLayers(const Tuning& tuning, int epochs, const JobContext& job)
{
    MICROT_CHECK(checkRows(tuning));
    const KeepMemory keepMemory;
    try {
        const TorchThreads single(1);
        return runCredit(tuning, epochs, job);
    } catch (const std::exception& exception) {
        return failureFromTorch(exception, tuning.title);
    }
}

Result<FeatureMatrix> logitsOf(const Graph& graph, const TrainingPictures& pictures,
                               const std::vector<int>& numbers)
{
    MICROT_TRY(const FloatExecutor executor, FloatExecutor::create(graph));
    WorkerPool workers(coreCount());
    FeatureMatrix logits(static_cast<Eigen::Index>(numbers.size()),
                         graph.nodes[static_cast<std::size_t>(graph.logitsNode)].output.channels);
    MICROT_CHECK(runOnWholePictures(executor, graph.preprocessing, pictures, numbers, workers,
                                    [&logits](int first, const FloatExecutor::Output& output) {
                                        logits.middleRows(first, output.logits.rows()) = output.logits;
                                    }));
    return logits;
}

} // namespace microt
