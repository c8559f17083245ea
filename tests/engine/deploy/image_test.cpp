// SPDX-License-Identifier: Apache-2.0
// The validator of deployment images, against every way to break one.
#include "engine/runtime/image.h"

#include <cstring>
#include <functional>
#include <limits>

#include <gtest/gtest.h>

#include "engine/deploy/planner.h"
#include "engine/runtime/executor.h"
#include "engine/runtime/sha256.h"
#include "engine/runtime/slices.h"
#include "tests/support/quant_models.h"

namespace microt {
namespace {

class ImageCheck : public testing::Test
{
protected:
    void SetUp() override
    {
        m_model = test::randomQuantModel(12, {{0, 3, 1, 8}, {12, 3, 1, 8}, {10, 5, 2, 6}}, 7);
        auto image = buildImage(m_model, {2}, "{\"made\":\"for a test\"}");
        ASSERT_TRUE(image.ok());
        m_image = std::move(image).value();
    }

    static void rehash(std::vector<std::uint8_t>& image)
    {
        ImageHeader header;
        std::memcpy(&header, image.data(), sizeof header);
        std::memset(header.sha256, 0, sizeof header.sha256);
        std::memcpy(image.data(), &header, sizeof header);
        const Sha256::Digest digest = sha256Of(image.data(), image.size());
        std::memcpy(image.data() + offsetof(ImageHeader, sha256), digest.data(), digest.size());
    }

    /// Runs an image that the validator let through: a sanitizer would see any access outside.
    static void runIfValid(const std::vector<std::uint8_t>& image)
    {
        ImageView view;
        if (checkImage(image.data(), image.size(), view) != Error::none)
            return;
        std::vector<std::uint8_t> arena(view.header->arenaBytes);
        const std::vector<std::uint8_t> picture(
            static_cast<std::size_t>(view.input().height) * view.input().width * 3, 77);
        Executor executor;
        ASSERT_EQ(executor.attach(view, arena.data(), arena.size()), Error::none);
        executor.setPicture(picture.data());
        ASSERT_EQ(executor.runTo(view.header->exitCount - 1), Error::none);
    }

    /// What the validator says after `change` was made to the image and the hash put right again.
    Error
    after(const std::function<void(ImageHeader&, ImageTensor*, ImageOp*, ImageExit*, std::uint8_t*)>& change)
    {
        std::vector<std::uint8_t> image = m_image;
        ImageView view;
        EXPECT_EQ(checkImage(image.data(), image.size(), view), Error::none);
        const auto at = [&](const void* section) {
            return image.data() + (static_cast<const std::uint8_t*>(section) - image.data());
        };
        change(*reinterpret_cast<ImageHeader*>(image.data()),
               reinterpret_cast<ImageTensor*>(at(view.tensors)), reinterpret_cast<ImageOp*>(at(view.ops)),
               reinterpret_cast<ImageExit*>(at(view.exits)), at(view.constants));
        rehash(image);
        ImageView untouched;
        const Error error = checkImage(image.data(), image.size(), untouched);
        EXPECT_EQ(untouched.header == nullptr, error != Error::none);
        return error;
    }

    QuantModel m_model;
    std::vector<std::uint8_t> m_image;
};

TEST_F(ImageCheck, TruncationAtEveryByteIsRefused)
{
    for (std::size_t size = 0; size < m_image.size(); ++size) {
        const std::vector<std::uint8_t> shorter(m_image.begin(),
                                                m_image.begin() + static_cast<std::ptrdiff_t>(size));
        ImageView view;
        // An empty vector has no aligned address to offer.
        const std::uint8_t* bytes = size == 0 ? m_image.data() : shorter.data();
        ASSERT_EQ(checkImage(bytes, size, view), Error::truncated) << size;
    }
}

TEST_F(ImageCheck, TrailingBytesAreRefused)
{
    std::vector<std::uint8_t> longer = m_image;
    longer.push_back(0);
    ImageView view;
    EXPECT_EQ(checkImage(longer.data(), longer.size(), view), Error::malformed);
}

TEST_F(ImageCheck, EveryFlippedBitIsRefused)
{
    std::vector<std::uint8_t> image = m_image;
    for (std::size_t i = 0; i < image.size(); ++i)
        for (int bit = 0; bit < 8; ++bit) {
            image[i] ^= static_cast<std::uint8_t>(1 << bit);
            ImageView view;
            ASSERT_NE(checkImage(image.data(), image.size(), view), Error::none)
                << "byte " << i << " bit " << bit;
            image[i] ^= static_cast<std::uint8_t>(1 << bit);
        }
}

TEST_F(ImageCheck, EveryFlippedBitUnderARightHashIsRefusedOrHarmless)
{
    ImageView view;
    ASSERT_EQ(checkImage(m_image.data(), m_image.size(), view), Error::none);
    const auto structured = static_cast<std::size_t>(view.constants - m_image.data());
    for (std::size_t i = 0; i < m_image.size(); i += i < structured ? 1 : 13)
        for (int bit = 0; bit < 8; ++bit) {
            std::vector<std::uint8_t> image = m_image;
            image[i] ^= static_cast<std::uint8_t>(1 << bit);
            rehash(image);
            runIfValid(image);
        }
}

TEST_F(ImageCheck, MisalignedBytesAreRefused)
{
    std::vector<std::uint8_t> shifted(m_image.size() + 1);
    std::memcpy(shifted.data() + 1, m_image.data(), m_image.size());
    ImageView view;
    EXPECT_EQ(checkImage(shifted.data() + 1, m_image.size(), view), Error::invalidArgument);
}

TEST_F(ImageCheck, OtherVersionIsNamed)
{
    EXPECT_EQ(after([](auto& header, auto*, auto*, auto*, auto*) { ++header.version; }),
              Error::unsupportedVersion);
    EXPECT_EQ(after([](auto& header, auto*, auto*, auto*, auto*) { header.magic ^= 1; }), Error::malformed);
}

TEST_F(ImageCheck, HostileSizesAreRefused)
{
    EXPECT_NE(after([](auto& header, auto*, auto*, auto*, auto*) { header.constantBytes = 0xFFFFFFFF; }),
              Error::none);
    EXPECT_NE(after([](auto& header, auto*, auto*, auto*, auto*) { header.textBytes = 0xFFFFFFF0; }),
              Error::none);
    EXPECT_NE(after([](auto& header, auto*, auto*, auto*, auto*) { header.opCount = 0xFFFF; }), Error::none);
    EXPECT_NE(after([](auto& header, auto*, auto*, auto*, auto*) { header.exitCount = 0; }), Error::none);
    EXPECT_NE(after([](auto& header, auto*, auto*, auto*, auto*) { header.arenaBytes = 64; }), Error::none);
    EXPECT_NE(after([](auto& header, auto*, auto*, auto*, auto*) { header.inputTable = 0xFFFFFF00; }),
              Error::none);
}

TEST_F(ImageCheck, TheLastExitAnswers)
{
    const auto marked = [this](int exit, std::uint16_t mark) {
        return after([=](auto& header, auto*, auto*, auto* exits, auto*) {
            exits[exit < 0 ? header.exitCount - 1 : exit].onlySeen = mark;
        });
    };
    EXPECT_EQ(marked(0, 1), Error::none);
    EXPECT_EQ(marked(0, 2), Error::hostileContent);
    EXPECT_EQ(marked(-1, 1), Error::malformed);
}

TEST_F(ImageCheck, HostileTensorsAreRefused)
{
    for (const float scale : {0.0F, -1.0F, std::numeric_limits<float>::infinity(),
                              std::numeric_limits<float>::quiet_NaN(), 1e35F})
        EXPECT_EQ(after([scale](auto&, auto* tensors, auto*, auto*, auto*) { tensors[1].scale = scale; }),
                  Error::hostileContent);
    EXPECT_EQ(after([](auto&, auto* tensors, auto*, auto*, auto*) { tensors[1].zeroPoint = 128; }),
              Error::hostileContent);
    EXPECT_EQ(after([](auto&, auto* tensors, auto*, auto*, auto*) { tensors[1].channels = 0; }),
              Error::hostileContent);
    EXPECT_EQ(after([](auto&, auto* tensors, auto*, auto*, auto*) { tensors[1].arenaOffset = 0xFFFFFFFC; }),
              Error::hostileContent);
    EXPECT_EQ(after([](auto&, auto* tensors, auto*, auto*, auto*) { tensors[1].arenaOffset += 1; }),
              Error::hostileContent);
}

TEST_F(ImageCheck, HostileOpsAreRefused)
{
    EXPECT_EQ(after([](auto&, auto*, auto* ops, auto*, auto*) { ops[0].kind = kImageOpKindCount; }),
              Error::unsupportedOperator);
    EXPECT_EQ(after([](auto&, auto*, auto* ops, auto*, auto*) { ops[0].strideX = 0; }),
              Error::hostileContent);
    EXPECT_EQ(after([](auto&, auto*, auto* ops, auto*, auto*) { ops[0].windowWidth = 0; }),
              Error::hostileContent);
    EXPECT_EQ(after([](auto&, auto*, auto* ops, auto*, auto*) { ops[0].padTop = 200; }),
              Error::hostileContent);
    EXPECT_EQ(after([](auto&, auto*, auto* ops, auto*, auto*) { ops[0].strideX = 99; }),
              Error::shapeMismatch);
    EXPECT_EQ(after([](auto&, auto*, auto* ops, auto*, auto*) { ops[0].weights = 0xFFFFFFF0; }),
              Error::hostileContent);
    EXPECT_EQ(after([](auto&, auto*, auto* ops, auto*, auto*) { ops[0].bias += 2; }), Error::hostileContent);
    EXPECT_EQ(after([](auto&, auto*, auto* ops, auto*, auto*) { ops[0].scratch += 2; }),
              Error::hostileContent);
    EXPECT_EQ(after([](auto&, auto*, auto* ops, auto*, auto*) { ops[0].low = 5, ops[0].high = 4; }),
              Error::hostileContent);
    EXPECT_EQ(after([](auto&, auto*, auto* ops, auto*, auto* constants) {
                  constants[ops[0].shift] = static_cast<std::uint8_t>(-32);
              }),
              Error::hostileContent);
    EXPECT_EQ(after([](auto&, auto*, auto* ops, auto*, auto* constants) {
                  const std::int32_t huge = INT32_MIN;
                  std::memcpy(constants + ops[0].bias, &huge, 4);
              }),
              Error::none); // dead channels of real networks have such a bias; sums wrap
}

TEST_F(ImageCheck, WeightsAreAsLargeAsTheirLayoutSays)
{
    const auto setLayout = [](ImageOp& op, int layout) { op.layout = static_cast<std::uint8_t>(layout); };
    EXPECT_EQ(after([&](auto&, auto*, auto* ops, auto*, auto*) { setLayout(ops[0], kWeightLayoutCount); }),
              Error::hostileContent);
    EXPECT_EQ(after([](auto&, auto*, auto* ops, auto*, auto*) { ops[0].sliceRows = 1; }),
              Error::hostileContent);
    // Only convolutions without groups have pairs.
    EXPECT_EQ(after([&](auto&, auto*, auto* ops, auto*, auto*) { setLayout(ops[1], 1); }),
              Error::shapeMismatch);
    EXPECT_EQ(after([](auto&, auto*, auto* ops, auto*, auto*) { ops[0].groups = 3; }), Error::shapeMismatch);
    // 27 taps are 28 in pairs: eight channels' last bytes lie behind the constants.
    const auto atTheEnd = [&](int layout) {
        return [=](auto& header, auto*, auto* ops, auto*, auto*) {
            setLayout(ops[0], layout);
            ops[0].weights = (header.constantBytes - 27 * 8) / 4 * 4;
        };
    };
    EXPECT_EQ(after(atTheEnd(0)), Error::none);
    EXPECT_EQ(after(atTheEnd(1)), Error::hostileContent);
}

TEST_F(ImageCheck, ImagesOfEarlierVersionsAreRefused)
{
    for (const std::uint16_t version : {0, 1, 2})
        EXPECT_EQ(after([version](auto& header, auto*, auto*, auto*, auto*) { header.version = version; }),
                  Error::unsupportedVersion);
}

TEST_F(ImageCheck, PoolsHaveTheirShapes)
{
    // The first exit's pool writes mean and deviation, so it is no mean alone; the last one's is the reverse.
    const auto poolOf = [](ImageOp* ops, const ImageExit& exit) -> ImageOp& { return ops[exit.opEnd - 1]; };
    EXPECT_EQ(after([&](auto&, auto*, auto* ops, auto* exits, auto*) {
                  ImageOp& pool = poolOf(ops, exits[0]);
                  EXPECT_EQ(pool.kind, static_cast<std::uint8_t>(ImageOpKind::meanAndDeviation));
                  pool.kind = static_cast<std::uint8_t>(ImageOpKind::mean);
              }),
              Error::shapeMismatch);
    EXPECT_EQ(after([&](auto& header, auto*, auto* ops, auto* exits, auto*) {
                  poolOf(ops, exits[header.exitCount - 1]).kind =
                      static_cast<std::uint8_t>(ImageOpKind::meanAndDeviation);
              }),
              Error::shapeMismatch);
    EXPECT_EQ(after([&](auto&, auto*, auto* ops, auto* exits, auto*) {
                  poolOf(ops, exits[0]).kind = kImageOpKindCount;
              }),
              Error::unsupportedOperator);
}

TEST_F(ImageCheck, BrokenDataFlowIsRefused)
{
    // A tensor used before it is written, one written twice, one that runs in a circle.
    EXPECT_NE(after([](auto& header, auto*, auto* ops, auto*, auto*) {
                  std::swap(ops[0].output, ops[header.opCount - 2].output);
              }),
              Error::none);
    EXPECT_NE(after([](auto&, auto*, auto* ops, auto*, auto*) { ops[1].input = ops[1].output; }),
              Error::none);
    EXPECT_NE(after([](auto&, auto*, auto* ops, auto*, auto*) { ops[0].output = 0; }), Error::none);
    EXPECT_NE(after([](auto& header, auto*, auto*, auto* exits, auto*) { exits[0].opEnd = header.opCount; }),
              Error::none);
    EXPECT_NE(after([](auto&, auto*, auto*, auto* exits, auto*) { exits[0].opEnd = 1; }), Error::none);
}

TEST_F(ImageCheck, OverlappingLiveTensorsAreRefused)
{
    ImageView view;
    ASSERT_EQ(checkImage(m_image.data(), m_image.size(), view), Error::none);
    // Moving any tensor onto the input of the operator that makes it must be noticed, unless it is in place
    // anyway.
    for (int i = 0; i < view.header->opCount; ++i) {
        const ImageOp& op = view.ops[i];
        if (view.tensors[op.output].arenaOffset == view.tensors[op.input].arenaOffset ||
            op.kind == static_cast<std::uint8_t>(ImageOpKind::add))
            continue;
        EXPECT_EQ(after([&op](auto&, auto* tensors, auto*, auto*, auto*) {
                      tensors[op.output].arenaOffset = tensors[op.input].arenaOffset;
                  }),
                  Error::hostileContent)
            << "op " << i;
    }
    for (int i = 0; i < view.header->opCount; ++i)
        if (view.ops[i].scratchBytes > 0) {
            EXPECT_EQ(after([i](auto&, auto* tensors, auto* ops, auto*, auto*) {
                          ops[i].scratch = tensors[ops[i].input].arenaOffset;
                      }),
                      Error::hostileContent);
        }
}

/// The same model in slices of single rows.
class SlicedImageCheck : public ImageCheck
{
protected:
    void SetUp() override
    {
        ImageCheck::SetUp();
        std::uint32_t ram = planArena(m_model, {2}).value().arenaBytes;
        for (auto image = buildImage(m_model, {2}, "", ram); image.ok(); ram -= 16) {
            m_image = std::move(image).value();
            image = buildImage(m_model, {2}, "", ram);
        }
        ImageView view;
        ASSERT_EQ(checkImage(m_image.data(), m_image.size(), view), Error::none);
        for (int op = view.header->opCount - 1; op >= 0; --op)
            if (view.ops[op].sliceOps > 1) {
                m_first = op;
                ++m_groups;
            }
        ASSERT_GE(m_groups, 2);
    }

    int m_first = 0; ///< operator of the first group of several
    int m_groups = 0;
};

TEST_F(SlicedImageCheck, EveryFlippedBitOfItsStructureIsRefusedOrHarmless)
{
    ImageView view;
    ASSERT_EQ(checkImage(m_image.data(), m_image.size(), view), Error::none);
    const auto structured = static_cast<std::size_t>(view.constants - m_image.data());
    for (std::size_t i = 0; i < structured; ++i)
        for (int bit = 0; bit < 8; ++bit) {
            std::vector<std::uint8_t> image = m_image;
            image[i] ^= static_cast<std::uint8_t>(1 << bit);
            rehash(image);
            runIfValid(image);
        }
}

TEST_F(SlicedImageCheck, HostileGroupsAreRefused)
{
    for (const int ops : {0, 1, 2, 4, kMaxSliceOps + 1, 255})
        EXPECT_EQ(after([=](auto&, auto*, auto* all, auto*, auto*) {
                      all[m_first].sliceOps = static_cast<std::uint8_t>(ops);
                  }),
                  Error::hostileContent)
            << ops;
    EXPECT_EQ(after([=](auto&, auto*, auto* all, auto*, auto*) { all[m_first].sliceRows = 0; }),
              Error::hostileContent);
    EXPECT_EQ(after([=](auto&, auto*, auto* all, auto*, auto*) { all[m_first].sliceRows = 9; }),
              Error::hostileContent); // needs more rows than are held
    EXPECT_EQ(after([=](auto&, auto*, auto* all, auto*, auto*) { all[m_first + 1].sliceRows = 1; }),
              Error::hostileContent);
    EXPECT_EQ(after([=](auto&, auto*, auto* all, auto*, auto*) {
                  all[m_first + 1].kind = static_cast<std::uint8_t>(ImageOpKind::resize);
                  all[m_first + 1].layout = 0;
              }),
              Error::hostileContent); // of the same extents, but it knows no rows
    EXPECT_EQ(after([=](auto&, auto*, auto*, auto* exits, auto*) {
                  exits[0].opEnd = static_cast<std::uint16_t>(m_first + 1);
              }),
              Error::hostileContent);
}

TEST_F(SlicedImageCheck, RowsThatAreTooFewOrNobodysAreRefused)
{
    const auto withRows = [&](int tensor, int less) {
        return after([=](auto&, auto* tensors, auto* ops, auto*, auto*) {
            ImageTensor& one = tensors[tensor < 0 ? ops[m_first].output : tensor];
            one.rows = static_cast<std::uint16_t>(less == 0 ? 0 : one.rows - less);
        });
    };
    EXPECT_EQ(withRows(-1, 1), Error::hostileContent);
    EXPECT_EQ(withRows(-1, 0), Error::hostileContent);
    EXPECT_EQ(withRows(-1, -4000), Error::hostileContent);
    EXPECT_EQ(withRows(0, -1), Error::hostileContent); // the input is whole
}

TEST_F(SlicedImageCheck, OutputsMayOnlyLieOverWhatWasRead)
{
    ImageView view;
    ASSERT_EQ(checkImage(m_image.data(), m_image.size(), view), Error::none);
    int moved = 0;
    for (int op = 0; op < view.header->opCount; ++op) {
        const int ops = view.ops[op].sliceOps;
        if (ops == 0)
            continue;
        const SliceGroup group(view.tensors, view.ops, op);
        const std::uint16_t read = view.ops[op].input;
        const std::int64_t clearance = group.clearance(read);
        if (group.mayReplace(read))
            continue;
        // In an arena large enough for anything: too near by four bytes, and just far enough.
        const auto placed = [&](std::int64_t distance) {
            return after([=](auto& header, auto* tensors, auto*, auto*, auto*) {
                const std::uint32_t old = header.arenaBytes;
                header.arenaBytes = 4 * old;
                tensors[read].arenaOffset = 2 * old / 16 * 16;
                tensors[view.ops[group.last()].output].arenaOffset =
                    static_cast<std::uint32_t>(2 * old / 16 * 16 - distance);
            });
        };
        const std::int64_t least = (clearance + 4096) / 4 * 4 - 4096 + (clearance % 4 != 0 ? 4 : 0);
        EXPECT_EQ(placed(least - 4), Error::hostileContent) << op;
        moved += placed(least) == Error::none ? 1 : 0;
    }
    EXPECT_GE(moved, 1);
}

TEST_F(ImageCheck, ArenaTooSmallOrMisalignedIsRefused)
{
    ImageView view;
    ASSERT_EQ(checkImage(m_image.data(), m_image.size(), view), Error::none);
    std::vector<std::uint8_t> arena(view.header->arenaBytes + 16);
    Executor executor;
    EXPECT_EQ(executor.attach(view, arena.data(), view.header->arenaBytes - 1), Error::outOfMemory);
    EXPECT_EQ(executor.attach(view, arena.data() + 4, view.header->arenaBytes), Error::invalidArgument);
    EXPECT_EQ(executor.attach(view, arena.data(), view.header->arenaBytes), Error::none);
    EXPECT_EQ(executor.runTo(2), Error::outOfRange);
    EXPECT_EQ(executor.runTo(-1), Error::outOfRange);
}

} // namespace
} // namespace microt
