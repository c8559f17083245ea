// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <atomic>
#include <mutex>
#include <set>
#include <thread>

#include <gtest/gtest.h>

#include "engine/train/training/trainer_private.h"

namespace microt {
namespace {

constexpr int kPixels = 12; ///< of a picture, with its colours

/// Which threads computed.
struct Seen
{
    std::mutex mutex;
    std::set<std::thread::id> threads;
};

/// A linear layer on the pixels, and running means as batch-norm has them.
class Watched : public TrainedModule
{
public:
    explicit Watched(Seen& seen) : m_seen(seen)
    {
        m_weight = register_parameter("weight", torch::linspace(-1, 1, kPixels).view({1, kPixels}));
        m_bias = register_parameter("bias", torch::zeros({1}));
        m_mean = register_buffer("mean", torch::zeros({1}));
    }

    std::vector<torch::Tensor> losses(const torch::Tensor& input, const BatchTargets& targets) override
    {
        {
            const std::lock_guard lock(m_seen.mutex);
            m_seen.threads.insert(std::this_thread::get_id());
        }
        const torch::Tensor flat = input.reshape({input.size(0), kPixels});
        m_mean.mul_(0.9).add_(flat.mean().detach(), 0.1);
        const torch::Tensor error = torch::mse_loss(torch::linear(flat, m_weight, m_bias), targets.targets);
        return {error * 2.0, error};
    }

private:
    Seen& m_seen;
    torch::Tensor m_weight, m_bias, m_mean;
};

Trainer::Layout layoutOf(int batch, int shard = 4)
{
    Trainer::Layout layout;
    layout.batch = {batch, {2, 2, 3}, 1};
    layout.workers = 3;
    layout.shard = shard;
    return layout;
}

Status fill(int step, int index, const BatchSlot& slot)
{
    for (int i = 0; i < kPixels; ++i)
        slot.pixels[i] = static_cast<std::uint8_t>((37 * step + 11 * index + 71 * i) % 256);
    *slot.target = static_cast<float>((step + index) % 5);
    *slot.label = -1;
    return {};
}

class TrainerTest : public testing::Test
{
protected:
    std::unique_ptr<Trainer> make(const Trainer::Layout& layout)
    {
        return std::make_unique<Trainer>([this] { return std::make_shared<Watched>(m_seen); }, SgdOptions(),
                                         layout);
    }

    static void train(Trainer& trainer, int first, int end)
    {
        BatchFeed feed(trainer.pool(), trainer.batches(), first, end, fill);
        for (int step = first; step < end; ++step) {
            const auto batch = feed.next();
            ASSERT_TRUE(batch.ok());
            ASSERT_TRUE(trainer.step(0.01, *batch.value()).ok());
        }
    }

    Seen m_seen;
};

/// cuDNN keeps its plans by thread: with a GPU, where a batch is one shard, another thread at every step
/// makes them all anew.
TEST_F(TrainerTest, ASingleShardIsComputedOnTheCallingThread)
{
    const auto trainer = make(layoutOf(4));
    train(*trainer, 0, 20);
    EXPECT_EQ(m_seen.threads, std::set<std::thread::id>{std::this_thread::get_id()});
}

TEST_F(TrainerTest, SeveralShardsAreComputedOnTheWorkers)
{
    const auto trainer = make(layoutOf(12));
    train(*trainer, 0, 20);
    EXPECT_EQ(m_seen.threads.count(std::this_thread::get_id()), 0U);
}

TEST_F(TrainerTest, BatchesMadeAheadAreTheSame)
{
    const auto trainer = make(layoutOf(4));
    ASSERT_EQ(trainer->batches().size(), 2U);
    std::vector<Batch> single;
    single.emplace_back(layoutOf(4).batch, Device{});
    WorkerPool workers(2);
    BatchFeed ahead(trainer->pool(), trainer->batches(), 3, 40, fill);
    BatchFeed inTurn(workers, single, 3, 40, fill);
    for (int step = 3; step < 40; ++step) {
        const Batch* const one = ahead.next().value();
        const Batch* const other = inTurn.next().value();
        std::this_thread::sleep_for(std::chrono::microseconds(step % 3 * 300)); // now and then it is ahead
        EXPECT_TRUE(one->pixels.equal(other->pixels)) << step;
        EXPECT_TRUE(one->targets.equal(other->targets)) << step;
        EXPECT_TRUE(one->labels.equal(other->labels)) << step;
    }
}

/// Two batches are in memory and no more, however slow the one who takes them.
TEST_F(TrainerTest, NoMoreThanOneBatchIsMadeAhead)
{
    const auto trainer = make(layoutOf(4));
    std::atomic<int> last{-1};
    BatchFeed feed(trainer->pool(), trainer->batches(), 0, 100,
                   [&](int step, int index, const BatchSlot& slot) {
                       last = std::max(last.load(), step);
                       return fill(step, index, slot);
                   });
    for (int step = 0; step < 10; ++step) {
        ASSERT_TRUE(feed.next().ok());
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
        EXPECT_LE(last, step + 1);
    }
}

TEST_F(TrainerTest, APictureThatCannotBeReadEndsTheFeed)
{
    const auto trainer = make(layoutOf(4));
    BatchFeed feed(trainer->pool(), trainer->batches(), 0, 10,
                   [](int step, int index, const BatchSlot& slot) -> Status {
                       if (step == 2 && index == 1)
                           return Failure{Error::badPicture, "gone"};
                       return fill(step, index, slot);
                   });
    EXPECT_TRUE(feed.next().ok());
    EXPECT_TRUE(feed.next().ok());
    EXPECT_EQ(feed.next().failure().code, Error::badPicture);
}

TEST_F(TrainerTest, LossesReadTogetherAreThoseReadOneByOne)
{
    const auto one = make(layoutOf(12));
    const auto other = make(layoutOf(12));
    std::vector<double> sums{0.0, 0.0};
    for (int step = 0; step < 8; ++step) {
        train(*one, step, step + 1);
        const auto losses = one->takeLosses();
        ASSERT_EQ(losses.value().size(), 2U);
        for (std::size_t i = 0; i < 2; ++i)
            sums[i] += losses.value()[i];
    }
    train(*other, 0, 8);
    EXPECT_EQ(other->takeLosses().value(), sums);
    EXPECT_NEAR(sums[0], 2.0 * sums[1], 1e-6 * sums[0]);
    EXPECT_TRUE(other->takeLosses().value().empty());
}

TEST_F(TrainerTest, AResumedStateGivesTheSameBits)
{
    const auto whole = make(layoutOf(12));
    train(*whole, 0, 9);
    const auto first = make(layoutOf(12));
    train(*first, 0, 4);
    const auto second = make(layoutOf(12));
    ASSERT_TRUE(second->loadState(first->saveState()).ok());
    train(*second, 4, 9);
    const auto wanted = whole->settle().value();
    const auto resumed = second->settle().value();
    for (std::size_t p = 0; p < 2; ++p)
        EXPECT_TRUE(resumed->parameters()[p].equal(wanted->parameters()[p])) << p;
    EXPECT_TRUE(resumed->buffers()[0].equal(wanted->buffers()[0]));
}

/// A batch on a GPU is one shard, on a CPU several.
TEST_F(TrainerTest, AStateGoesOnWithAnotherNumberOfShards)
{
    const auto three = make(layoutOf(12, 4));
    train(*three, 0, 5);
    const auto one = make(layoutOf(12, 12));
    ASSERT_TRUE(one->loadState(three->saveState()).ok());
    const auto settled = three->settle().value();
    const auto moved = one->settle().value();
    EXPECT_TRUE(moved->parameters()[0].equal(settled->parameters()[0]));
    EXPECT_TRUE(torch::allclose(moved->buffers()[0], settled->buffers()[0]));
    EXPECT_NE(moved->buffers()[0].item<float>(), 0.0F);
    train(*one, 5, 6);
    const auto again = make(layoutOf(12, 4));
    ASSERT_TRUE(again->loadState(one->saveState()).ok());
    EXPECT_TRUE(again->settle().value()->parameters()[0].equal(one->settle().value()->parameters()[0]));
    EXPECT_EQ(one->loadState("no state").failure().code, Error::malformed);
}

/// Bit for bit libtorch's own, parameter by parameter.
TEST(Sgd, IsLibtorchs)
{
    for (const bool nesterov : {false, true}) {
        for (const double momentum : {0.0, 0.9}) {
            torch::manual_seed(5);
            std::vector<torch::Tensor> ours, theirs;
            for (const std::vector<std::int64_t>& shape :
                 {std::vector<std::int64_t>{5, 3, 3, 3}, {5}, {7, 5}, {2}}) {
                ours.push_back(torch::randn(shape).requires_grad_());
                theirs.push_back(ours.back().detach().clone().requires_grad_());
            }
            const auto group = [&](std::vector<torch::Tensor> parameters, double decay) {
                auto options = std::make_unique<torch::optim::SGDOptions>(0.1);
                options->momentum(momentum).nesterov(nesterov && momentum > 0).weight_decay(decay);
                return torch::optim::OptimizerParamGroup(std::move(parameters), std::move(options));
            };
            torch::optim::SGD peer({group({theirs[0], theirs[2]}, 1e-3), group({theirs[1], theirs[3]}, 0.0)},
                                   torch::optim::SGDOptions(0.1));
            Sgd sgd(ours, {momentum, nesterov && momentum > 0, 1e-3, 0.0});
            for (int step = 0; step < 6; ++step) {
                for (std::size_t p = 0; p < ours.size(); ++p) {
                    const bool without = p == 3 && step % 2 == 0; // some have no gradient
                    const torch::Tensor gradient = without ? torch::Tensor() : torch::randn(ours[p].sizes());
                    ours[p].mutable_grad() = gradient;
                    theirs[p].mutable_grad() = without ? torch::Tensor() : gradient.clone();
                }
                sgd.step(0.1);
                peer.step();
                for (std::size_t p = 0; p < ours.size(); ++p)
                    EXPECT_TRUE(ours[p].equal(theirs[p])) << p << " step " << step;
            }
        }
    }
}

} // namespace
} // namespace microt
