// SPDX-License-Identifier: Apache-2.0
#include "engine/base/sealed_bytes.h"

#include "engine/base/hash.h"

namespace microt {

namespace {

constexpr std::size_t kHashBytes = 64;

} // namespace

std::string sealed(std::string_view magic, std::uint32_t version, std::string_view content)
{
    PackedWriter file;
    file.putMany(magic.data(), magic.size());
    file.put(version);
    file.put(std::uint64_t{content.size()});
    const std::string hash = sha256Hex(content);
    file.putMany(hash.data(), hash.size());
    file.putMany(content.data(), content.size());
    return file.bytes();
}

std::optional<std::string_view> unsealed(std::string_view bytes, std::string_view magic,
                                         std::uint32_t version)
{
    const std::size_t headerBytes = magic.size() + sizeof version + sizeof(std::uint64_t) + kHashBytes;
    if (bytes.size() < headerBytes || bytes.substr(0, magic.size()) != magic)
        return std::nullopt;
    const std::string_view content = bytes.substr(headerBytes);
    PackedReader header(bytes.substr(magic.size()));
    std::uint32_t madeBy = 0;
    std::uint64_t length = 0;
    if (!header.take(madeBy) || madeBy != version || !header.take(length) || length != content.size() ||
        sha256Hex(content) != bytes.substr(headerBytes - kHashBytes, kHashBytes))
        return std::nullopt;
    return content;
}

} // namespace microt
