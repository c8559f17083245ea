// SPDX-License-Identifier: Apache-2.0
#include "firmware/app/store.h"

#include <cstring>

#include "serial/protocol/frame.h"

namespace microt::firmware {

namespace {

constexpr std::uint32_t kHalfMagic = 0x3153544DU; // "MTS1"
constexpr std::uint32_t kRecordMagic = 0x5243U;   // "CR"
constexpr std::uint32_t kHeaderRoom = 32;         // of a half
constexpr std::uint32_t kMostGranule = 32;

struct HalfHeader
{
    std::uint32_t magic;
    std::uint32_t generation;
    std::uint32_t crc;
    std::uint32_t reserved;
};

} // namespace

struct Store::RecordHeader
{
    std::uint16_t magic;
    std::uint16_t key;
    std::uint32_t bytes;
    std::uint32_t crc; ///< of key, bytes and payload
    std::uint32_t reserved;

    std::uint32_t crcOf(const std::uint8_t* payload) const
    {
        return protocol::crc32(payload, bytes, protocol::crc32(&key, sizeof key + sizeof bytes));
    }
};

std::uint32_t Store::rounded(std::uint32_t bytes) const
{
    // Records begin at multiples of 16 so that what lies in them is aligned.
    const std::uint32_t granule = m_flash.granuleBytes() < 16 ? 16 : m_flash.granuleBytes();
    return (bytes + granule - 1) / granule * granule;
}

std::uint32_t Store::recordBytes(std::uint32_t payload) const
{
    return rounded(static_cast<std::uint32_t>(sizeof(RecordHeader)) + payload);
}

bool Store::headerValid(int half, std::uint32_t& generation) const
{
    HalfHeader header;
    std::memcpy(&header, base(half), sizeof header);
    generation = header.generation;
    return header.magic == kHalfMagic && header.crc == protocol::crc32(&header, 8);
}

Error Store::writeHeader(int half, std::uint32_t generation)
{
    HalfHeader header{kHalfMagic, generation, 0, 0xFFFFFFFFU};
    header.crc = protocol::crc32(&header, 8);
    std::uint8_t room[kHeaderRoom];
    std::memset(room, 0xFF, sizeof room);
    std::memcpy(room, &header, sizeof header);
    return m_flash.program(m_offset + half * m_half, room, kHeaderRoom) ? Error::none : Error::flashFailure;
}

Error Store::erase(int half)
{
    for (std::uint32_t at = 0; at < m_half; at += m_flash.sectorBytes())
        if (!m_flash.eraseSector(m_offset + half * m_half + at))
            return Error::flashFailure;
    return Error::none;
}

Error Store::open()
{
    std::uint32_t generation[2] = {0, 0};
    const bool valid[2] = {headerValid(0, generation[0]), headerValid(1, generation[1])};
    if (!valid[0] && !valid[1]) {
        m_current = 0;
        m_generation = 1;
        // Until a header stands nothing written here would be found again: a put moves to the other half.
        std::memset(m_record, 0, sizeof m_record);
        m_end = kHeaderRoom;
        m_torn = true;
        MICROT_PASS(erase(0));
        MICROT_PASS(writeHeader(0, m_generation));
    } else {
        m_current = valid[1] && (!valid[0] || generation[1] > generation[0]) ? 1 : 0;
        m_generation = generation[m_current];
    }
    scan();
    return Error::none;
}

void Store::scan()
{
    std::memset(m_record, 0, sizeof m_record);
    m_end = kHeaderRoom;
    m_torn = false;
    const std::uint8_t* log = base(m_current);
    while (m_end + sizeof(RecordHeader) <= m_half) {
        RecordHeader header;
        std::memcpy(&header, log + m_end, sizeof header);
        if (header.magic != kRecordMagic || header.key >= kMaxKeys ||
            header.bytes > m_half - m_end - sizeof(RecordHeader) ||
            header.crc != header.crcOf(log + m_end + sizeof(RecordHeader)))
            break;
        m_record[header.key] = header.bytes == 0 ? 0 : m_end;
        m_end += recordBytes(header.bytes);
    }
    // Behind the log nothing may have been written; a torn record spoils the rest of the half.
    for (std::uint32_t at = m_end; at < m_half && !m_torn; ++at)
        m_torn = log[at] != 0xFF;
}

const std::uint8_t* Store::get(std::uint16_t key, std::uint32_t& bytes) const
{
    bytes = 0;
    if (key >= kMaxKeys || m_record[key] == 0)
        return nullptr;
    RecordHeader header;
    const std::uint8_t* at = base(m_current) + m_record[key];
    std::memcpy(&header, at, sizeof header);
    bytes = header.bytes;
    return at + sizeof header;
}

Error Store::append(int half, std::uint32_t& end, std::uint16_t key, const std::uint8_t* bytes,
                    std::uint32_t count)
{
    RecordHeader header{kRecordMagic, key, count, 0, 0xFFFFFFFFU};
    header.crc = header.crcOf(bytes);
    const std::uint32_t whole = recordBytes(count);
    const std::uint32_t from = m_offset + half * m_half + end;
    std::uint8_t piece[kMostGranule];
    const auto* head = reinterpret_cast<const std::uint8_t*>(&header);
    for (std::uint32_t at = 0; at < whole; at += kMostGranule) {
        const std::uint32_t length = whole - at < kMostGranule ? whole - at : kMostGranule;
        for (std::uint32_t i = 0; i < length; ++i) {
            const std::uint32_t place = at + i;
            piece[i] = 0xFF;
            if (place < sizeof header)
                piece[i] = head[place];
            else if (place - sizeof header < count)
                piece[i] = bytes[place - sizeof header];
        }
        if (!m_flash.program(from + at, piece, length))
            return Error::flashFailure;
    }
    end += whole;
    return Error::none;
}

Error Store::put(std::uint16_t key, const std::uint8_t* bytes, std::uint32_t count)
{
    if (key >= kMaxKeys || count > m_half / 2)
        return Error::outOfRange;
    std::uint32_t had = 0;
    const std::uint8_t* old = get(key, had);
    if (had == count && (count == 0 || std::memcmp(old, bytes, count) == 0))
        return Error::none;
    if (m_torn || recordBytes(count) > m_half - m_end) {
        MICROT_PASS(compact());
        if (recordBytes(count) > m_half - m_end)
            return Error::noSpace;
    }
    const std::uint32_t at = m_end;
    const Error error = append(m_current, m_end, key, bytes, count);
    if (error != Error::none)
        m_torn = true;
    else
        m_record[key] = count == 0 ? 0 : at;
    return error;
}

/// A record about to be replaced moves over too: the new one may not come to be written.
Error Store::compact()
{
    const int other = 1 - m_current;
    MICROT_PASS(erase(other));
    std::uint32_t end = kHeaderRoom;
    for (std::uint16_t key = 0; key < kMaxKeys; ++key) {
        std::uint32_t bytes = 0;
        const std::uint8_t* payload = get(key, bytes);
        if (payload == nullptr)
            continue;
        MICROT_PASS(append(other, end, key, payload, bytes));
    }
    MICROT_PASS(writeHeader(other, m_generation + 1));
    m_current = other;
    ++m_generation;
    scan();
    return Error::none;
}

} // namespace microt::firmware
