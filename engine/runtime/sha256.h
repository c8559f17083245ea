// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace microt {

/// SHA-256 (FIPS 180-4), fed piece by piece. Freestanding: host and firmware name artefacts by the same hash.
class Sha256
{
public:
    using Digest = std::array<std::uint8_t, 32>;

    Sha256() { reset(); }
    void reset();
    void update(const void* bytes, std::size_t count);

    /// The digest of everything fed so far. Call reset() before feeding again.
    Digest finish();

private:
    void compress(const std::uint8_t* block);

    std::array<std::uint32_t, 8> m_state{};
    std::array<std::uint8_t, 64> m_block{};
    std::uint64_t m_length = 0; ///< bytes fed
};

/// The digest of bytes that lie together.
Sha256::Digest sha256Of(const void* bytes, std::size_t count);

} // namespace microt
