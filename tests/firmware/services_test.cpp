// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstring>

#include <gtest/gtest.h>

#include "engine/deploy/planner.h"
#include "engine/runtime/sha256.h"
#include "firmware/app/image_service.h"
#include "firmware/app/inference_service.h"
#include "firmware/app/link_service.h"
#include "firmware/app/sample_service.h"
#include "firmware/app/task_service.h"
#include "tests/support/fake_board.h"
#include "tests/support/quant_models.h"

namespace microt {
namespace {

using namespace protocol;
using namespace test;

constexpr int kPictureSide = 12;

/// A platform whose line has rates and whose clock the test sets.
class BoardWithRates : public FakePlatform
{
public:
    using FakePlatform::FakePlatform;
    std::uint32_t milliseconds() override { return now; }
    std::uint32_t baud() const override { return rate; }
    const std::uint32_t* bauds(int& count) const override { return count = 2, kBauds; }
    void setBaud(std::uint32_t baud) override { rate = baud; }

    std::uint32_t now = 0;
    std::uint32_t rate = 115200;

private:
    static constexpr std::uint32_t kBauds[] = {115200, 921600};
};

/// Services on a board without a line: requests go straight to them.
class ServicesTest : public testing::Test
{
protected:
    ServicesTest() { EXPECT_EQ(m_board.open(), Error::none); }

    /// An image with these cuts, active.
    void deploy(const std::vector<int>& cuts)
    {
        const auto built = buildImage(
            randomQuantModel(kPictureSide, {{0, 3, 1, 8}, {24, 3, 2, 12}, {30, 3, 1, 12}}, 1), cuts, "{}");
        ASSERT_TRUE(built.ok());
        m_image = built.value();
        firmware::ImageService images(m_board);
        const Digest sha256 = sha256Of(m_image.data(), m_image.size());
        ImageBeginResponse begun;
        ASSERT_EQ(images.on(ImageBeginRequest{static_cast<std::uint32_t>(m_image.size()), sha256}, begun),
                  Error::none);
        Done done;
        for (std::uint32_t at = begun.offset; at < m_image.size(); at += 512)
            ASSERT_EQ(images.on(ImageWriteRequest{at,
                                                  {m_image.data() + at,
                                                   static_cast<std::uint16_t>(
                                                       std::min<std::size_t>(512, m_image.size() - at))}},
                                done),
                      Error::none);
        ASSERT_EQ(images.on(ImageFinishRequest(), done), Error::none);
        ASSERT_EQ(images.on(ImageActivateRequest{sha256}, done), Error::none);
    }

    void makeTask(std::uint8_t classes = 2)
    {
        TaskId id;
        ASSERT_EQ(m_tasks.on(TaskCreateRequest{Text<24>("t"), classes}, id), Error::none);
    }

    SimulatedFlash m_flash{96 * 1024};
    BoardWithRates m_platform{m_flash};
    firmware::BoardState m_board{m_platform};
    firmware::TaskService m_tasks{m_board};
    firmware::SampleService m_samples{m_board};
    firmware::InferenceService m_inference{m_board};
    std::vector<std::uint8_t> m_image;
    Done m_done;
};

TEST_F(ServicesTest, ImagesAreReadBackAsTheyCame)
{
    deploy({1});
    firmware::ImageService images(m_board);
    ImageReadRequest request;
    std::vector<std::uint8_t> back;
    Chunk chunk;
    do {
        request.offset = static_cast<std::uint32_t>(back.size());
        request.size = 4000; // more than an answer holds
        ASSERT_EQ(images.on(request, chunk), Error::none);
        ASSERT_GT(chunk.bytes.size, 0);
        back.insert(back.end(), chunk.bytes.data, chunk.bytes.data + chunk.bytes.size);
    } while (back.size() < chunk.total);
    EXPECT_EQ(back, m_image);
    EXPECT_EQ(images.on(ImageEraseRequest{0}, m_done), Error::none);
    EXPECT_FALSE(m_board.hasImage());
    EXPECT_EQ(m_board.exits(), 0);
}

TEST_F(ServicesTest, SamplesComeBackAndTakeAnothersPlace)
{
    deploy({1, 2});
    BankInfoResponse info;
    EXPECT_EQ(m_samples.on(BankInfoRequest(), info), Error::noTask);
    makeTask();
    ASSERT_EQ(m_samples.on(BankInfoRequest(), info), Error::none);
    ASSERT_EQ(info.dimensions.size, 3);
    std::vector<std::uint8_t> features(static_cast<std::size_t>(
        info.dimensions.items[0] + info.dimensions.items[1] + info.dimensions.items[2]));
    for (std::size_t i = 0; i < features.size(); ++i)
        features[i] = static_cast<std::uint8_t>(i);
    BankWriteRequest write{0, 1, {features.data(), static_cast<std::uint16_t>(features.size() - 1)}};
    EXPECT_EQ(m_samples.on(write, m_done), Error::shapeMismatch);
    write.features.size = static_cast<std::uint16_t>(features.size());
    write.label = 2;
    EXPECT_EQ(m_samples.on(write, m_done), Error::outOfRange);
    write.label = 1;
    ASSERT_EQ(m_samples.on(write, m_done), Error::none);
    FeaturePiece pieces[kMaxWireExits];
    m_board.bank.features(0, 0, pieces);
    int at = 0;
    for (int exit = 0; exit < 3; at += pieces[exit++].count) {
        EXPECT_EQ(pieces[exit].count, info.dimensions.items[static_cast<std::size_t>(exit)]);
        EXPECT_EQ(pieces[exit].values[0], static_cast<std::int8_t>(at));
    }
    features[0] = 99; // in the same place
    ASSERT_EQ(m_samples.on(write, m_done), Error::none);
    BankReadResponse read;
    ASSERT_EQ(m_samples.on(BankReadRequest{0, 0, 1000}, read), Error::none);
    EXPECT_EQ(std::vector<std::uint8_t>(read.features.data, read.features.data + read.features.size),
              features);
    ASSERT_EQ(m_samples.on(BankInfoRequest(), info), Error::none);
    EXPECT_EQ(info.samples, 1);
}

/// Samples of two tasks, each one's features all the same number; "3a": number 3, class 0, "4-" without one.
class BankTest : public ServicesTest
{
protected:
    void fill(std::initializer_list<const char*> samples)
    {
        for (const char* sample : samples) {
            const std::vector<std::uint8_t> row(static_cast<std::size_t>(m_board.bank.rowBytes() - 1),
                                                static_cast<std::uint8_t>(sample[0]));
            BankInfoResponse info;
            ASSERT_EQ(m_samples.on(BankInfoRequest(), info), Error::none);
            ASSERT_EQ(m_samples.on(BankWriteRequest{info.samples,
                                                    labelOf(sample[1]),
                                                    {row.data(), static_cast<std::uint16_t>(row.size())}},
                                   m_done),
                      Error::none);
        }
    }
    static std::uint8_t labelOf(char c) { return c == '-' ? kNoLabel : static_cast<std::uint8_t>(c - 'a'); }

    /// Of the selected task, in the bank's order.
    std::string samples()
    {
        BankInfoResponse info;
        EXPECT_EQ(m_samples.on(BankInfoRequest(), info), Error::none);
        std::string all;
        int labelled = 0;
        for (std::uint16_t i = 0; i < info.samples; ++i) {
            BankReadResponse read;
            EXPECT_EQ(m_samples.on(BankReadRequest{i, 0, 1000}, read), Error::none);
            labelled += read.label == kNoLabel ? 0 : 1;
            for (int k = 0; k < read.features.size; ++k)
                EXPECT_EQ(read.features.data[k], read.features.data[0]);
            all += std::string(i > 0 ? " " : "") + static_cast<char>(read.features.data[0]) +
                   (read.label == kNoLabel ? '-' : static_cast<char>('a' + read.label));
        }
        EXPECT_EQ(info.labelled, labelled);
        return all;
    }
};

TEST_F(BankTest, SamplesAreTakenOutAndRelabelledInTheirOrder)
{
    deploy({1, 2});
    makeTask();
    fill({"9a", "8-"});
    makeTask(3);
    fill({"1a", "2b", "3a", "4-", "5-", "6-"});
    ASSERT_EQ(samples(), "1a 2b 3a 4- 5- 6-");
    ASSERT_EQ(m_samples.on(BankRemoveRequest{1}, m_done), Error::none);
    EXPECT_EQ(samples(), "1a 3a 4- 5- 6-");
    ASSERT_EQ(m_samples.on(BankRemoveRequest{4}, m_done), Error::none);
    EXPECT_EQ(samples(), "1a 3a 4- 5-");
    EXPECT_EQ(m_samples.on(BankRemoveRequest{4}, m_done), Error::outOfRange);
    ASSERT_EQ(m_samples.on(BankLabelRequest{0, 2}, m_done), Error::none);
    EXPECT_EQ(samples(), "1c 3a 4- 5-");
    ASSERT_EQ(m_samples.on(BankLabelRequest{3, 1}, m_done), Error::none);
    EXPECT_EQ(samples(), "1c 3a 5b 4-") << "the last of those with a label";
    ASSERT_EQ(m_samples.on(BankLabelRequest{0, kNoLabel}, m_done), Error::none);
    EXPECT_EQ(samples(), "3a 5b 1- 4-") << "the first of those without";
    ASSERT_EQ(m_samples.on(BankLabelRequest{2, kNoLabel}, m_done), Error::none);
    EXPECT_EQ(samples(), "3a 5b 1- 4-");
    EXPECT_EQ(m_samples.on(BankLabelRequest{0, 3}, m_done), Error::outOfRange) << "no such class";
    EXPECT_EQ(m_samples.on(BankLabelRequest{4, 0}, m_done), Error::outOfRange);
    for (int i = 0; i < 4; ++i)
        ASSERT_EQ(m_samples.on(BankRemoveRequest{0}, m_done), Error::none);
    EXPECT_EQ(samples(), "");
    EXPECT_EQ(m_samples.on(BankRemoveRequest{0}, m_done), Error::outOfRange);
    ASSERT_EQ(m_tasks.on(TaskSelectRequest{{0}}, m_done), Error::none);
    EXPECT_EQ(samples(), "9a 8-") << "another task's";
}

TEST_F(ServicesTest, ThresholdsAreAsManyAsExitsThatMayAnswerEarly)
{
    deploy({1, 2});
    makeTask();
    ThresholdRequest request;
    request.thresholds.add(0.5F);
    EXPECT_EQ(m_tasks.on(request, m_done), Error::shapeMismatch);
    request.thresholds.add(0.25F);
    EXPECT_EQ(m_tasks.on(request, m_done), Error::none);
    TaskListResponse list;
    ASSERT_EQ(m_tasks.on(TaskListRequest(), list), Error::none);
    ASSERT_EQ(list.tasks.items[0].thresholds.size, 2);
    EXPECT_EQ(list.tasks.items[0].thresholds.items[1], 0.25F);
}

TEST_F(ServicesTest, HeadsAndAPictureDriveEachOtherFromTheArena)
{
    deploy({1});
    makeTask();
    HeadsShape shape;
    shape.classes = 2;
    shape.exits = 2;
    shape.dimensions[0] = static_cast<std::uint16_t>(m_board.bank.seen(0));
    shape.dimensions[1] = static_cast<std::uint16_t>(m_board.bank.seen(1));
    std::vector<std::uint8_t> blob(shape.bytes());
    writeHeadsShape(shape, blob.data());
    const HeadsBeginRequest heads{shape.bytes(), sha256Of(blob.data(), blob.size())};
    const HeadsWriteRequest piece{{0, {blob.data(), static_cast<std::uint16_t>(blob.size())}}};
    const PictureBeginRequest picture{5, 3 * kPictureSide * kPictureSide};
    const std::uint8_t byte = 1;
    HeadsCommitRequest commit;
    commit.thresholds.add(0.5F);

    ASSERT_EQ(m_inference.on(picture, m_done), Error::none);
    ASSERT_EQ(m_inference.on(PictureWriteRequest{5, 0, {&byte, 1}}, m_done), Error::none);
    EXPECT_EQ(m_tasks.on(piece, m_done), Error::invalidArgument);
    ASSERT_EQ(m_tasks.on(heads, m_done), Error::none);
    EXPECT_EQ(m_inference.on(PictureWriteRequest{5, 0, {&byte, 1}}, m_done), Error::noPicture);
    ASSERT_EQ(m_tasks.on(piece, m_done), Error::none);
    ASSERT_EQ(m_inference.on(picture, m_done), Error::none);
    EXPECT_EQ(m_tasks.on(commit, m_done), Error::invalidArgument);
    ASSERT_EQ(m_tasks.on(heads, m_done), Error::none);
    ASSERT_EQ(m_tasks.on(piece, m_done), Error::none);
    EXPECT_EQ(m_tasks.on(commit, m_done), Error::none);
    EXPECT_EQ(m_tasks.on(commit, m_done), Error::invalidArgument) << "once";
}

TEST_F(ServicesTest, StagesOfAProfileAreTheSumsOfTheirOperators)
{
    deploy({1, 2});
    ASSERT_EQ(m_inference.on(PictureBeginRequest{5, 3 * kPictureSide * kPictureSide}, m_done), Error::none);
    ProfileResponse profile;
    EXPECT_EQ(m_inference.on(ProfileRequest{PictureSource::uploaded, 6}, profile), Error::noPicture);
    EXPECT_EQ(m_inference.on(ProfileRequest{PictureSource::frameBuffer, 0}, profile),
              Error::unsupportedFormat);
    ASSERT_EQ(m_inference.on(ProfileRequest{PictureSource::uploaded, 5}, profile), Error::none);
    ProfileReadResponse ops;
    ASSERT_EQ(m_inference.on(ProfileReadRequest(), ops), Error::none);
    ASSERT_EQ(ops.counts.size, profile.ops);
    ASSERT_EQ(profile.counters.size, 3);
    const ImageView& image = m_board.images.image();
    std::array<std::uint64_t, 3> sums{};
    for (std::size_t op = 0, exit = 0; op < ops.counts.size; ++op) {
        exit += op == image.exits[exit].opEnd ? 1 : 0;
        sums[exit] += ops.counts.items[op];
    }
    for (std::size_t exit = 0; exit < 3; ++exit)
        EXPECT_EQ(profile.counters.items[exit], sums[exit]);
    // Another image, other operators: these counts are nobody's.
    firmware::ImageService images(m_board);
    ASSERT_EQ(images.on(ImageEraseRequest{0}, m_done), Error::none);
    ops = {};
    ASSERT_EQ(m_inference.on(ProfileReadRequest(), ops), Error::none);
    EXPECT_EQ(ops.counts.size, 0);
}

/// The line's own service, with a responder that hears what the test writes.
class LinkServiceTest : public ServicesTest, private RequestHandler, private ByteSink
{
protected:
    void handle(Message, const Bytes&, Reply& reply) override { reply.answer(Done()); }
    std::size_t receive(std::uint8_t* bytes, std::size_t capacity) override
    {
        return m_platform.receive(bytes, capacity);
    }
    void write(const std::uint8_t*, std::size_t) override {}

    void hearAGoodFrame()
    {
        std::vector<std::uint8_t> buffer(frameBytes(0));
        QueueSink sink(m_platform.toBoard);
        sendFrame(buffer.data(), 0, FrameKind::request, 4, 1, sink);
        while (m_responder.poll()) {
        }
    }

    std::array<std::uint8_t, frameBytes(256)> m_in{};
    std::array<std::uint8_t, frameBytes(256)> m_out{};
    Responder m_responder{*this, *this, m_in.data(), m_out.data(), 256};
    firmware::LinkService m_link{m_board, m_responder};
};

TEST_F(LinkServiceTest, ARateIsOnTrialUntilAGoodFrameComes)
{
    EXPECT_EQ(m_link.on(SetBaudRequest{9600}, m_done), Error::outOfRange);
    ASSERT_EQ(m_link.on(SetBaudRequest{921600}, m_done), Error::none);
    EXPECT_EQ(m_platform.rate, 115200U) << "not before the answer has left";
    m_link.settle();
    EXPECT_EQ(m_platform.rate, 921600U);
    m_platform.now = 1500;
    m_link.settle();
    EXPECT_EQ(m_platform.rate, 921600U);
    m_platform.now = 1501;
    m_link.settle();
    EXPECT_EQ(m_platform.rate, 115200U);

    ASSERT_EQ(m_link.on(SetBaudRequest{921600}, m_done), Error::none);
    m_link.settle();
    hearAGoodFrame();
    m_link.settle();
    m_platform.now = 9999;
    m_link.settle();
    EXPECT_EQ(m_platform.rate, 921600U);
}

TEST_F(LinkServiceTest, SettingsAreKept)
{
    SettingsWriteRequest wrong;
    wrong.temperature = 0.0F;
    EXPECT_EQ(m_link.on(wrong, m_done), Error::outOfRange);
    SettingsWriteRequest request;
    request.measure = 1;
    request.temperature = 2.0F;
    ASSERT_EQ(m_link.on(request, m_done), Error::none);
    firmware::BoardState later(m_platform);
    ASSERT_EQ(later.open(), Error::none);
    firmware::LinkService service(later, m_responder);
    service.open();
    EXPECT_EQ(later.settings.temperature, 2.0F);
    EXPECT_EQ(later.settings.measure, 1);
    ASSERT_EQ(service.on(ForgetRequest(), m_done), Error::none);
    EXPECT_EQ(later.settings.temperature, 1.0F);
}

} // namespace
} // namespace microt
