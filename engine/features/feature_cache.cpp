// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>
#include <optional>
#include <string_view>
#include <type_traits>

#include "engine/base/files.h"
#include "engine/base/hash.h"
#include "engine/features/feature_set.h"

// A cache file, little-endian: magic [8], version u32, content bytes u64, SHA-256 of the content as hex [64],
// content. Content: key, samples [n] i32, unreadable files (path, code u16, sentence), exits (cut i32,
// channels u32, values [n, channels] f32). Texts and lists begin with their length, u64.

namespace microt {

namespace fs = std::filesystem;

namespace {

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "numbers are written as they lie in memory");

constexpr std::string_view kMagic = "MTFEATUR";
constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kHashBytes = 64;
constexpr std::size_t kHeaderBytes =
    kMagic.size() + sizeof(std::uint32_t) + sizeof(std::uint64_t) + kHashBytes;
constexpr std::uint64_t kMaxFileBytes = std::uint64_t{1} << 33; // rows x channels then fits 64 bits

class Writer
{
public:
    template <typename T>
    void put(T value)
    {
        static_assert(std::is_arithmetic_v<T>);
        putMany(&value, 1);
    }
    template <typename T>
    void putMany(const T* values, std::size_t count)
    {
        if (count > 0)
            m_bytes.append(reinterpret_cast<const char*>(values), count * sizeof(T));
    }
    void put(const std::string& text)
    {
        put(std::uint64_t{text.size()});
        m_bytes += text;
    }
    const std::string& bytes() const { return m_bytes; }

private:
    std::string m_bytes;
};

/// Takes values from the front; nothing once the bytes do not suffice. No size is trusted before it is
/// compared with what is left.
class Reader
{
public:
    explicit Reader(std::string_view bytes) : m_bytes(bytes) {}

    template <typename T>
    bool take(T& value)
    {
        static_assert(std::is_arithmetic_v<T>);
        return takeMany(&value, 1);
    }
    template <typename T>
    bool takeMany(T* values, std::uint64_t count)
    {
        if (!holds<T>(count))
            return false;
        if (count > 0)
            std::memcpy(values, m_bytes.data(), count * sizeof(T));
        m_bytes.remove_prefix(count * sizeof(T));
        return true;
    }
    bool take(std::string& text)
    {
        std::uint64_t length = 0;
        if (!take(length) || !holds<char>(length))
            return false;
        text.assign(m_bytes.substr(0, length));
        m_bytes.remove_prefix(length);
        return true;
    }
    template <typename T>
    bool holds(std::uint64_t count) const
    {
        return count <= m_bytes.size() / sizeof(T);
    }
    bool atEnd() const { return m_bytes.empty(); }

private:
    std::string_view m_bytes;
};

bool takeSamples(Reader& reader, FeatureSet& features)
{
    std::uint64_t count = 0;
    if (!reader.take(count) || !reader.holds<std::int32_t>(count))
        return false;
    features.samples.resize(count);
    if (!reader.takeMany(features.samples.data(), count))
        return false;
    const auto notRising = std::adjacent_find(features.samples.begin(), features.samples.end(),
                                              [](std::int32_t a, std::int32_t b) { return a >= b; });
    return notRising == features.samples.end() && (count == 0 || features.samples.front() >= 0);
}

bool takeUnreadable(Reader& reader, FeatureSet& features)
{
    constexpr std::uint64_t kLeastBytes = 18; // two empty texts and a code
    std::uint64_t count = 0;
    if (!reader.take(count) || !reader.holds<char[kLeastBytes]>(count))
        return false;
    features.unreadable.resize(count);
    return std::all_of(features.unreadable.begin(), features.unreadable.end(), [&](BadFile& file) {
        std::uint16_t code = 0;
        if (!reader.take(file.path) || !reader.take(code) || !reader.take(file.why.what))
            return false;
        file.why.code = static_cast<Error>(code);
        return true;
    });
}

bool takeExits(Reader& reader, FeatureSet& features)
{
    constexpr std::uint64_t kLeastBytes = 8;
    const std::uint64_t rows = features.samples.size();
    std::uint64_t count = 0;
    if (!reader.take(count) || count == 0 || !reader.holds<char[kLeastBytes]>(count))
        return false;
    features.exits.resize(count);
    int lastCut = 0;
    for (ExitFeatures& exit : features.exits) {
        std::int32_t cut = 0;
        std::uint32_t channels = 0;
        if (!reader.take(cut) || !reader.take(channels) || !reader.holds<float>(rows * channels))
            return false;
        const bool last = &exit == &features.exits.back();
        if (last ? cut != kFullExit : cut <= lastCut)
            return false;
        lastCut = exit.cut = cut;
        exit.values.resize(static_cast<Eigen::Index>(rows), static_cast<Eigen::Index>(channels));
        if (!reader.takeMany(exit.values.data(), rows * channels))
            return false;
    }
    return true;
}

std::optional<FeatureSet> decode(std::string_view bytes, const std::string& key)
{
    if (bytes.size() < kHeaderBytes || bytes.substr(0, kMagic.size()) != kMagic)
        return std::nullopt;
    const std::string_view hash = bytes.substr(kHeaderBytes - kHashBytes, kHashBytes);
    const std::string_view content = bytes.substr(kHeaderBytes);
    Reader header(bytes.substr(kMagic.size()));
    std::uint32_t version = 0;
    std::uint64_t length = 0;
    if (!header.take(version) || version != kVersion || !header.take(length) || length != content.size() ||
        sha256Hex(content) != hash)
        return std::nullopt;

    Reader reader(content);
    FeatureSet features;
    if (!reader.take(features.key) || features.key != key || !takeSamples(reader, features) ||
        !takeUnreadable(reader, features) || !takeExits(reader, features) || !reader.atEnd())
        return std::nullopt;
    features.fromCache = true;
    return features;
}

fs::path cacheFile(const fs::path& folder, const std::string& key)
{
    return folder / (key + ".features");
}

} // namespace

Result<FeatureSet> readFeatureCache(const fs::path& folder, const std::string& key)
{
    const fs::path path = cacheFile(folder, key);
    MICROT_TRY(const std::string bytes, readTextFile(path, kMaxFileBytes));
    std::optional<FeatureSet> features = decode(bytes, key);
    if (!features)
        return Failure{Error::malformed, "The feature cache " + printable(path) +
                                             " is damaged or of another version; it is made anew."};
    return *std::move(features);
}

Status writeFeatureCache(const fs::path& folder, const FeatureSet& features)
{
    Writer content;
    content.put(features.key);
    content.put(std::uint64_t{features.samples.size()});
    content.putMany(features.samples.data(), features.samples.size());
    content.put(std::uint64_t{features.unreadable.size()});
    for (const BadFile& file : features.unreadable) {
        content.put(file.path);
        content.put(static_cast<std::uint16_t>(file.why.code));
        content.put(file.why.what);
    }
    content.put(std::uint64_t{features.exits.size()});
    for (const ExitFeatures& exit : features.exits) {
        content.put(std::int32_t{exit.cut});
        content.put(static_cast<std::uint32_t>(exit.values.cols()));
        content.putMany(exit.values.data(), static_cast<std::size_t>(exit.values.size()));
    }

    Writer file;
    file.putMany(kMagic.data(), kMagic.size());
    file.put(kVersion);
    file.put(std::uint64_t{content.bytes().size()});
    const std::string hash = sha256Hex(content.bytes());
    file.putMany(hash.data(), hash.size());
    file.putMany(content.bytes().data(), content.bytes().size());
    return writeFileAtomically(cacheFile(folder, features.key), file.bytes());
}

} // namespace microt
