// SPDX-License-Identifier: Apache-2.0
#include "engine/data/kept_looks.h"

#include <algorithm>
#include <string_view>
#include <tuple>

#include <sys/stat.h>

#include "engine/base/files.h"
#include "engine/base/hash.h"
#include "engine/base/sealed_bytes.h"

// Content (engine/base/sealed_bytes.h): key, then for each picture, by rising path, what walk() names.

namespace microt {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kMagic = "MTLOOKED";
/// Raised whenever glanceAt() shows something else for the same bytes.
constexpr std::uint32_t kVersion = 1;
constexpr std::uint64_t kMaxFileBytes = std::uint64_t{1} << 33;
constexpr std::uint64_t kLeastBytes = sizeof(Thumb); ///< of a picture
constexpr std::int64_t kSettled = 2'000'000'000;     ///< ns; FAT counts in steps of two seconds

template <typename Archive, typename Stamp>
void walkStamp(Archive& archive, Stamp& stamp)
{
    archive(stamp.device);
    archive(stamp.node);
    archive(stamp.bytes);
    archive(stamp.modified);
    archive(stamp.changed);
}

std::vector<std::uint8_t> bytesOf(const Thumb& thumb)
{
    return {thumb.begin(), thumb.end()};
}

void put(ArchiveWriter& archive, const std::string& path, const KeptLooks::Entry& entry)
{
    const PictureLook& look = entry.look;
    archive(path);
    walkStamp(archive, entry.stamp);
    archive(look.hash);
    archive(std::int32_t{look.width});
    archive(std::int32_t{look.height});
    archive.flag(look.comparable);
    archive.flag(look.readAnew);
    archive(bytesOf(look.thumb));
    archive.count<1>(look.peculiarities.size());
    for (const auto& [kind, what] : look.peculiarities) {
        archive(static_cast<std::uint8_t>(kind));
        archive(what);
    }
}

bool isHash(const std::string& text)
{
    return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

/// A picture as put() wrote it, if it can be one.
bool take(ArchiveReader& archive, std::string& path, KeptLooks::Entry& entry)
{
    constexpr std::size_t kLeastPeculiarity = 9; // a kind and an empty text
    PictureLook& look = entry.look;
    std::int32_t width = 0;
    std::int32_t height = 0;
    std::vector<std::uint8_t> thumb;
    archive(path);
    walkStamp(archive, entry.stamp);
    archive(look.hash);
    archive(width);
    archive(height);
    archive.flag(look.comparable);
    archive.flag(look.readAnew);
    archive(thumb);
    look.peculiarities.resize(archive.count<kLeastPeculiarity>(0));
    bool known = true;
    for (auto& [kind, what] : look.peculiarities) {
        std::uint8_t number = 0;
        archive(number);
        archive(what);
        what = printable(what);
        known = known && number < namesOf(Peculiarity()).size();
        kind = static_cast<Peculiarity>(number);
    }
    if (!known || !isHash(look.hash) || thumb.size() != look.thumb.size() || width < 1 || height < 1 ||
        std::int64_t{width} * height > kMaxPicturePixels)
        return false;
    look.width = width;
    look.height = height;
    std::copy(thumb.begin(), thumb.end(), look.thumb.begin());
    return true;
}

/// Everything that is kept under this key, or nothing.
KeptLooks::Entries decode(std::string_view bytes, const std::string& key)
{
    const std::optional<std::string_view> content = unsealed(bytes, kMagic, kVersion);
    if (!content)
        return {};
    ArchiveReader archive(*content);
    std::string wholeKey;
    archive(wholeKey);
    const std::size_t count = archive.count<kLeastBytes>(0);
    if (wholeKey != key)
        return {};
    KeptLooks::Entries looks;
    for (std::size_t i = 0; i < count; ++i) {
        std::string path;
        KeptLooks::Entry entry;
        if (!take(archive, path, entry))
            return {};
        looks.emplace_hint(looks.end(), std::move(path), std::move(entry));
    }
    if (!archive.isWhole() || looks.size() != count)
        return {};
    return looks;
}

std::int64_t nanoseconds(const timespec& time)
{
    return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

} // namespace

bool FileStamp::operator==(const FileStamp& other) const
{
    const auto all = [](const FileStamp& stamp) {
        return std::tie(stamp.device, stamp.node, stamp.bytes, stamp.modified, stamp.changed);
    };
    return all(*this) == all(other);
}

std::optional<FileStamp> stampOf(const fs::path& path)
{
    struct stat status = {};
    if (stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode))
        return std::nullopt;
    return FileStamp{status.st_dev, status.st_ino, static_cast<std::uint64_t>(status.st_size),
                     nanoseconds(status.st_mtim), nanoseconds(status.st_ctim)};
}

KeptLooks::KeptLooks(const fs::path& folder, const fs::path& source, const fs::path& root,
                     Background background)
{
    if (folder.empty())
        return;
    m_key = sha256Hex("looks\n" + source.string() + '\0' + root.string() + '\0' + nameOf(background));
    m_file = folder / (m_key + ".looks");
    if (const auto bytes = readTextFile(m_file, kMaxFileBytes); bytes.ok())
        m_looks = decode(bytes.value(), m_key);
}

const PictureLook* KeptLooks::find(const std::string& path, const FileStamp& stamp) const
{
    const auto known = m_looks.find(path);
    return known != m_looks.end() && known->second.stamp == stamp ? &known->second.look : nullptr;
}

Status KeptLooks::keep(Entries looks, std::int64_t readAt) const
{
    for (auto look = looks.begin(); look != looks.end();)
        look = look->second.stamp.modified < readAt - kSettled ? std::next(look) : looks.erase(look);
    // A look at a file depends on nothing but the file: with the same stamps, the looks are the same.
    const auto same = [](const auto& a, const auto& b) {
        return a.first == b.first && a.second.stamp == b.second.stamp;
    };
    if (m_file.empty() || std::equal(looks.begin(), looks.end(), m_looks.begin(), m_looks.end(), same))
        return {};
    ArchiveWriter archive;
    archive(m_key);
    archive.count<kLeastBytes>(looks.size());
    for (const auto& [path, entry] : looks)
        put(archive, path, entry);
    return writeFileAtomically(m_file, sealed(kMagic, kVersion, archive.bytes()));
}

} // namespace microt
