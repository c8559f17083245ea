// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/sha256.h"

namespace microt {

namespace {

constexpr std::size_t kBlockBytes = 64;
constexpr std::size_t kLengthOffset = 56; // the last eight bytes of the last block hold the length in bits

constexpr std::uint32_t kRoundConstants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

std::uint32_t rotateRight(std::uint32_t value, int count)
{
    return (value >> count) | (value << (32 - count));
}

} // namespace

void Sha256::reset()
{
    m_state = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
               0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    m_length = 0;
}

void Sha256::update(const void* bytes, std::size_t count)
{
    const auto* from = static_cast<const std::uint8_t*>(bytes);
    std::size_t filled = m_length % kBlockBytes;
    m_length += count;
    while (count > 0) {
        if (filled == 0 && count >= kBlockBytes) {
            compress(from);
            from += kBlockBytes;
            count -= kBlockBytes;
            continue;
        }
        m_block[filled++] = *from++;
        --count;
        if (filled == kBlockBytes) {
            compress(m_block.data());
            filled = 0;
        }
    }
}

Sha256::Digest Sha256::finish()
{
    const std::uint64_t bits = m_length * 8;
    std::size_t filled = m_length % kBlockBytes;
    m_block[filled++] = 0x80;
    if (filled > kLengthOffset) {
        while (filled < kBlockBytes)
            m_block[filled++] = 0;
        compress(m_block.data());
        filled = 0;
    }
    while (filled < kLengthOffset)
        m_block[filled++] = 0;
    for (std::size_t i = 0; i < 8; ++i)
        m_block[kLengthOffset + i] = static_cast<std::uint8_t>(bits >> (56 - 8 * i));
    compress(m_block.data());

    Digest digest{};
    for (std::size_t i = 0; i < digest.size(); ++i)
        digest[i] = static_cast<std::uint8_t>(m_state[i / 4] >> (24 - 8 * (i % 4)));
    return digest;
}

void Sha256::compress(const std::uint8_t* block)
{
    std::uint32_t w[64];
    for (int i = 0; i < 16; ++i)
        w[i] = std::uint32_t{block[4 * i]} << 24 | std::uint32_t{block[4 * i + 1]} << 16 |
               std::uint32_t{block[4 * i + 2]} << 8 | std::uint32_t{block[4 * i + 3]};
    for (int i = 16; i < 64; ++i) {
        const std::uint32_t s0 = rotateRight(w[i - 15], 7) ^ rotateRight(w[i - 15], 18) ^ (w[i - 15] >> 3);
        const std::uint32_t s1 = rotateRight(w[i - 2], 17) ^ rotateRight(w[i - 2], 19) ^ (w[i - 2] >> 10);
        w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }

    // a to h as in FIPS 180-4, section 6.2.2
    std::array<std::uint32_t, 8> s = m_state;
    auto& [a, b, c, d, e, f, g, h] = s;
    for (int i = 0; i < 64; ++i) {
        const std::uint32_t sum1 = rotateRight(e, 6) ^ rotateRight(e, 11) ^ rotateRight(e, 25);
        const std::uint32_t choice = (e & f) ^ (~e & g);
        const std::uint32_t t1 = h + sum1 + choice + kRoundConstants[i] + w[i];
        const std::uint32_t sum0 = rotateRight(a, 2) ^ rotateRight(a, 13) ^ rotateRight(a, 22);
        const std::uint32_t majority = (a & b) ^ (a & c) ^ (b & c);
        const std::uint32_t t2 = sum0 + majority;
        h = g;
        g = f;
        f = e;
        e = d + t1;
        d = c;
        c = b;
        b = a;
        a = t1 + t2;
    }
    for (std::size_t i = 0; i < m_state.size(); ++i)
        m_state[i] += s[i];
}

Sha256::Digest sha256Of(const void* bytes, std::size_t count)
{
    Sha256 sha;
    sha.update(bytes, count);
    return sha.finish();
}

} // namespace microt
