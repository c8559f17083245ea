// SPDX-License-Identifier: Apache-2.0
#include "engine/base/hash.h"

#include <vector>

#include "engine/base/file_reader.h"
#include "engine/runtime/sha256.h"

namespace microt {

namespace {

std::string hexOf(const Sha256::Digest& digest)
{
    constexpr char kDigits[] = "0123456789abcdef";
    std::string text;
    for (const std::uint8_t byte : digest) {
        text += kDigits[byte >> 4];
        text += kDigits[byte & 15];
    }
    return text;
}

} // namespace

std::string sha256Hex(std::string_view bytes)
{
    Sha256 hash;
    hash.update(bytes.data(), bytes.size());
    return hexOf(hash.finish());
}

Result<std::string> sha256HexOfFile(const std::filesystem::path& path)
{
    MICROT_TRY(FileReader reader, FileReader::open(path));
    std::vector<char> piece(std::size_t{1} << 16);
    Sha256 hash;
    while (true) {
        MICROT_TRY(const std::size_t got, reader.read(piece.data(), piece.size()));
        hash.update(piece.data(), got);
        if (got < piece.size())
            return hexOf(hash.finish());
    }
}

} // namespace microt
