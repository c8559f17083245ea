// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/job_context.h"
#include "engine/base/result.h"
#include "serial/link/channel.h"
#include "serial/link/retry_policy.h"
#include "serial/link/send_window.h"
#include "serial/protocol/catalogue.h"
#include "serial/protocol/frame.h"

namespace microt {

/// What the line did, from our side.
struct LinkStatistics
{
    std::uint64_t bytesSent = 0;
    std::uint64_t bytesReceived = 0;
    std::uint64_t requests = 0;
    std::uint64_t retries = 0;    ///< requests sent again because no answer came
    protocol::FrameCounts frames; ///< that came, good and lost
};

/// A conversation with one board. Blocking, one thread. Requests that get no answer are sent again, up to the
/// board's window of them are on the way at once; a board answers a repeated request without doing it twice.
class Link
{
public:
    explicit Link(std::unique_ptr<Channel> channel);
    ~Link();

    /// How long a board may be silent before it counts as gone.
    static constexpr std::chrono::milliseconds kPatience{12000};

    /// Says hello and learns who answers, within `patience`. Errors: noAnswer, garbledLine (bytes came, but
    /// no frame; or our own frames came back, see echoes()), wrongFirmware, deviceGone, cancelled.
    Status connect(const JobContext& job, std::chrono::milliseconds patience = kPatience);
    /// True if what was sent last came back as it was: no board is there, at any rate.
    bool echoes() const { return m_echoes > 0; }
    const protocol::HelloResponse& board() const { return m_hello; }

    /// Asks and waits. Bytes of the answer are valid until the next request. `onEvent` is called for each of
    /// its events. Errors: those of the request as the board names them, noAnswer, deviceGone, cancelled.
    template <protocol::Message M>
    Result<typename protocol::Exchange<M>::Response>
    ask(const typename protocol::Exchange<M>::Request& request, const JobContext& job,
        std::function<void(const typename protocol::Exchange<M>::Event&)> onEvent = {},
        std::chrono::milliseconds patience = kPatience)
    {
        typename protocol::Exchange<M>::Response response;
        Batch batch;
        batch.message = M;
        batch.write = [&](std::size_t, protocol::ByteWriter& writer) { protocol::encode(request, writer); };
        batch.answer = [&](std::size_t, const protocol::Bytes& bytes) {
            return protocol::decode(bytes.data, bytes.size, response);
        };
        if (onEvent)
            batch.event = [&](const protocol::Bytes& bytes) {
                typename protocol::Exchange<M>::Event event;
                if (protocol::decode(bytes.data, bytes.size, event) == Error::none)
                    onEvent(event);
            };
        MICROT_CHECK(run(batch, job, patience));
        return response;
    }

    /// As ask, where nobody wants to know the answer.
    template <protocol::Message M>
    Status tell(const typename protocol::Exchange<M>::Request& request, const JobContext& job)
    {
        MICROT_CHECK(ask<M>(request, job));
        return {};
    }

    /// Sends `count` requests, several on the way at once, in order unless one is lost. `make` gives request
    /// i, `done` is told how many are answered. For requests whose answers say nothing.
    template <protocol::Message M>
    Status askMany(std::size_t count,
                   const std::function<typename protocol::Exchange<M>::Request(std::size_t)>& make,
                   const std::function<void(std::size_t)>& done, const JobContext& job)
    {
        Batch batch;
        batch.message = M;
        batch.count = count;
        std::size_t answered = 0;
        batch.write = [&](std::size_t i, protocol::ByteWriter& writer) {
            const auto request = make(i);
            protocol::encode(request, writer);
        };
        batch.answer = [&](std::size_t, const protocol::Bytes&) {
            done(++answered);
            return Error::none;
        };
        return run(batch, job);
    }

    /// Raises the rate: asks, switches, and tests with echoes; falls back if they do not come. Error:
    /// noAnswer if the board cannot be reached at the old rate either.
    Status raiseBaud(std::uint32_t from, std::uint32_t to, const JobContext& job);

    /// Bytes that one request or answer should carry beside `fields` bytes of others: as many as fit, fewer
    /// where the line loses many frames.
    std::size_t pieceBytes(std::size_t fields) const;

    /// True, once, if the last failure was that a piece did not get through; the next one is smaller, so try
    /// again.
    bool shrank();

    LinkStatistics statistics() const;
    std::uint16_t payloadBytes() const { return m_payloadBytes; }
    std::string port() const { return m_channel->name(); }

    /// Sets our end alone, to find a board that was left at another rate. Error: deviceGone.
    Status setBaud(std::uint32_t baud) { return m_channel->setBaud(baud); }

    /// Writes a line for each frame, "ms > train #12 24 bytes", or why it was lost, "ms ! bad CRC"; null
    /// stops it. Must outlive the link or be unset.
    void setLog(std::ostream* log) { m_log = log; }

private:
    struct Batch
    {
        protocol::Message message = protocol::Message::hello;
        std::size_t count = 1;
        std::function<void(std::size_t, protocol::ByteWriter&)> write;
        std::function<Error(std::size_t, const protocol::Bytes&)> answer;
        std::function<void(const protocol::Bytes&)> event;
    };
    struct Round;
    class WireSink;

    Status run(const Batch& batch, const JobContext& job, std::chrono::milliseconds patience = kPatience);
    std::vector<std::uint8_t> wireOf(std::uint8_t message, std::uint16_t sequence, std::size_t payload);
    Status send(const std::vector<std::uint8_t>& wire);
    Status fill(Round& round);
    Status pump(Round& round);
    void take(Round& round, const protocol::Frame& frame, ReceivedChunk::Clock::time_point arrived);
    Status repeat(Round& round);
    void log(ReceivedChunk::Clock::time_point when, const std::string& what);

    std::unique_ptr<Channel> m_channel;
    protocol::HelloResponse m_hello;
    std::uint16_t m_payloadBytes = protocol::kMinPayloadBytes;
    std::size_t m_window = 1;
    std::size_t m_wireBytes = 1024;      ///< that may be unanswered
    std::vector<std::uint8_t> m_request; ///< as it is made
    std::vector<std::uint8_t> m_frame;   ///< as it is read
    protocol::FrameDecoder m_decoder;
    std::vector<std::uint8_t> m_answer;
    std::uint16_t m_sequence = 0;
    std::uint32_t m_session = 0;
    RetryPolicy m_retry;
    bool m_shrank = false;
    int m_echoes = 0; ///< requests that came back as they were sent, since connect() began
    LinkStatistics m_statistics;
    std::ostream* m_log = nullptr;
    std::chrono::steady_clock::time_point m_start;
};

/// A sentence for what a board answered.
Failure boardFailure(Error error, std::uint32_t detail, protocol::Message message);

} // namespace microt
