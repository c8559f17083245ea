// SPDX-License-Identifier: Apache-2.0
#include "serial/work/board_samples.h"

#include <algorithm>

#include "engine/base/counter_random.h"
#include "serial/work/board_twin.h"
#include "tests/work/board_in_memory.h"

namespace microt {
namespace {

using namespace protocol;
using namespace test;

/// A board that has learned from twelve samples of three classes.
class BoardSamplesTest : public BoardInMemory
{
protected:
    BoardSamplesTest()
    {
        CounterRandom random(7, 0, 0);
        for (const Sample& sample : m_dataset.samples) { // so that no two give the same features
            std::string bytes = "P6\n12 12\n255\n";
            const int side[] = {static_cast<int>(1 + random.below(6)), static_cast<int>(1 + random.below(6)),
                                static_cast<int>(1 + random.below(6))};
            std::uint64_t colours[3][36];
            for (auto& channel : colours)
                for (std::uint64_t& colour : channel)
                    colour = random.below(256);
            for (int i = 0; i < kSide * kSide * 3; ++i) {
                const int cells = side[i % 3];
                const int x = i / 3 % kSide * cells / kSide;
                const int y = i / 3 / kSide * cells / kSide;
                bytes += static_cast<char>(colours[i % 3][y * cells + x]);
            }
            EXPECT_TRUE(writeFileAtomically(m_dataset.pathOf(sample), bytes).ok());
        }
        EXPECT_TRUE(prepareBoard(m_board, m_image, m_dataset, {}).ok());
        EXPECT_TRUE(trainBoard(m_board, m_dataset, preprocessing(), m_options.training, {}, {}).ok());
    }

    Preprocessing preprocessing() const { return preprocessingOf(Twin::create(m_image).value().image()); }

    BoardSamples read()
    {
        auto samples = readSamples(m_board, m_image, m_dataset, {});
        EXPECT_TRUE(samples.ok());
        return samples.ok() ? std::move(samples).value() : BoardSamples();
    }

    const Sample& pictureOf(const BoardSample& sample) const
    {
        return m_dataset.samples.at(static_cast<std::size_t>(sample.picture));
    }

    std::vector<std::uint8_t> m_image = imageOf(modelOf(1), {1, 2});
};

TEST_F(BoardSamplesTest, EachSampleIsFoundAmongThePictures)
{
    const BoardSamples samples = read();
    ASSERT_EQ(samples.all.size(), 18U);
    EXPECT_EQ(samples.labelled, 12);
    EXPECT_GT(samples.capacity, 18);
    std::vector<std::int32_t> pictures;
    for (std::size_t i = 0; i < samples.all.size(); ++i) {
        const BoardSample& sample = samples.all[i];
        ASSERT_GE(sample.picture, 0) << i;
        pictures.push_back(sample.picture);
        EXPECT_EQ(pictureOf(sample).split, i < 12 ? Split::train : Split::calibration);
        EXPECT_EQ(sample.label, i < 12 ? pictureOf(sample).label : -1);
        ASSERT_EQ(sample.features.size(), 3U);
    }
    std::sort(pictures.begin(), pictures.end());
    EXPECT_EQ(std::unique(pictures.begin(), pictures.end()), pictures.end()) << "a picture each";
}

TEST_F(BoardSamplesTest, AnswersAreThoseOfTheBoard)
{
    const BoardSamples samples = read();
    for (const std::size_t i : {0U, 7U, 15U}) {
        const auto picture = fittedSample(m_dataset, samples.all[i].picture, preprocessing());
        ASSERT_TRUE(picture.ok());
        const auto& rgb = picture.value().rgb;
        const auto answer = m_board.infer(rgb.data(), rgb.size(), kLastExit, {});
        ASSERT_TRUE(answer.ok() && samples.all[i].answer);
        EXPECT_EQ(samples.all[i].answer->predicted, answer.value().predicted);
        EXPECT_EQ(samples.all[i].answer->confidence, answer.value().confidence);
    }
}

TEST_F(BoardSamplesTest, AreRelabelledTakenOutAddedAndLearnedFrom)
{
    const BoardSamples before = read();
    const std::int32_t other = (before.all[0].label + 1) % 3;
    ASSERT_TRUE(m_board.labelSample(0, static_cast<std::uint8_t>(other), {}).ok());
    ASSERT_TRUE(m_board.removeSample(1, {}).ok());
    EXPECT_FALSE(m_board.removeSample(17, {}).ok()) << "there are seventeen";
    const auto unused = std::find_if(m_dataset.samples.rbegin(), m_dataset.samples.rend(),
                                     [](const Sample& s) { return s.split == Split::train; });
    ASSERT_TRUE(
        addSample(m_board, m_dataset.pathOf(*unused), unused->label, preprocessing(), m_dataset, {}).ok());
    const BoardSamples after = read();
    ASSERT_EQ(after.all.size(), 18U);
    EXPECT_EQ(after.labelled, 12);
    EXPECT_EQ(after.all[0].label, other);
    EXPECT_EQ(after.all[0].picture, before.all[0].picture);
    EXPECT_EQ(after.all[1].picture, before.all[2].picture);
    EXPECT_EQ(pictureOf(after.all[11]).path, unused->path);
    EXPECT_EQ(after.all[11].label, unused->label);

    // The heads of these samples are the twin's, to the bit.
    const auto trained = trainOnBank(m_board, m_options.training, {}, {});
    ASSERT_TRUE(trained.ok());
    EXPECT_EQ(trained.value().training.samples, 12);
    auto twin = BoardTwin::create(m_image, 3);
    ASSERT_TRUE(twin.ok());
    for (const BoardSample& sample : after.all) {
        std::vector<std::int8_t> row;
        for (const auto& exit : sample.features)
            row.insert(row.end(), exit.begin(), exit.end());
        ASSERT_TRUE(
            twin.value()
                .addFeatures(row, sample.label < 0 ? kNoLabel : static_cast<std::uint8_t>(sample.label))
                .ok());
    }
    const auto heads = twin.value().train(m_options.training.request());
    ASSERT_TRUE(heads.ok());
    EXPECT_EQ(m_board.readHeads({}).value(), heads.value());
    EXPECT_EQ(vectorOf(trained.value().calibration.thresholds),
              twin.value().calibrate(static_cast<float>(m_options.training.ratio)).value());
}

TEST_F(BoardSamplesTest, AListFollowsTheBankWithoutReadingItAgain)
{
    BoardSamples list = read();
    const std::pair<int, int> labels[] = {{2, 1}, {14, 0}, {3, -1}, {16, -1}, {12, 2}};
    for (const auto& [sample, label] : labels) {
        list.relabel(sample, label);
        ASSERT_TRUE(
            m_board.labelSample(sample, label < 0 ? kNoLabel : static_cast<std::uint8_t>(label), {}).ok());
    }
    for (const int sample : {17, 0, 11, 12}) {
        list.remove(sample);
        ASSERT_TRUE(m_board.removeSample(sample, {}).ok());
    }
    const BoardSamples bank = read();
    EXPECT_EQ(list.labelled, bank.labelled);
    ASSERT_EQ(list.all.size(), bank.all.size());
    for (std::size_t i = 0; i < bank.all.size(); ++i) {
        EXPECT_EQ(list.all[i].label, bank.all[i].label) << i;
        EXPECT_EQ(list.all[i].features, bank.all[i].features) << i;
    }
}

TEST_F(BoardSamplesTest, TestPicturesAreRefused)
{
    const auto test = std::find_if(m_dataset.samples.begin(), m_dataset.samples.end(),
                                   [](const Sample& s) { return s.split == Split::test; });
    const Status added =
        addSample(m_board, m_dataset.pathOf(*test), test->label, preprocessing(), m_dataset, {});
    ASSERT_FALSE(added.ok());
    EXPECT_EQ(added.failure().code, Error::invalidArgument);
    EXPECT_NE(added.failure().what.find("is a test picture"), std::string::npos) << added.failure().what;
    EXPECT_EQ(read().all.size(), 18U);
}

TEST_F(BoardSamplesTest, ABankOfAnotherNetworkIsLeftAlone)
{
    EXPECT_TRUE(useBank(m_board, m_image, m_dataset, {}).ok());
    const Status other = useBank(m_board, imageOf(modelOf(2), {1}), m_dataset, {});
    ASSERT_FALSE(other.ok());
    EXPECT_EQ(other.failure().code, Error::noImage);
    EXPECT_EQ(read().all.size(), 18U);
}

TEST_F(BoardSamplesTest, WhatIsNoPictureOfTheTaskStaysUnnamed)
{
    Dataset fewer = m_dataset;
    const std::int32_t gone = read().all[4].picture;
    fewer.samples.erase(fewer.samples.begin() + gone);
    const auto samples = readSamples(m_board, m_image, fewer, {});
    ASSERT_TRUE(samples.ok());
    EXPECT_EQ(samples.value().all[4].picture, -1);
    EXPECT_GE(samples.value().all[3].picture, 0);
    const auto another = readSamples(m_board, imageOf(modelOf(2), {1}), m_dataset, {});
    ASSERT_FALSE(another.ok());
    EXPECT_EQ(another.failure().code, Error::shapeMismatch);
}

} // namespace
} // namespace microt
