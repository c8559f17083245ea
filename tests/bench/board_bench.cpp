// SPDX-License-Identifier: GPL-3.0-or-later
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <random>
#include <thread>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/base/files.h"
#include "engine/deploy/planner.h"
#include "engine/runtime/sha256.h"
#include "serial/link/connected_board.h"
#include "tests/support/fake_board.h"
#include "tests/support/quant_models.h"
#include "tests/support/support.h"

// What a link to a board reaches and survives. Prints one JSON object; exit status 1 if something was lost.

using namespace microt;
using namespace microt::protocol;
using namespace microt::test;
using Json = nlohmann::json;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

namespace {

constexpr const char* kKind = "mps2-an500";
constexpr int kSide = 16;

double secondsSince(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

template <typename T>
T orDie(Result<T> result)
{
    if (!result.ok()) {
        std::fprintf(stderr, "board_bench: %s\n", result.failure().what.c_str());
        std::exit(2);
    }
    return std::move(result).value();
}

void orDie(const Status& status)
{
    if (!status.ok()) {
        std::fprintf(stderr, "board_bench: %s\n", status.failure().what.c_str());
        std::exit(2);
    }
}

/// An image of about `kilobytes` of random weights.
std::vector<std::uint8_t> imageOf(int kilobytes, std::uint32_t seed)
{
    // Two blocks of expansion and projection, 64 channels outside: 2 x 64 x width each.
    const int width = std::max(8, kilobytes * 1000 / 256);
    const QuantModel model = randomQuantModel(kSide, {{width, 3, 2, 64}, {width, 3, 1, 64}}, seed);
    return orDie(buildImage(model, {1}, "{}"));
}

std::vector<std::uint8_t> pictureOf(std::uint32_t seed)
{
    std::mt19937 random(seed);
    std::vector<std::uint8_t> rgb(3 * kSide * kSide);
    for (std::uint8_t& value : rgb)
        value = static_cast<std::uint8_t>(random());
    return rgb;
}

// --- Speed ------------------------------------------------------------------------------------------------

/// A line of a given rate and delay to a board in memory, in real time.
class TimedChannel final : public Channel
{
public:
    TimedChannel(FakePlatform& platform, firmware::App& app, double bytesPerSecond, double oneWaySeconds)
        : m_platform(platform), m_app(app), m_rate(bytesPerSecond), m_delay(oneWaySeconds),
          m_start(Clock::now())
    {}

    Status write(const std::uint8_t* bytes, std::size_t count) override
    {
        enter(m_there, m_thereFree, bytes, count);
        return {};
    }

    Result<ReceivedChunk> read(int timeoutMs) override
    {
        const double until = now() + timeoutMs / 1e3;
        for (;;) {
            leave(m_there, [this](std::uint8_t byte) { m_platform.toBoard.push_back(byte); });
            while (m_app.run()) {
            }
            const std::vector<std::uint8_t> said(m_platform.fromBoard.begin(), m_platform.fromBoard.end());
            m_platform.fromBoard.clear();
            enter(m_back, m_backFree, said.data(), said.size());
            std::vector<std::uint8_t> arrived;
            while (arrived.size() < kReadBytes && !m_back.empty() && m_back.front().first <= now()) {
                arrived.push_back(m_back.front().second);
                m_back.pop_front();
            }
            if (!arrived.empty() || now() >= until)
                return ReceivedChunk(std::move(arrived));
            std::this_thread::sleep_for(std::chrono::microseconds(200));
        }
    }

    Status setBaud(std::uint32_t) override { return {}; }
    std::string name() const override { return "timed"; }

private:
    using Queue = std::deque<std::pair<double, std::uint8_t>>; ///< when it arrives, and what

    double now() const { return secondsSince(m_start); }
    void enter(Queue& queue, double& free, const std::uint8_t* bytes, std::size_t count) const
    {
        free = std::max(free, now());
        for (std::size_t i = 0; i < count; ++i) {
            free += 1.0 / m_rate;
            queue.emplace_back(free + m_delay, bytes[i]);
        }
    }
    template <typename Take>
    void leave(Queue& queue, Take take) const
    {
        while (!queue.empty() && queue.front().first <= now()) {
            take(queue.front().second);
            queue.pop_front();
        }
    }

    FakePlatform& m_platform;
    firmware::App& m_app;
    double m_rate;
    double m_delay;
    Clock::time_point m_start;
    Queue m_there;
    Queue m_back;
    double m_thereFree = 0.0;
    double m_backFree = 0.0;
};

Json timedLine(int kilobytes)
{
    constexpr double kBytesPerSecond = 11520.0; // 115200 baud, 8N1
    SimulatedFlash flash(3 * 1024 * 1024);
    FakePlatform platform(flash);
    firmware::App app(platform);
    static_cast<void>(app.start());
    Link link(std::make_unique<TimedChannel>(platform, app, kBytesPerSecond, 0.005));
    orDie(link.connect({}));
    const auto image = imageOf(kilobytes, 1);
    const Board::Deployed deployed = orDie(Board(link).deploy(image, {}));
    const double rate = static_cast<double>(image.size()) / deployed.seconds;
    return {{"what", "upload over 115200 baud with 10 ms round trip [bytes/s]"},
            {"ours", rate},
            {"peer", kBytesPerSecond},
            {"ratio", rate / kBytesPerSecond},
            {"retries", link.statistics().retries}};
}

/// Bytes that are no frames, as fast as the emulated board's interrupt takes them; an echo says when it has.
double pumpedBytesPerSecond(VirtualBoard& board, std::size_t count)
{
    auto channel = orDie(board.connect());
    std::vector<std::uint8_t> rubbish(count, 0x55);
    const auto start = Clock::now();
    orDie(channel->write(rubbish.data(), rubbish.size()));
    Link link(std::move(channel));
    orDie(link.connect({})); // begins with a delimiter
    return static_cast<double>(count) / secondsSince(start);
}

Json emulatedLine(const std::filesystem::path& folder, int kilobytes)
{
    auto board = orDie(VirtualBoard::start(kKind, folder / "speed.flash"));
    const auto image = imageOf(kilobytes, 1);
    const double before = pumpedBytesPerSecond(*board, image.size());
    double rate = 0.0;
    std::uint64_t retries = 0;
    {
        Link link(orDie(board->connect()));
        orDie(link.connect({}));
        const Board::Deployed deployed = orDie(Board(link).deploy(image, {}));
        rate = static_cast<double>(image.size()) / deployed.seconds;
        retries = link.statistics().retries;
    }
    const double peer = (before + pumpedBytesPerSecond(*board, image.size())) / 2.0;
    return {{"what", "upload to the virtual board, against a bare byte pump [bytes/s]"},
            {"ours", rate},
            {"peer", peer},
            {"ratio", rate / peer},
            {"retries", retries}};
}

// --- Faults -----------------------------------------------------------------------------------------------

/// A cable that flips, drops, repeats and inserts, both ways.
class FaultyChannel final : public Channel
{
public:
    FaultyChannel(std::unique_ptr<Channel> inner, double bitErrors, std::uint32_t seed)
        : m_inner(std::move(inner)), m_bitErrors(bitErrors), m_random(seed)
    {}
    Result<ReceivedChunk> read(int timeoutMs) override
    {
        MICROT_TRY(const ReceivedChunk chunk, m_inner->read(timeoutMs));
        return ReceivedChunk(spoiled(chunk.bytes().data(), chunk.bytes().size()), chunk.arrived());
    }
    Status write(const std::uint8_t* bytes, std::size_t count) override
    {
        const auto out = spoiled(bytes, count);
        return m_inner->write(out.data(), out.size());
    }
    Status setBaud(std::uint32_t baud) override { return m_inner->setBaud(baud); }
    std::string name() const override { return m_inner->name(); }

private:
    bool happens(double chance)
    {
        return std::uniform_real_distribution<double>(0.0, 1.0)(m_random) < chance;
    }
    std::vector<std::uint8_t> spoiled(const std::uint8_t* bytes, std::size_t count)
    {
        std::vector<std::uint8_t> out;
        for (std::size_t i = 0; i < count; ++i) {
            std::uint8_t byte = bytes[i];
            if (happens(m_bitErrors))
                continue;
            if (happens(m_bitErrors))
                out.push_back(static_cast<std::uint8_t>(m_random()));
            for (int bit = 0; bit < 8; ++bit)
                if (happens(m_bitErrors))
                    byte = static_cast<std::uint8_t>(byte ^ (1 << bit));
            out.push_back(byte);
            if (happens(m_bitErrors))
                out.push_back(byte);
        }
        return out;
    }

    std::unique_ptr<Channel> m_inner;
    double m_bitErrors;
    std::mt19937 m_random;
};

/// Uploads two images of half of `kilobytes` each, one to each slot, and reads them back over a clean line.
Json faultyUpload(const std::filesystem::path& folder, double bitErrors, int kilobytes, std::uint32_t seed)
{
    const auto file = folder / ("faults-" + std::to_string(seed) + ".flash");
    std::size_t corrupt = 0;
    LinkStatistics statistics;
    double seconds = 0.0;
    std::size_t bytes = 0;
    {
        auto board = orDie(VirtualBoard::start(kKind, file));
        for (std::uint32_t half = 0; half < 2; ++half) {
            const auto image = imageOf(kilobytes / 2, 10 * seed + half);
            bytes += image.size();
            {
                Link link(std::make_unique<FaultyChannel>(orDie(board->connect()), bitErrors, seed + half));
                const auto start = Clock::now();
                orDie(link.connect({}));
                orDie(Board(link).deploy(image, {}));
                seconds += secondsSince(start);
                statistics.retries += link.statistics().retries;
                statistics.frames.badCrc += link.statistics().frames.badCrc;
            }
            Link clean(orDie(board->connect()));
            orDie(clean.connect({}));
            const std::vector<std::uint8_t> back = orDie(Board(clean).readImage(hashOf(image), {}));
            for (std::size_t i = 0; i < image.size(); ++i)
                corrupt += i >= back.size() || back[i] != image[i] ? 1 : 0;
        }
    }
    std::filesystem::remove(file);
    return {{"bit_error_rate", bitErrors},
            {"seed", seed},
            {"bytes", bytes},
            {"corrupt_bytes", corrupt},
            {"seconds", seconds},
            {"retries", statistics.retries},
            {"crc_errors", statistics.frames.badCrc}};
}

// --- Kills ------------------------------------------------------------------------------------------------

enum class Act { upload, training, headSave };
enum class Means { emulator, host, line };

constexpr const char* kActs[] = {"upload", "training", "head save"};
constexpr const char* kMeans[] = {"emulator", "host", "line"};

/// A line that is cut after so many bytes were written.
class CutChannel final : public Channel
{
public:
    CutChannel(std::unique_ptr<Channel> inner, std::int64_t bytes) : m_inner(std::move(inner)), m_left(bytes)
    {}
    Result<ReceivedChunk> read(int timeoutMs) override
    {
        if (m_left <= 0)
            return Failure{Error::deviceGone, "cut"};
        return m_inner->read(timeoutMs);
    }
    Status write(const std::uint8_t* bytes, std::size_t count) override
    {
        const auto whole = static_cast<std::int64_t>(count);
        const auto written = static_cast<std::size_t>(std::clamp<std::int64_t>(m_left, 0, whole));
        m_left -= whole;
        MICROT_CHECK(m_inner->write(bytes, written));
        if (m_left <= 0)
            return Failure{Error::deviceGone, "cut"};
        return {};
    }
    Status setBaud(std::uint32_t baud) override { return m_inner->setBaud(baud); }
    std::string name() const override { return m_inner->name(); }

private:
    std::unique_ptr<Channel> m_inner;
    std::int64_t m_left;
};

struct Images
{
    std::vector<std::uint8_t> before;
    std::vector<std::uint8_t> after;
};

TrainRequest trainingWith(std::uint32_t seed)
{
    TrainRequest request;
    request.epochs = 60;
    request.seed = seed;
    return request;
}

Status collect(Board& board)
{
    MICROT_CHECK(board.link().ask<Message::bankClear>({}, {}));
    for (std::uint32_t i = 0; i < 12; ++i)
        MICROT_CHECK(
            board.extract(pictureOf(i).data(), 3 * kSide * kSide, static_cast<std::uint8_t>(i % 3), {}));
    return {};
}

Result<Digest> trainWith(Board& board, std::uint32_t seed)
{
    MICROT_TRY(const TrainResponse trained,
               board.link().ask<Message::train>(trainingWith(seed), {}, [](const TrainProgress&) {}));
    return trained.headsSha256;
}

/// The three things that may be interrupted; each leads from a known state to another.
Status perform(Act act, Board& board, const Images& images, const std::vector<std::uint8_t>& newHeads)
{
    switch (act) {
    case Act::upload:
        MICROT_CHECK(board.deploy(images.after, {}));
        return {};
    case Act::training:
        MICROT_CHECK(trainWith(board, 2));
        return {};
    case Act::headSave:
        return board.writeHeads(newHeads, {0.5F}, {});
    }
    return {};
}

struct KillCount
{
    int trials = 0;
    int old = 0; ///< the state before was found
    int done = 0;
    int broken = 0; ///< neither; or going on did not work
};

/// A prepared board's flash: the old image active, a task with old heads. And the new heads.
struct Baseline
{
    std::filesystem::path flash;
    Images images;
    Digest oldHeads{};
    Digest newHeads{};
    std::vector<std::uint8_t> newBlob;
};

Baseline prepare(const std::filesystem::path& folder)
{
    Baseline base;
    base.flash = folder / "baseline.flash";
    base.images = {imageOf(40, 1), imageOf(400, 2)};
    auto board = orDie(VirtualBoard::start(kKind, base.flash));
    Link link(orDie(board->connect()));
    orDie(link.connect({}));
    Board talking(link, board.get());
    orDie(talking.deploy(base.images.before, {}));
    orDie(talking.useTask("t", 3, {}));
    orDie(collect(talking));
    base.newHeads = orDie(trainWith(talking, 2));
    base.newBlob = orDie(talking.readHeads({}));
    base.oldHeads = orDie(trainWith(talking, 1));
    return base;
}

/// What a host would do, in a process of its own: starts the board, says which emulator it is, works. Exit
/// status 0: the work was done.
[[noreturn]] void child(const Baseline& base, const std::filesystem::path& flash, Act act,
                        std::int64_t cutAfter, int report)
{
    auto board = VirtualBoard::start(kKind, flash);
    if (!board.ok())
        _exit(3);
    std::unique_ptr<Channel> channel = orDie(board.value()->connect());
    Link link(cutAfter > 0 ? std::make_unique<CutChannel>(std::move(channel), cutAfter) : std::move(channel));
    Board talking(link, board.value().get());
    bool ready = link.connect({}).ok();
    if (act == Act::training)
        ready = ready && collect(talking).ok();
    const int process = board.value()->processId();
    [[maybe_unused]] const ssize_t told = write(report, &process, sizeof process);
    const bool done = ready && perform(act, talking, base.images, base.newBlob).ok();
    board.value().reset();
    _exit(done ? 0 : 1);
}

/// One interruption at a random moment; then power on, look, and go on.
void interrupt(const Baseline& base, const std::filesystem::path& folder, Act act, Means means,
               std::mt19937& random, KillCount& count)
{
    const auto flash = folder / "trial.flash";
    std::filesystem::copy_file(base.flash, flash, std::filesystem::copy_options::overwrite_existing);
    // The work takes about so long on an idle machine; beyond it the new state is what must be found.
    const int mostMs = act == Act::upload ? 9000 : act == Act::training ? 1500 : 150;
    const std::int64_t mostBytes = act == Act::upload ? 420000 : act == Act::training ? 900 : 3500;
    const std::int64_t cutAfter =
        means == Means::line
            ? 60 + static_cast<std::int64_t>(random() % static_cast<std::uint32_t>(mostBytes))
            : 0;
    int report[2];
    if (pipe(report) != 0)
        std::exit(2);
    const pid_t host = fork();
    if (host == 0)
        child(base, flash, act, cutAfter, report[1]);
    close(report[1]);
    int emulator = -1;
    if (read(report[0], &emulator, sizeof emulator) == static_cast<ssize_t>(sizeof emulator) &&
        means != Means::line) {
        std::this_thread::sleep_for(milliseconds(random() % static_cast<std::uint32_t>(mostMs)));
        kill(means == Means::emulator ? emulator : host, SIGKILL);
    }
    close(report[0]);
    waitpid(host, nullptr, 0);

    ++count.trials;
    std::unique_ptr<VirtualBoard> board;
    for (int i = 0; i < 100 && !board; ++i) { // until the emulator of a killed host has ended too
        auto started = VirtualBoard::start(kKind, flash);
        if (started.ok())
            board = std::move(started).value();
        else
            std::this_thread::sleep_for(milliseconds(50));
    }
    if (!board) {
        ++count.broken;
        return;
    }
    Link link(orDie(board->connect()));
    orDie(link.connect({}));
    Board talking(link, board.get());
    Digest found{};
    if (act == Act::upload) {
        const DescribeResponse about = orDie(link.ask<Message::describe>({}, {}));
        for (std::uint8_t i = 0; i < about.imageSlots.size; ++i)
            if (about.imageSlots.items[i].state == SlotState::active)
                found = about.imageSlots.items[i].sha256;
        const bool whole = hashOf(orDie(talking.readImage(found, {}))) == found;
        const bool isOld = found == hashOf(base.images.before);
        const bool isNew = found == hashOf(base.images.after);
        const bool goesOn = talking.deploy(base.images.after, {}).ok();
        ++(whole && goesOn && isOld ? count.old : whole && goesOn && isNew ? count.done : count.broken);
        return;
    }
    const auto heads = talking.readHeads({});
    if (heads.ok())
        found = hashOf(heads.value());
    const bool isOld = found == base.oldHeads;
    const bool isNew = found == base.newHeads;
    const bool goesOn = (act != Act::training || collect(talking).ok()) &&
                        perform(act, talking, base.images, base.newBlob).ok() &&
                        hashOf(orDie(talking.readHeads({}))) == base.newHeads;
    ++(goesOn && isOld ? count.old : goesOn && isNew ? count.done : count.broken);
}

// --- Fuzz -------------------------------------------------------------------------------------------------

/// Frames, some valid, some spoiled, and rubbish, into the decoder; the valid ones must come out.
Json fuzzFrames(std::int64_t frames, std::uint32_t seed)
{
    std::mt19937 random(seed);
    std::vector<std::uint8_t> memory(frameBytes(kMaxPayloadBytes));
    FrameDecoder decoder(memory.data(), memory.size());
    struct Bytes final : ByteSink
    {
        std::vector<std::uint8_t> bytes;
        void write(const std::uint8_t* from, std::size_t count) override
        {
            bytes.insert(bytes.end(), from, from + count);
        }
    } wire;
    std::int64_t sent = 0;
    std::int64_t came = 0;
    std::int64_t changed = 0; ///< came out, but not as they went in
    std::vector<std::uint8_t> buffer(frameBytes(kMaxPayloadBytes));
    for (std::int64_t i = 0; i < frames; ++i) {
        wire.bytes.clear();
        const std::size_t size = random() % 8 == 0 ? random() % kMaxPayloadBytes : random() % 24;
        for (std::size_t k = 0; k < size; ++k)
            buffer[kFrameHeaderBytes + k] = static_cast<std::uint8_t>(random() % 5 == 0 ? 0 : random());
        const std::vector<std::uint8_t> payload(buffer.begin() + kFrameHeaderBytes,
                                                buffer.begin() + static_cast<long>(kFrameHeaderBytes + size));
        const auto sequence = static_cast<std::uint16_t>(random());
        sendFrame(buffer.data(), size, static_cast<FrameKind>(1 + random() % 3),
                  static_cast<std::uint8_t>(random()), sequence, wire);
        const bool spoil = random() % 2 == 0;
        if (spoil) {
            const std::size_t at = random() % wire.bytes.size();
            switch (random() % 4) {
            case 0:
                wire.bytes[at] = static_cast<std::uint8_t>(wire.bytes[at] ^ (1 + random() % 255));
                break;
            case 1:
                wire.bytes.erase(wire.bytes.begin() + static_cast<long>(at));
                break;
            case 2:
                wire.bytes.insert(wire.bytes.begin() + static_cast<long>(at),
                                  static_cast<std::uint8_t>(random()));
                break;
            default:
                for (std::uint8_t& byte : wire.bytes)
                    byte = static_cast<std::uint8_t>(random());
            }
            wire.bytes.push_back(0);
        }
        sent += spoil ? 0 : 1;
        bool arrived = false;
        for (const std::uint8_t byte : wire.bytes)
            if (decoder.feed(byte) == FrameStatus::good) {
                const Frame& frame = decoder.frame();
                const bool same = frame.sequence == sequence && frame.payload.size == size &&
                                  std::equal(payload.begin(), payload.begin() + static_cast<long>(size),
                                             frame.payload.data);
                arrived = arrived || same;
                changed += same ? 0 : 1;
            }
        came += arrived && !spoil ? 1 : 0;
    }
    return {{"frames", frames}, {"valid", sent}, {"arrived", came}, {"changed_undetected", changed}};
}

/// Requests of every kind with random fields into a board in memory, which must stay usable.
Json fuzzRequests(std::int64_t requests, std::uint32_t seed)
{
    SimulatedFlash flash(96 * 1024);
    FakePlatform platform(flash);
    firmware::App app(platform);
    static_cast<void>(app.start());
    const QuantModel model = randomQuantModel(kSide, {{0, 3, 1, 8}, {24, 3, 2, 12}}, 1);
    const auto image = orDie(buildImage(model, {1}, "{}"));
    const auto usable = [&] {
        Link link(std::make_unique<FakeChannel>(platform, app));
        if (!link.connect({}).ok())
            return false;
        Board board(link);
        return board.deploy(image, {}).ok() && board.useTask("t", 3, {}).ok() && collect(board).ok();
    };
    std::mt19937 random(seed);
    QueueSink sink(platform.toBoard);
    bool good = usable();
    for (std::int64_t i = 0; i < requests && good; ++i) {
        std::vector<std::uint8_t> buffer(frameBytes(300));
        const std::size_t size = random() % 60;
        for (std::size_t k = 0; k < size; ++k)
            buffer[kFrameHeaderBytes + k] =
                static_cast<std::uint8_t>(random() % 3 == 0 ? random() : random() % 4);
        const auto message = static_cast<std::uint8_t>(random() % 80);
        if (message == static_cast<std::uint8_t>(Message::train) && size >= 2)
            buffer[kFrameHeaderBytes + 1] = 0; // epochs below 256: there is an end
        sendFrame(buffer.data(), size, FrameKind::request, message, static_cast<std::uint16_t>(random()),
                  sink);
        while (app.run()) {
        }
        platform.fromBoard.clear();
        if (i % 50000 == 49999) {
            static_cast<void>(app.start()); // as after a restart that a request asked for
            good = usable();
        }
    }
    return {{"requests", requests}, {"usable", good && usable()}, {"flash_misused", flash.misused()}};
}

} // namespace

int main(int argc, char** argv)
{
    CLI::App app{"What a link to a board reaches and survives"};
    app.require_subcommand(1);
    int kilobytes = 400;
    int seeds = 20;
    int trials = 50;
    std::int64_t frames = 10000000;
    std::int64_t requests = 1000000;
    std::uint32_t seed = 1;
    std::vector<double> bitErrorRates = {1e-4, 1e-3};
    CLI::App* speed = app.add_subcommand("speed", "Upload against the line's rate and a bare byte pump");
    CLI::App* faults = app.add_subcommand("faults", "Uploads over a line that spoils bytes");
    CLI::App* kills = app.add_subcommand("kills", "Emulator, host or line cut at random moments");
    CLI::App* fuzz = app.add_subcommand("fuzz", "Random frames and requests");
    speed->add_option("--kilobytes", kilobytes, "Image")->capture_default_str();
    faults->add_option("--kilobytes", kilobytes, "Both images together; 1060 for 1 MB");
    faults->add_option("--seeds", seeds, "For each error rate")->capture_default_str();
    faults->add_option("--first-seed", seed, "To divide the work")->capture_default_str();
    faults->add_option("--bit-errors", bitErrorRates, "Error rates")->capture_default_str();
    kills->add_option("--trials", trials, "How many")->capture_default_str();
    for (CLI::App* one : {kills, fuzz})
        one->add_option("--seed", seed, "Of the random moments or bytes")->capture_default_str();
    fuzz->add_option("--frames", frames, "Into the decoder")->capture_default_str();
    fuzz->add_option("--requests", requests, "To the firmware's logic")->capture_default_str();
    CLI11_PARSE(app, argc, argv);

    const ScratchFolder scratch;
    Json result;
    bool good = true;
    if (speed->parsed())
        result["rows"] = {timedLine(kilobytes / 4), emulatedLine(scratch.path(), kilobytes)};
    if (faults->parsed())
        for (const double bitErrors : bitErrorRates)
            for (int i = 0; i < seeds; ++i) {
                const Json row =
                    faultyUpload(scratch.path(), bitErrors, kilobytes, seed + static_cast<std::uint32_t>(i));
                good = good && row["corrupt_bytes"] == 0;
                std::fprintf(stderr, "%s\n", row.dump().c_str());
                result["uploads"].push_back(row);
            }
    if (kills->parsed()) {
        const Baseline base = prepare(scratch.path());
        std::mt19937 random(seed);
        KillCount counts[3][3];
        for (int i = 0; i < trials; ++i)
            interrupt(base, scratch.path(), static_cast<Act>(i % 3), static_cast<Means>(i / 3 % 3), random,
                      counts[i % 3][i / 3 % 3]);
        for (int act = 0; act < 3; ++act)
            for (int cut = 0; cut < 3; ++cut) {
                const KillCount& count = counts[act][cut];
                good = good && count.broken == 0;
                result["kills"].push_back({{"of", kActs[act]},
                                           {"by", kMeans[cut]},
                                           {"trials", count.trials},
                                           {"old_state", count.old},
                                           {"new_state", count.done},
                                           {"broken", count.broken}});
            }
    }
    if (fuzz->parsed()) {
        result["decoder"] = fuzzFrames(frames, seed);
        result["firmware"] = fuzzRequests(requests, seed);
        good = result["decoder"]["valid"] == result["decoder"]["arrived"] &&
               result["decoder"]["changed_undetected"] == 0 && result["firmware"]["usable"] == true &&
               result["firmware"]["flash_misused"] == false;
    }
    std::printf("%s\n", result.dump(2).c_str());
    return good ? 0 : 1;
}
