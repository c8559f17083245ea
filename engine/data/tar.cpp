// SPDX-License-Identifier: Apache-2.0
#include "engine/data/tar.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>
#include <system_error>
#include <unordered_map>

#include "engine/base/files.h"
#include "engine/data/layout.h"

namespace microt {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t kBlock = 512;
constexpr std::uint64_t kMaxName = 1 << 16; ///< of a long name or a pax header

using Block = std::array<char, kBlock>;

/// POSIX.1-1988 and GNU: where a header's fields are.
struct Part
{
    std::size_t begin;
    std::size_t size;
};
constexpr Part kName{0, 100}, kSize{124, 12}, kChecksum{148, 8}, kMagic{257, 5}, kPrefix{345, 155};
constexpr std::size_t kType = 156;

std::string textOf(const Block& block, Part part)
{
    const char* const begin = block.data() + part.begin;
    return {begin, std::find(begin, begin + part.size, '\0')};
}

/// Octal digits, or GNU's big-endian bytes behind a first one of 0x80.
std::uint64_t numberOf(const Block& block, Part part)
{
    const auto* at = reinterpret_cast<const unsigned char*>(block.data()) + part.begin;
    std::uint64_t number = 0;
    if (*at == 0x80) {
        for (std::size_t i = 1; i < part.size; ++i)
            number = number << 8 | at[i];
        return number;
    }
    for (std::size_t i = 0; i < part.size; ++i)
        if (at[i] >= '0' && at[i] <= '7')
            number = number * 8 + (at[i] - '0');
    return number;
}

/// The sum of all bytes, its own field taken for blanks.
bool isHeader(const Block& block)
{
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < block.size(); ++i)
        sum += i >= kChecksum.begin && i < kChecksum.begin + kChecksum.size
                   ? ' '
                   : static_cast<unsigned char>(block[i]);
    return sum == numberOf(block, kChecksum);
}

/// The value of a key in pax records "27 path=some/long/name\n"; empty if there is none.
std::string paxValue(const std::string& records, const std::string& key)
{
    for (std::size_t at = 0; at < records.size();) {
        const std::size_t length = std::strtoul(records.c_str() + at, nullptr, 10);
        if (length == 0 || length > records.size() - at)
            break;
        const std::string record = records.substr(at, length - 1); // without its newline
        const std::size_t begin = record.find(' ') + 1;
        if (record.compare(begin, key.size() + 1, key + "=") == 0)
            return record.substr(begin + key.size() + 1);
        at += length;
    }
    return {};
}

class Reading
{
public:
    explicit Reading(const fs::path& path) : m_path(path), m_file(path, std::ios::binary)
    {
        std::error_code error;
        m_bytes = fs::file_size(path, error);
    }

    bool isOpen() const { return m_file.is_open(); }

    TarListing list()
    {
        Block block;
        while (m_at + kBlock <= m_bytes && read(block.data(), kBlock)) {
            if (std::all_of(block.begin(), block.end(), [](char c) { return c == '\0'; }))
                return std::move(m_listing); // what follows is padding
            if (!isHeader(block)) {
                damaged("no header");
                return std::move(m_listing);
            }
            if (!take(block))
                return std::move(m_listing);
        }
        if (m_at < m_bytes)
            damaged("the end");
        return std::move(m_listing);
    }

private:
    bool read(char* to, std::uint64_t count)
    {
        m_file.seekg(static_cast<std::streamoff>(m_at));
        m_file.read(to, static_cast<std::streamsize>(count));
        return m_file.gcount() == static_cast<std::streamsize>(count);
    }

    void damaged(const std::string& what)
    {
        m_listing.damage = {Error::truncated,
                            printable(m_path) + " is damaged at byte " + std::to_string(m_at) + " of " +
                                std::to_string(m_bytes) + " (" + what + "); " +
                                std::to_string(m_listing.members.size()) + " files before that are whole."};
    }

    /// One header and what it is of; false at damage.
    bool take(const Block& header)
    {
        const char type = header[kType];
        std::uint64_t bytes = numberOf(header, kSize);
        if (!m_longSize.empty())
            bytes = std::strtoull(m_longSize.c_str(), nullptr, 10);
        if (bytes > m_bytes - m_at - kBlock) {
            damaged("it ends within a file");
            return false;
        }
        m_at += kBlock;
        if (type == 'L' || type == 'x') {
            std::string content(std::min(bytes, kMaxName), '\0');
            if (!read(content.data(), content.size())) {
                damaged("a long name");
                return false;
            }
            if (type == 'L') {
                m_longName = content.c_str(); // up to its zero
            } else {
                m_longName = paxValue(content, "path");
                m_longSize = paxValue(content, "size");
            }
        } else {
            if (type == '0' || type == '\0' || type == '7')
                m_listing.members.push_back({nameOf(header), m_at, bytes});
            m_longName.clear();
            m_longSize.clear();
        }
        m_at += (bytes + kBlock - 1) / kBlock * kBlock;
        return true;
    }

    std::string nameOf(const Block& header) const
    {
        if (!m_longName.empty())
            return m_longName;
        const std::string prefix = textOf(header, kMagic) == "ustar" ? textOf(header, kPrefix) : "";
        return prefix.empty() ? textOf(header, kName) : prefix + "/" + textOf(header, kName);
    }

    fs::path m_path;
    std::ifstream m_file;
    std::uint64_t m_bytes = 0;
    std::uint64_t m_at = 0;
    std::string m_longName, m_longSize; ///< of the next header
    TarListing m_listing;
};

/// Where the members of a tar file lie.
using Index = std::unordered_map<std::string, TarMember>;

Result<std::shared_ptr<const Index>> indexOf(const fs::path& tar)
{
    static std::mutex mutex;
    static std::map<std::string, std::pair<fs::file_time_type, std::shared_ptr<const Index>>> known;
    std::error_code error;
    const auto written = fs::last_write_time(tar, error);
    const std::lock_guard lock(mutex);
    const auto found = known.find(tar.string());
    if (found != known.end() && found->second.first == written)
        return found->second.second;
    MICROT_TRY(TarListing listing, listTar(tar));
    auto index = std::make_shared<Index>();
    for (TarMember& member : listing.members)
        index->emplace(member.name, member);
    known[tar.string()] = {written, index};
    return std::shared_ptr<const Index>(index);
}

/// Where the name of the tar file ends in a path into one; npos for any other path.
std::size_t endOfTar(const std::string& path)
{
    for (std::size_t slash = path.find('/', 1); slash != std::string::npos; slash = path.find('/', slash + 1))
        if (hasTarSuffix(path.substr(0, slash)))
            return slash;
    return std::string::npos;
}

} // namespace

bool hasTarSuffix(const fs::path& path)
{
    return lower(path.extension().string()) == ".tar";
}

Result<TarListing> listTar(const fs::path& tar)
{
    errno = 0;
    Reading reading(tar);
    if (!reading.isOpen())
        return failureFromErrno(errno, "read", tar);
    return reading.list();
}

Result<std::vector<std::uint8_t>> readFileOrMember(const fs::path& path, std::uint64_t maxBytes)
{
    const std::string text = path.string();
    const std::size_t end = endOfTar(text);
    std::error_code error;
    if (end == std::string::npos || !fs::is_regular_file(text.substr(0, end), error))
        return readFile(path, maxBytes);
    const fs::path tar = text.substr(0, end);
    MICROT_TRY(const std::shared_ptr<const Index> index, indexOf(tar));
    const auto member = index->find(text.substr(end + 1));
    if (member == index->end())
        return Failure{Error::fileNotFound,
                       printable(tar) + " holds no whole file " + printable(text.substr(end + 1)) + "."};
    if (member->second.bytes > maxBytes)
        return Failure{Error::outOfRange, printable(path) + " has " + std::to_string(member->second.bytes) +
                                              " bytes, more than are read."};
    std::vector<std::uint8_t> bytes(member->second.bytes);
    std::ifstream file(tar, std::ios::binary);
    file.seekg(static_cast<std::streamoff>(member->second.offset));
    file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    if (file.gcount() != static_cast<std::streamsize>(bytes.size()))
        return Failure{Error::truncated,
                       printable(tar) + " ends within " + printable(text.substr(end + 1)) + "."};
    return bytes;
}

std::string shardOf(const std::string& path)
{
    const std::size_t end = endOfTar(path);
    return end != std::string::npos ? path.substr(0, end) : fs::path(path).parent_path().string();
}

} // namespace microt
