// SPDX-License-Identifier: Apache-2.0
#include "serial/protocol/frame.h"

namespace microt::protocol {

namespace {

constexpr std::uint8_t kDelimiter = 0;
constexpr std::uint8_t kLongestRun = 254; ///< non-zero bytes that one COBS block holds

std::uint32_t little32(const std::uint8_t* bytes)
{
    return static_cast<std::uint32_t>(bytes[0]) | static_cast<std::uint32_t>(bytes[1]) << 8 |
           static_cast<std::uint32_t>(bytes[2]) << 16 | static_cast<std::uint32_t>(bytes[3]) << 24;
}

/// COBS (Cheshire and Baker 1999): each block is its length + 1 and so many bytes that are not zero; a zero
/// follows it unless the block is of the longest kind or the last.
void sendStuffed(const std::uint8_t* bytes, std::size_t count, ByteSink& sink)
{
    std::size_t from = 0;
    bool more = true;
    while (more) {
        std::size_t run = 0;
        while (run < kLongestRun && from + run < count && bytes[from + run] != 0)
            ++run;
        const auto code = static_cast<std::uint8_t>(run + 1);
        sink.write(&code, 1);
        if (run > 0)
            sink.write(bytes + from, run);
        from += run;
        // A zero was swallowed; at the end, or after a long block, there was none.
        more = from < count;
        if (more && run < kLongestRun) {
            ++from;
            if (from == count) {
                const std::uint8_t last = 1;
                sink.write(&last, 1);
                more = false;
            }
        }
    }
    sink.write(&kDelimiter, 1);
}

} // namespace

std::uint32_t crc32(const void* data, std::size_t size, std::uint32_t before)
{
    // By half bytes: a table of 16 words is small enough for any board.
    static constexpr std::uint32_t kTable[16] = {0x00000000U, 0x1DB71064U, 0x3B6E20C8U, 0x26D930ACU,
                                                 0x76DC4190U, 0x6B6B51F4U, 0x4DB26158U, 0x5005713CU,
                                                 0xEDB88320U, 0xF00F9344U, 0xD6D6A3E8U, 0xCB61B38CU,
                                                 0x9B64C2B0U, 0x86D3D2D4U, 0xA00AE278U, 0xBDBDF21CU};
    const auto* bytes = static_cast<const std::uint8_t*>(data);
    std::uint32_t crc = ~before;
    for (std::size_t i = 0; i < size; ++i) {
        crc = kTable[(crc ^ bytes[i]) & 0xF] ^ (crc >> 4);
        crc = kTable[(crc ^ (bytes[i] >> 4)) & 0xF] ^ (crc >> 4);
    }
    return ~crc;
}

const char* frameStatusName(FrameStatus status)
{
    static constexpr const char* kNames[] = {"pending",   "good",     "bad CRC",     "bad COBS",
                                             "truncated", "too long", "unknown kind"};
    return kNames[static_cast<int>(status)];
}

FrameStatus FrameDecoder::feed(std::uint8_t byte)
{
    if (byte == kDelimiter) {
        const FrameStatus status = m_started ? finish() : FrameStatus::pending;
        reset();
        return status;
    }
    m_started = true;
    if (m_run > 0) {
        append(byte);
        --m_run;
        return FrameStatus::pending;
    }
    if (m_zeroDue)
        append(0);
    m_run = static_cast<std::uint8_t>(byte - 1);
    m_zeroDue = m_run < kLongestRun;
    return FrameStatus::pending;
}

void FrameDecoder::append(std::uint8_t byte)
{
    if (m_size < m_capacity)
        m_buffer[m_size++] = byte;
    else
        m_overflowed = true;
}

FrameStatus FrameDecoder::finish()
{
    const auto counted = [](std::uint32_t& count, FrameStatus status) {
        ++count;
        return status;
    };
    if (m_overflowed)
        return counted(m_counts.tooLong, FrameStatus::tooLong);
    if (m_run != 0)
        return counted(m_counts.badCobs, FrameStatus::badCobs);
    if (m_size < kFrameHeaderBytes + kFrameCrcBytes)
        return counted(m_counts.truncated, FrameStatus::truncated);
    const std::size_t covered = m_size - kFrameCrcBytes;
    if (crc32(m_buffer, covered) != little32(m_buffer + covered))
        return counted(m_counts.badCrc, FrameStatus::badCrc);
    const std::uint8_t kind = m_buffer[0];
    if (kind < static_cast<std::uint8_t>(FrameKind::request) ||
        kind > static_cast<std::uint8_t>(FrameKind::event))
        return counted(m_counts.unknownKind, FrameStatus::unknownKind);
    m_frame.kind = static_cast<FrameKind>(kind);
    m_frame.message = m_buffer[1];
    m_frame.sequence = static_cast<std::uint16_t>(m_buffer[2] | m_buffer[3] << 8);
    m_frame.payload = {m_buffer + kFrameHeaderBytes, static_cast<std::uint16_t>(covered - kFrameHeaderBytes)};
    return counted(m_counts.good, FrameStatus::good);
}

void FrameDecoder::reset()
{
    m_size = 0;
    m_run = 0;
    m_zeroDue = false;
    m_started = false;
    m_overflowed = false;
}

void sendFrame(std::uint8_t* buffer, std::size_t payloadBytes, FrameKind kind, std::uint8_t message,
               std::uint16_t sequence, ByteSink& sink)
{
    ByteWriter header(buffer, kFrameHeaderBytes);
    header.number(static_cast<std::uint8_t>(kind));
    header.number(message);
    header.number(sequence);
    const std::size_t covered = kFrameHeaderBytes + payloadBytes;
    ByteWriter crc(buffer + covered, kFrameCrcBytes);
    crc.number(crc32(buffer, covered));
    sendStuffed(buffer, covered + kFrameCrcBytes, sink);
}

} // namespace microt::protocol
