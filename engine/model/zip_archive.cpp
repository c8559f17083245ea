// SPDX-License-Identifier: Apache-2.0
#include "engine/model/zip_archive.h"

#include <algorithm>
#include <vector>

#include <zlib.h>

#include "engine/base/files.h"

namespace microt {

namespace {

constexpr std::size_t kEndSize = 22;
constexpr std::size_t kEntrySize = 46;
constexpr std::size_t kLocalSize = 30;
constexpr std::size_t kMaxComment = 65535;

std::uint32_t little(std::string_view bytes, std::size_t at, std::size_t count)
{
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i)
        value |= std::uint32_t{static_cast<std::uint8_t>(bytes[at + i])} << (8 * i);
    return value;
}

bool hasSignature(std::string_view bytes, std::size_t at, std::string_view signature)
{
    return bytes.substr(at, 4) == signature;
}

/// Where the end-of-directory record is, or npos: its comment must reach exactly to the end of the file.
std::size_t findEnd(std::string_view bytes)
{
    for (std::size_t comment = 0; comment <= kMaxComment && kEndSize + comment <= bytes.size(); ++comment) {
        const std::size_t at = bytes.size() - kEndSize - comment;
        if (hasSignature(bytes, at, "PK\5\6") && little(bytes, at + 20, 2) == comment)
            return at;
    }
    return std::string_view::npos;
}

struct Range
{
    std::size_t begin;
    std::size_t end;
};

} // namespace

Result<ZipArchive> ZipArchive::open(std::string_view bytes, const std::string& source)
{
    const std::size_t end = findEnd(bytes);
    if (end == std::string_view::npos)
        return Failure{Error::truncated,
                       source + " begins as a zip archive but has no directory at its end; it is "
                                "probably cut short."};
    const auto hostile = [&](const std::string& what) {
        return Failure{Error::hostileContent, source + ": " + what + "."};
    };
    const auto unsupported = [&](const std::string& what) {
        return Failure{Error::unsupportedFormat,
                       source + ": " + what + "; PyTorch writes plain stored entries."};
    };
    const std::uint32_t count = little(bytes, end + 10, 2);
    const std::uint32_t directorySize = little(bytes, end + 12, 4);
    const std::uint32_t directoryAt = little(bytes, end + 16, 4);
    if (little(bytes, end + 4, 2) != 0 || little(bytes, end + 6, 2) != 0 ||
        little(bytes, end + 8, 2) != count)
        return unsupported("the archive is split over several files");
    if (count == 0xffff || directorySize == 0xffffffff || directoryAt == 0xffffffff)
        return unsupported("the archive needs zip64");
    if (std::uint64_t{directoryAt} + directorySize > end)
        return hostile("the directory lies outside the archive");

    ZipArchive archive(source);
    std::vector<Range> ranges;
    std::size_t at = directoryAt;
    const std::size_t directoryEnd = std::size_t{directoryAt} + directorySize;
    for (std::uint32_t i = 0; i < count; ++i) {
        if (at + kEntrySize > directoryEnd || !hasSignature(bytes, at, "PK\1\2"))
            return Failure{Error::malformed, source + ": entry " + std::to_string(i) +
                                                 " of the directory is damaged (byte " + std::to_string(at) +
                                                 ")."};
        const std::uint32_t flags = little(bytes, at + 8, 2);
        const std::uint32_t method = little(bytes, at + 10, 2);
        const std::uint32_t checksum = little(bytes, at + 16, 4);
        const std::uint32_t stored = little(bytes, at + 20, 4);
        const std::uint32_t size = little(bytes, at + 24, 4);
        const std::size_t nameSize = little(bytes, at + 28, 2);
        const std::size_t skip = nameSize + little(bytes, at + 30, 2) + little(bytes, at + 32, 2);
        const std::size_t local = little(bytes, at + 42, 4);
        if (at + kEntrySize + skip > directoryEnd)
            return hostile("a name reaches out of the directory (byte " + std::to_string(at) + ")");
        const std::string_view name = bytes.substr(at + kEntrySize, nameSize);
        const std::string shown = "entry " + printable(name);
        at += kEntrySize + skip;
        if ((flags & 1) != 0)
            return unsupported(shown + " is encrypted");
        if (method != 0)
            return unsupported(shown + " is compressed (method " + std::to_string(method) + ")");
        if (stored == 0xffffffff || size == 0xffffffff || local == 0xffffffff)
            return unsupported(shown + " needs zip64");
        if (stored != size)
            return hostile(shown + " is stored with two different sizes");
        if (local + kLocalSize > directoryAt || !hasSignature(bytes, local, "PK\3\4"))
            return hostile(shown + " does not begin where the directory says (byte " + std::to_string(local) +
                           ")");
        const std::size_t localName = little(bytes, local + 26, 2);
        const std::size_t content = local + kLocalSize + localName + little(bytes, local + 28, 2);
        if (content + size > directoryAt || bytes.substr(local + kLocalSize, localName) != name)
            return hostile(shown + " lies outside the archive or bears another name there");
        ranges.push_back({local, content + size});
        if (!archive.m_entries.emplace(name, Entry{bytes.substr(content, size), checksum}).second)
            return hostile(shown + " is there twice");
    }
    std::sort(ranges.begin(), ranges.end(), [](const Range& a, const Range& b) { return a.begin < b.begin; });
    for (std::size_t i = 1; i < ranges.size(); ++i)
        if (ranges[i].begin < ranges[i - 1].end)
            return hostile("entries overlap at byte " + std::to_string(ranges[i].begin));
    return archive;
}

Result<std::string_view> ZipArchive::read(const std::string& name) const
{
    const auto found = m_entries.find(name);
    if (found == m_entries.end())
        return std::string_view();
    const std::string_view content = found->second.content;
    const uLong checksum =
        crc32(0, reinterpret_cast<const Bytef*>(content.data()), static_cast<uInt>(content.size()));
    if (checksum != found->second.checksum)
        return Failure{Error::malformed, m_source + ": the checksum of entry " +
                                             printable(std::string_view(name)) +
                                             " is wrong; the file is damaged."};
    return content;
}

Result<std::string> ZipArchive::folderOf(std::string_view file) const
{
    for (const auto& [name, entry] : m_entries) {
        const std::size_t slash = name.find('/');
        if (slash != std::string::npos && std::string_view(name).substr(slash + 1) == file)
            return name.substr(0, slash + 1);
    }
    return Failure{Error::malformed, m_source + " is a zip archive without " + std::string(file) +
                                         "; it is not a PyTorch checkpoint."};
}

} // namespace microt
