// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace microt::firmware {

/// Bytes from an interrupt to the main loop: one writer, one reader, no locks. Size: a power of two.
template <std::uint32_t Size>
class ByteQueue
{
    static_assert((Size & (Size - 1)) == 0, "a power of two");

public:
    /// In the interrupt. A byte that does not fit is counted and dropped.
    void put(std::uint8_t byte)
    {
        const std::uint32_t head = m_head;
        if (head - m_tail >= Size) {
            m_lost = m_lost + 1;
            return;
        }
        m_bytes[head % Size] = byte;
        m_head = head + 1;
    }

    /// In the main loop.
    std::size_t take(std::uint8_t* bytes, std::size_t capacity)
    {
        std::size_t count = 0;
        std::uint32_t tail = m_tail;
        for (; count < capacity && tail != m_head; ++tail)
            bytes[count++] = m_bytes[tail % Size];
        m_tail = tail;
        return count;
    }

    bool empty() const { return m_head == m_tail; }
    std::uint32_t lost() const { return m_lost; }

private:
    volatile std::uint8_t m_bytes[Size] = {};
    volatile std::uint32_t m_head = 0;
    volatile std::uint32_t m_tail = 0;
    volatile std::uint32_t m_lost = 0;
};

} // namespace microt::firmware
