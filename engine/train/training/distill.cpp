// SPDX-License-Identifier: Apache-2.0
#include "engine/train/training/distill.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include <nlohmann/json.hpp>

#include "engine/base/files.h"
#include "engine/base/parallel.h"
#include "engine/data/preprocess.h"
#include "engine/train/forward/keep_memory.h"
#include "engine/train/forward/torch_runtime.h"
#include "engine/train/training/checkpoint_folder.h"
#include "engine/train/training/distill_network_private.h"
#include "engine/train/training/initial_weights.h"

namespace microt {

namespace {

using Clock = std::chrono::steady_clock;

enum Stream : std::uint64_t { kOrder = 3, kFirstEpoch = 16 };

constexpr int kShard = 64; ///< large enough for batch-norm, small enough for every core to have one

double secondsSince(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

class Distilling
{
public:
    /// `classes`: of the pool. `folder`: nullptr without checkpoints.
    Distilling(Graph graph, DistillData data, const DistillRun& run, int classes,
               const CheckpointFolder* folder, const JobContext& job)
        : m_graph(std::move(graph)), m_data(std::move(data)), m_run(run), m_folder(folder), m_job(job),
          m_trainer(
              [this, classes] {
                  return std::make_shared<DistillNetwork>(
                      m_graph, m_run.options, static_cast<int>(m_data.targets.dimensions()), classes);
              },
              {run.options.momentum, false, run.options.weightDecay, run.options.clipNorm},
              {m_data.train.batch, m_graph.nodes[0].output, static_cast<int>(m_data.targets.dimensions()),
               coreCount(), kShard, run.place.ranks, run.place.device})
    {}

    Result<Graph> execute(const std::function<void(const DistillEpoch&, const Graph&)>& onEpoch)
    {
        MICROT_CHECK(resume());
        auto trained = train(onEpoch);
        if (!trained.ok() && trained.failure().code == Error::rankLost &&
            m_done < std::int64_t{m_run.options.epochs} * m_data.train.steps) {
            if (m_done % m_data.train.steps == 0)
                m_sums.assign(5, 0.0); // the next epoch has not begun
            MICROT_CHECK(save());
        }
        return trained;
    }

private:
    Result<Graph> train(const std::function<void(const DistillEpoch&, const Graph&)>& onEpoch)
    {
        const std::int64_t total = std::int64_t{m_run.options.epochs} * m_data.train.steps;
        while (m_done < total) {
            const int epoch = static_cast<int>(m_done / m_data.train.steps) + 1;
            const auto start = Clock::now();
            const std::int64_t first = m_done;
            // Rank 0 may have been busy with a probe.
            if (m_run.place.ranks != nullptr)
                MICROT_CHECK(m_run.place.ranks->meet());
            MICROT_CHECK(trainEpoch(epoch, total));
            DistillEpoch result = summary(epoch);
            result.picturesPerSecond =
                static_cast<double>((m_done - first) * m_data.train.batch * rankCount()) /
                secondsSince(start);
            MICROT_TRY(const auto settled, m_trainer.settle());
            const auto network = std::static_pointer_cast<DistillNetwork>(settled);
            network->body().writeWeights(m_graph);
            if (m_run.options.testShare > 0.0)
                MICROT_CHECK(
                    measureHeldOut(m_graph, *network, m_data, m_run.place.ranks, m_trainer.pool(), result));
            m_sums.assign(5, 0.0);
            if (onEpoch)
                onEpoch(result, m_graph);
        }
        return std::move(m_graph);
    }

    int rankCount() const { return m_run.place.ranks == nullptr ? 1 : m_run.place.ranks->count(); }

    /// Among those of all ranks.
    std::uint64_t laneNumber(std::size_t lane) const
    {
        const auto rank = m_run.place.ranks == nullptr ? 0 : m_run.place.ranks->rank();
        return lane * static_cast<std::uint64_t>(rankCount()) + static_cast<std::uint64_t>(rank);
    }

    Status resume()
    {
        m_sums.assign(5, 0.0);
        if (m_folder != nullptr && !m_run.checkpoints.resume && !m_folder->isEmpty())
            return Failure{Error::invalidArgument, "An unfinished run lies in " +
                                                       printable(m_run.checkpoints.folder) +
                                                       ". Resume it, or remove the folder to begin anew."};
        if (!m_run.checkpoints.resume)
            return {};
        std::optional<Checkpoint> checkpoint;
        if (m_folder != nullptr) {
            MICROT_TRY(checkpoint, m_folder->newest());
        }
        if (m_run.place.ranks != nullptr)
            MICROT_CHECK(shareCheckpoint(checkpoint));
        if (!checkpoint)
            return {};
        const auto progress = nlohmann::json::parse(checkpoint->progress, nullptr, false);
        if (!progress.is_array() || progress.size() != m_sums.size())
            return Failure{Error::malformed, "The newest checkpoint in " +
                                                 printable(m_run.checkpoints.folder) + " is damaged."};
        for (std::size_t i = 0; i < m_sums.size(); ++i)
            m_sums[i] = progress[i].is_number() ? progress[i].get<double>() : 0.0;
        MICROT_CHECK(m_trainer.loadState(checkpoint->state));
        m_done = checkpoint->step;
        return {};
    }

    /// Rank 0's checkpoint for all; only it has the folder.
    Status shareCheckpoint(std::optional<Checkpoint>& checkpoint) const
    {
        Ranks& ranks = *m_run.place.ranks;
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
        Lanes order = m_data.train;
        for (std::size_t lane = 0; lane < order.items.size(); ++lane)
            shuffle(order.items[lane], CounterRandom(m_run.options.seed, kOrder + (laneNumber(lane) << 32),
                                                     static_cast<std::uint64_t>(epoch)));
        for (auto step = static_cast<int>(m_done % m_data.train.steps); step < m_data.train.steps; ++step) {
            if (const Status cancelled = m_job.checkCancelled(); !cancelled.ok()) {
                MICROT_CHECK(save());
                return cancelled;
            }
            reportProgress(epoch, total);
            const double rate =
                learningRateAt(static_cast<double>(m_done) / static_cast<double>(total), m_run.options);
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
            if (secondsSince(m_lastSave) >= m_run.checkpoints.seconds && step + 1 < m_data.train.steps)
                MICROT_CHECK(save());
        }
        return {};
    }

    Status fill(const Item& item, int epoch, const Trainer::Slot& slot) const
    {
        const std::int32_t sample = m_data.pictures.sample(item.picture);
        CounterRandom random(m_run.options.seed, kFirstEpoch + static_cast<std::uint64_t>(epoch),
                             static_cast<std::uint64_t>(sample) * kMaxViews +
                                 static_cast<std::uint64_t>(item.view));
        const int side = m_data.pictures.side();
        const int resolution = m_graph.preprocessing.side();
        CounterRandom again = random; // one closer view of the whole blend
        const View seen =
            jitterView(poolView(m_data.views, sample, item.view, side), m_run.options.jitter, random);
        MICROT_TRY(Picture shown, m_data.pictures.render(item.picture, resolution, seen));
        const Mix mix = m_data.mixes.of(sample, item.view, side);
        if (mix.sample >= 0) {
            MICROT_TRY(const Picture other,
                       m_data.pictures.render(*m_data.pictures.find(mix.sample), resolution,
                                              jitterView(mix.view, m_run.options.jitter, again)));
            blendInto(shown, other, mix.share);
        }
        normalise(squashToExtractor(shown, m_graph.preprocessing), m_graph.preprocessing, slot.planes);
        const auto target = m_data.targets.of(item);
        std::copy(target.data(), target.data() + target.size(), slot.target);
        *slot.label = mix.sample >= 0 ? -1 : m_data.pictures.label(item.picture);
        return {};
    }

    DistillEpoch summary(int epoch) const
    {
        DistillEpoch result;
        result.epoch = epoch;
        result.loss = m_sums[0] / m_data.train.steps;
        result.losses = {m_sums[1] / m_data.train.steps, m_sums[2] / m_data.train.steps,
                         m_sums[3] / m_data.train.steps, m_sums[4] / m_data.train.steps};
        return result;
    }

    void reportProgress(int epoch, std::int64_t total)
    {
        if (secondsSince(m_lastReport) < 0.2)
            return;
        m_lastReport = Clock::now();
        m_job.report({"Epoch " + std::to_string(epoch) + " of " + std::to_string(m_run.options.epochs),
                      m_done * m_data.train.batch * rankCount(), total * m_data.train.batch * rankCount(),
                      "pictures"});
    }

    Graph m_graph;
    DistillData m_data;
    DistillRun m_run;
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
                      const PoolViews& views, const DistillRun& run,
                      const std::function<void(const DistillEpoch&, const Graph&)>& onEpoch,
                      const JobContext& job)
{
    MICROT_CHECK(checkRun(student, pool, run));
    const KeepMemory keepMemory;
    Graph start = student;
    if (!start.hasWeights())
        initialiseWeights(start, run.options.seed);
    start.cuts.clear();
    if (run.options.cut)
        start.cuts.push_back(*student.findCut(*run.options.cut));
    MICROT_TRY(DistillData data, loadDistillData(start, pool, teacher, views, run, job));
    std::optional<CheckpointFolder> folder;
    if (!run.checkpoints.folder.empty() && (run.place.ranks == nullptr || run.place.ranks->rank() == 0))
        folder.emplace(run.checkpoints.folder, runName(student, pool, teacher, views, run),
                       run.checkpoints.keep);
    try {
        const TorchThreads single(1);
        MICROT_TRY(Graph trained,
                   Distilling(std::move(start), std::move(data), run, static_cast<int>(pool.classes.size()),
                              folder ? &*folder : nullptr, job)
                       .execute(onEpoch));
        trained.cuts = student.cuts;
        if (folder)
            folder->clear();
        return trained;
    } catch (const std::exception& exception) {
        return failureFromTorch(exception, "Distilling " + printable(student.name));
    }
}

} // namespace microt
