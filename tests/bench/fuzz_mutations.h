// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <random>
#include <string>
#include <vector>

namespace microt::test {

/// Spoils files: bytes, numbers and whole pieces, also taken from other files of the kind; ONNX by its
/// fields, too, so that what comes out can still be read.
class Mutator
{
public:
    Mutator(std::vector<std::string> seeds, std::uint32_t seed) : m_seeds(std::move(seeds)), m_random(seed) {}

    /// A seed with one to eight changes of its bytes.
    std::string bytes();
    /// An ONNX seed with one to four changes of its fields.
    std::string onnx();
    /// A text with words exchanged, doubled and left out beside changes of its bytes.
    std::string text();

    std::size_t below(std::size_t count) { return count == 0 ? 0 : m_random() % count; }

private:
    const std::string& seed() { return m_seeds[below(m_seeds.size())]; }
    void changeBytes(std::string& file);
    void changeNumber(std::string& file);
    void changePiece(std::string& file);

    std::vector<std::string> m_seeds;
    std::mt19937 m_random;
};

} // namespace microt::test
