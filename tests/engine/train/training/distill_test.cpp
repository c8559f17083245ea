// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/train/training/distilling.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <limits>
#include <thread>

#include "engine/train/teachers/pool_views.h"
#include "engine/train/training/training_items.h"

namespace microt {
namespace {

namespace fs = std::filesystem;

TEST_F(Distill, TheStudentComesCloserToTheTeacher)
{
    DistillOptions options = shortOptions();
    options.epochs = 40;
    const auto student = train(options);
    ASSERT_TRUE(student.ok()) << student.failure().what;
    EXPECT_TRUE(student.value().hasWeights());
    ASSERT_EQ(student.value().cuts.size(), m_student.cuts.size());
    ASSERT_EQ(m_epochs.size(), 40U);
    EXPECT_LT(m_epochs.back().loss, 0.7 * m_epochs.front().loss);
    EXPECT_DOUBLE_EQ(m_epochs.back().loss, m_epochs.back().losses.fullTeacher);
    EXPECT_GT(m_epochs.back().testR2, 0.3);
    EXPECT_NEAR(m_epochs.back().testRmse * m_epochs.back().testRmse, m_epochs.back().testMse, 1e-9);
    EXPECT_EQ(m_epochs.back().losses.partTeacher, 0.0);
}

TEST_F(Distill, OneHeldOutPictureHasNoR2)
{
    DistillOptions options = shortOptions();
    options.epochs = 1;
    options.testShare = 1e-9; // one picture all the same
    ASSERT_TRUE(train(options).ok());
    EXPECT_GT(m_epochs.back().testMse, 0.0);
    EXPECT_EQ(m_epochs.back().testR2, 0.0);
}

TEST_F(Distill, AllFourLossesFallTogether)
{
    DistillOptions options = shortOptions();
    options.cut = m_student.cuts.front().index;
    options.weights = {1.0, 0.5, 0.5, 0.5};
    ASSERT_TRUE(train(options).ok());
    const LossWeights first = m_epochs.front().losses;
    const LossWeights last = m_epochs.back().losses;
    EXPECT_LT(last.fullTeacher, first.fullTeacher);
    EXPECT_LT(last.fullLabel, first.fullLabel);
    EXPECT_LT(last.partLabel, first.partLabel);
    EXPECT_LT(last.partTeacher, first.partTeacher);
    EXPECT_NEAR(m_epochs.back().loss,
                last.fullTeacher + 0.5 * (last.fullLabel + last.partLabel + last.partTeacher), 1e-4);
}

/// With mixup too, whose partners are drawn before anybody knows what will measure.
TEST_F(Distill, WhatMeasuresIsNeverLearnedFrom)
{
    for (const double mixup : {0.0, 1.0}) {
        m_views = {3, {}, 0, mixup};
        auto teacher = makeTeacher(teacherOf(test::withWeights(test::tinyTrainable(3))));
        m_teacher = askTeacher(*teacher.value(), m_pool, m_views, {}, {}).value();
        DistillOptions options = shortOptions();
        options.testShare = 0.4;
        options.epochs = 2;
        const auto first = train(options);
        ASSERT_TRUE(first.ok()) << first.failure().what;
        const double firstR2 = m_epochs.back().testR2;

        std::vector<std::int32_t> all = samplesOf(m_pool, nullptr);
        const auto pictures =
            TrainingPictures::load(m_pool, all, m_student.preprocessing, 32, JobContext{}).value();
        const std::vector<bool> held = heldOut(pictures, options.testShare, options.seed);
        Dataset other = m_pool; // every held-out picture is another now
        for (int i = 0; i < pictures.count(); ++i)
            if (held[static_cast<std::size_t>(i)])
                other.samples[static_cast<std::size_t>(pictures.sample(i))].path =
                    m_pool.samples[static_cast<std::size_t>(i * 7 % pictures.count())].path;
        std::swap(m_pool, other);
        const auto second = train(options);
        ASSERT_TRUE(second.ok());
        expectSame(first.value(), second.value());
        EXPECT_NE(m_epochs.back().testR2, firstR2);
        std::swap(m_pool, other);
    }
}

TEST_F(Distill, ABlendHasNoLabel)
{
    DistillOptions options = shortOptions();
    options.weights = {1.0, 1.0, 0.0, 0.0};
    options.epochs = 1;
    options.learningRate = 1e-6;
    ASSERT_TRUE(train(options).ok());
    const double everyView = m_epochs.back().losses.fullLabel;
    m_views.mixup = 1.0; // of the two views of each picture one has its label
    auto teacher = makeTeacher(teacherOf(test::withWeights(test::tinyTrainable(3))));
    m_teacher = askTeacher(*teacher.value(), m_pool, m_views, {}, {}).value();
    ASSERT_TRUE(train(options).ok());
    EXPECT_NEAR(m_epochs.back().losses.fullLabel, everyView / 2, 0.15 * everyView);
}

TEST_F(Distill, CosineAndEverySchedule)
{
    for (const RateSchedule schedule :
         {RateSchedule::constant, RateSchedule::cosine, RateSchedule::oneCycle}) {
        DistillOptions options = shortOptions();
        options.distance = EmbeddingDistance::cosine;
        options.schedule = schedule;
        options.warmUp = 0.1;
        options.clipNorm = 5.0;
        ASSERT_TRUE(train(options).ok());
        EXPECT_LT(m_epochs.back().loss, m_epochs.front().loss);
    }
}

TEST_F(Distill, RepeatsBitForBitAndFollowsItsSeed)
{
    DistillOptions options = shortOptions();
    options.epochs = 2;
    const auto first = train(options);
    const auto second = train(options);
    ASSERT_TRUE(first.ok() && second.ok());
    expectSame(first.value(), second.value());
    options.seed = 1;
    EXPECT_NE(train(options).value().nodes[1].weight, first.value().nodes[1].weight);
}

TEST_F(Distill, InterruptedTwentyTimesGivesTheWeightsOfOneRun)
{
    DistillOptions options = shortOptions();
    options.epochs = 8;
    const auto whole = train(options);
    ASSERT_TRUE(whole.ok());
    m_checkpoints.folder = m_scratch / "checkpoints";
    m_checkpoints.seconds = 0;
    m_checkpoints.resume = true;
    int interruptions = 0;
    for (int attempt = 0; attempt < 200; ++attempt) {
        JobContext job;
        std::thread interrupter;
        if (interruptions < 20)
            interrupter = std::thread([token = job.cancel, attempt]() mutable {
                std::this_thread::sleep_for(std::chrono::milliseconds(5 + attempt * 7 % 40));
                token.cancel();
            });
        const auto part = train(options, job);
        if (interrupter.joinable())
            interrupter.join();
        if (part.ok()) {
            expectSame(whole.value(), part.value());
            EXPECT_GT(interruptions, 0);
            EXPECT_FALSE(fs::exists(m_checkpoints.folder)) << "a finished run leaves no checkpoints";
            return;
        }
        ASSERT_EQ(part.failure().code, Error::cancelled) << part.failure().what;
        ++interruptions;
    }
    FAIL() << "never came to its end";
}

TEST_F(Distill, ADamagedCheckpointIsPassedOverAnUnfinishedRunIsKept)
{
    DistillOptions options = shortOptions();
    const auto whole = train(options);
    m_checkpoints.folder = m_scratch / "checkpoints";
    m_checkpoints.seconds = 0;
    JobContext job;
    const auto cancelled = distill(
        m_student, m_pool, m_teacher, m_views, {options, m_checkpoints, m_place},
        [&job](const DistillEpoch& epoch, const Graph&) {
            if (epoch.epoch == 3)
                job.cancel.cancel();
        },
        job);
    ASSERT_EQ(cancelled.failure().code, Error::cancelled);
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(m_checkpoints.folder))
        files.push_back(entry.path());
    std::sort(files.begin(), files.end(), [](const fs::path& a, const fs::path& b) {
        return std::stoll(a.stem().string().substr(5)) < std::stoll(b.stem().string().substr(5));
    });
    ASSERT_EQ(files.size(), 3U);

    EXPECT_EQ(train(options).failure().code, Error::invalidArgument)
        << "an unfinished run is not overwritten";
    fs::resize_file(files.back(), fs::file_size(files.back()) / 2);
    m_checkpoints.resume = true;
    DistillOptions other = options;
    other.learningRate = 0.01;
    EXPECT_EQ(train(other).failure().code, Error::invalidArgument) << "a run with other options";
    const auto resumed = train(options);
    ASSERT_TRUE(resumed.ok()) << resumed.failure().what;
    expectSame(whole.value(), resumed.value());
}

TEST_F(Distill, NoWholeCheckpointIsSaidSo)
{
    DistillOptions options = shortOptions();
    m_checkpoints.folder = m_scratch / "checkpoints";
    m_checkpoints.resume = true;
    fs::create_directories(m_checkpoints.folder);
    for (const char* text : {"", "{}", "{\"run\":1}\nx", "no JSON"}) {
        std::ofstream(m_checkpoints.folder / "step-7.ckpt") << text;
        EXPECT_EQ(train(options).failure().code, Error::malformed) << text;
    }
}

TEST_F(Distill, WhatCannotWorkIsRefused)
{
    const auto codeOf = [this](auto change) {
        DistillOptions options = shortOptions();
        change(options);
        return train(options).failure().code;
    };
    EXPECT_EQ(codeOf([](DistillOptions& o) { o.cut = 99; }), Error::invalidArgument);
    EXPECT_EQ(codeOf([](DistillOptions& o) { o.weights.partTeacher = 1.0; }), Error::invalidArgument);
    EXPECT_EQ(codeOf([](DistillOptions& o) { o.weights = {0, 0, 0, 0}; }), Error::invalidArgument);
    EXPECT_EQ(codeOf([](DistillOptions& o) { o.weights.fullTeacher = -1; }), Error::outOfRange);
    EXPECT_EQ(
        codeOf([](DistillOptions& o) { o.weights.fullLabel = std::numeric_limits<double>::quiet_NaN(); }),
        Error::outOfRange);
    EXPECT_EQ(codeOf([](DistillOptions& o) { o.epochs = 0; }), Error::outOfRange);
    EXPECT_EQ(codeOf([](DistillOptions& o) { o.batch = 1; }), Error::outOfRange);
    EXPECT_EQ(codeOf([](DistillOptions& o) { o.learningRate = 0; }), Error::outOfRange);
    EXPECT_EQ(codeOf([this](DistillOptions&) { m_checkpoints.keep = 0; }), Error::outOfRange);
    m_checkpoints = {};
    EXPECT_EQ(codeOf([](DistillOptions& o) {
                  o.learningRate = 1000;
                  o.schedule = RateSchedule::constant;
              }),
              Error::numericFailure);
    m_pool.classes.clear();
    for (Sample& sample : m_pool.samples)
        sample.label = -1;
    EXPECT_EQ(codeOf([](DistillOptions& o) { o.weights.fullLabel = 1.0; }), Error::tooFewClasses);
}

TEST(OpenPools, JoinsLabelledAndUnlabelledFolders)
{
    const test::ScratchFolder scratch;
    const Dataset drawn = test::drawnDataset(scratch / "drawn", 3);
    fs::create_directories(scratch / "bare");
    fs::copy_file(drawn.pathOf(drawn.samples[0]), scratch / "bare" / "one.ppm");
    const auto pool = openPools({scratch / "drawn", scratch / "bare"}, true, {});
    ASSERT_TRUE(pool.ok()) << pool.failure().what;
    EXPECT_EQ(pool.value().classes.size(), 3U);
    ASSERT_EQ(pool.value().samples.size(), 10U);
    EXPECT_EQ(pool.value().samples.front().label, 0);
    EXPECT_EQ(pool.value().samples.back().label, -1);
    EXPECT_TRUE(fs::exists(pool.value().pathOf(pool.value().samples.back())));
    EXPECT_TRUE(openPools({scratch / "drawn"}, false, {}).value().classes.empty());
    EXPECT_EQ(openPools({}, true, {}).failure().code, Error::invalidArgument);
    EXPECT_EQ(openPools({scratch / "nowhere"}, true, {}).failure().code, Error::fileNotFound);
}

} // namespace
} // namespace microt
