// SPDX-License-Identifier: Apache-2.0
#include "engine/bench/device_bench.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <numeric>

#include <c10/core/DeviceGuard.h>

#include "engine/base/parallel.h"
#include "engine/train/forward/keep_memory.h"
#include "engine/train/forward/torch_runtime.h"
#include "engine/train/training/distill_network_private.h"
#include "engine/train/training/initial_weights.h"

namespace microt {

namespace {

constexpr int kTeacherDimensions = 320;
constexpr int kWarmUp = 5; ///< steps; the first makes the device's plans
constexpr double kRate = 1e-2;
using Clock = std::chrono::steady_clock;

/// A student that learns views of pictures, as `distill` has it. A batch is one shard on every device.
class Student
{
public:
    Student(const Graph& graph, const TrainingPictures& pictures, const Device& device, int batch)
        : m_graph(graph), m_pictures(pictures), m_batch(batch),
          m_trainer(
              [this] { return std::make_shared<DistillNetwork>(m_graph, m_options, kTeacherDimensions, 0); },
              {0.9, false, 5e-4, 0.0},
              {{batch, graph.nodes[0].output, kTeacherDimensions, device.views ? pictures.side() : 0},
               graph.preprocessing,
               coreCount(),
               batch,
               nullptr,
               device})
    {}

    /// Losses of each of the first steps.
    Result<std::vector<double>> learn(int steps, const JobContext& job)
    {
        std::vector<double> losses;
        BatchFeed feed(m_trainer.pool(), m_trainer.batches(), 0, steps, filler());
        for (int step = 0; step < steps; ++step) {
            MICROT_CHECK(job.checkCancelled());
            MICROT_TRY(Batch* const batch, feed.next());
            MICROT_CHECK(m_trainer.step(kRate, *batch));
            MICROT_TRY(const std::vector<double> lost, m_trainer.takeLosses());
            losses.push_back(lost.front());
        }
        return losses;
    }

    /// Pictures a second over `seconds`; with the same batch again and again, or with new ones.
    Result<double> speed(bool anew, double seconds, const JobContext& job)
    {
        BatchFeed feed(m_trainer.pool(), m_trainer.batches(), 0, std::numeric_limits<int>::max(), filler());
        MICROT_TRY(Batch * batch, feed.next());
        auto start = Clock::now();
        int steps = -kWarmUp;
        double spent = 0.0;
        for (; steps < 3 || spent < seconds; ++steps) {
            MICROT_CHECK(job.checkCancelled());
            if (steps == 0) {
                MICROT_CHECK(m_trainer.takeLosses()); // waits for the device
                start = Clock::now();
            }
            if (anew) {
                MICROT_TRY(batch, feed.next());
            }
            MICROT_CHECK(m_trainer.step(kRate, *batch));
            if (steps % m_trainer.stepsBetweenReads() == 0)
                MICROT_CHECK(m_trainer.takeLosses());
            if (steps >= 0)
                spent = std::chrono::duration<double>(Clock::now() - start).count();
        }
        MICROT_CHECK(m_trainer.takeLosses());
        return steps * m_batch / std::chrono::duration<double>(Clock::now() - start).count();
    }

private:
    FillSlot filler() const
    {
        return [this](int step, int index, const BatchSlot& slot) { return fill(step, index, slot); };
    }

    Status fill(int step, int index, const BatchSlot& slot) const
    {
        const int picture = static_cast<int>((std::int64_t{step} * m_batch + index) % m_pictures.count());
        CounterRandom random(1, static_cast<std::uint64_t>(step), static_cast<std::uint64_t>(index));
        const View view = jitterView(wholeView(m_pictures.side()), m_options.jitter, random);
        for (int d = 0; d < kTeacherDimensions; ++d)
            slot.target[d] = static_cast<float>(random.uniform(-1.0, 1.0));
        *slot.label = -1;
        if (slot.pixels == nullptr) {
            MICROT_TRY(const Picture source, m_pictures.picture(picture));
            slot.shown.write(source, view);
            *slot.share = 0.0F;
            return {};
        }
        MICROT_TRY(const Picture shown, m_pictures.render(picture, m_graph.preprocessing.side(), view));
        slot.write(shown, m_graph.preprocessing);
        return {};
    }

    const Graph& m_graph;
    const TrainingPictures& m_pictures;
    DistillOptions m_options;
    int m_batch;
    Trainer m_trainer;
};

Result<DeviceSpeed> speedAt(const Graph& graph, const TrainingPictures& pictures, const Device& device,
                            int batch, double seconds, const JobContext& job)
{
    DeviceSpeed speed;
    speed.batch = batch;
    const auto measure = [&]() -> Status {
        try {
            Student student(graph, pictures, device, batch);
            MICROT_TRY(speed.computing, student.speed(false, seconds, job));
            MICROT_TRY(speed.training, student.speed(true, seconds, job));
            return {};
        } catch (const std::exception& exception) {
            return failureFromTorch(exception, "Training at batch " + std::to_string(batch));
        }
    };
    const Status measured = measure();
    if (measured.ok())
        return speed;
    if (measured.failure().code != Error::outOfMemory)
        return measured.failure();
    speed.refused = measured.failure().what;
    return speed;
}

} // namespace

double DeviceBench::largestDifference() const
{
    double largest = 0.0;
    for (std::size_t i = 0; i < losses.size() && i < cpuLosses.size(); ++i)
        largest = std::max(largest, std::abs(losses[i] - cpuLosses[i]) / std::abs(cpuLosses[i]));
    return largest;
}

Result<DeviceBench> benchDevice(const Graph& student, const Dataset& pool, const Device& device,
                                const DeviceBenchOptions& options, const JobContext& job)
{
    MICROT_CHECK(checkDevice(device));
    Graph graph = student;
    initialiseWeights(graph, 0);
    graph.cuts.clear();
    std::vector<std::int32_t> samples(pool.samples.size());
    std::iota(samples.begin(), samples.end(), 0);
    MICROT_TRY(const TrainingPictures pictures, TrainingPictures::load(pool, samples, graph.preprocessing,
                                                                       2 * graph.preprocessing.side(), job));
    if (pictures.count() == 0)
        return Failure{Error::tooFewSamples, "There are no pictures to measure with."};
    const KeepMemory keepMemory;
    const TorchThreads single(1);
    DeviceBench bench;
    const auto total = static_cast<std::int64_t>(options.batches.size()) + 2;
    const auto report = [&](std::int64_t done) {
        job.report({"Measuring " + nameOf(device), done, total, "measurements"});
    };
    try {
        const c10::DeviceGuard guard(placeOf(device));
        for (const int batch : options.batches) {
            report(static_cast<std::int64_t>(bench.speeds.size()));
            MICROT_TRY(const DeviceSpeed speed,
                       speedAt(graph, pictures, device, batch, options.seconds, job));
            bench.speeds.push_back(speed);
        }
        const int batch = options.batches.front();
        report(total - 2);
        MICROT_TRY(bench.losses, Student(graph, pictures, device, batch).learn(options.lossSteps, job));
        report(total - 1);
        MICROT_TRY(bench.cpuLosses, Student(graph, pictures, Device{}, batch).learn(options.lossSteps, job));
    } catch (const std::exception& exception) {
        return failureFromTorch(exception, "Measuring the training of " + student.name);
    }
    return bench;
}

} // namespace microt
