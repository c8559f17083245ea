// SPDX-License-Identifier: Apache-2.0
#include "serial/work/live_session.h"

#include "tests/work/board_in_memory.h"

namespace microt {
namespace {

using namespace protocol;
using namespace test;

/// Whatever it is told; learns nothing.
class Scripted : public LiveTarget
{
public:
    const Preprocessing& preprocessing() const override { return m_preprocessing; }
    Result<LiveReply> answer(const Picture&, const JobContext&) override { return reply; }
    Status addSample(const Picture&, std::uint8_t label, const JobContext&) override
    {
        if (full)
            return Failure{Error::bankFull, "full"};
        labels.push_back(label);
        return {};
    }
    Result<LiveTraining> retrain(const BoardTraining&, const JobContext&) override
    {
        return LiveTraining{static_cast<int>(labels.size()), {}, {}};
    }
    Result<LiveBank> bank(const JobContext&) override
    {
        return LiveBank{static_cast<int>(labels.size()), {}};
    }

    bool hasSample(const Picture&) override { return known-- > 0; }

    LiveReply reply;
    std::vector<std::uint8_t> labels;
    bool full = false;
    int known = 0; ///< pictures that it has learned from, the first ones that it is asked about

private:
    Preprocessing m_preprocessing{kSide, kSide};
};

/// Grey pictures.
class Greys : public PictureStream
{
public:
    explicit Greys(int count, std::int32_t label = -1, bool onlyMeasures = false)
        : m_left(count), m_label(label), m_onlyMeasures(onlyMeasures)
    {}
    Result<std::optional<StreamPicture>> next(const JobContext&) override
    {
        if (m_left-- == 0)
            return std::optional<StreamPicture>();
        return std::optional(StreamPicture{
            {960, 480, std::vector<std::uint8_t>(960 * 480 * 3, 128)}, "grey", m_label, m_onlyMeasures});
    }

private:
    int m_left;
    std::int32_t m_label;
    bool m_onlyMeasures;
};

using Outcome = LiveLesson::Outcome;

LiveAnswer answerOf(LiveSession& session)
{
    const auto step = session.next({});
    EXPECT_TRUE(step.ok() && step.value().answer);
    return *step.value().answer;
}

TEST(LiveSession, CountsWhatIsJudgedOnce)
{
    Scripted target;
    Greys source(20);
    LiveSession session(target, source, {});
    target.reply.exit = 0;
    EXPECT_EQ(answerOf(session).number, 1);
    target.reply.exit = 1;
    const LiveAnswer second = answerOf(session);
    EXPECT_EQ(second.figures.pictures, 2);
    EXPECT_EQ(second.figures.early, 1);
    EXPECT_EQ(second.figures.earlyShare, 0.5);
    EXPECT_FALSE(second.figures.accuracy) << "nothing judged";
    EXPECT_EQ(second.shown.width, 480);
    EXPECT_EQ(second.shown.height, 240);

    EXPECT_EQ(session.judge(1, 0, {}).value().outcome, Outcome::right);
    EXPECT_EQ(session.judge(1, 2, {}).value().outcome, Outcome::nothing) << "judged before";
    const auto learned = session.judge(2, 2, {});
    ASSERT_TRUE(learned.ok());
    EXPECT_EQ(learned.value().outcome, Outcome::learned);
    EXPECT_EQ(target.labels, std::vector<std::uint8_t>{2});
    EXPECT_EQ(learned.value().figures.lessons, 1);
    EXPECT_EQ(learned.value().figures.before.judged, 2);
    EXPECT_EQ(learned.value().figures.before.right, 1);
    EXPECT_EQ(learned.value().figures.accuracy.value(), 0.5);

    const int third = answerOf(session).number;
    EXPECT_EQ(session.judge(third, 0, {}).value().figures.after.right, 1);
    EXPECT_EQ(session.judge(99, 0, {}).value().outcome, Outcome::nothing) << "no such picture";
    for (int i = 0; i < 9; ++i)
        answerOf(session);
    EXPECT_EQ(session.judge(4, 2, {}).value().outcome, Outcome::nothing) << "long gone";
}

TEST(LiveSession, KnownPicturesJudgeThemselvesAndTestPicturesTeachNothing)
{
    Scripted target;
    Greys train(1, 1);
    LiveSession session(target, train, {});
    const LiveAnswer answer = answerOf(session);
    EXPECT_EQ(answer.label, 1);
    EXPECT_EQ(answer.figures.before.judged, 1);
    EXPECT_EQ(answer.figures.before.right, 0);
    const auto lesson = session.judge(1, 1, {});
    EXPECT_EQ(lesson.value().outcome, Outcome::learned);
    EXPECT_EQ(lesson.value().figures.before.judged, 1) << "counted already";

    Greys test(1, 1, true);
    LiveSession measured(target, test, {});
    answerOf(measured);
    EXPECT_EQ(measured.judge(1, 1, {}).value().outcome, Outcome::measured);
    EXPECT_EQ(target.labels.size(), 1U);
}

TEST(LiveSession, AFullBankEndsNothing)
{
    Scripted target;
    target.full = true;
    Greys source(2);
    LiveSession session(target, source, {});
    answerOf(session);
    const auto lesson = session.judge(1, 1, {});
    ASSERT_TRUE(lesson.ok());
    EXPECT_EQ(lesson.value().outcome, Outcome::bankIsFull);
    EXPECT_EQ(lesson.value().figures.lessons, 0);
    answerOf(session);
    const auto over = session.next({});
    ASSERT_TRUE(over.ok());
    EXPECT_FALSE(over.value().answer || over.value().ofStream);
}

TEST(LiveSession, WhatFailsInTheSourceIsNoFailureOfTheTarget)
{
    Scripted target;
    const auto source = showFiles({});
    LiveSession session(target, *source, {});
    const auto step = session.next({});
    ASSERT_TRUE(step.ok());
    ASSERT_TRUE(step.value().ofStream);
    EXPECT_EQ(step.value().ofStream->code, Error::emptyDataset);
}

TEST(LiveSession, OnlyNewPicturesAreThoseThatWereNotLearnedFrom)
{
    const auto shown = [](int pictures, int known, int most) {
        Scripted target;
        target.known = known;
        const auto stream = onlyNew(std::make_unique<Greys>(pictures), target, most);
        for (int count = 0;; ++count) {
            const auto next = stream->next({});
            if (!next.ok())
                return -1;
            if (!next.value())
                return count;
        }
    };
    EXPECT_EQ(shown(5, 0, 0), 5);
    EXPECT_EQ(shown(5, 2, 0), 3);
    EXPECT_EQ(shown(5, 2, 2), 2);
    EXPECT_EQ(shown(5, 4, 2), 1);
    EXPECT_EQ(shown(5, 5, 0), -1) << "told";
}

class LiveBoardTest : public BoardInMemory
{
protected:
    static constexpr int kTaught = 2; ///< by turns of the classes: none of the third

    /// Shows train pictures that the target has not seen, and corrects every mistake.
    LiveFigures teach(LiveTarget& target)
    {
        const auto source = onlyNew(showFiles(filesOfSplit(m_dataset, Split::train)), target, 0);
        LiveSession session(target, *source, m_options.training);
        for (;;) {
            auto step = session.next({});
            EXPECT_TRUE(step.ok()) << step.failure().what;
            if (!step.ok() || !step.value().answer)
                return session.figures();
            const LiveAnswer& answer = *step.value().answer;
            const auto lesson = session.judge(answer.number, answer.label, {});
            EXPECT_TRUE(lesson.ok()) << lesson.failure().what;
            if (lesson.ok() && lesson.value().outcome == Outcome::learned) {
                EXPECT_EQ(lesson.value().training.samples, kTaught + session.figures().lessons);
                EXPECT_EQ(lesson.value().bank.samples, lesson.value().training.samples);
                EXPECT_EQ(lesson.value().bank.perClass.size(), m_dataset.classes.size());
            }
        }
    }

    std::unique_ptr<LiveTarget> board()
    {
        auto target = liveBoard(m_board, imageOf(modelOf(1)), m_dataset, m_options.training, {});
        EXPECT_TRUE(target.ok()) << target.failure().what;
        return std::move(target).value();
    }
};

TEST_F(LiveBoardTest, LearnsAndItsTwinLearnsTheSame)
{
    m_options.training.samples = kTaught;
    m_options.training.epochs = 20;
    const auto target = board();
    const LiveFigures figures = teach(*target);
    EXPECT_GT(figures.lessons, 0);
    EXPECT_EQ(figures.compared, figures.pictures);
    EXPECT_EQ(figures.sameAsTwin, figures.pictures);
    EXPECT_GT(figures.after.share(), figures.before.share()) << "it learned";

    // The twin alone comes to the same figures.
    const auto twin = liveTwin(imageOf(modelOf(1)), m_dataset, m_options.training, {});
    ASSERT_TRUE(twin.ok()) << twin.failure().what;
    const LiveFigures alone = teach(*twin.value());
    EXPECT_EQ(alone.lessons, figures.lessons);
    EXPECT_EQ(alone.after.right, figures.after.right);
    EXPECT_EQ(alone.early, figures.early);
}

TEST_F(LiveBoardTest, ATrainedBoardIsNotTaughtAnew)
{
    const auto image = imageOf(modelOf(1));
    ASSERT_TRUE(prepareBoard(m_board, image, m_dataset, {}).ok());
    ASSERT_TRUE(trainBoard(m_board, m_dataset, {kSide, kSide}, m_options.training, {}, {}).ok());
    const auto before = m_link.ask<Message::headsInfo>({}, {}).value().sha256;
    const auto target = board();
    EXPECT_EQ(m_link.ask<Message::headsInfo>({}, {}).value().sha256, before);
    EXPECT_EQ(target->bank({}).value().samples, m_options.training.samples);
    const auto fitted = fittedSample(m_dataset, 0, target->preprocessing());
    ASSERT_TRUE(fitted.ok());
    const auto reply = target->answer(fitted.value(), {});
    ASSERT_TRUE(reply.ok());
    EXPECT_TRUE(reply.value().sameAsTwin.value_or(false)) << "the twin has the board's heads";
    EXPECT_GT(reply.value().counted, 0U);
    const auto trained = target->retrain(m_options.training, {});
    ASSERT_TRUE(trained.ok());
    EXPECT_TRUE(trained.value().sameAsTwin.value_or(false)) << "and its samples";
}

/// What an interrupted training collected is no basis for heads.
TEST_F(LiveBoardTest, AnInterruptedTrainingLeavesNoFragmentOfSamples)
{
    const auto image = imageOf(modelOf(1));
    ASSERT_TRUE(prepareBoard(m_board, image, m_dataset, {}).ok());
    ASSERT_TRUE(trainBoard(m_board, m_dataset, {kSide, kSide}, m_options.training, {}, {}).ok());
    JobContext job;
    int collected = 0;
    BoardTrainingWatch watch;
    watch.sample = [&](const Picture&, std::uint8_t) -> Status {
        if (++collected == 5)
            job.cancel.cancel();
        return {};
    };
    const auto trained = trainBoard(m_board, m_dataset, {kSide, kSide}, m_options.training, watch, job);
    EXPECT_EQ(trained.failure().code, Error::cancelled);
    EXPECT_EQ(m_link.ask<Message::bankInfo>({}, {}).value().labelled, 0U);
    EXPECT_EQ(board()->bank({}).value().samples, m_options.training.samples) << "all are collected anew";
}

} // namespace
} // namespace microt
