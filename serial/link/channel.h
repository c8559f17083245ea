// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "engine/base/result.h"

namespace microt {

/// Bytes to and from a board. Blocking; used by one thread, the one that opened it.
class Channel
{
public:
    virtual ~Channel() = default;

    /// At least one byte if any arrives within `timeoutMs`, otherwise 0. Error: deviceGone.
    virtual Result<std::size_t> read(std::uint8_t* bytes, std::size_t capacity, int timeoutMs) = 0;

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
