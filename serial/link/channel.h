// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/result.h"

namespace microt {

/// Bytes that arrived together, and when they were captured: never changed afterwards.
class ReceivedChunk
{
public:
    using Clock = std::chrono::steady_clock;
    ReceivedChunk() = default; ///< nothing
    explicit ReceivedChunk(std::vector<std::uint8_t> bytes, Clock::time_point arrived = Clock::now())
        : m_bytes(std::move(bytes)), m_arrived(arrived)
    {}
    const std::vector<std::uint8_t>& bytes() const { return m_bytes; }
    Clock::time_point arrived() const { return m_arrived; }

private:
    std::vector<std::uint8_t> m_bytes;
    Clock::time_point m_arrived;
};

/// Bytes to and from a board. Blocking; used by one thread, the one that opened it.
class Channel
{
public:
    virtual ~Channel() = default;

    static constexpr std::size_t kReadBytes = 4096; ///< of a chunk at most

    /// What arrives within `timeoutMs`, as soon as it does; maybe nothing. Error: deviceGone.
    virtual Result<ReceivedChunk> read(int timeoutMs) = 0;

    /// All of them. Errors: deviceGone, noAnswer if the other end takes nothing for seconds.
    virtual Status write(const std::uint8_t* bytes, std::size_t count) = 0;

    /// Another rate; a line without one ignores it. Error: deviceGone.
    virtual Status setBaud(std::uint32_t baud) = 0;

    virtual std::string name() const = 0;
};

/// A Unix socket, as an emulator or a proxy offers; `name` for people, empty: its path. Errors: deviceGone if
/// nobody listens.
Result<std::unique_ptr<Channel>> openSocketChannel(const std::string& path, const std::string& name = {});

/// A serial port, 8N1. Errors: fileNotFound, permissionDenied, portBusy, ioFailure, each with the port's
/// name.
Result<std::unique_ptr<Channel>> openSerialChannel(const std::string& port, std::uint32_t baud);

} // namespace microt
