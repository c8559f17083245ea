// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstring>

#include "engine/runtime/error.h"
#include "firmware/app/platform.h"

namespace microt::firmware {

/// Small records by key in flash, the newest of a key counts. Two halves: one is a log, the other is empty
/// until the log is full; then the newest records move over, and the header that makes the new half valid is
/// written last. So power may fail at any write, and what was there before is there after. Reads are in
/// place.
class Store
{
public:
    static constexpr std::uint16_t kMaxKeys = 64;

    Store(Flash& flash, std::uint32_t offset, std::uint32_t bytes)
        : m_flash(flash), m_offset(offset), m_half(bytes / 2)
    {}

    /// Finds the valid half and its newest records; makes an empty one where there is none. Error:
    /// flashFailure; the store is then empty and tries again with the next put().
    Error open();

    /// The newest record of `key` (< kMaxKeys), or null. Aligned to 4. Valid until the next put.
    const std::uint8_t* get(std::uint16_t key, std::uint32_t& bytes) const;

    /// Writes a record; 0 bytes forget the key. `bytes` must not lie in the store. Errors: noSpace,
    /// flashFailure, outOfRange.
    Error put(std::uint16_t key, const std::uint8_t* bytes, std::uint32_t count);

    /// A record of plain bytes. False if there is none of this size.
    template <typename Record>
    bool read(std::uint16_t key, Record& record) const
    {
        std::uint32_t bytes = 0;
        const std::uint8_t* at = get(key, bytes);
        if (at == nullptr || bytes != sizeof record)
            return false;
        std::memcpy(&record, at, sizeof record);
        return true;
    }
    template <typename Record>
    Error write(std::uint16_t key, const Record& record)
    {
        return put(key, reinterpret_cast<const std::uint8_t*>(&record), sizeof record);
    }
    Error forget(std::uint16_t key) { return put(key, nullptr, 0); }

    std::uint32_t usedBytes() const { return m_end; }

private:
    struct RecordHeader;

    const std::uint8_t* base(int half) const { return m_flash.data() + m_offset + half * m_half; }
    std::uint32_t rounded(std::uint32_t bytes) const;
    std::uint32_t recordBytes(std::uint32_t payload) const;
    bool headerValid(int half, std::uint32_t& generation) const;
    Error writeHeader(int half, std::uint32_t generation);
    Error erase(int half);
    Error append(int half, std::uint32_t& end, std::uint16_t key, const std::uint8_t* bytes,
                 std::uint32_t count);
    void scan();
    Error compact();

    Flash& m_flash;
    std::uint32_t m_offset;
    std::uint32_t m_half;
    int m_current = 0;
    std::uint32_t m_generation = 0;
    std::uint32_t m_end = 0;               ///< of the log in the current half
    bool m_torn = false;                   ///< something that is no record follows m_end
    std::uint32_t m_record[kMaxKeys] = {}; ///< offset of the newest record in the half; 0: none
};

} // namespace microt::firmware
