// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "serial/protocol/schema.h"

namespace microt::protocol {

// A frame on the wire is COBS(kind u8 | message u8 | sequence u16 | payload | crc u32) and then one zero
// byte. The CRC-32 covers everything before it; numbers are little-endian. A receiver that starts in the
// middle, or finds rubbish, is in step again after the next zero byte.

enum class FrameKind : std::uint8_t {
    request = 1,
    response = 2, ///< payload: error u16, detail u32, then the response's fields if error is none
    event = 3,    ///< payload: number u16 (counts the events of one request from 0), then the event's fields
};

constexpr std::size_t kFrameHeaderBytes = 4;
constexpr std::size_t kFrameCrcBytes = 4;
constexpr std::size_t kMinPayloadBytes = 256;  ///< what every board takes
constexpr std::size_t kMaxPayloadBytes = 2048; ///< what no board exceeds
constexpr std::size_t kResponsePrefixBytes = 6;
constexpr std::size_t kEventPrefixBytes = 2;

/// Bytes of a decoded frame with such a payload: what a decoder's buffer holds.
constexpr std::size_t frameBytes(std::size_t payloadBytes)
{
    return kFrameHeaderBytes + payloadBytes + kFrameCrcBytes;
}

/// Most bytes such a frame takes on the wire: COBS adds one in 254, and the delimiter.
constexpr std::size_t wireBytes(std::size_t payloadBytes)
{
    return frameBytes(payloadBytes) + frameBytes(payloadBytes) / 254 + 2;
}

/// CRC-32 of IEEE 802.3 (reflected, polynomial 0xEDB88320, start and final exclusive-or 0xFFFFFFFF). To go on
/// with more bytes pass what the last call returned.
std::uint32_t crc32(const void* data, std::size_t size, std::uint32_t before = 0);

/// Where bytes leave. Takes all of them: a board waits in it until its transmit queue has room.
class ByteSink
{
public:
    virtual void write(const std::uint8_t* bytes, std::size_t count) = 0;

protected:
    ~ByteSink() = default;
};

struct Frame
{
    FrameKind kind = FrameKind::request;
    std::uint8_t message = 0;
    std::uint16_t sequence = 0;
    Bytes payload; ///< inside the decoder's buffer
};

/// What a byte brought: nothing yet, a frame, or why there is none.
enum class FrameStatus : std::uint8_t {
    pending = 0,
    good = 1,
    badCrc = 2,      ///< of the right form, but its CRC is wrong
    badCobs = 3,     ///< the delimiter came inside a block: bytes were lost or changed
    truncated = 4,   ///< too short for header and CRC
    tooLong = 5,     ///< longer than the buffer
    unknownKind = 6, ///< its kind is no FrameKind
};
const char* frameStatusName(FrameStatus status); ///< for logs

/// Frames since the start, by what became of them.
struct FrameCounts
{
    std::uint32_t good = 0;
    std::uint32_t badCrc = 0;
    std::uint32_t badCobs = 0;
    std::uint32_t truncated = 0;
    std::uint32_t tooLong = 0;
    std::uint32_t unknownKind = 0;
    MICROT_FIELDS(good, badCrc, badCobs, truncated, tooLong, unknownKind)

    std::uint32_t lost() const { return badCrc + badCobs + truncated + tooLong + unknownKind; }
};

/// Finds frames in a stream of bytes. Owns no memory and needs none beyond the caller's buffer: what is
/// longer is dropped and counted.
class FrameDecoder
{
public:
    /// `buffer`: at least frameBytes(kMinPayloadBytes), used while the decoder lives.
    FrameDecoder(std::uint8_t* buffer, std::size_t capacity) : m_buffer(buffer), m_capacity(capacity) {}

    /// Takes one byte. After `good` frame() holds until the next call.
    FrameStatus feed(std::uint8_t byte);
    const Frame& frame() const { return m_frame; }
    const FrameCounts& counts() const { return m_counts; }

private:
    FrameStatus finish();
    void reset();
    void append(std::uint8_t byte);

    std::uint8_t* m_buffer;
    std::size_t m_capacity;
    std::size_t m_size = 0;
    std::uint8_t m_run = 0; ///< bytes that the current COBS block still has
    bool m_zeroDue = false; ///< the current block ends with a zero if another block follows
    bool m_started = false; ///< something arrived since the last delimiter
    bool m_overflowed = false;
    Frame m_frame;
    FrameCounts m_counts;
};

/// Completes and sends the frame whose payload lies at buffer + kFrameHeaderBytes: writes header and CRC
/// around it, then its COBS form to `sink`, in pieces. `buffer`: frameBytes(payloadBytes).
void sendFrame(std::uint8_t* buffer, std::size_t payloadBytes, FrameKind kind, std::uint8_t message,
               std::uint16_t sequence, ByteSink& sink);

} // namespace microt::protocol
