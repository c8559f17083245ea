// SPDX-License-Identifier: Apache-2.0
#include "serial/work/twin_check.h"

#include <cstddef>
#include <cstring>

#include <gtest/gtest.h>

#include "tests/work/board_in_memory.h"

namespace microt {
namespace {

using namespace protocol;
using namespace test;

class BoardWorkTest : public BoardInMemory
{};

TEST_F(BoardWorkTest, ABoardAndItsTwinAgree)
{
    const auto check = checkAgainstTwin(m_board, imageOf(modelOf(1)), m_dataset, m_options, {});
    ASSERT_TRUE(check.ok()) << check.failure().what;
    EXPECT_TRUE(check.value().matches()) << check.value().difference;
    EXPECT_EQ(check.value().samples, 12);
    EXPECT_EQ(check.value().calibration, 6);
    EXPECT_EQ(check.value().pictures, 9);
}

TEST_F(BoardWorkTest, ABoardAndItsTwinAgreeInSlices)
{
    const QuantModel model = modelOf(1);
    std::uint32_t ram = planArena(model, {1}).value().arenaBytes;
    while (planArena(model, {1}, ram - 64).ok())
        ram -= 64;
    const auto image = buildImage(model, {1}, "{}", ram);
    ASSERT_TRUE(image.ok());
    const auto check = checkAgainstTwin(m_board, image.value(), m_dataset, m_options, {});
    ASSERT_TRUE(check.ok()) << check.failure().what;
    EXPECT_TRUE(check.value().matches()) << check.value().difference;

    auto twin = BoardTwin::create(image.value(), 3);
    ASSERT_TRUE(twin.ok()) << twin.failure().what;
    auto picture = fittedSample(m_dataset, 0, Preprocessing{kSide, kSide});
    ASSERT_TRUE(picture.ok());
    const auto same = firstDifferingOp(m_board, twin.value(), picture.value(), {});
    ASSERT_TRUE(same.ok()) << same.failure().what;
    EXPECT_EQ(same.value(), -1);

    // Every operator is counted, those of a group too; inside it no tensor can be read.
    const ImageView& view = twin.value().image();
    const auto profile = m_board.profile(picture.value().rgb.data(), picture.value().rgb.size(), {});
    ASSERT_TRUE(profile.ok()) << profile.failure().what;
    ASSERT_EQ(profile.value().ops.size(), view.header->opCount);
    int inside = 0;
    for (int op = 0; op < view.header->opCount; ++op) {
        EXPECT_GT(profile.value().ops[static_cast<std::size_t>(op)], 0U) << op;
        inside += view.tensors[view.ops[op].output].rows != 0 ? 1 : 0;
    }
    EXPECT_GE(inside, 2);
    const auto id = m_board.upload(picture.value().rgb.data(), picture.value().rgb.size(), {});
    ASSERT_TRUE(id.ok());
    for (int op = 0; op < view.header->opCount; ++op)
        if (view.tensors[view.ops[op].output].rows != 0) {
            EXPECT_EQ(m_board.tensor(id.value(), op, {}).failure().code, Error::outOfRange);
            break;
        }
}

TEST_F(BoardWorkTest, TheFirstOperatorThatDiffersIsNamed)
{
    QuantModel model = modelOf(1);
    ASSERT_TRUE(m_board.deploy(imageOf(model), {}).ok());
    const Picture picture = [&] {
        auto fitted = fittedSample(m_dataset, 0, Preprocessing{kSide, kSide});
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
    const Preprocessing fit{kSide, kSide};
    EXPECT_EQ(exportHeads(m_board, m_scratch / "none.mth", {}).failure().code, Error::noHeads);
    const auto first = trainBoard(m_board, m_dataset, fit, m_options.training, {}, {});
    ASSERT_TRUE(first.ok()) << first.failure().what;
    ASSERT_TRUE(exportHeads(m_board, m_scratch / "a.mth", {}).ok());
    m_options.training.seed = 7;
    const auto second = trainBoard(m_board, m_dataset, fit, m_options.training, {}, {});
    ASSERT_TRUE(second.ok());
    const Digest newer = second.value().training.headsSha256;
    ASSERT_NE(first.value().training.headsSha256, newer);

    ASSERT_TRUE(importHeads(m_board, m_scratch / "a.mth", {}).ok());
    const auto now = m_link.ask<Message::headsInfo>({}, {});
    ASSERT_TRUE(now.ok());
    EXPECT_EQ(now.value().sha256, first.value().training.headsSha256);
    EXPECT_EQ(vectorOf(now.value().thresholds), vectorOf(first.value().calibration.thresholds));
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
    const auto trained = trainBoard(m_board, m_dataset, {kSide, kSide}, m_options.training, {}, {});
    ASSERT_TRUE(trained.ok());
    EXPECT_EQ(trained.value().training.samples, 12);
    EXPECT_EQ(trained.value().calibration.samples, 6);
    const auto again = recalibrateBoard(m_board, 1.0F, {});
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again.value().samples, 6);
    EXPECT_LE(again.value().thresholds.items[0], trained.value().calibration.thresholds.items[0]);
}

ImageCuts seeing(std::vector<int> seen, ImageCuts cuts)
{
    cuts.seen = std::move(seen);
    return cuts;
}

/// Networks of more cuts than two exits need: three exits, four, more than a board answers at, and cuts that
/// heads only see.
class SeveralExits : public BoardWorkTest, public testing::WithParamInterface<ImageCuts>
{
protected:
    SeveralExits()
        : m_image(imageOf(randomQuantModel(kSide,
                                           {{0, 3, 1, 8},
                                            {16, 3, 1, 10},
                                            {24, 3, 2, 12},
                                            {0, 3, 1, 12},
                                            {24, 3, 1, 14},
                                            {30, 3, 1, 12}},
                                           1),
                          GetParam())),
          m_exits(std::min(static_cast<int>(GetParam().answered.size()) + 1, kMaxWireExits))
    {
        m_options.pictures = 12;
        m_options.training.epochs = 10;
        m_options.training.ratio = 0.3F;
    }

    std::vector<std::uint8_t> m_image;
    int m_exits;
};

TEST_P(SeveralExits, BoardAndTwinAgreeAtEachOfThem)
{
    const auto check = checkAgainstTwin(m_board, m_image, m_dataset, m_options, {});
    ASSERT_TRUE(check.ok()) << check.failure().what;
    EXPECT_TRUE(check.value().matches()) << check.value().difference;
    ASSERT_EQ(check.value().counts.size(), static_cast<std::size_t>(m_exits));
    for (const double count : check.value().counts)
        EXPECT_GT(count, 0.0);
}

TEST_P(SeveralExits, TheFirstConfidentOneAnswers)
{
    ASSERT_TRUE(prepareBoard(m_board, m_image, m_dataset, {}).ok());
    const Preprocessing fit{kSide, kSide};
    const auto trained = trainBoard(m_board, m_dataset, fit, m_options.training, {}, {});
    ASSERT_TRUE(trained.ok()) << trained.failure().what;
    EXPECT_EQ(trained.value().training.last.exits.size, m_exits);
    const std::vector<float> thresholds = vectorOf(trained.value().calibration.thresholds);
    ASSERT_EQ(thresholds.size(), static_cast<std::size_t>(m_exits - 1));
    std::vector<int> answered(static_cast<std::size_t>(m_exits));
    for (std::int32_t sample = 0; sample < static_cast<std::int32_t>(m_dataset.samples.size()); ++sample) {
        const auto picture = fittedSample(m_dataset, sample, fit);
        ASSERT_TRUE(picture.ok());
        const std::uint8_t* rgb = picture.value().rgb.data();
        std::vector<InferResponse> alone;
        for (int exit = 0; exit < m_exits; ++exit) {
            const auto answer = m_board.infer(rgb, 3 * kSide * kSide, exit, {});
            ASSERT_TRUE(answer.ok());
            EXPECT_EQ(answer.value().exit, exit);
            alone.push_back(answer.value());
        }
        std::size_t first = 0;
        while (first < thresholds.size() && alone[first].confidence < thresholds[first])
            ++first;
        const auto staged = m_board.infer(rgb, 3 * kSide * kSide, kAnyExit, {});
        ASSERT_TRUE(staged.ok());
        EXPECT_EQ(staged.value().exit, first);
        EXPECT_EQ(staged.value().predicted, alone[first].predicted);
        ASSERT_EQ(staged.value().confidences.size, first + 1);
        for (std::size_t exit = 0; exit <= first; ++exit)
            EXPECT_EQ(staged.value().confidences.items[exit], alone[exit].confidence);
        EXPECT_EQ(staged.value().counters.size, first + 1);
        EXPECT_EQ(m_board.logits(static_cast<int>(first) + 1, {}).ok(), false) << "nothing ran behind it";
        ++answered[first];
    }
    for (const int count : answered)
        EXPECT_GT(count, 0);
    EXPECT_EQ(
        m_board.infer(fittedSample(m_dataset, 0, fit).value().rgb.data(), 3 * kSide * kSide, m_exits, {})
            .failure()
            .code,
        Error::outOfRange);
}

TEST_P(SeveralExits, HeadsAndThresholdsSurviveAFileAndARestart)
{
    ASSERT_TRUE(prepareBoard(m_board, m_image, m_dataset, {}).ok());
    const Preprocessing fit{kSide, kSide};
    const auto first = trainBoard(m_board, m_dataset, fit, m_options.training, {}, {});
    ASSERT_TRUE(first.ok()) << first.failure().what;
    ASSERT_TRUE(exportHeads(m_board, m_scratch / "a.mth", {}).ok());
    m_options.training.seed = 7;
    m_options.training.ratio = 0.2F;
    ASSERT_TRUE(trainBoard(m_board, m_dataset, fit, m_options.training, {}, {}).ok());
    const auto expectFirst = [&first](Link& link) {
        const auto now = link.ask<Message::headsInfo>({}, {});
        ASSERT_TRUE(now.ok());
        EXPECT_EQ(now.value().sha256, first.value().training.headsSha256);
        EXPECT_EQ(vectorOf(now.value().thresholds), vectorOf(first.value().calibration.thresholds));
    };
    ASSERT_TRUE(importHeads(m_board, m_scratch / "a.mth", {}).ok());
    expectFirst(m_link);
    ASSERT_TRUE(m_board.rollbackHeads({}).ok());
    ASSERT_TRUE(m_board.rollbackHeads({}).ok());
    expectFirst(m_link);
    FakePlatform platform(m_flash);
    firmware::App app(platform);
    Link link((static_cast<void>(app.start()), std::make_unique<FakeChannel>(platform, app)));
    ASSERT_TRUE(link.connect({}).ok());
    expectFirst(link);
}

INSTANTIATE_TEST_SUITE_P(Board, SeveralExits,
                         testing::Values(ImageCuts{1, 3}, ImageCuts{1, 2, 4}, ImageCuts{1, 2, 3, 4, 5},
                                         seeing({1, 2}, {4}), seeing({1, 3}, {2, 5})),
                         [](const auto& info) {
                             return std::to_string(info.param.answered.size() + 1) + "ExitsThatSee" +
                                    std::to_string(info.param.seen.size()) + "More";
                         });

TEST_F(BoardWorkTest, ANetworkThatNeedsMoreMemoryIsRefusedBeforeItIsSent)
{
    std::vector<std::uint8_t> image = imageOf(modelOf(1));
    const std::uint32_t much = 256 * 1024 + 4; // the board has four bytes less
    std::memcpy(image.data() + offsetof(ImageHeader, arenaBytes), &much, sizeof much);
    bool sent = false;
    JobContext job;
    job.sink = [&](const Progress& progress) { sent = sent || progress.step == "Sending the image"; };
    const auto refused = m_board.deploy(image, job);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.failure().code, Error::noSpace);
    EXPECT_NE(refused.failure().what.find("--ram 262144"), std::string::npos) << refused.failure().what;
    EXPECT_FALSE(sent);
}

TEST_F(BoardWorkTest, AnImageOfOneExitAnswersThere)
{
    const auto check = checkAgainstTwin(m_board, imageOf(modelOf(1), {}), m_dataset, m_options, {});
    ASSERT_TRUE(check.ok()) << check.failure().what;
    EXPECT_TRUE(check.value().matches()) << check.value().difference;
    EXPECT_EQ(check.value().early, 0);
}

} // namespace
} // namespace microt
