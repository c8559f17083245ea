// SPDX-License-Identifier: Apache-2.0
#include "serial/work/live_loop.h"

#include <atomic>
#include <thread>

#include <gtest/gtest.h>

namespace microt {
namespace {

using namespace std::chrono_literals;

constexpr auto kPatience = 20s;

/// Answers class 0; slow if asked to be.
class Zero : public LiveTarget
{
public:
    const Preprocessing& preprocessing() const override { return m_preprocessing; }
    Result<LiveReply> answer(const Picture&, const JobContext& job) override
    {
        for (int i = 0; slow && i < 4000; ++i) {
            MICROT_CHECK(job.checkCancelled());
            std::this_thread::sleep_for(5ms);
        }
        if (gone)
            return Failure{Error::deviceGone, "gone"};
        return LiveReply{};
    }
    Status addSample(const Picture&, std::uint8_t, const JobContext&) override { return {}; }
    Result<LiveTraining> retrain(const BoardTraining&, const JobContext&) override { return LiveTraining{}; }
    bool hasSample(const Picture&) override { return false; }
    Result<LiveBank> bank(const JobContext&) override { return LiveBank{}; }

    std::atomic<bool> slow{false};
    std::atomic<bool> gone{false};

private:
    Preprocessing m_preprocessing{8, 8};
};

class Pictures : public PictureStream
{
public:
    Pictures(int count, std::int32_t label) : m_left(count), m_label(label) {}
    Result<std::optional<StreamPicture>> next(const JobContext&) override
    {
        if (fails)
            return Failure{Error::ioFailure, "unplugged"};
        if (m_left-- == 0)
            return std::optional<StreamPicture>();
        return std::optional(StreamPicture{{1, 1, {1, 2, 3}}, "one", m_label});
    }

    std::atomic<bool> fails{false};

private:
    int m_left;
    std::int32_t m_label;
};

/// A loop on a thread of its own.
struct Running
{
    explicit Running(int pictures, std::int32_t label = -1) : source(pictures, label) {}
    ~Running()
    {
        control.stop();
        if (thread.joinable())
            thread.join();
    }
    void start()
    {
        watch.answered = [this](const LiveAnswer&) { ++answers; };
        watch.judged = [this](const LiveLesson& lesson) {
            lessons += lesson.outcome == LiveLesson::Outcome::learned ? 1 : 0;
            ++judgements;
        };
        thread = std::thread([this] {
            result.emplace(runLive(session, control, watch, job));
            over = true;
        });
    }
    template <typename Condition>
    bool becomes(Condition condition) const
    {
        const auto until = std::chrono::steady_clock::now() + kPatience;
        while (!condition() && std::chrono::steady_clock::now() < until)
            std::this_thread::sleep_for(2ms);
        return condition();
    }
    bool ends() const
    {
        return becomes([this] { return over.load(); });
    }

    Zero target;
    Pictures source;
    LiveSession session{target, source, {}};
    LiveControl control;
    LiveWatch watch;
    JobContext job;
    std::atomic<int> answers{0};
    std::atomic<int> judgements{0};
    std::atomic<int> lessons{0};
    std::atomic<bool> over{false};
    std::optional<Result<LiveEnd>> result;
    std::thread thread;
};

TEST(LiveLoop, ShowsAllAndEnds)
{
    Running running(5, 0);
    running.start();
    ASSERT_TRUE(running.ends());
    EXPECT_EQ(running.answers, 5);
    ASSERT_TRUE(running.result->ok());
    EXPECT_FALSE(running.result->value().ofStream);
}

TEST(LiveLoop, TheLastPictureWaitsForItsJudgement)
{
    Running running(2);
    running.start();
    ASSERT_TRUE(running.becomes([&] { return running.answers == 2; }));
    std::this_thread::sleep_for(150ms);
    EXPECT_FALSE(running.over);
    running.control.judge(2, 1);
    ASSERT_TRUE(running.ends());
    EXPECT_EQ(running.lessons, 1);
}

TEST(LiveLoop, PausedItGoesOnByStepsAndJudgements)
{
    Running running(10);
    running.control.setPaused(true);
    running.start();
    std::this_thread::sleep_for(150ms);
    EXPECT_EQ(running.answers, 0);
    running.control.step();
    ASSERT_TRUE(running.becomes([&] { return running.answers == 1; }));
    running.control.judge(1, 0);
    ASSERT_TRUE(running.becomes([&] { return running.answers == 2; }));
    EXPECT_EQ(running.judgements, 1);
    std::this_thread::sleep_for(150ms);
    EXPECT_EQ(running.answers, 2);
    running.control.setPaused(false);
    ASSERT_TRUE(running.becomes([&] { return running.answers == 10; }));
}

TEST(LiveLoop, KeepsItsInterval)
{
    Running running(1000, 0);
    running.control.setInterval(60s);
    running.start();
    ASSERT_TRUE(running.becomes([&] { return running.answers == 1; }));
    std::this_thread::sleep_for(200ms);
    EXPECT_EQ(running.answers, 1);
    running.control.setInterval(0ms); // holds at once
    EXPECT_TRUE(running.ends());
}

TEST(LiveLoop, LearnsFromKnownMistakesIfAsked)
{
    Running running(6, 3);
    running.control.setLearning(true);
    running.start();
    ASSERT_TRUE(running.ends());
    EXPECT_EQ(running.lessons, 6);
}

TEST(LiveLoop, StopsWithinAFifthOfASecond)
{
    for (const bool slow : {false, true}) {
        Running running(1000000);
        running.target.slow = slow;
        running.control.setInterval(slow ? 0ms : 60000ms);
        running.start();
        std::this_thread::sleep_for(100ms);
        const auto asked = std::chrono::steady_clock::now();
        running.control.stop();
        ASSERT_TRUE(running.ends());
        EXPECT_LT(std::chrono::steady_clock::now() - asked, 200ms);
        ASSERT_FALSE(running.result->ok());
        EXPECT_EQ(running.result->failure().code, Error::cancelled);
    }
    Running before(5);
    before.control.stop();
    before.start();
    ASSERT_TRUE(before.ends());
    EXPECT_EQ(before.answers, 0);
}

TEST(LiveLoop, TellsWhatFailed)
{
    Running unplugged(1000000, 0);
    unplugged.start();
    ASSERT_TRUE(unplugged.becomes([&] { return unplugged.answers > 2; }));
    unplugged.source.fails = true;
    ASSERT_TRUE(unplugged.ends());
    ASSERT_TRUE(unplugged.result->ok());
    EXPECT_EQ(unplugged.result->value().ofStream.value().what, "unplugged");

    Running gone(1000000, 0);
    gone.start();
    gone.target.gone = true;
    ASSERT_TRUE(gone.ends());
    EXPECT_EQ(gone.result->failure().code, Error::deviceGone);
}

} // namespace
} // namespace microt
