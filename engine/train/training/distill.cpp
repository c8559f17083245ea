// SPDX-License-Identifier: Apache-2.0
#include "engine/train/training/distill.h"

#include <algorithm>
#include <cmath>

#include <c10/core/DeviceGuard.h>
#include <nlohmann/json.hpp>

#include "engine/base/files.h"
#include "engine/base/parallel.h"
#include "engine/train/forward/keep_memory.h"
#include "engine/train/forward/torch_runtime.h"
#include "engine/train/training/checkpoint_folder.h"
#include "engine/train/training/distill_network_private.h"
#include "engine/train/training/initial_weights.h"
#include "engine/train/training/run_private.h"

namespace microt {

namespace {

constexpr int kShard = 64; ///< large enough for batch-norm, small enough for every core to have one

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
              {{m_data.train.batch, m_graph.nodes[0].output, static_cast<int>(m_data.targets.dimensions()),
                run.place.device.views ? m_data.pictures.side() : 0},
               m_graph.preprocessing,
               coreCount(),
               kShard,
               run.place.ranks,
               run.place.device})
    {}

    Result<Graph> execute(const std::function<void(const DistillEpoch&, const Graph&)>& onEpoch)
    {
        MICROT_CHECK(resume());
        auto trained = train(onEpoch);
        if (!trained.ok() && trained.failure().code == Error::rankLost &&
            m_done < std::int64_t{m_run.options.epochs} * m_data.train.steps) {
            MICROT_CHECK(readLosses(static_cast<int>((m_done - 1) / m_data.train.steps) + 1));
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
                    measureHeldOut(m_graph, *network, m_data, m_run.place, m_trainer.pool(), result));
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
        std::optional<TrainingCheckpoint> checkpoint;
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
        m_places.insert(m_places.begin(), checkpoint->places.begin(), checkpoint->places.end());
        m_places.erase(std::unique(m_places.begin(), m_places.end()), m_places.end());
        return {};
    }

    /// Rank 0's checkpoint for all; only it has the folder.
    Status shareCheckpoint(std::optional<TrainingCheckpoint>& checkpoint) const
    {
        Ranks& ranks = *m_run.place.ranks;
        MICROT_TRY(const std::string step,
                   ranks.fromFirst(checkpoint ? std::to_string(checkpoint->step) : ""));
        if (step.empty())
            return {};
        MICROT_TRY(std::string progress, ranks.fromFirst(checkpoint ? checkpoint->progress : ""));
        MICROT_TRY(std::string state, ranks.fromFirst(checkpoint ? checkpoint->state : ""));
        std::vector<std::string> places = checkpoint ? checkpoint->places : m_places;
        checkpoint =
            TrainingCheckpoint{std::stoll(step), std::move(progress), std::move(state), std::move(places)};
        return {};
    }

    Status save()
    {
        m_lastSave = Clock::now();
        if (m_folder == nullptr)
            return {};
        return m_folder->save({m_done, nlohmann::json(m_sums).dump(), m_trainer.saveState(), m_places});
    }

    Status trainEpoch(int epoch, std::int64_t total)
    {
        const Lanes order = orderOf(static_cast<std::uint64_t>(epoch));
        BatchFeed feed(m_trainer.pool(), m_trainer.batches(), static_cast<int>(m_done % m_data.train.steps),
                       m_data.train.steps, [&](int step, int index, const BatchSlot& slot) {
                           return fill(order.at(step, index), epoch, slot);
                       });
        for (auto step = static_cast<int>(m_done % m_data.train.steps); step < m_data.train.steps; ++step) {
            if (const Status cancelled = m_job.checkCancelled(); !cancelled.ok()) {
                MICROT_CHECK(readLosses(epoch));
                MICROT_CHECK(save());
                return cancelled;
            }
            reportProgress(epoch, total);
            const double rate =
                learningRateAt(static_cast<double>(m_done) / static_cast<double>(total), m_run.options);
            MICROT_TRY(Batch* const batch, feed.next());
            MICROT_CHECK(m_trainer.step(rate, *batch));
            ++m_done;
            const bool last = step + 1 == m_data.train.steps;
            const bool saves = !last && secondsSince(m_lastSave) >= m_run.checkpoints.seconds;
            if (last || saves || m_done % m_trainer.stepsBetweenReads() == 0)
                MICROT_CHECK(readLosses(epoch));
            if (saves)
                MICROT_CHECK(save());
        }
        return {};
    }

    Lanes orderOf(std::uint64_t epoch) const
    {
        Lanes order = m_data.train;
        const auto buffer = static_cast<std::size_t>(m_run.options.shuffleBuffer);
        for (std::size_t lane = 0; lane < order.items.size(); ++lane) {
            const CounterRandom random(m_run.options.seed, kOrder + (laneNumber(lane) << 32), epoch);
            if (buffer == 0)
                shuffle(order.items[lane], random);
            else
                shuffleShards(order.items[lane], m_data.shards,
                              std::max<std::size_t>(buffer / order.items.size(), 1), m_run.options.seed,
                              epoch, random);
        }
        return order;
    }

    Status readLosses(int epoch)
    {
        MICROT_TRY(const std::vector<double> losses, m_trainer.takeLosses());
        if (losses.empty())
            return {};
        if (!std::isfinite(losses.front()))
            return Failure{Error::numericFailure, "The loss is no longer a number in epoch " +
                                                      std::to_string(epoch) + ", step " +
                                                      std::to_string((m_done - 1) % m_data.train.steps + 1) +
                                                      "; try a lower learning rate."};
        for (std::size_t i = 0; i < m_sums.size(); ++i)
            m_sums[i] += losses[i];
        return {};
    }

    Status fill(const Item& item, int epoch, const BatchSlot& slot) const
    {
        const std::int32_t sample = m_data.pictures.sample(item.picture);
        CounterRandom random(m_run.options.seed, kFirstEpoch + static_cast<std::uint64_t>(epoch),
                             static_cast<std::uint64_t>(sample) * kMaxViews +
                                 static_cast<std::uint64_t>(item.view));
        const int side = m_data.pictures.side();
        CounterRandom again = random; // one closer view of the whole blend
        const View seen =
            jitterView(poolView(m_data.views, sample, item.view, side), m_run.options.jitter, random);
        const Mix mix = m_data.mixes.of(sample, item.view, side);
        std::optional<Seen> other;
        if (mix.sample >= 0)
            other =
                Seen{*m_data.pictures.find(mix.sample), jitterView(mix.view, m_run.options.jitter, again)};
        MICROT_CHECK(slot.pixels == nullptr ? fillSources({item.picture, seen}, other, mix.share, slot)
                                            : fillPixels({item.picture, seen}, other, mix.share, slot));
        const auto target = m_data.targets.of(item);
        std::copy(target.data(), target.data() + target.size(), slot.target);
        *slot.label = mix.sample >= 0 ? -1 : m_data.pictures.label(item.picture);
        return {};
    }

    /// A picture and what is seen of it.
    struct Seen
    {
        int picture = 0;
        View view;
    };

    /// What the student sees, rendered here.
    Status fillPixels(const Seen& seen, const std::optional<Seen>& other, double share,
                      const BatchSlot& slot) const
    {
        const int resolution = m_graph.preprocessing.side();
        MICROT_TRY(Picture shown, m_data.pictures.render(seen.picture, resolution, seen.view));
        if (other) {
            MICROT_TRY(const Picture blended,
                       m_data.pictures.render(other->picture, resolution, other->view));
            blendInto(shown, blended, share);
        }
        slot.write(shown, m_graph.preprocessing);
        return {};
    }

    /// What the device renders it from.
    Status fillSources(const Seen& seen, const std::optional<Seen>& other, double share,
                       const BatchSlot& slot) const
    {
        MICROT_TRY(const Picture source, m_data.pictures.picture(seen.picture));
        slot.shown.write(source, seen.view);
        *slot.share = other ? static_cast<float>(share) : 0.0F;
        if (other) {
            MICROT_TRY(const Picture blended, m_data.pictures.picture(other->picture));
            slot.other.write(blended, other->view);
        }
        return {};
    }

    DistillEpoch summary(int epoch) const
    {
        DistillEpoch result;
        result.epoch = epoch;
        result.places = m_places;
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
    std::vector<std::string> m_places{describe(m_run.place.device)};
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
        const c10::DeviceGuard guard(placeOf(run.place.device));
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
