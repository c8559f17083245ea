// SPDX-License-Identifier: Apache-2.0
#include "firmware/app/app.h"

#include <algorithm>
#include <cstring>

#include <gtest/gtest.h>

#include "engine/deploy/planner.h"
#include "engine/runtime/sha256.h"
#include "firmware/app/keys.h"
#include "serial/link/board.h"
#include "tests/support/fake_board.h"
#include "tests/support/quant_models.h"

namespace microt {
namespace {

using namespace protocol;
using namespace test;

constexpr int kSide = 12;

std::vector<std::uint8_t> imageOf(std::uint32_t seed)
{
    const QuantModel model = randomQuantModel(kSide, {{0, 3, 1, 8}, {24, 3, 2, 12}, {30, 3, 1, 12}}, seed);
    auto image = buildImage(model, {1}, "{}");
    EXPECT_TRUE(image.ok());
    return std::move(image).value();
}

std::vector<std::uint8_t> pictureOf(std::uint32_t seed)
{
    std::mt19937 random(seed);
    std::vector<std::uint8_t> rgb(3 * kSide * kSide);
    for (std::uint8_t& value : rgb)
        value = static_cast<std::uint8_t>(random());
    return rgb;
}

HeadsShape shapeOf(const std::vector<std::uint8_t>& blob)
{
    HeadsShape shape;
    EXPECT_EQ(readHeadsShape(blob.data(), static_cast<std::uint32_t>(blob.size()), shape), Error::none);
    EXPECT_EQ(shape.bytes(), blob.size());
    return shape;
}

/// A board that is on, with a host talking to it.
struct Session
{
    explicit Session(SimulatedFlash& flash, Faults faults = {}, std::uint32_t seed = 1)
        : platform(flash), app(platform),
          link((static_cast<void>(app.start()), std::make_unique<FakeChannel>(platform, app, faults, seed))),
          board(link)
    {}

    Status connect() { return link.connect({}); }

    /// Three labelled samples a class.
    Status collect(int classes = 2)
    {
        for (int i = 0; i < 3 * classes; ++i) {
            const auto rgb = pictureOf(static_cast<std::uint32_t>(i));
            const auto label = static_cast<std::uint8_t>(i % classes);
            if (const auto done = board.extract(rgb.data(), 3 * kSide * kSide, label, {}); !done.ok())
                return done.failure();
        }
        return {};
    }

    Result<TrainResponse> train(std::uint32_t seed = 1)
    {
        TrainRequest request;
        request.epochs = 3;
        request.seed = seed;
        return link.ask<Message::train>(request, {}, [](const TrainProgress&) {});
    }

    template <Message M>
    Error errorOf(const typename Exchange<M>::Request& request)
    {
        const auto answer = link.ask<M>(request, {});
        return answer.ok() ? Error::none : answer.failure().code;
    }

    FakePlatform platform;
    firmware::App app;
    Link link;
    Board board;
};

#define MICROT_OK(expression)                                                                                \
    do {                                                                                                     \
        const auto& microtValue = (expression);                                                              \
        ASSERT_TRUE(microtValue.ok()) << microtValue.failure().what;                                         \
    } while (false)

class AppTest : public testing::Test
{
protected:
    SimulatedFlash m_flash{96 * 1024};
};

TEST_F(AppTest, SaysWhoItIs)
{
    Session session(m_flash);
    MICROT_OK(session.connect());
    EXPECT_EQ(std::string(session.link.board().board.chars.data(), 4), "fake");
    const auto board = session.link.ask<Message::describe>({}, {});
    MICROT_OK(board);
    EXPECT_EQ(board.value().imageSlots.size, 2);
    EXPECT_EQ(board.value().imageSlots.items[0].state, SlotState::empty);
    EXPECT_EQ(session.errorOf<Message::infer>({}), Error::noImage);
    EXPECT_EQ(session.errorOf<Message::train>({}), Error::noImage);
    EXPECT_EQ(session.errorOf<Message::taskCreate>({}), Error::noImage);
    EXPECT_FALSE(m_flash.misused());
}

TEST_F(AppTest, AWholeLife)
{
    Session session(m_flash);
    MICROT_OK(session.connect());
    const auto image = imageOf(1);
    const auto deployed = session.board.deploy(image, {});
    MICROT_OK(deployed);
    EXPECT_FALSE(deployed.value().wasThere);
    EXPECT_TRUE(session.board.deploy(image, {}).value().wasThere);
    EXPECT_EQ(session.errorOf<Message::bankInfo>({}), Error::noTask);
    MICROT_OK(session.board.useTask("two", 2, {}));
    EXPECT_EQ(session.errorOf<Message::train>({}), Error::tooFewSamples);
    MICROT_OK(session.collect());
    EXPECT_EQ(session.errorOf<Message::calibrate>({}), Error::noHeads);
    const auto trained = session.train();
    MICROT_OK(trained);
    EXPECT_EQ(trained.value().samples, 6);
    const auto heads = session.board.readHeads({});
    MICROT_OK(heads);
    EXPECT_EQ(hashOf(heads.value()), trained.value().headsSha256);
    CalibrateRequest calibrate;
    calibrate.ratio = 0.5F;
    MICROT_OK(session.link.ask<Message::calibrate>(calibrate, {}));
    const auto rgb = pictureOf(50);
    const auto staged = session.board.infer(rgb.data(), 3 * kSide * kSide, kAnyExit, {});
    MICROT_OK(staged);
    EXPECT_EQ(staged.value().exit,
              staged.value().confidences.items[0] >= staged.value().thresholds.items[0] ? 0 : 1);
    EXPECT_EQ(session.board.logits(0, {}).value().size(), 2U);
    const auto full = session.board.infer(rgb.data(), 3 * kSide * kSide, kLastExit, {});
    EXPECT_EQ(full.value().exit, 1);

    // Other heads come, go, and come back.
    const Digest first = trained.value().headsSha256;
    MICROT_OK(session.train(9));
    EXPECT_NE(session.link.ask<Message::headsInfo>({}, {}).value().sha256, first);
    EXPECT_EQ(session.errorOf<Message::headsRollback>({}), Error::none);
    EXPECT_EQ(session.link.ask<Message::headsInfo>({}, {}).value().sha256, first);
    MICROT_OK(session.board.writeHeads(heads.value(), {0.25F}, {}));
    EXPECT_EQ(session.link.ask<Message::headsInfo>({}, {}).value().thresholds.items[0], 0.25F);

    // After a restart all but the samples is there.
    Session again(m_flash);
    MICROT_OK(again.connect());
    EXPECT_EQ(again.link.ask<Message::headsInfo>({}, {}).value().sha256, first);
    EXPECT_EQ(again.link.ask<Message::bankInfo>({}, {}).value().samples, 0);
    const auto same = again.board.infer(rgb.data(), 3 * kSide * kSide, kLastExit, {});
    MICROT_OK(same);
    EXPECT_EQ(same.value().confidence, full.value().confidence);

    // Forgotten.
    ForgetRequest forget;
    forget.images = true;
    EXPECT_EQ(again.errorOf<Message::forget>(forget), Error::none);
    EXPECT_EQ(again.errorOf<Message::bankInfo>({}), Error::noImage);
    EXPECT_FALSE(m_flash.misused());
}

TEST_F(AppTest, TheFullHeadSeesThePartsFeaturesButHeadsOfEarlierBoardsNeedNot)
{
    Session session(m_flash);
    MICROT_OK(session.connect());
    MICROT_OK(session.board.deploy(imageOf(1), {}));
    MICROT_OK(session.board.useTask("t", 2, {}));
    MICROT_OK(session.collect());
    MICROT_OK(session.train());
    const auto bank = session.link.ask<Message::bankInfo>({}, {}).value();
    auto trained = session.board.readHeads({});
    MICROT_OK(trained);
    ASSERT_EQ(bank.dimensions.size, 2);
    const std::uint16_t partDimensions = bank.dimensions.items[0];
    const std::uint16_t fullDimensions = bank.dimensions.items[1];
    const HeadsShape shape = shapeOf(trained.value());
    EXPECT_EQ(shape.dimensions[0], partDimensions);
    EXPECT_EQ(shape.dimensions[1], partDimensions + fullDimensions);

    const auto rgb = pictureOf(50);
    const auto expectLogits = [&](std::vector<std::uint8_t>& blob, bool seesPart) {
        const Heads heads = headsInBlob(blob.data(), shapeOf(blob));
        MICROT_OK(session.board.infer(rgb.data(), 3 * kSide * kSide, kLastExit, {}));
        const auto logits = session.board.logits(1, {});
        MICROT_OK(logits);
        MICROT_OK(session.board.infer(rgb.data(), 3 * kSide * kSide, kAnyExit, {})); // leaves both features
        const auto part = session.board.features(0, {});
        const auto full = session.board.features(1, {});
        MICROT_OK(part);
        MICROT_OK(full);
        std::vector<std::int8_t> seen = seesPart ? part.value() : std::vector<std::int8_t>();
        seen.insert(seen.end(), full.value().begin(), full.value().end());
        float expected[2] = {};
        const FeaturePiece row{seen.data(), static_cast<std::int32_t>(seen.size())};
        headLogits(heads.at[1].head, heads.at[1].scaling, &row, expected);
        EXPECT_EQ(logits.value(), std::vector<float>(expected, expected + 2));
    };
    expectLogits(trained.value(), true);

    HeadsShape earlier = shape;
    earlier.dimensions[1] = fullDimensions;
    std::vector<std::uint8_t> blob(earlier.bytes());
    writeHeadsShape(earlier, blob.data());
    const Heads heads = headsInBlob(blob.data(), earlier);
    for (const Heads::Head& stored : heads.at)
        for (std::int32_t i = 0; i < 2 * stored.head.dimensions; ++i)
            stored.head.weights[i] = 0.01F * static_cast<float>(i % 7);
    for (const Heads::Head& stored : heads.at)
        for (std::int32_t i = 0; i < stored.head.dimensions; ++i)
            stored.scaling.inverseDeviation[i] = 1.0F;
    MICROT_OK(session.board.writeHeads(blob, {kNeverThreshold}, {}));
    expectLogits(blob, false);

    // Neither the one nor the other.
    for (const int wrong : {shape.dimensions[1] + 1, fullDimensions + 1}) {
        earlier.dimensions[1] = static_cast<std::uint16_t>(wrong);
        std::vector<std::uint8_t> odd(earlier.bytes());
        writeHeadsShape(earlier, odd.data());
        EXPECT_EQ(session.board.writeHeads(odd, {0.5F}, {}).failure().code, Error::shapeMismatch);
    }
    // Nor too few thresholds.
    EXPECT_EQ(session.board.writeHeads(blob, {}, {}).failure().code, Error::shapeMismatch);
}

TEST_F(AppTest, ATaskOfEarlierFirmwareIsStillThere)
{
    Digest heads{};
    const auto image = imageOf(1);
    {
        Session session(m_flash);
        MICROT_OK(session.connect());
        MICROT_OK(session.board.deploy(image, {}));
        MICROT_OK(session.board.useTask("old", 2, {}));
        MICROT_OK(session.collect());
        MICROT_OK(session.train());
        ThresholdRequest threshold;
        threshold.thresholds.add(0.75F);
        EXPECT_EQ(session.errorOf<Message::threshold>(threshold), Error::none);
        heads = session.link.ask<Message::headsInfo>({}, {}).value().sha256;
        // Its record held the first threshold, and the one before, and ended there: 132 bytes.
        const firmware::FlashLayout layout = session.platform.flashLayout();
        firmware::Store store(m_flash, layout.store, layout.storeBytes);
        ASSERT_EQ(store.open(), Error::none);
        std::uint32_t bytes = 0;
        const std::uint8_t* record = store.get(firmware::kTaskKey, bytes);
        ASSERT_EQ(bytes, 132U + 16U);
        const std::vector<std::uint8_t> earlier(record, record + 132);
        ASSERT_EQ(store.put(firmware::kTaskKey, earlier.data(), 132), Error::none);
    }
    Session session(m_flash);
    MICROT_OK(session.connect());
    const auto info = session.link.ask<Message::headsInfo>({}, {});
    MICROT_OK(info);
    EXPECT_EQ(info.value().sha256, heads);
    EXPECT_EQ(vectorOf(info.value().thresholds), std::vector<float>{0.75F});
    MICROT_OK(session.board.infer(pictureOf(50).data(), 3 * kSide * kSide, kAnyExit, {}));
    EXPECT_EQ(session.errorOf<Message::headsRollback>({}), Error::noHeads);
}

TEST_F(AppTest, TasksKeepTheirOwnSamplesAndHeads)
{
    Session session(m_flash);
    MICROT_OK(session.connect());
    MICROT_OK(session.board.deploy(imageOf(1), {}));
    MICROT_OK(session.board.useTask("a", 2, {}));
    MICROT_OK(session.collect(2));
    MICROT_OK(session.train());
    const Digest ofA = session.link.ask<Message::headsInfo>({}, {}).value().sha256;
    MICROT_OK(session.board.useTask("b", 3, {}));
    EXPECT_EQ(session.link.ask<Message::bankInfo>({}, {}).value().samples, 0);
    MICROT_OK(session.collect(3));
    MICROT_OK(session.train());
    MICROT_OK(session.board.useTask("a", 2, {}));
    EXPECT_EQ(session.link.ask<Message::bankInfo>({}, {}).value().samples, 6);
    EXPECT_EQ(session.link.ask<Message::headsInfo>({}, {}).value().sha256, ofA);
    MICROT_OK(session.train()); // on the same samples: the same heads
    EXPECT_EQ(session.link.ask<Message::headsInfo>({}, {}).value().sha256, ofA);
    // Another network: the task stays, but cannot be used.
    MICROT_OK(session.board.deploy(imageOf(2), {}));
    EXPECT_EQ(session.errorOf<Message::bankInfo>({}), Error::noTask);
    MICROT_OK(session.board.deploy(imageOf(1), {}));
    EXPECT_EQ(session.link.ask<Message::headsInfo>({}, {}).value().sha256, ofA);
}

TEST_F(AppTest, RefusesWhatMakesNoSense)
{
    Session session(m_flash);
    MICROT_OK(session.connect());
    std::vector<std::uint8_t> image = imageOf(1);
    ImageBeginRequest large;
    large.bytes = 40 * 1024;
    EXPECT_EQ(session.errorOf<Message::imageBegin>(large), Error::noSpace);
    EXPECT_EQ(session.errorOf<Message::imageWrite>({}), Error::invalidArgument);
    // Hash right, content not.
    image[100] ^= 1;
    EXPECT_EQ(session.board.deploy(image, {}).failure().code, Error::malformed);
    MICROT_OK(session.board.deploy(imageOf(1), {}));
    TaskCreateRequest task;
    task.classes = 1;
    EXPECT_EQ(session.errorOf<Message::taskCreate>(task), Error::outOfRange);
    MICROT_OK(session.board.useTask("t", 2, {}));
    const auto rgb = pictureOf(1);
    EXPECT_EQ(session.board.extract(rgb.data(), 3 * kSide * kSide, 2, {}).failure().code, Error::outOfRange);
    ExtractRequest extract;
    extract.picture = 77;
    EXPECT_EQ(session.errorOf<Message::extract>(extract), Error::noPicture);
    PictureBeginRequest picture;
    picture.id = 1;
    picture.bytes = 5;
    EXPECT_EQ(session.errorOf<Message::pictureBegin>(picture), Error::shapeMismatch);
    HeadsBeginRequest heads;
    heads.bytes = 12;
    EXPECT_EQ(session.errorOf<Message::headsBegin>(heads), Error::shapeMismatch);
    ThresholdRequest threshold;
    threshold.thresholds.add(std::numeric_limits<float>::quiet_NaN());
    EXPECT_EQ(session.errorOf<Message::threshold>(threshold), Error::outOfRange);
    TrainRequest train;
    train.epochs = 0;
    MICROT_OK(session.collect());
    EXPECT_EQ(session.errorOf<Message::train>(train), Error::invalidArgument);
    ImageReadRequest read;
    read.slot = 9;
    EXPECT_EQ(session.errorOf<Message::imageRead>(read), Error::outOfRange);
}

TEST_F(AppTest, TheBankFillsAndSaysSo)
{
    Session session(m_flash);
    MICROT_OK(session.connect());
    MICROT_OK(session.board.deploy(imageOf(1), {}));
    MICROT_OK(session.board.useTask("t", 2, {}));
    const auto bank = session.link.ask<Message::bankInfo>({}, {}).value();
    std::vector<std::uint8_t> features(
        static_cast<std::size_t>(bank.dimensions.items[0] + bank.dimensions.items[1]));
    Error error = Error::none;
    int written = 0;
    for (; error == Error::none; ++written) {
        BankWriteRequest request;
        request.sample = static_cast<std::uint16_t>(written);
        request.label = written % 3 == 2 ? kNoLabel : static_cast<std::uint8_t>(written % 3);
        request.sample = request.label == kNoLabel
                             ? static_cast<std::uint16_t>(written)
                             : session.link.ask<Message::bankInfo>({}, {}).value().samples;
        features[0] = static_cast<std::uint8_t>(written);
        request.features = {features.data(), static_cast<std::uint16_t>(features.size())};
        error = session.errorOf<Message::bankWrite>(request);
    }
    EXPECT_EQ(error, Error::bankFull);
    EXPECT_EQ(written - 1, bank.capacity);
}

TEST_F(AppTest, ARepeatedRequestIsNotDoneTwice)
{
    Session session(m_flash);
    MICROT_OK(session.connect());
    MICROT_OK(session.board.deploy(imageOf(1), {}));
    MICROT_OK(session.board.useTask("t", 2, {}));
    // Everything arrives twice.
    FakePlatform& platform = session.platform;
    std::vector<std::uint8_t> buffer(frameBytes(256));
    ByteWriter writer(buffer.data() + kFrameHeaderBytes, 256);
    encode(TaskCreateRequest{Text<24>("other"), 2}, writer);
    QueueSink sink(platform.toBoard);
    for (int i = 0; i < 3; ++i)
        sendFrame(buffer.data(), writer.size(), FrameKind::request,
                  static_cast<std::uint8_t>(Message::taskCreate), 999, sink);
    while (session.app.run()) {
    }
    EXPECT_EQ(session.link.ask<Message::taskList>({}, {}).value().total, 2);
    EXPECT_EQ(session.link.ask<Message::statistics>({}, {}).value().duplicates, 2U);
}

TEST_F(AppTest, ABadLineCorruptsNothing)
{
    const auto image = imageOf(3);
    for (const Faults& faults : {Faults{1e-4, 1e-4, 1e-4, 1e-4}, Faults{1e-3, 0.0, 0.0, 0.0}})
        for (std::uint32_t seed = 1; seed <= 3; ++seed) {
            SimulatedFlash flash(96 * 1024);
            Session session(flash, faults, seed);
            MICROT_OK(session.connect());
            MICROT_OK(session.board.deploy(image, {}));
            MICROT_OK(session.board.useTask("t", 2, {}));
            MICROT_OK(session.collect());
            MICROT_OK(session.train());
            MICROT_OK(session.board.readHeads({}));
            EXPECT_GT(session.link.statistics().retries + session.link.statistics().frames.badCrc, 0U);
            EXPECT_FALSE(flash.misused());
            const auto slots = session.link.ask<Message::describe>({}, {});
            MICROT_OK(slots);
            EXPECT_EQ(slots.value().imageSlots.items[0].sha256, hashOf(image));
        }
}

/// What must be whole after any power cut: an image, and heads that are the old or the new ones.
struct State
{
    Digest image{};
    Digest heads{};
};

State stateOf(SimulatedFlash& flash)
{
    State state;
    Session session(flash);
    EXPECT_TRUE(session.connect().ok());
    const auto board = session.link.ask<Message::describe>({}, {});
    EXPECT_TRUE(board.ok());
    for (std::uint8_t i = 0; i < board.value().imageSlots.size; ++i)
        if (board.value().imageSlots.items[i].state == SlotState::active)
            state.image = board.value().imageSlots.items[i].sha256;
    if (session.link.ask<Message::headsInfo>({}, {}).ok()) {
        const auto heads = session.board.readHeads({});
        EXPECT_TRUE(heads.ok()) << heads.failure().what;
        if (heads.ok())
            state.heads = hashOf(heads.value());
    }
    return state;
}

TEST_F(AppTest, APowerCutAtAnyWriteOfAnActivationLeavesTheOldImageOrTheNew)
{
    const auto oldImage = imageOf(1);
    const auto newImage = imageOf(2);
    bool finished = false;
    int old = 0;
    int cuts = 0;
    for (int cut = 0; !finished; cut += cut < 40 ? 1 : 7, ++cuts) {
        SimulatedFlash flash(96 * 1024);
        {
            Session session(flash);
            MICROT_OK(session.connect());
            MICROT_OK(session.board.deploy(oldImage, {}));
        }
        flash.powerOn();
        flash.cutAt(cut);
        {
            Session session(flash);
            MICROT_OK(session.connect());
            session.board.deploy(newImage, {}).ok();
            finished = flash.writes() <= cut;
        }
        flash.powerOn();
        const State state = stateOf(flash);
        EXPECT_TRUE(state.image == hashOf(oldImage) || state.image == hashOf(newImage)) << "cut " << cut;
        old += state.image == hashOf(oldImage) ? 1 : 0;
        // And it goes on from there.
        Session session(flash);
        MICROT_OK(session.connect());
        MICROT_OK(session.board.deploy(newImage, {}));
        EXPECT_EQ(stateOf(flash).image, hashOf(newImage));
        EXPECT_FALSE(flash.misused()) << "cut " << cut;
    }
    EXPECT_GT(old, 20);
    EXPECT_GT(cuts, 60);
}

TEST_F(AppTest, APowerCutAtAnyWriteOfHeadsLeavesTheOldOnesOrTheNew)
{
    // The flash after a first training; then a second one that is cut. Heads differ by the seed.
    const auto prepare = [](SimulatedFlash& flash, std::uint32_t seed) {
        Session session(flash);
        EXPECT_TRUE(session.connect().ok());
        EXPECT_TRUE(session.board.deploy(imageOf(1), {}).ok());
        EXPECT_TRUE(session.board.useTask("t", 2, {}).ok());
        EXPECT_TRUE(session.collect().ok());
        const auto trained = session.train(seed);
        return trained.ok() ? trained.value().headsSha256 : Digest{};
    };
    SimulatedFlash both(96 * 1024);
    const Digest oldHeads = prepare(both, 1);
    const Digest newHeads = prepare(both, 2);
    ASSERT_NE(oldHeads, newHeads);
    int old = 0;
    bool finished = false;
    for (int cut = 0; !finished; ++cut) {
        SimulatedFlash flash(96 * 1024);
        prepare(flash, 1);
        flash.powerOn();
        flash.cutAt(cut);
        prepare(flash, 2);
        finished = flash.writes() <= cut;
        flash.powerOn();
        const State state = stateOf(flash);
        EXPECT_TRUE(state.heads == oldHeads || state.heads == newHeads) << "cut " << cut;
        old += state.heads == oldHeads ? 1 : 0;
        EXPECT_EQ(prepare(flash, 2), newHeads);
        EXPECT_FALSE(flash.misused()) << "cut " << cut;
    }
    EXPECT_GT(old, 10);
}

TEST_F(AppTest, RandomRequestsDoNoHarm)
{
    Session session(m_flash);
    MICROT_OK(session.connect());
    MICROT_OK(session.board.deploy(imageOf(1), {}));
    MICROT_OK(session.board.useTask("t", 2, {}));
    MICROT_OK(session.collect());
    std::mt19937 random(23);
    QueueSink sink(session.platform.toBoard);
    for (int i = 0; i < 20000; ++i) {
        std::vector<std::uint8_t> buffer(frameBytes(300));
        const std::size_t size = random() % 60;
        for (std::size_t k = 0; k < size; ++k)
            buffer[kFrameHeaderBytes + k] =
                static_cast<std::uint8_t>(random() % 3 == 0 ? random() : random() % 4);
        auto message = static_cast<std::uint8_t>(random() % 80);
        if (message == static_cast<std::uint8_t>(Message::train) && size >= 2)
            buffer[kFrameHeaderBytes + 1] = 0; // epochs below 256: there is an end
        sendFrame(buffer.data(), size, FrameKind::request, message, static_cast<std::uint16_t>(random()),
                  sink);
        while (session.app.run()) {
        }
        session.platform.fromBoard.clear();
    }
    EXPECT_FALSE(m_flash.misused());
    Session again(m_flash);
    MICROT_OK(again.connect());
    MICROT_OK(again.board.deploy(imageOf(1), {}));
}

} // namespace
} // namespace microt
