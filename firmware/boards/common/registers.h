// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace microt::firmware {

/// A peripheral's register.
inline volatile std::uint32_t& reg(std::uint32_t address)
{
    return *reinterpret_cast<volatile std::uint32_t*>(address);
}

inline void setBits(std::uint32_t address, std::uint32_t bits)
{
    reg(address) = reg(address) | bits;
}

/// Replaces the bits of `mask`.
inline void setField(std::uint32_t address, std::uint32_t mask, std::uint32_t bits)
{
    reg(address) = (reg(address) & ~mask) | bits;
}

inline void waitFor(std::uint32_t address, std::uint32_t mask, std::uint32_t value)
{
    while ((reg(address) & mask) != value) {
    }
}

} // namespace microt::firmware
