// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/deploy/planner.h"

namespace microt::test {

inline std::vector<int> allCuts(const QuantModel& model)
{
    std::vector<int> cuts;
    for (const QuantCut& cut : model.cuts)
        cuts.push_back(cut.cut);
    return cuts;
}

/// An arena between bytes that nothing may touch.
class GuardedArena
{
public:
    static constexpr std::size_t kCanary = 64;
    explicit GuardedArena(std::size_t bytes) : m_memory(bytes + 2 * kCanary + 15, 0xA5), m_bytes(bytes)
    {
        const auto address = reinterpret_cast<std::uintptr_t>(m_memory.data()) + kCanary;
        m_begin = kCanary + (16 - address % 16) % 16;
    }
    std::uint8_t* begin() { return m_memory.data() + m_begin; }
    std::size_t bytes() const { return m_bytes; }
    bool isWhole() const
    {
        for (std::size_t i = 0; i < m_memory.size(); ++i)
            if ((i < m_begin || i >= m_begin + m_bytes) && m_memory[i] != 0xA5)
                return false;
        return true;
    }

private:
    std::vector<std::uint8_t> m_memory;
    std::size_t m_bytes;
    std::size_t m_begin = 0;
};

/// Fills what the plan says is not alive before `step`.
inline void poison(const ArenaPlan& plan, int step, GuardedArena& arena)
{
    std::vector<bool> alive(arena.bytes(), false);
    for (const ArenaBlock& block : plan.blocks)
        if (block.tensor >= 0 && (block.tensor == plan.inputTensor || block.firstStep < step) &&
            block.lastStep >= step)
            std::fill_n(alive.begin() + block.offset, block.bytes, true);
    for (std::size_t i = 0; i < arena.bytes(); ++i)
        if (!alive[i])
            arena.begin()[i] = static_cast<std::uint8_t>(37 * step + 11);
}

} // namespace microt::test
