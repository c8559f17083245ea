// SPDX-License-Identifier: Apache-2.0
#include "serial/work/twin_check.h"

#include <gtest/gtest.h>

#include "engine/base/files.h"
#include "engine/deploy/planner.h"
#include "tests/support/fake_board.h"
#include "tests/support/quant_models.h"
#include "tests/support/support.h"

namespace microt {
namespace {

using namespace protocol;
using namespace test;

constexpr int kSide = 12;

QuantModel modelOf(std::uint32_t seed)
{
    return randomQuantModel(kSide, {{0, 3, 1, 8}, {24, 3, 2, 12}, {30, 3, 1, 12}}, seed);
}

std::vector<std::uint8_t> imageOf(const QuantModel& model)
{
    auto image = buildImage(model, {1}, "{}");
    EXPECT_TRUE(image.ok());
    return std::move(image).value();
}

/// A board that is on, and pictures in three classes.
class BoardWorkTest : public testing::Test
{
protected:
    BoardWorkTest()
        : m_platform(m_flash), m_app(m_platform),
          m_link((m_app.start(), std::make_unique<FakeChannel>(m_platform, m_app))), m_board(m_link)
    {
        EXPECT_TRUE(m_link.connect({}).ok());
        for (int label = 0; label < 3; ++label)
            for (int number = 0; number < 20; ++number) {
                std::string bytes = "P6\n12 12\n255\n";
                for (int i = 0; i < kSide * kSide; ++i)
                    bytes += {static_cast<char>(80 * label + number), static_cast<char>(i % 12 * 9),
                              static_cast<char>(i * (label + 1))};
                const auto folder = m_scratch / ("data/" + std::to_string(label));
                EXPECT_TRUE(makeFolders(folder).ok());
                EXPECT_TRUE(writeFileAtomically(folder / (std::to_string(number) + ".ppm"), bytes).ok());
            }
        auto dataset = openDataset(m_scratch / "data", {});
        EXPECT_TRUE(dataset.ok() && assignSplit(dataset.value(), {}).ok());
        m_dataset = std::move(dataset).value();
        m_options.training.samples = 12;
        m_options.training.calibration = 6;
        m_options.training.request.epochs = 3;
        m_options.pictures = 9;
    }

    ScratchFolder m_scratch;
    SimulatedFlash m_flash{96 * 1024};
    FakePlatform m_platform;
    firmware::App m_app;
    Link m_link;
    Board m_board;
    Dataset m_dataset;
    TwinCheckOptions m_options;
};

TEST_F(BoardWorkTest, ABoardAndItsTwinAgree)
{
    const auto check = checkAgainstTwin(m_board, imageOf(modelOf(1)), m_dataset, m_options, {});
    ASSERT_TRUE(check.ok()) << check.failure().what;
    EXPECT_TRUE(check.value().matches()) << check.value().difference;
    EXPECT_EQ(check.value().samples, 12);
    EXPECT_EQ(check.value().calibration, 6);
    EXPECT_EQ(check.value().pictures, 9);
}

TEST_F(BoardWorkTest, TheFirstOperatorThatDiffersIsNamed)
{
    QuantModel model = modelOf(1);
    ASSERT_TRUE(m_board.deploy(imageOf(model), {}).ok());
    const Picture picture = [&] {
        auto fitted = fittedSample(m_dataset, 0, Preprocessing{kSide, ResizeMode::squash});
        EXPECT_TRUE(fitted.ok());
        return std::move(fitted).value();
    }();
    {
        auto twin = BoardTwin::create(imageOf(model), 3);
        ASSERT_TRUE(twin.ok());
        const auto none = firstDifferingOp(m_board, twin.value(), picture, {});
        ASSERT_TRUE(none.ok()) << none.failure().what;
        EXPECT_EQ(none.value(), -1);
    }
    // Another bias in the fourth operator with one: everything before it stays the same.
    int wanted = 0;
    for (int with = 0; with < 4; ++wanted)
        with += model.ops[static_cast<std::size_t>(wanted)].bias.empty() ? 0 : 1;
    --wanted;
    for (std::int32_t& bias : model.ops[static_cast<std::size_t>(wanted)].bias)
        bias += 20000;
    auto twin = BoardTwin::create(imageOf(model), 3);
    ASSERT_TRUE(twin.ok());
    const auto first = firstDifferingOp(m_board, twin.value(), picture, {});
    ASSERT_TRUE(first.ok()) << first.failure().what;
    // The image has the part exit's pool before it.
    EXPECT_EQ(first.value(), wanted + 1) << describeOp(twin.value().image(), first.value());
}

TEST_F(BoardWorkTest, HeadsTravelInAFileAndCanBeRolledBack)
{
    ASSERT_TRUE(prepareBoard(m_board, imageOf(modelOf(1)), m_dataset, {}).ok());
    const Preprocessing fit{kSide, ResizeMode::squash};
    EXPECT_EQ(exportHeads(m_board, m_scratch / "none.mth", {}).failure().code, Error::noHeads);
    const auto first = trainBoard(m_board, m_dataset, fit, m_options.training, {}, {});
    ASSERT_TRUE(first.ok()) << first.failure().what;
    ASSERT_TRUE(exportHeads(m_board, m_scratch / "a.mth", {}).ok());
    m_options.training.request.seed = 7;
    const auto second = trainBoard(m_board, m_dataset, fit, m_options.training, {}, {});
    ASSERT_TRUE(second.ok());
    const Digest newer = second.value().training.headsSha256;
    ASSERT_NE(first.value().training.headsSha256, newer);

    ASSERT_TRUE(importHeads(m_board, m_scratch / "a.mth", {}).ok());
    const auto now = m_link.ask<Message::headsInfo>({}, {});
    ASSERT_TRUE(now.ok());
    EXPECT_EQ(now.value().sha256, first.value().training.headsSha256);
    EXPECT_EQ(now.value().threshold, first.value().calibration.threshold);
    ASSERT_TRUE(m_board.rollbackHeads({}).ok());
    EXPECT_EQ(m_link.ask<Message::headsInfo>({}, {}).value().sha256, newer);

    // A file that was cut anywhere is refused before the board hears of it.
    auto bytes = readFile(m_scratch / "a.mth", 1 << 20);
    ASSERT_TRUE(bytes.ok());
    for (const std::size_t size :
         {std::size_t{0}, std::size_t{3}, std::size_t{11}, bytes.value().size() - 1}) {
        const std::string part(bytes.value().begin(), bytes.value().begin() + static_cast<long>(size));
        ASSERT_TRUE(writeFileAtomically(m_scratch / "cut.mth", part).ok());
        EXPECT_EQ(importHeads(m_board, m_scratch / "cut.mth", {}).failure().code, Error::malformed) << size;
    }
    // And one of another network by the board.
    const QuantModel other = randomQuantModel(kSide, {{0, 3, 1, 8}, {24, 3, 2, 16}, {30, 3, 1, 24}}, 2);
    ASSERT_TRUE(prepareBoard(m_board, imageOf(other), m_dataset, {}).ok());
    EXPECT_EQ(importHeads(m_board, m_scratch / "a.mth", {}).failure().code, Error::shapeMismatch);
}

TEST_F(BoardWorkTest, SeveralTasksShareABoard)
{
    const auto image = imageOf(modelOf(1));
    ASSERT_TRUE(m_board.deploy(image, {}).ok());
    for (const char* name : {"one", "two", "three", "four"})
        ASSERT_TRUE(m_board.useTask(name, 3, {}).ok());
    auto tasks = m_board.tasks({});
    ASSERT_TRUE(tasks.ok());
    ASSERT_EQ(tasks.value().all.size(), 4U);
    EXPECT_EQ(textOf(tasks.value().all[3].name), "four");
    EXPECT_EQ(tasks.value().selected, tasks.value().all[3].id);
    ASSERT_TRUE(m_board.selectTask(tasks.value().all[1].id, {}).ok());
    ASSERT_TRUE(m_board.removeTask(tasks.value().all[0].id, {}).ok());
    tasks = m_board.tasks({});
    ASSERT_TRUE(tasks.ok());
    ASSERT_EQ(tasks.value().all.size(), 3U);
    EXPECT_EQ(textOf(tasks.value().all[0].name), "two");
    EXPECT_EQ(tasks.value().selected, tasks.value().all[0].id);
    // More classes than fit the board, or a byte.
    EXPECT_EQ(m_board.useTask("many", 101, {}).failure().code, Error::outOfRange);
    EXPECT_EQ(m_board.useTask("more", 260, {}).failure().code, Error::outOfRange);
}

TEST_F(BoardWorkTest, TheThresholdComesFromSamplesWithoutLabels)
{
    ASSERT_TRUE(prepareBoard(m_board, imageOf(modelOf(1)), m_dataset, {}).ok());
    const auto trained =
        trainBoard(m_board, m_dataset, {kSide, ResizeMode::squash}, m_options.training, {}, {});
    ASSERT_TRUE(trained.ok());
    EXPECT_EQ(trained.value().training.samples, 12);
    EXPECT_EQ(trained.value().calibration.samples, 6);
    const auto again = recalibrateBoard(m_board, 1.0F, {});
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again.value().samples, 6);
    EXPECT_LE(again.value().threshold, trained.value().calibration.threshold);
}

} // namespace
} // namespace microt
