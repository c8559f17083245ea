// SPDX-License-Identifier: Apache-2.0
#include "serial/link/link.h"

#include <algorithm>
#include <ostream>
#include <random>
#include <utility>

namespace microt {

using namespace protocol;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds kBusyPause{50};
constexpr milliseconds kPoll{20};
constexpr std::size_t kGrowAfter = 8; ///< pieces without a loss
constexpr int kEchoes = 2;            ///< of our hello, before the line counts as one that echoes

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

std::string framed(char direction, std::uint8_t message, std::uint16_t sequence, std::size_t bytes)
{
    return std::string(1, direction) + ' ' + messageName(message) + " #" + std::to_string(sequence) + ' ' +
           std::to_string(bytes) + " bytes";
}

} // namespace

/// Where a batch stands.
struct Link::Round
{
    const Batch& batch;
    SendWindow window;
    std::size_t next = 0; ///< request to be sent for the first time
    Failure failure;      ///< what the board or its answer said; none so far
    std::uint8_t number() const { return static_cast<std::uint8_t>(batch.message); }
    bool movesPieces() const { return microt::movesPieces(batch.message); }
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
    : m_channel(std::move(channel)), m_request(frameBytes(kMaxPayloadBytes)),
      m_frame(frameBytes(kMaxPayloadBytes)), m_decoder(m_frame.data(), m_frame.size()), m_start(Clock::now())
{}

Link::~Link() = default;

LinkStatistics Link::statistics() const
{
    LinkStatistics all = m_statistics;
    all.frames = m_decoder.counts();
    return all;
}

void Link::log(Clock::time_point when, const std::string& what)
{
    if (m_log != nullptr)
        *m_log << std::chrono::duration_cast<milliseconds>(when - m_start).count() << ' ' << what << '\n';
}

Status Link::connect(const JobContext& job, milliseconds patience)
{
    m_session = std::random_device()();
    m_window = 1;
    m_echoes = 0;
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
    return std::min<std::size_t>(m_retry.pieceBytes(), m_payloadBytes - fields - 2);
}

bool Link::shrank()
{
    return std::exchange(m_shrank, false);
}

/// A request's frame.
std::vector<std::uint8_t> Link::wireOf(std::uint8_t message, std::uint16_t sequence, std::size_t payload)
{
    std::vector<std::uint8_t> wire;
    WireSink sink(wire);
    sendFrame(m_request.data(), payload, FrameKind::request, message, sequence, sink);
    log(Clock::now(), framed('>', message, sequence, payload));
    return wire;
}

Status Link::send(const std::vector<std::uint8_t>& wire)
{
    m_statistics.bytesSent += wire.size();
    return m_channel->write(wire.data(), wire.size());
}

/// Sends what the window has room for.
Status Link::fill(Round& round)
{
    while (round.next < round.batch.count && round.window.hasRoom(wireBytes(m_payloadBytes))) {
        ByteWriter writer(m_request.data() + kFrameHeaderBytes, m_payloadBytes);
        round.batch.write(round.next, writer);
        if (!writer.ok())
            return Failure{Error::outOfRange,
                           std::string("The request ") + messageName(round.number()) + " is too large."};
        const std::uint16_t sequence = ++m_sequence;
        SendWindow::Request& request =
            round.window.add(round.next++, sequence, wireOf(round.number(), sequence, writer.size()));
        ++m_statistics.requests;
        SendWindow::sent(request, Clock::now());
        MICROT_CHECK(send(request.wire));
    }
    return {};
}

/// Waits for bytes, until there is something to do without any.
Status Link::pump(Round& round)
{
    const auto soonest =
        std::min({Clock::now() + kPoll, m_retry.expected(), round.window.soonest()}) - Clock::now();
    const auto left = std::chrono::duration_cast<milliseconds>(soonest).count();
    MICROT_TRY(const ReceivedChunk chunk, m_channel->read(static_cast<int>(std::max<long>(0, left))));
    m_statistics.bytesReceived += chunk.bytes().size();
    for (const std::uint8_t byte : chunk.bytes()) {
        const FrameStatus status = m_decoder.feed(byte);
        if (status == FrameStatus::good)
            take(round, m_decoder.frame(), chunk.arrived());
        else if (status != FrameStatus::pending)
            log(chunk.arrived(), std::string("! ") + frameStatusName(status));
    }
    return {};
}

void Link::take(Round& round, const Frame& frame, Clock::time_point arrived)
{
    SendWindow::Request* request = frame.message == round.number() && round.failure.code == Error::none
                                       ? round.window.find(frame.sequence)
                                       : nullptr;
    if (request == nullptr)
        return;
    if (frame.kind == FrameKind::request) { // our own: no board says this
        ++m_echoes;
        return;
    }
    m_retry.heard(request->sent, arrived);
    ByteReader reader(frame.payload.data, frame.payload.size);
    if (frame.kind == FrameKind::event) {
        reader.number<std::uint16_t>();
        if (round.batch.event && reader.ok())
            round.batch.event({frame.payload.data + kEventPrefixBytes,
                               static_cast<std::uint16_t>(frame.payload.size - kEventPrefixBytes)});
        return;
    }
    const auto error = static_cast<Error>(reader.number<std::uint16_t>());
    const auto detail = reader.number<std::uint32_t>();
    if (frame.kind != FrameKind::response || !reader.ok())
        return;
    log(arrived, framed('<', frame.message, frame.sequence, frame.payload.size));
    if (error == Error::deviceBusy) {
        request->again = arrived + kBusyPause;
        return;
    }
    if (error != Error::none) {
        round.failure = boardFailure(error, detail, round.batch.message);
        return;
    }
    // The decoder's buffer is used again; what the answer points to stays here.
    m_answer.assign(frame.payload.data + kResponsePrefixBytes, frame.payload.data + frame.payload.size);
    const Error wrong =
        round.batch.answer(request->index, {m_answer.data(), static_cast<std::uint16_t>(m_answer.size())});
    if (wrong != Error::none)
        round.failure = {wrong, std::string("The board's answer to ") + messageName(round.number()) +
                                    " makes no sense."};
    m_retry.answered(request->times == 1);
    round.window.answered(*request, arrived);
}

/// Sends again what got lost, or finds that the pieces are too large for the line.
Status Link::repeat(Round& round)
{
    const auto now = Clock::now();
    const bool canShrink = round.movesPieces() && m_retry.canShrink();
    bool tooLarge = false;
    if (!round.window.empty() && m_retry.silent(now)) {
        // The first one or its answer is lost; what becomes of it tells about the others. Or the board has
        // become slower: as a repeated request does not tell how slow, wait longer until one is answered at
        // once.
        tooLarge = m_retry.silences() >= RetryPolicy::kTries;
        round.window.silent(m_retry.silences() > 1 && !canShrink, now);
    }
    while (SendWindow::Request* one = round.window.overdue(now)) {
        if (canShrink && (tooLarge || one->times >= RetryPolicy::kTries)) {
            m_retry.shrink(m_payloadBytes);
            m_shrank = true;
            return Failure{Error::noAnswer, "The line to the board at " + port() + " loses too much."};
        }
        ++m_statistics.retries;
        SendWindow::sent(*one, Clock::now());
        MICROT_CHECK(send(one->wire));
    }
    return {};
}

Status Link::run(const Batch& batch, const JobContext& job, milliseconds patience)
{
    Round round{batch, SendWindow(m_window, m_wireBytes), 0, {}};
    m_retry.start(Clock::now());
    bool cancelSent = false;
    const std::uint64_t retriesBefore = m_statistics.retries;
    while (round.next < batch.count || !round.window.empty()) {
        MICROT_CHECK(fill(round));
        MICROT_CHECK(pump(round));
        if (round.failure.code != Error::none)
            return round.failure;
        if (batch.message == Message::hello && m_echoes >= kEchoes)
            return Failure{Error::garbledLine,
                           "The port " + port() +
                               " sends back what it is sent (a loopback plug, a terminal, "
                               "a modem?); there is no board."};
        if (job.cancel.cancelled() && !cancelSent) {
            cancelSent = true;
            MICROT_CHECK(send(wireOf(static_cast<std::uint8_t>(Message::cancel), ++m_sequence, 0)));
            if (batch.count > 1 || !batch.event)
                return job.checkCancelled();
        }
        if (m_retry.gone(Clock::now(), patience, batch.message == Message::hello))
            return Failure{Error::noAnswer, "The board at " + port() + " does not answer the request " +
                                                messageName(round.number()) + "."};
        MICROT_CHECK(repeat(round));
    }
    if (round.movesPieces() && m_statistics.retries == retriesBefore && batch.count >= kGrowAfter)
        m_retry.grow();
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
        return say("The board's flash lacks " + number + " bytes for this.");
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
