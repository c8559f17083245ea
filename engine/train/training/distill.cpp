// SPDX-License-Identifier: Apache-2.0
#include "engine/train/training/distill.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include <nlohmann/json.hpp>

#include "engine/base/files.h"
#include "engine/base/hash.h"
#include "engine/data/preprocess.h"
#include "engine/exchange/mtx/graph_json.h"
#include "engine/train/forward/embed.h"
#include "engine/train/forward/keep_memory.h"
#include "engine/train/forward/torch_runtime.h"
#include "engine/train/teachers/pool_views.h"
#include "engine/train/training/checkpoint_folder.h"
#include "engine/train/training/distill_network_private.h"
#include "engine/train/training/initial_weights.h"
#include "engine/train/training/training_items.h"

namespace microt {

namespace {

using Clock = std::chrono::steady_clock;

enum Stream : std::uint64_t { kOrder = 3, kFirstEpoch = 16 };

constexpr int kTestBatch = 16; ///< pictures in one forward pass
constexpr int kShard = 64;     ///< large enough for batch-norm, small enough for every core to have one

double secondsSince(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

double halfCosine(double at)
{
    return 0.5 * (1.0 + std::cos(3.141592653589793 * at));
}

/// Learning rate when the share `at` in [0, 1) of all steps is done.
double learningRateAt(double at, const DistillOptions& options)
{
    const double peak = options.learningRate;
    if (options.schedule == RateSchedule::oneCycle) {
        constexpr double kRise = 0.15;
        return at < kRise ? peak * (0.04 + 0.96 * at / kRise)
                          : peak * (1e-4 + 0.9999 * halfCosine((at - kRise) / (1.0 - kRise)));
    }
    if (at < options.warmUp)
        return peak * at / options.warmUp;
    return options.schedule == RateSchedule::constant
               ? peak
               : peak * halfCosine((at - options.warmUp) / (1.0 - options.warmUp));
}

Status checkOptions(const Graph& student, const DistillOptions& options)
{
    MICROT_CHECK(validateGraph(student));
    const LossWeights& weights = options.weights;
    const bool part = weights.partLabel > 0.0 || weights.partTeacher > 0.0;
    if (options.cut != 0 && student.findCut(options.cut) == nullptr)
        return Failure{Error::invalidArgument, "The network " + printable(student.name) + " has no cut " +
                                                   std::to_string(options.cut) + "."};
    if (part && options.cut == 0)
        return Failure{Error::invalidArgument, "Losses of the part model need a cut."};
    const auto within = [](double value, double low, double high) { return value >= low && value <= high; };
    for (const double weight :
         {weights.fullTeacher, weights.fullLabel, weights.partLabel, weights.partTeacher})
        if (!within(weight, 0.0, 1e6))
            return Failure{Error::outOfRange, "Weights of losses must lie in 0 to 1000000."};
    if (!part && weights.fullTeacher <= 0.0 && weights.fullLabel <= 0.0)
        return Failure{Error::invalidArgument, "All losses have weight 0; there is nothing to learn."};
    if (options.epochs < 1 || options.epochs > 100000 || options.batch < 2 || options.batch > 16384)
        return Failure{Error::outOfRange,
                       "Distilling takes 1 to 100000 epochs and batches of 2 to 16384 pictures."};
    if (!within(options.learningRate, 1e-9, 1e3) || !within(options.momentum, 0.0, 0.9999) ||
        !within(options.weightDecay, 0.0, 1.0) || !within(options.warmUp, 0.0, 0.9) ||
        !within(options.clipNorm, 0.0, 1e9) || !within(options.jitter, 0.0, 0.9) ||
        !within(options.testShare, 0.0, 0.9))
        return Failure{Error::outOfRange,
                       "The learning rate must lie in 1e-9 to 1000, momentum in 0 to 0.9999, weight decay in "
                       "0 to 1, warm-up, jitter and test share in 0 to 0.9."};
    MICROT_CHECK(checkDevice(options.device));
    if (options.keep < 1 || options.checkpointSeconds < 0)
        return Failure{Error::outOfRange, "At least one checkpoint must be kept."};
    return {};
}

/// Everything the weights of a run depend on.
std::string runName(const Graph& student, const Dataset& pool, const TeacherEmbeddings& teacher,
                    const PoolViews& views, const DistillOptions& options)
{
    nlohmann::json name;
    auto structure = graphToJson(student);
    name["student"] = structure.ok() ? structure.value() : "";
    std::string weights;
    for (const Node& node : student.nodes)
        for (const auto* values : {&node.weight, &node.bias, &node.mean, &node.variance})
            weights.append(reinterpret_cast<const char*>(values->data()), values->size() * sizeof(float));
    name["weights"] = sha256Hex(weights);
    name["pool"] = pool.contentHash;
    name["teacher"] = sha256Hex({reinterpret_cast<const char*>(teacher.values.data()),
                                 static_cast<std::size_t>(teacher.values.size()) * sizeof(float)});
    name["views"] = {views.count,
                     views.variation.smallestArea,
                     views.variation.largestAspect,
                     views.variation.light,
                     views.mixup,
                     views.seed};
    name["options"] = {options.weights.fullTeacher,
                       options.weights.fullLabel,
                       options.weights.partLabel,
                       options.weights.partTeacher,
                       options.cut,
                       static_cast<int>(options.distance),
                       options.standardise,
                       options.epochs,
                       options.batch,
                       options.learningRate,
                       static_cast<int>(options.schedule),
                       options.warmUp,
                       options.momentum,
                       options.weightDecay,
                       options.clipNorm,
                       options.jitter,
                       options.testShare,
                       options.seed,
                       options.ranks == nullptr ? 1 : options.ranks->count(),
                       options.device.cuda,
                       options.device.mixed};
    if (options.cut != 0)
        name["part_features"] = kCutFeaturesPerChannel;
    return sha256Hex(name.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

class Distilling
{
public:
    Distilling(Graph graph, const PoolViews& views, const DistillOptions& options, TrainingPictures pictures,
               PoolMixes mixes, Lanes train, std::vector<int> test, Targets targets, int classes,
               const CheckpointFolder* folder, const JobContext& job)
        : m_graph(std::move(graph)), m_views(views), m_options(options), m_pictures(std::move(pictures)),
          m_mixes(std::move(mixes)), m_train(std::move(train)), m_test(std::move(test)),
          m_targets(std::move(targets)), m_folder(folder), m_job(job),
          m_trainer(
              [this, classes] {
                  return std::make_shared<DistillNetwork>(m_graph, m_options,
                                                          static_cast<int>(m_targets.dimensions()), classes);
              },
              {options.momentum, false, options.weightDecay, options.clipNorm},
              {m_train.batch, m_graph.preprocessing.resolution, static_cast<int>(m_targets.dimensions()),
               coreCount(), kShard, options.ranks, options.device})
    {}

    Result<Graph> execute(const std::function<void(const DistillEpoch&, const Graph&)>& onEpoch)
    {
        MICROT_CHECK(resume());
        auto trained = train(onEpoch);
        if (!trained.ok() && trained.failure().code == Error::rankLost &&
            m_done < std::int64_t{m_options.epochs} * m_train.steps) {
            if (m_done % m_train.steps == 0)
                m_sums.assign(5, 0.0); // the next epoch has not begun
            MICROT_CHECK(save());
        }
        return trained;
    }

private:
    Result<Graph> train(const std::function<void(const DistillEpoch&, const Graph&)>& onEpoch)
    {
        const std::int64_t total = std::int64_t{m_options.epochs} * m_train.steps;
        while (m_done < total) {
            const int epoch = static_cast<int>(m_done / m_train.steps) + 1;
            const auto start = Clock::now();
            const std::int64_t first = m_done;
            // Rank 0 may have been busy with a probe.
            if (m_options.ranks != nullptr)
                MICROT_CHECK(m_options.ranks->meet());
            MICROT_CHECK(trainEpoch(epoch, total));
            DistillEpoch result = summary(epoch);
            result.picturesPerSecond =
                static_cast<double>((m_done - first) * m_train.batch * rankCount()) / secondsSince(start);
            MICROT_TRY(const auto settled, m_trainer.settle());
            const auto network = std::static_pointer_cast<DistillNetwork>(settled);
            network->body().writeWeights(m_graph);
            MICROT_CHECK(measure(*network, result));
            m_sums.assign(5, 0.0);
            if (onEpoch)
                onEpoch(result, m_graph);
        }
        return std::move(m_graph);
    }

    int rankCount() const { return m_options.ranks == nullptr ? 1 : m_options.ranks->count(); }

    /// Among those of all ranks.
    std::uint64_t laneNumber(std::size_t lane) const
    {
        const auto rank = m_options.ranks == nullptr ? 0 : m_options.ranks->rank();
        return lane * static_cast<std::uint64_t>(rankCount()) + static_cast<std::uint64_t>(rank);
    }

    Status resume()
    {
        m_sums.assign(5, 0.0);
        if (m_folder != nullptr && !m_options.resume && !m_folder->isEmpty())
            return Failure{Error::invalidArgument, "An unfinished run lies in " +
                                                       printable(m_options.checkpoints) +
                                                       ". Resume it, or remove the folder to begin anew."};
        if (!m_options.resume)
            return {};
        std::optional<Checkpoint> checkpoint;
        if (m_folder != nullptr) {
            MICROT_TRY(checkpoint, m_folder->newest());
        }
        if (m_options.ranks != nullptr)
            MICROT_CHECK(shareCheckpoint(checkpoint));
        if (!checkpoint)
            return {};
        const auto progress = nlohmann::json::parse(checkpoint->progress, nullptr, false);
        if (!progress.is_array() || progress.size() != m_sums.size())
            return Failure{Error::malformed,
                           "The newest checkpoint in " + printable(m_options.checkpoints) + " is damaged."};
        for (std::size_t i = 0; i < m_sums.size(); ++i)
            m_sums[i] = progress[i].is_number() ? progress[i].get<double>() : 0.0;
        MICROT_CHECK(m_trainer.loadState(checkpoint->state));
        m_done = checkpoint->step;
        return {};
    }

    /// Rank 0's checkpoint for all; only it has the folder.
    Status shareCheckpoint(std::optional<Checkpoint>& checkpoint) const
    {
        Ranks& ranks = *m_options.ranks;
        MICROT_TRY(const std::string step,
                   ranks.fromFirst(checkpoint ? std::to_string(checkpoint->step) : ""));
        if (step.empty())
            return {};
        MICROT_TRY(std::string progress, ranks.fromFirst(checkpoint ? checkpoint->progress : ""));
        MICROT_TRY(std::string state, ranks.fromFirst(checkpoint ? checkpoint->state : ""));
        checkpoint = Checkpoint{std::stoll(step), std::move(progress), std::move(state)};
        return {};
    }

    Status save()
    {
        m_lastSave = Clock::now();
        if (m_folder == nullptr)
            return {};
        return m_folder->save({m_done, nlohmann::json(m_sums).dump(), m_trainer.saveState()});
    }

    Status trainEpoch(int epoch, std::int64_t total)
    {
        Lanes order = m_train;
        for (std::size_t lane = 0; lane < order.items.size(); ++lane)
            shuffle(order.items[lane], CounterRandom(m_options.seed, kOrder + (laneNumber(lane) << 32),
                                                     static_cast<std::uint64_t>(epoch)));
        for (auto step = static_cast<int>(m_done % m_train.steps); step < m_train.steps; ++step) {
            if (const Status cancelled = m_job.checkCancelled(); !cancelled.ok()) {
                MICROT_CHECK(save());
                return cancelled;
            }
            reportProgress(epoch, total);
            const double rate =
                learningRateAt(static_cast<double>(m_done) / static_cast<double>(total), m_options);
            const auto stepped = m_trainer.step(rate, [&](int index, const Trainer::Slot& slot) {
                return fill(order.at(step, index), epoch, slot);
            });
            if (!stepped.ok())
                return stepped.failure();
            const std::vector<double>& losses = stepped.value();
            if (!std::isfinite(losses.front()))
                return Failure{Error::numericFailure,
                               "The loss is no longer a number in epoch " + std::to_string(epoch) +
                                   ", step " + std::to_string(step + 1) + "; try a lower learning rate."};
            for (std::size_t i = 0; i < m_sums.size(); ++i)
                m_sums[i] += losses[i];
            ++m_done;
            if (secondsSince(m_lastSave) >= m_options.checkpointSeconds && step + 1 < m_train.steps)
                MICROT_CHECK(save());
        }
        return {};
    }

    Status fill(const Item& item, int epoch, const Trainer::Slot& slot) const
    {
        const std::int32_t sample = m_pictures.sample(item.picture);
        CounterRandom random(m_options.seed, kFirstEpoch + static_cast<std::uint64_t>(epoch),
                             static_cast<std::uint64_t>(sample) * kMaxViews +
                                 static_cast<std::uint64_t>(item.view));
        const int side = m_pictures.side();
        const int resolution = m_graph.preprocessing.resolution;
        CounterRandom again = random; // one closer view of the whole blend
        const View seen = jitterView(poolView(m_views, sample, item.view, side), m_options.jitter, random);
        MICROT_TRY(Picture shown, m_pictures.render(item.picture, resolution, seen));
        const Mix mix = m_mixes.of(sample, item.view, side);
        if (mix.sample >= 0) {
            MICROT_TRY(const Picture other, m_pictures.render(*m_pictures.find(mix.sample), resolution,
                                                              jitterView(mix.view, m_options.jitter, again)));
            blendInto(shown, other, mix.share);
        }
        normalise(shown, m_graph.preprocessing, slot.planes);
        const auto target = m_targets.of(item);
        std::copy(target.data(), target.data() + target.size(), slot.target);
        *slot.label = mix.sample >= 0 ? -1 : m_pictures.label(item.picture);
        return {};
    }

    DistillEpoch summary(int epoch) const
    {
        DistillEpoch result;
        result.epoch = epoch;
        result.loss = m_sums[0] / m_train.steps;
        result.losses = {m_sums[1] / m_train.steps, m_sums[2] / m_train.steps, m_sums[3] / m_train.steps,
                         m_sums[4] / m_train.steps};
        return result;
    }

    void reportProgress(int epoch, std::int64_t total)
    {
        if (secondsSince(m_lastReport) < 0.2)
            return;
        m_lastReport = Clock::now();
        m_job.report({"Epoch " + std::to_string(epoch) + " of " + std::to_string(m_options.epochs),
                      m_done * m_train.batch * rankCount(), total * m_train.batch * rankCount(), "pictures"});
    }

    /// The matched embedding of whole held-out pictures against the teacher's, batch-norm folded.
    Status measure(const DistillNetwork& network, DistillEpoch& result)
    {
        if (m_options.testShare <= 0.0)
            return {};
        MICROT_TRY(const FloatExecutor executor, FloatExecutor::create(m_graph));
        const auto count = static_cast<int>(m_test.size());
        FeatureMatrix features(count, m_graph.featureCount());
        std::vector<Status> statuses(static_cast<std::size_t>((count + kTestBatch - 1) / kTestBatch));
        m_trainer.pool().run(static_cast<int>(statuses.size()), [&](int b) {
            statuses[static_cast<std::size_t>(b)] =
                embed(executor, b * kTestBatch, std::min(count, (b + 1) * kTestBatch), features);
        });
        for (const Status& status : statuses)
            MICROT_CHECK(status);
        const torch::NoGradGuard noGradients;
        const torch::Tensor matched =
            network.match(torch::from_blob(features.data(), {count, features.cols()}, torch::kFloat32))
                .contiguous();
        const Eigen::Map<const FeatureMatrix> predicted(matched.data_ptr<float>(), count, matched.size(1));
        FeatureMatrix wanted(count, m_targets.dimensions());
        for (int i = 0; i < count; ++i)
            wanted.row(i) = m_targets.of({m_test[static_cast<std::size_t>(i)], 0});
        // As sums, which ranks can add up.
        std::vector<double> sums{(predicted - wanted).cast<double>().squaredNorm(),
                                 wanted.cast<double>().squaredNorm(), static_cast<double>(count)};
        const Eigen::RowVectorXd columns = wanted.cast<double>().colwise().sum();
        sums.insert(sums.end(), columns.begin(), columns.end());
        if (m_options.ranks != nullptr)
            MICROT_CHECK(m_options.ranks->sum(sums));
        if (sums[2] == 0.0)
            return {};
        const double error = sums[0];
        double spread = sums[1];
        for (std::size_t c = 3; c < sums.size(); ++c)
            spread -= sums[c] * sums[c] / sums[2];
        result.testMse = error / (sums[2] * static_cast<double>(wanted.cols()));
        result.testRmse = std::sqrt(result.testMse);
        // What is left of a difference of sums is rounding where one picture, or none that differs, was held
        // out.
        result.testR2 = spread > 1e-9 * sums[1] ? 1.0 - error / spread : 0.0;
        return {};
    }

    Status embed(const FloatExecutor& executor, int first, int end, FeatureMatrix& features) const
    {
        const int side = m_graph.preprocessing.resolution;
        const auto stride = static_cast<std::size_t>(3 * side * side);
        std::vector<float> input(static_cast<std::size_t>(end - first) * stride);
        for (int i = first; i < end; ++i) {
            MICROT_TRY(const Picture shown, m_pictures.render(m_test[static_cast<std::size_t>(i)], side,
                                                              wholeView(m_pictures.side())));
            normalise(shown, m_graph.preprocessing,
                      input.data() + static_cast<std::size_t>(i - first) * stride);
        }
        MICROT_TRY(const auto output, executor.run(input.data(), end - first));
        features.middleRows(first, end - first) = output.exits.back();
        return {};
    }

    Graph m_graph;
    PoolViews m_views;
    DistillOptions m_options;
    TrainingPictures m_pictures;
    PoolMixes m_mixes;
    Lanes m_train;
    std::vector<int> m_test;
    Targets m_targets;
    const CheckpointFolder* m_folder;
    const JobContext& m_job;
    Trainer m_trainer;
    std::int64_t m_done = 0;
    std::vector<double> m_sums;
    Clock::time_point m_lastReport{};
    Clock::time_point m_lastSave = Clock::now();
};

} // namespace

Result<Graph> distill(const Graph& student, const Dataset& pool, const TeacherEmbeddings& teacher,
                      const PoolViews& views, const DistillOptions& options,
                      const std::function<void(const DistillEpoch&, const Graph&)>& onEpoch,
                      const JobContext& job)
{
    MICROT_CHECK(checkOptions(student, options));
    const bool labels = options.weights.fullLabel > 0.0 || options.weights.partLabel > 0.0;
    if (labels && pool.classes.size() < 2)
        return Failure{Error::tooFewClasses, "A loss against labels needs a pool with two or more classes."};
    const KeepMemory keepMemory;
    Graph start = student;
    if (!start.hasWeights())
        initialiseWeights(start, options.seed);
    const std::vector<Cut> cuts = start.cuts;
    start.cuts.clear();
    if (options.cut != 0)
        start.cuts.push_back(*student.findCut(options.cut));

    // Twice as large as needed, so that a crop of a quarter still shows all the detail the student can see.
    const int side = 2 * start.preprocessing.resolution;
    std::vector<std::int32_t> samples = teacher.samples;
    samples.erase(std::unique(samples.begin(), samples.end()), samples.end());
    MICROT_TRY(TrainingPictures pictures,
               TrainingPictures::load(pool, samples, start.preprocessing, side, job));
    if (pictures.count() < 3)
        return Failure{Error::tooFewSamples, "The pool " + pool.name + " has " +
                                                 std::to_string(pictures.count()) +
                                                 " usable pictures; distilling needs at least three."};
    Targets targets(teacher, pictures);
    std::vector<Item> train;
    std::vector<int> test;
    const std::vector<bool> held = heldOut(pictures, options.testShare, options.seed);
    PoolMixes mixes(views, samplesOf(pool, options.ranks), teacher);
    const auto mayLearn = [&](std::int32_t sample, int view) {
        const Mix mix = mixes.of(sample, view, side);
        if (mix.sample < 0)
            return true;
        const auto other = pictures.find(mix.sample);
        return other && !held[static_cast<std::size_t>(*other)]; // what measures is not learned from
    };
    for (int picture = 0; picture < pictures.count(); ++picture) {
        if (held[static_cast<std::size_t>(picture)]) {
            test.push_back(picture);
            continue;
        }
        for (int view = 0; view < targets.views(picture); ++view)
            if (mayLearn(pictures.sample(picture), view))
                train.push_back({picture, view});
    }
    if (options.standardise)
        MICROT_CHECK(targets.standardise(train, options.ranks));

    MICROT_TRY(Lanes lanes, makeLanes(train, pictures, options.batch, options.ranks));
    std::optional<CheckpointFolder> folder;
    if (!options.checkpoints.empty() && (options.ranks == nullptr || options.ranks->rank() == 0))
        folder.emplace(options.checkpoints, runName(student, pool, teacher, views, options), options.keep);
    try {
        const TorchThreads single(1);
        MICROT_TRY(Graph trained,
                   Distilling(std::move(start), views, options, std::move(pictures), std::move(mixes),
                              std::move(lanes), std::move(test), std::move(targets),
                              static_cast<int>(pool.classes.size()), folder ? &*folder : nullptr, job)
                       .execute(onEpoch));
        trained.cuts = cuts;
        if (folder)
            folder->clear();
        return trained;
    } catch (const std::exception& exception) {
        return failureFromTorch(exception, "Distilling " + printable(student.name));
    }
}

} // namespace microt
