// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "serial/protocol/answering_exits.h"
#include "serial/protocol/catalogue.h"
#include "serial/protocol/frame.h"
#include "serial/protocol/heads_blob.h"

namespace microt::protocol {
namespace {

class Bytes_ final : public ByteSink
{
public:
    void write(const std::uint8_t* bytes, std::size_t count) override
    {
        all.insert(all.end(), bytes, bytes + count);
    }
    std::vector<std::uint8_t> all;
};

std::vector<std::uint8_t> wireOf(const std::vector<std::uint8_t>& payload, std::uint8_t message = 7,
                                 std::uint16_t sequence = 0x1234)
{
    std::vector<std::uint8_t> buffer(frameBytes(payload.size()));
    std::copy(payload.begin(), payload.end(), buffer.begin() + kFrameHeaderBytes);
    Bytes_ sink;
    sendFrame(buffer.data(), payload.size(), FrameKind::request, message, sequence, sink);
    return sink.all;
}

struct Decoder
{
    explicit Decoder(std::size_t payload = kMaxPayloadBytes)
        : buffer(frameBytes(payload)), decoder(buffer.data(), buffer.size())
    {}
    /// Payloads of the good frames in `bytes`.
    std::vector<std::vector<std::uint8_t>> feed(const std::vector<std::uint8_t>& bytes)
    {
        std::vector<std::vector<std::uint8_t>> frames;
        for (const std::uint8_t byte : bytes)
            if (decoder.feed(byte) == FrameStatus::good) {
                const Bytes& payload = decoder.frame().payload;
                frames.emplace_back(payload.data, payload.data + payload.size);
            }
        return frames;
    }
    std::vector<std::uint8_t> buffer;
    FrameDecoder decoder;
};

std::vector<std::uint8_t> randomPayload(std::mt19937& random, std::size_t size)
{
    std::vector<std::uint8_t> payload(size);
    const bool zeros = random() % 2 == 0;
    for (std::uint8_t& byte : payload)
        byte = static_cast<std::uint8_t>(zeros && random() % 3 == 0 ? 0 : random());
    return payload;
}

TEST(Crc32, IsThatOfIeee)
{
    EXPECT_EQ(crc32("123456789", 9), 0xCBF43926U);
    EXPECT_EQ(crc32("56789", 5, crc32("1234", 4)), 0xCBF43926U);
    EXPECT_EQ(crc32("", 0), 0U);
}

TEST(Frame, HasTheBytesOfTheFormat)
{
    // kind 1, message 7, sequence 0x1234, payload 00 11 00, CRC of those; COBS; delimiter.
    const std::vector<std::uint8_t> plain = {1, 7, 0x34, 0x12, 0x00, 0x11, 0x00};
    const std::uint32_t crc = crc32(plain.data(), plain.size());
    const std::vector<std::uint8_t> wanted = {5,
                                              1,
                                              7,
                                              0x34,
                                              0x12,
                                              2,
                                              0x11,
                                              5,
                                              static_cast<std::uint8_t>(crc),
                                              static_cast<std::uint8_t>(crc >> 8),
                                              static_cast<std::uint8_t>(crc >> 16),
                                              static_cast<std::uint8_t>(crc >> 24),
                                              0};
    EXPECT_EQ(wireOf({0x00, 0x11, 0x00}), wanted);
}

TEST(Frame, ComesBackWhateverItHolds)
{
    std::mt19937 random(3);
    for (std::size_t size = 0; size < 1100; size += size < 20 || (size > 240 && size < 270) ? 1 : 17) {
        Decoder decoder;
        for (int kind = 0; kind < 3; ++kind) {
            std::vector<std::uint8_t> payload = randomPayload(random, size);
            if (kind == 1)
                std::fill(payload.begin(), payload.end(), 0);
            if (kind == 2)
                std::fill(payload.begin(), payload.end(), 0xFF);
            const auto wire = wireOf(payload);
            EXPECT_LE(wire.size(), wireBytes(size));
            EXPECT_EQ(std::count(wire.begin(), wire.end(), 0), 1);
            const auto frames = decoder.feed(wire);
            ASSERT_EQ(frames.size(), 1U) << size;
            EXPECT_EQ(frames[0], payload);
        }
    }
}

TEST(Frame, IsFoundAfterAnyBeginning)
{
    std::mt19937 random(5);
    const auto payload = randomPayload(random, 60);
    const auto wire = wireOf(payload);
    for (std::size_t from = 0; from < wire.size(); ++from) {
        Decoder decoder;
        std::vector<std::uint8_t> bytes(wire.begin() + static_cast<long>(from), wire.end());
        bytes.insert(bytes.end(), wire.begin(), wire.end());
        const auto frames = decoder.feed(bytes);
        EXPECT_EQ(frames.size(), from == 0 ? 2U : 1U) << from;
        EXPECT_EQ(frames.back(), payload);
    }
}

TEST(Frame, NoChangedBytePasses)
{
    std::mt19937 random(7);
    const auto payload = randomPayload(random, 40);
    const auto wire = wireOf(payload);
    for (std::size_t at = 0; at < wire.size(); ++at)
        for (int value = 0; value < 256; ++value) {
            auto changed = wire;
            changed[at] = static_cast<std::uint8_t>(value);
            if (changed == wire)
                continue;
            Decoder decoder;
            for (const auto& frame : decoder.feed(changed))
                EXPECT_EQ(frame, payload);
        }
}

TEST(Frame, TooLongOnesAreCountedAndTheNextIsFound)
{
    Decoder decoder(32);
    const auto small = wireOf(std::vector<std::uint8_t>(32, 9));
    EXPECT_TRUE(decoder.feed(wireOf(std::vector<std::uint8_t>(33, 9))).empty());
    EXPECT_EQ(decoder.feed(small).size(), 1U);
    EXPECT_EQ(decoder.decoder.counts().tooLong, 1U);
}

TEST(Frame, ThatFailsSaysWhy)
{
    Decoder decoder(32);
    const auto last = [&decoder](const std::vector<std::uint8_t>& bytes) {
        FrameStatus status = FrameStatus::pending;
        for (const std::uint8_t byte : bytes)
            status = decoder.decoder.feed(byte);
        return status;
    };
    const auto wire = wireOf({1, 2, 3});
    EXPECT_EQ(last(wire), FrameStatus::good);
    EXPECT_EQ(last({0}), FrameStatus::pending);
    auto changed = wire;
    changed[wire.size() - 2] ^= 1U;
    EXPECT_EQ(last(changed), FrameStatus::badCrc);
    EXPECT_EQ(last({9, 1, 2, 0}), FrameStatus::badCobs);
    EXPECT_EQ(last({3, 1, 2, 0}), FrameStatus::truncated);
    EXPECT_EQ(last(wireOf(std::vector<std::uint8_t>(33, 9))), FrameStatus::tooLong);
    std::vector<std::uint8_t> buffer(frameBytes(0));
    Bytes_ sink;
    sendFrame(buffer.data(), 0, static_cast<FrameKind>(4), 1, 1, sink);
    EXPECT_EQ(last(sink.all), FrameStatus::unknownKind);
    const FrameCounts& counts = decoder.decoder.counts();
    for (const std::uint32_t count :
         {counts.good, counts.badCrc, counts.badCobs, counts.truncated, counts.tooLong, counts.unknownKind})
        EXPECT_EQ(count, 1U);
    EXPECT_EQ(counts.lost(), 5U);
}

TEST(Frame, NoiseNeverMakesAFrame)
{
    std::mt19937 random(11);
    Decoder decoder;
    int found = 0;
    for (int i = 0; i < 300000; ++i)
        found += decoder.decoder.feed(static_cast<std::uint8_t>(random() % 20 == 0 ? 0 : random())) ==
                         FrameStatus::good
                     ? 1
                     : 0;
    EXPECT_EQ(found, 0);
    EXPECT_GT(decoder.decoder.counts().lost(), 1000U);
}

/// A message of type M from random bytes must be refused or encode to what it was read from.
template <typename M>
void fuzz(std::mt19937& random)
{
    for (int i = 0; i < 200; ++i) {
        const auto bytes = randomPayload(random, random() % 160);
        M message;
        if (decode(bytes.data(), bytes.size(), message) != Error::none)
            continue;
        std::vector<std::uint8_t> again(bytes.size());
        ByteWriter writer(again.data(), again.size());
        encode(message, writer);
        EXPECT_TRUE(writer.ok());
        EXPECT_EQ(again, bytes);
    }
}

/// A default message comes back; every truncation and every longer one is refused.
template <typename M>
void roundTrip()
{
    std::vector<std::uint8_t> bytes(kMaxPayloadBytes);
    ByteWriter writer(bytes.data(), bytes.size());
    encode(M(), writer);
    ASSERT_TRUE(writer.ok());
    M back;
    EXPECT_EQ(decode(bytes.data(), writer.size(), back), Error::none);
    for (std::size_t size = 0; size < writer.size(); ++size)
        EXPECT_EQ(decode(bytes.data(), size, back), Error::truncated);
    EXPECT_EQ(decode(bytes.data(), writer.size() + 1, back), Error::malformed);
    if (writer.size() > 0) {
        ByteWriter small(bytes.data(), writer.size() - 1);
        encode(M(), small);
        EXPECT_FALSE(small.ok());
    }
}

TEST(Messages, AllOfThemSurviveTheWireAndRubbish)
{
    std::mt19937 random(13);
#define MICROT_X(number, name, request, response, event, repeat)                                             \
    roundTrip<request>();                                                                                    \
    roundTrip<response>();                                                                                   \
    fuzz<request>(random);                                                                                   \
    fuzz<response>(random);                                                                                  \
    fuzz<event>(random);
    MICROT_PROTOCOL_EXCHANGES(MICROT_X)
#undef MICROT_X
}

TEST(Messages, FitTheSmallestPayloadWhenFull)
{
    TaskListResponse list;
    list.tasks.size = 3;
    for (TaskInfo& task : list.tasks.items)
        task.name = Text<24>("a name of 24 characters.");
    ProfileReadResponse counts;
    counts.counts.size = 48;
    std::vector<std::uint8_t> bytes(kMinPayloadBytes - kResponsePrefixBytes);
    ByteWriter first(bytes.data(), bytes.size());
    encode(list, first);
    EXPECT_TRUE(first.ok());
    ByteWriter second(bytes.data(), bytes.size());
    encode(counts, second);
    EXPECT_TRUE(second.ok());
}

TEST(HeadsBlob, OfTwoExitsIsThatOfEarlierBoards)
{
    HeadsShape shape;
    shape.classes = 2;
    shape.exits = 2;
    shape.dimensions[0] = 3;
    shape.dimensions[1] = 0x105;
    std::vector<std::uint8_t> blob(shape.bytes());
    writeHeadsShape(shape, blob.data());
    const std::vector<std::uint8_t> wanted = {'M', 'T', 'H', '1', 2, 0, 3, 0, 5, 1, 0, 0};
    EXPECT_EQ(std::vector<std::uint8_t>(blob.begin(), blob.begin() + 12), wanted);
    EXPECT_EQ(blob.size(), 12U + 4 * (2 * 3 + 2 + 2 * 3) + 4 * (2 * 0x105 + 2 + 2 * 0x105));
}

TEST(HeadsBlob, ComesBackWithAnyNumberOfExits)
{
    for (std::uint16_t exits = 1; exits <= kMaxWireExits; ++exits) {
        HeadsShape shape;
        shape.classes = 3;
        shape.exits = exits;
        for (std::uint16_t exit = 0; exit < exits; ++exit)
            shape.dimensions[exit] = static_cast<std::uint16_t>(7 + 5 * exit);
        std::vector<std::uint8_t> blob(shape.bytes());
        writeHeadsShape(shape, blob.data());
        HeadsShape back;
        ASSERT_EQ(readHeadsShape(blob.data(), static_cast<std::uint32_t>(blob.size()), back), Error::none);
        EXPECT_EQ(back.exits, exits);
        EXPECT_EQ(back.bytes(), blob.size());
        const Heads heads = headsInBlob(blob.data(), back);
        const Heads::Head& last = heads.at[exits - 1];
        EXPECT_EQ(reinterpret_cast<std::uint8_t*>(last.scaling.inverseDeviation + last.head.dimensions),
                  blob.data() + blob.size());
        const std::uint32_t named = 12 + (exits > 2 ? 2U * (exits - 2U) : 0U);
        for (std::uint32_t size = 0; size < named; ++size)
            EXPECT_EQ(readHeadsShape(blob.data(), size, back), Error::malformed) << size;
    }
    std::uint8_t many[16] = {'M', 'T', 'H', '1', 2, 0, 3, 0, 5, 0, kMaxWireExits - 1, 0};
    HeadsShape shape;
    EXPECT_EQ(readHeadsShape(many, sizeof many, shape), Error::malformed);
}

/// Exits of an image, 's' for one that is only seen, as its board answers at them.
AnsweringExits answeringOf(const std::string& marks)
{
    std::vector<ImageExit> exits(marks.size());
    std::vector<ImageTensor> tensors(marks.size());
    for (std::size_t i = 0; i < marks.size(); ++i) {
        exits[i].feature = static_cast<std::uint16_t>(i);
        exits[i].onlySeen = marks[i] == 's' ? 1 : 0;
        tensors[i].channels = static_cast<std::uint16_t>(1U << (i % 16));
    }
    ImageHeader header{};
    header.exitCount = static_cast<std::uint16_t>(marks.size());
    ImageView view;
    view.header = &header;
    view.tensors = tensors.data();
    view.exits = exits.data();
    return answeringExits(view);
}

TEST(AnsweringExits, FeaturesOfPlacesThatAreSeenBelongToTheNextThatAnswers)
{
    const AnsweringExits exits = answeringOf("ssasa");
    ASSERT_EQ(exits.count, 2);
    EXPECT_EQ(exits.imageExit[0], 2);
    EXPECT_EQ(exits.imageExit[1], 4);
    EXPECT_EQ(exits.pieces[0], 3);
    EXPECT_EQ(exits.pieces[1], 5);
    EXPECT_EQ(exits.dimensions[0], 1 + 2 + 4);
    EXPECT_EQ(exits.dimensions[1], 8 + 16);
}

TEST(AnsweringExits, TheLastAnswersHoweverManyThereAre)
{
    const AnsweringExits many = answeringOf("aaaaaa");
    ASSERT_EQ(many.count, kMaxWireExits);
    EXPECT_EQ(many.imageExit[2], 2);
    EXPECT_EQ(many.imageExit[3], 5);
    const AnsweringExits seen = answeringOf(std::string(30, 's') + "aa");
    ASSERT_EQ(seen.count, 2);
    EXPECT_EQ(seen.pieces[0], AnsweringExits::kMaxPieces - 1);
    EXPECT_EQ(seen.imageExit[1], 31);
    EXPECT_EQ(answeringOf("a").count, 1);
    std::string alternating;
    for (int i = 0; i < 20; ++i)
        alternating += "sa";
    EXPECT_EQ(answeringOf(alternating).pieces[3], AnsweringExits::kMaxPieces);
}

TEST(Messages, TheSchemaHashIsPinned)
{
    // Changes with any message. Then raise kProtocolVersion if old firmware is out there, and set this anew.
    EXPECT_EQ(kSchemaHash, 0x94f55c5fU) << std::hex << kSchemaHash;
}

} // namespace
} // namespace microt::protocol
