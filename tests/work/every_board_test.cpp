// SPDX-License-Identifier: Apache-2.0
// What every virtual board must do: start, take an image, train heads, answer, all as its twin does.
#include "serial/link/connected_board.h"
#include "tests/work/board_in_memory.h"

namespace microt {
namespace {

using namespace test;

class EveryBoard : public BoardInMemory, public testing::WithParamInterface<std::string>
{
protected:
    void SetUp() override
    {
        if (!emulates(GetParam()))
            GTEST_SKIP() << "qemu-system-arm is not installed or has no machine " << GetParam();
        auto connected = connectBoard("virtual:" + GetParam(), m_scratch / "state", {});
        ASSERT_TRUE(connected.ok()) << connected.failure().what;
        m_connected = std::move(connected).value();
    }

    ConnectedBoard m_connected;
};

TEST_P(EveryBoard, LearnsAndAnswersAsItsTwin)
{
    EXPECT_EQ(textOf(m_connected.link->board().board), GetParam());
    const auto check = checkAgainstTwin(*m_connected.board, imageOf(modelOf(1)), m_dataset, m_options, {});
    ASSERT_TRUE(check.ok()) << check.failure().what;
    EXPECT_TRUE(check.value().matches()) << check.value().difference;
    EXPECT_EQ(check.value().samples, 12);
    EXPECT_EQ(check.value().pictures, 9);
}

TEST_P(EveryBoard, ComputesEveryLayerAsItsTwin)
{
    for (const std::uint32_t seed : {3U, 4U}) {
        const QuantModel model = randomQuantModel(
            18 + static_cast<int>(seed),
            {{0, 3, 1, 8}, {24, 5, 2, 12}, {30, 7, 1, 12}, {22, 3, 2, 13}, {26, 5, 1, 13}, {40, 7, 2, 16}},
            seed);
        for (const std::uint32_t ram : {kWholeTensors, kFewSlices}) {
            const auto image = buildImage(model, {2}, "{}", ram);
            ASSERT_TRUE(image.ok()) << image.failure().what;
            ASSERT_TRUE(m_connected.board->deploy(image.value(), {}).ok());
            auto twin = BoardTwin::create(image.value(), 3);
            ASSERT_TRUE(twin.ok()) << twin.failure().what;
            const int side = 18 + static_cast<int>(seed);
            const auto picture =
                fittedSample(m_dataset, static_cast<std::int32_t>(seed), Preprocessing{side, side});
            ASSERT_TRUE(picture.ok());
            const auto first = firstDifferingOp(*m_connected.board, twin.value(), picture.value(), {});
            ASSERT_TRUE(first.ok()) << first.failure().what;
            EXPECT_EQ(first.value(), -1) << describeOp(twin.value().image(), first.value());
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Boards, EveryBoard, testing::ValuesIn(virtualBoardKinds()), [](const auto& one) {
    std::string name = one.param;
    name.erase(name.find('-'), 1);
    return name;
});

} // namespace
} // namespace microt
