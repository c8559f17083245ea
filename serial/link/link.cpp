// SPDX-License-Identifier: Apache-2.0
#include "serial/link/link.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <ostream>
#include <random>
#include <thread>
#include <utility>

namespace microt {

using namespace protocol;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

namespace {

/// Of silence before a request is sent again, until it is known better.
constexpr milliseconds kFirstWait{300};
constexpr milliseconds kShortestWait{15};
constexpr milliseconds kLongestWait{1000}; ///< it doubles up to this
constexpr milliseconds kBusyPause{50};
constexpr int kPollMs = 20;
constexpr int kMostBackoff = 8;
constexpr int kFewestSilences =
    24; ///< before a board that once answered counts as gone: a bad line loses much
constexpr std::size_t kSmallestPiece = 32; // a multiple of what images need
constexpr int kTries = 3;                  ///< of a piece before it becomes smaller
constexpr std::size_t kGrowAfter = 8;      ///< pieces without a loss

/// Whether it moves a piece of something larger, whose size we choose.
bool movesPieces(Message message)
{
    switch (message) {
    case Message::imageWrite:
    case Message::imageRead:
    case Message::headsWrite:
    case Message::headsRead:
    case Message::pictureWrite:
    case Message::resultRead:
    case Message::tensorRead:
    case Message::bankRead:
        return true;
    default:
        return false;
    }
}
constexpr std::size_t kReadBytes = 4096;

} // namespace

struct Link::Pending
{
    std::size_t index = 0;
    std::uint16_t sequence = 0;
    std::vector<std::uint8_t> wire;
    Clock::time_point sent;
    Clock::time_point again = Clock::time_point::max(); ///< when to send it again, whatever else arrives
    int times = 0;                                      ///< sent
};

/// Frames as they go over the wire, kept so that they can go again.
class Link::WireSink final : public ByteSink
{
public:
    explicit WireSink(std::vector<std::uint8_t>& bytes) : m_bytes(bytes) {}
    void write(const std::uint8_t* bytes, std::size_t count) override
    {
        m_bytes.insert(m_bytes.end(), bytes, bytes + count);
    }

private:
    std::vector<std::uint8_t>& m_bytes;
};

Link::Link(std::unique_ptr<Channel> channel)
    : m_channel(std::move(channel)), m_frame(frameBytes(kMaxPayloadBytes)),
      m_decoder(m_frame.data(), m_frame.size()), m_start(Clock::now())
{}

Link::~Link() = default;

LinkStatistics Link::statistics() const
{
    LinkStatistics all = m_statistics;
    all.crcErrors = m_decoder.counters().crcErrors;
    all.malformed = m_decoder.counters().malformed;
    all.overflows = m_decoder.counters().overflows;
    return all;
}

std::uint16_t Link::nextSequence()
{
    return ++m_sequence;
}

void Link::logFrame(char direction, std::uint8_t message, std::uint16_t sequence, std::size_t bytes)
{
    if (m_log != nullptr)
        *m_log << std::chrono::duration_cast<milliseconds>(Clock::now() - m_start).count() << ' ' << direction
               << ' ' << messageName(message) << " #" << sequence << ' ' << bytes << " bytes\n";
}

Status Link::connect(const JobContext& job, milliseconds patience)
{
    m_session = std::random_device()();
    m_window = 1;
    m_payloadBytes = kMinPayloadBytes;
    HelloRequest request;
    request.schemaHash = kSchemaHash;
    request.session = m_session;
    // Ends whatever half frame the board may have heard before.
    const std::uint8_t delimiter = 0;
    MICROT_CHECK(m_channel->write(&delimiter, 1));
    const std::uint64_t before = m_statistics.bytesReceived;
    const auto said = ask<Message::hello>(request, job, {}, patience);
    if (!said.ok()) {
        const std::uint64_t received = m_statistics.bytesReceived - before;
        if (said.failure().code != Error::noAnswer || received == 0)
            return said.failure();
        return Failure{Error::garbledLine, std::to_string(received) + " bytes came from " + port() +
                                               ", but not one whole frame."};
    }
    m_hello = said.value();
    if (m_hello.protocolVersion != kProtocolVersion || m_hello.schemaHash != kSchemaHash)
        return Failure{Error::wrongFirmware,
                       "The board at " + port() + " speaks version " +
                           std::to_string(m_hello.protocolVersion) +
                           " of the protocol with other messages; this program speaks version " +
                           std::to_string(kProtocolVersion) + ". Flash the firmware that belongs to it."};
    m_payloadBytes = std::clamp(m_hello.payloadBytes, static_cast<std::uint16_t>(kMinPayloadBytes),
                                static_cast<std::uint16_t>(kMaxPayloadBytes));
    m_window = std::max<std::size_t>(1, m_hello.window);
    m_wireBytes = std::max<std::size_t>(wireBytes(m_payloadBytes), m_hello.receiveBytes);
    return {};
}

std::size_t Link::pieceBytes(std::size_t fields) const
{
    return std::min<std::size_t>(m_piece, m_payloadBytes - fields - 2);
}

bool Link::shrank()
{
    return std::exchange(m_shrank, false);
}

Status Link::sendOne(Pending& pending)
{
    pending.sent = Clock::now();
    pending.again = Clock::time_point::max();
    ++pending.times;
    m_statistics.bytesSent += pending.wire.size();
    return m_channel->write(pending.wire.data(), pending.wire.size());
}

Status Link::pump(int timeoutMs, const std::function<void(const Frame&)>& take)
{
    std::uint8_t bytes[kReadBytes];
    MICROT_TRY(const std::size_t count, m_channel->read(bytes, sizeof bytes, timeoutMs));
    m_statistics.bytesReceived += count;
    for (std::size_t i = 0; i < count; ++i)
        if (m_decoder.feed(bytes[i]))
            take(m_decoder.frame());
    return {};
}

/// Jacobson's estimate (SIGCOMM 1988) of how long the line is silent at most while answers are awaited; an
/// answer that was asked for twice says nothing (Karn).
void Link::timeSilence(std::chrono::duration<double, std::milli> silence)
{
    m_backoff = 1;
    if (m_silenceMs < 0.0) {
        m_silenceMs = silence.count();
        m_deviationMs = silence.count() / 2.0;
        return;
    }
    m_deviationMs += (std::abs(silence.count() - m_silenceMs) - m_deviationMs) / 4.0;
    m_silenceMs += (silence.count() - m_silenceMs) / 8.0;
}

milliseconds Link::longestSilence() const
{
    if (m_silenceMs < 0.0)
        return kFirstWait;
    // Schedulers are late at times, most of all where deviations are small.
    const int wait = static_cast<int>(m_silenceMs + std::max(4.0 * m_deviationMs, m_silenceMs / 2.0)) + 1;
    return std::clamp(std::max(milliseconds(wait), kShortestWait) * m_backoff, kShortestWait, kLongestWait);
}

Status Link::run(const Batch& batch, const JobContext& job, milliseconds patience)
{
    std::deque<Pending> pending;
    std::size_t next = 0;
    std::size_t onTheWay = 0;
    Failure failure;
    bool cancelSent = false;
    int silences = 0; ///< one after the other
    auto heard = Clock::now();
    auto expected = heard + longestSilence(); ///< something, if the line is not at fault
    const std::uint64_t retriesBefore = m_statistics.retries;
    std::vector<std::uint8_t> buffer(frameBytes(m_payloadBytes));
    const auto number = static_cast<std::uint8_t>(batch.message);

    const auto take = [&](const Frame& frame) {
        if (frame.message != number)
            return;
        const auto found = std::find_if(pending.begin(), pending.end(), [&frame](const Pending& one) {
            return one.sequence == frame.sequence;
        });
        if (found == pending.end() || failure.code != Error::none)
            return;
        const auto before = std::max(found->sent, heard);
        heard = Clock::now();
        silences = 0;
        ByteReader reader(frame.payload.data, frame.payload.size);
        if (frame.kind == FrameKind::event) {
            reader.number<std::uint16_t>();
            if (batch.event && reader.ok())
                batch.event({frame.payload.data + kEventPrefixBytes,
                             static_cast<std::uint16_t>(frame.payload.size - kEventPrefixBytes)});
            return;
        }
        const auto error = static_cast<Error>(reader.number<std::uint16_t>());
        const auto detail = reader.number<std::uint32_t>();
        if (frame.kind != FrameKind::response || !reader.ok())
            return;
        logFrame('<', frame.message, frame.sequence, frame.payload.size);
        if (error == Error::deviceBusy) {
            found->again = heard + kBusyPause;
            return;
        }
        if (error != Error::none) {
            failure = boardFailure(error, detail, batch.message);
            return;
        }
        // The decoder's buffer is used again; what the answer points to stays here.
        m_answer.assign(frame.payload.data + kResponsePrefixBytes, frame.payload.data + frame.payload.size);
        const Error wrong =
            batch.answer(found->index, {m_answer.data(), static_cast<std::uint16_t>(m_answer.size())});
        if (wrong != Error::none)
            failure = {wrong,
                       std::string("The board's answer to ") + messageName(number) + " makes no sense."};
        if (found->times == 1 || m_silenceMs < 0.0)
            timeSilence(heard - before);
        // A board answers in order: what was sent before this one and is still open got lost on one of the
        // two ways.
        for (auto earlier = pending.begin(); earlier != found; ++earlier)
            if (earlier->sent < found->sent)
                earlier->again = heard;
        onTheWay -= found->wire.size();
        pending.erase(found);
    };

    while (next < batch.count || !pending.empty()) {
        while (next < batch.count && pending.size() < m_window &&
               (pending.empty() || onTheWay + wireBytes(m_payloadBytes) <= m_wireBytes)) {
            Pending one;
            one.index = next++;
            one.sequence = nextSequence();
            ByteWriter writer(buffer.data() + kFrameHeaderBytes, m_payloadBytes);
            batch.write(one.index, writer);
            if (!writer.ok())
                return Failure{Error::outOfRange,
                               std::string("The request ") + messageName(number) + " is too large."};
            WireSink sink(one.wire);
            sendFrame(buffer.data(), writer.size(), FrameKind::request, number, one.sequence, sink);
            logFrame('>', number, one.sequence, writer.size());
            ++m_statistics.requests;
            onTheWay += one.wire.size();
            pending.push_back(std::move(one));
            MICROT_CHECK(sendOne(pending.back()));
        }
        auto soonest = std::min(Clock::now() + milliseconds(kPollMs), expected);
        for (const Pending& one : pending)
            soonest = std::min(soonest, one.again);
        const auto left = std::chrono::duration_cast<milliseconds>(soonest - Clock::now()).count();
        const auto heardBefore = heard;
        MICROT_CHECK(pump(static_cast<int>(std::max<long>(0, left)), take));
        if (heard != heardBefore)
            expected = heard + longestSilence();
        if (failure.code != Error::none)
            return failure;
        if (job.cancel.cancelled() && !cancelSent) {
            cancelSent = true;
            Pending cancel;
            WireSink sink(cancel.wire);
            sendFrame(buffer.data(), 0, FrameKind::request, static_cast<std::uint8_t>(Message::cancel),
                      nextSequence(), sink);
            MICROT_CHECK(sendOne(cancel));
            if (batch.count > 1 || !batch.event)
                return job.checkCancelled();
        }
        const auto now = Clock::now();
        if (now - heard > patience && (batch.message == Message::hello || silences >= kFewestSilences))
            return Failure{Error::noAnswer, "The board at " + port() + " does not answer the request " +
                                                messageName(number) + "."};
        const bool canShrink = movesPieces(batch.message) && m_piece > kSmallestPiece;
        bool tooLarge = false;
        if (now >= expected && !pending.empty()) {
            // The first one or its answer is lost; what becomes of it tells about the others. Or the board
            // has become slower: as a repeated request does not tell how slow, wait longer until one is
            // answered at once.
            tooLarge = ++silences >= kTries;
            for (Pending& one : pending)
                if ((silences > 1 && !canShrink) || &one == &pending.front())
                    one.again = now;
            m_backoff = std::min(m_backoff * 2, kMostBackoff);
            expected = now + longestSilence();
        }
        for (Pending& one : pending)
            if (now >= one.again) {
                if (canShrink && (tooLarge || one.times >= kTries)) {
                    m_piece = std::max(kSmallestPiece, std::min<std::size_t>(m_piece, m_payloadBytes) / 2);
                    m_shrank = true;
                    m_backoff = 1; // it loses frames, it is not slow
                    return Failure{Error::noAnswer,
                                   "The line to the board at " + port() + " loses too much."};
                }
                ++m_statistics.retries;
                MICROT_CHECK(sendOne(one));
            }
    }
    if (movesPieces(batch.message) && m_statistics.retries == retriesBefore && batch.count >= kGrowAfter)
        m_piece = std::min<std::size_t>(m_piece * 2, kMaxPayloadBytes);
    return {};
}

Status Link::raiseBaud(std::uint32_t from, std::uint32_t to, const JobContext& job)
{
    SetBaudRequest request;
    request.baud = to;
    MICROT_CHECK(ask<Message::setBaud>(request, job));
    MICROT_CHECK(m_channel->setBaud(to));
    Echo echo;
    std::vector<std::uint8_t> pattern(200);
    for (std::size_t i = 0; i < pattern.size(); ++i)
        pattern[i] = static_cast<std::uint8_t>(i * 37);
    echo.bytes = {pattern.data(), static_cast<std::uint16_t>(pattern.size())};
    const auto back = ask<Message::echo>(echo, job);
    if (back.ok() && back.value().bytes.size == pattern.size() &&
        std::equal(pattern.begin(), pattern.end(), back.value().bytes.data))
        return {};
    MICROT_CHECK(m_channel->setBaud(from));
    return connect(job);
}

Failure boardFailure(Error error, std::uint32_t detail, Message message)
{
    const std::string number = std::to_string(detail);
    const auto say = [error](const std::string& sentence) { return Failure{error, sentence}; };
    switch (error) {
    case Error::noImage:
        return say("The board has no network yet. Deploy one first.");
    case Error::noTask:
        return say("The board has no task for its network. Make one first.");
    case Error::noHeads:
        return say("The task on the board is not trained yet.");
    case Error::noPicture:
        return say("The board has lost the picture; send it again.");
    case Error::bankFull:
        return say("The board holds no more samples. Clear those of a task.");
    case Error::noSpace:
        return say("It does not fit the board by " + number + " bytes.");
    case Error::outOfMemory:
        return say("The board lacks " + number + " bytes of memory for this.");
    case Error::shapeMismatch:
        return say("What was sent does not fit the network or the task on the board.");
    case Error::hashMismatch:
        return say("What the board holds is not what was sent; the slot was emptied. Send it again.");
    case Error::flashFailure:
        return say("The board could not write its flash.");
    case Error::cancelled:
        return say("Cancelled.");
    default:
        return say(std::string("The board refused the request ") +
                   messageName(static_cast<std::uint8_t>(message)) + " (error " +
                   std::to_string(static_cast<int>(error)) + (detail != 0 ? ", " + number : std::string()) +
                   ").");
    }
}

} // namespace microt
