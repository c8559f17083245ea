// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/tensors/zip_archive.h"

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

Failure hostile(const std::string& source, const std::string& what)
{
    return {Error::hostileContent, source + ": " + what + "."};
}

Failure unsupported(const std::string& source, const std::string& what)
{
    return {Error::unsupportedFormat, source + ": " + what + "; PyTorch writes plain stored entries."};
}

struct Directory
{
    std::size_t begin = 0;
    std::size_t end = 0;
    std::uint32_t count = 0;
};

Result<Directory> findDirectory(std::string_view bytes, const std::string& source)
{
    const std::size_t end = findEnd(bytes);
    if (end == std::string_view::npos)
        return Failure{Error::truncated,
                       source + " begins as a zip archive but has no directory at its end; it is "
                                "probably cut short."};
    const std::uint32_t count = little(bytes, end + 10, 2);
    const std::uint32_t size = little(bytes, end + 12, 4);
    const std::uint32_t begin = little(bytes, end + 16, 4);
    if (little(bytes, end + 4, 2) != 0 || little(bytes, end + 6, 2) != 0 ||
        little(bytes, end + 8, 2) != count)
        return unsupported(source, "the archive is split over several files");
    if (count == 0xffff || size == 0xffffffff || begin == 0xffffffff)
        return unsupported(source, "the archive needs zip64");
    if (std::uint64_t{begin} + size > end)
        return hostile(source, "the directory lies outside the archive");
    return Directory{begin, std::size_t{begin} + size, count};
}

/// One entry: where it is, from its local header to the end of its content, and where the next directory
/// entry begins.
struct Located
{
    std::string_view name;
    std::string_view content;
    std::uint32_t checksum = 0;
    std::size_t begin = 0;
    std::size_t end = 0;
    std::size_t next = 0;
};

Status locateContent(std::string_view bytes, const Directory& directory, const std::string& source,
                     std::size_t size, Located& entry)
{
    const std::string shown = "entry " + printable(entry.name);
    if (entry.begin + kLocalSize > directory.begin || !hasSignature(bytes, entry.begin, "PK\3\4"))
        return hostile(source, shown + " does not begin where the directory says (byte " +
                                   std::to_string(entry.begin) + ")");
    const std::size_t nameSize = little(bytes, entry.begin + 26, 2);
    const std::size_t content = entry.begin + kLocalSize + nameSize + little(bytes, entry.begin + 28, 2);
    if (content + size > directory.begin || bytes.substr(entry.begin + kLocalSize, nameSize) != entry.name)
        return hostile(source, shown + " lies outside the archive or bears another name there");
    entry.content = bytes.substr(content, size);
    entry.end = content + size;
    return {};
}

Result<Located> readEntry(std::string_view bytes, std::size_t at, const Directory& directory,
                          const std::string& source)
{
    if (at + kEntrySize > directory.end || !hasSignature(bytes, at, "PK\1\2"))
        return Failure{Error::malformed,
                       source + ": the directory is damaged (byte " + std::to_string(at) + ")."};
    const std::size_t nameSize = little(bytes, at + 28, 2);
    Located entry;
    entry.next = at + kEntrySize + nameSize + little(bytes, at + 30, 2) + little(bytes, at + 32, 2);
    if (entry.next > directory.end)
        return hostile(source, "a name reaches out of the directory (byte " + std::to_string(at) + ")");
    entry.name = bytes.substr(at + kEntrySize, nameSize);
    const std::string shown = "entry " + printable(entry.name);
    const std::uint32_t method = little(bytes, at + 10, 2);
    const std::uint32_t stored = little(bytes, at + 20, 4);
    const std::uint32_t size = little(bytes, at + 24, 4);
    entry.checksum = little(bytes, at + 16, 4);
    entry.begin = little(bytes, at + 42, 4);
    if ((little(bytes, at + 8, 2) & 1) != 0)
        return unsupported(source, shown + " is encrypted");
    if (method != 0)
        return unsupported(source, shown + " is compressed (method " + std::to_string(method) + ")");
    if (stored == 0xffffffff || size == 0xffffffff || entry.begin == 0xffffffff)
        return unsupported(source, shown + " needs zip64");
    if (stored != size)
        return hostile(source, shown + " is stored with two different sizes");
    MICROT_CHECK(locateContent(bytes, directory, source, size, entry));
    return entry;
}

} // namespace

Result<ZipArchive> ZipArchive::open(std::string_view bytes, const std::string& source)
{
    MICROT_TRY(const Directory directory, findDirectory(bytes, source));
    ZipArchive archive(source);
    std::vector<Located> all;
    std::size_t at = directory.begin;
    for (std::uint32_t i = 0; i < directory.count; ++i) {
        MICROT_TRY(const Located entry, readEntry(bytes, at, directory, source));
        at = entry.next;
        if (!archive.m_entries.emplace(entry.name, Entry{entry.content, entry.checksum}).second)
            return hostile(source, "entry " + printable(entry.name) + " is there twice");
        all.push_back(entry);
    }
    std::sort(all.begin(), all.end(), [](const Located& a, const Located& b) { return a.begin < b.begin; });
    for (std::size_t i = 1; i < all.size(); ++i)
        if (all[i].begin < all[i - 1].end)
            return hostile(source, "entries overlap at byte " + std::to_string(all[i].begin));
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
