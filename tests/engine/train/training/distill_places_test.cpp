// SPDX-License-Identifier: Apache-2.0
// Where a student is trained, and in what order pictures come from where they lie.
#include "tests/engine/train/training/distilling.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "engine/base/files.h"
#include "engine/train/training/distill_network_private.h"

namespace microt {
namespace {

namespace fs = std::filesystem;

TEST_F(Distill, MixedPrecisionLearnsTheSame)
{
    DistillOptions options = shortOptions();
    ASSERT_TRUE(train(options).ok());
    const double loss = m_epochs.back().loss;
    m_place.device.mixed = true;
    const auto mixed = train(options);
    ASSERT_TRUE(mixed.ok()) << mixed.failure().what;
    EXPECT_NE(m_epochs.back().loss, loss) << "nothing was computed in bfloat16";
    EXPECT_NEAR(m_epochs.back().loss, loss, 0.05 * loss);
}

/// As a GPU does; here on the CPU. Pixels differ by one level at most, and so little do the curves.
TEST_F(Distill, ViewsRenderedOnTheDeviceLearnTheSame)
{
    m_views.mixup = 0.5;
    auto teacher = makeTeacher(teacherOf(test::withWeights(test::tinyTrainable(3))));
    m_teacher = askTeacher(*teacher.value(), m_pool, m_views, {}, {}).value();
    const DistillOptions options = shortOptions();
    ASSERT_TRUE(train(options).ok());
    const std::vector<DistillEpoch> onCores = m_epochs;
    m_place.device.views = true;
    const auto rendered = train(options);
    ASSERT_TRUE(rendered.ok()) << rendered.failure().what;
    for (std::size_t e = 0; e < onCores.size(); ++e)
        EXPECT_NEAR(m_epochs[e].loss, onCores[e].loss, 0.01 * onCores[e].loss) << e;
    m_student.preprocessing.width = 8;
    m_student.nodes[0].output.width = 8;
    EXPECT_FALSE(train(options).ok()) << "no squares";
}

TEST_F(Distill, ADeviceThatIsNotThereIsRefused)
{
    DistillOptions options = shortOptions();
    m_place.device.kind = DeviceKind::cuda;
    if (checkDevice(m_place.device).ok())
        GTEST_SKIP() << "there is a CUDA device";
    EXPECT_EQ(train(options).failure().code, Error::invalidArgument);
}

/// Device and precision are no part of a run.
TEST_F(Distill, ARunMayGoOnOnAnotherDevice)
{
    DistillRun run{shortOptions(), m_checkpoints, m_place};
    const std::string onCpu = runName(m_student, m_pool, m_teacher, m_views, run);
    run.place.device = {DeviceKind::cuda, 1, true, true, true};
    EXPECT_EQ(runName(m_student, m_pool, m_teacher, m_views, run), onCpu);
    TeacherEmbeddings onGpu = m_teacher; // the same teacher's answers, differing in their last digits
    onGpu.values.array() *= 1.0001F;
    EXPECT_EQ(runName(m_student, m_pool, onGpu, m_views, run), onCpu);
    onGpu.identity = "another teacher";
    EXPECT_NE(runName(m_student, m_pool, onGpu, m_views, run), onCpu);
    run.options.learningRate = 0.01;
    EXPECT_NE(runName(m_student, m_pool, m_teacher, m_views, run), onCpu);
}

TEST_F(Distill, ACheckpointOfAGpuGoesOnOnACpuAndTheRecordSaysBoth)
{
    const DistillOptions options = shortOptions();
    const auto whole = train(options);
    EXPECT_EQ(m_epochs.back().places, std::vector<std::string>{"cpu, float32, repeatable"});
    m_checkpoints.folder = m_scratch / "checkpoints";
    m_checkpoints.keep = 1;
    JobContext job;
    const auto cancelled = distill(
        m_student, m_pool, m_teacher, m_views, {options, m_checkpoints, m_place},
        [&job](const DistillEpoch& epoch, const Graph&) {
            if (epoch.epoch == 3)
                job.cancel.cancel();
        },
        job);
    ASSERT_EQ(cancelled.failure().code, Error::cancelled);
    const fs::path file = fs::directory_iterator(m_checkpoints.folder)->path();
    std::string text = readTextFile(file).value();
    const std::string before = "cpu, float32, repeatable";
    const auto at = text.find(before);
    ASSERT_LT(at, text.find('\n'));
    text.replace(at, before.size(), "cuda:0, float32, sums in no fixed order");
    ASSERT_TRUE(writeFileAtomically(file, text).ok());
    m_checkpoints.resume = true;
    const auto resumed = train(options);
    ASSERT_TRUE(resumed.ok()) << resumed.failure().what;
    expectSame(whole.value(), resumed.value());
    EXPECT_EQ(m_epochs.back().places,
              (std::vector<std::string>{"cuda:0, float32, sums in no fixed order", before}));
}

/// A pool beyond the memory is read shard by shard and shuffled in a buffer; the order is known beforehand.
TEST_F(Distill, ShardsAreReadOneAfterAnother)
{
    std::vector<Item> items;
    std::vector<int> shardOf;
    for (int picture = 0; picture < 300; ++picture) {
        shardOf.push_back(picture / 50);
        for (int view = 0; view < 2; ++view)
            items.push_back({picture, view});
    }
    const auto shuffled = [&](std::size_t buffer, std::uint64_t epoch) {
        std::vector<Item> order = items;
        shuffleShards(order, shardOf, buffer, 7, epoch, CounterRandom(7, 3, epoch));
        return order;
    };
    const auto code = [](const Item& item) { return 2 * item.picture + item.view; };
    for (const std::size_t buffer : {1, 40, 1000}) {
        const std::vector<Item> order = shuffled(buffer, 1);
        ASSERT_EQ(order.size(), items.size());
        std::set<int> seen;
        std::size_t farthest = 0; // how many shards are open at once
        std::map<int, std::pair<std::size_t, std::size_t>> span;
        for (std::size_t i = 0; i < order.size(); ++i) {
            seen.insert(code(order[i]));
            span.try_emplace(shardOf[static_cast<std::size_t>(order[i].picture)], i, i).first->second.second =
                i;
        }
        for (std::size_t i = 0; i < order.size(); ++i)
            farthest = std::max<std::size_t>(
                farthest,
                static_cast<std::size_t>(std::count_if(span.begin(), span.end(), [i](const auto& one) {
                    return one.second.first <= i && i <= one.second.second;
                })));
        EXPECT_EQ(seen.size(), items.size()) << "each once";
        EXPECT_EQ(farthest, buffer == 1 ? 1U : buffer == 1000 ? 6U : farthest);
        EXPECT_LE(farthest, buffer == 40 ? 5U : 6U);
    }
    const auto same = [&](const std::vector<Item>& a, const std::vector<Item>& b) {
        return std::equal(a.begin(), a.end(), b.begin(),
                          [&](const Item& x, const Item& y) { return code(x) == code(y); });
    };
    EXPECT_TRUE(same(shuffled(40, 2), shuffled(40, 2)));
    EXPECT_FALSE(same(shuffled(40, 2), shuffled(40, 3)));
    EXPECT_FALSE(same(shuffled(40, 2), items));
}

TEST_F(Distill, AStreamedRunGoesOnAtABatch)
{
    DistillOptions options = shortOptions();
    options.shuffleBuffer = 60;
    const auto whole = train(options);
    ASSERT_TRUE(whole.ok()) << whole.failure().what;
    EXPECT_LT(m_epochs.back().loss, m_epochs.front().loss);
    m_checkpoints.folder = m_scratch / "checkpoints";
    m_checkpoints.resume = true;
    for (int attempt = 0; attempt < 100; ++attempt) {
        JobContext job;
        int reports = 0;
        job.sink = [&](const Progress&) {
            if (++reports == 1 && attempt < 3)
                job.cancel.cancel();
        };
        const auto part = train(options, job);
        if (!part.ok()) {
            ASSERT_EQ(part.failure().code, Error::cancelled) << part.failure().what;
            continue;
        }
        expectSame(whole.value(), part.value());
        EXPECT_GE(attempt, 1);
        return;
    }
    FAIL() << "never came to its end";
}

/// Whatever the address: figures of a run that was resumed have other ones, and stand in the same record.
TEST_F(Distill, MatchingDoesNotDependOnWhereFeaturesLie)
{
    const Graph graph = test::withWeights(m_student);
    const DistillNetwork network(graph, shortOptions(), 37, 0);
    constexpr int kRows = 9;
    const int columns = graph.featureCount();
    std::vector<float> memory(static_cast<std::size_t>(kRows * columns) + 32);
    torch::Tensor first;
    for (std::size_t shift = 0; shift < 32; ++shift) {
        for (int i = 0; i < kRows * columns; ++i)
            memory[shift + static_cast<std::size_t>(i)] = std::sin(0.7F * static_cast<float>(i));
        const torch::NoGradGuard noGradients;
        const torch::Tensor matched =
            network.match(torch::from_blob(memory.data() + shift, {kRows, columns}, torch::kFloat32));
        if (shift == 0)
            first = matched;
        EXPECT_TRUE(matched.equal(first)) << shift;
    }
}

} // namespace
} // namespace microt
