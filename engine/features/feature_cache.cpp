// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
#include <string_view>

#include "engine/base/files.h"
#include "engine/base/sealed_bytes.h"
#include "engine/features/feature_set.h"

// A cache file's content (engine/base/sealed_bytes.h): key, samples [n] i32, unreadable files (path, code
// u16, sentence), exits (cut i32, channels u32, values [n, channels] f32).

namespace microt {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kMagic = "MTFEATUR";
constexpr std::uint32_t kVersion = 1;
constexpr std::uint64_t kMaxFileBytes = std::uint64_t{1} << 33; // rows x channels then fits 64 bits

bool takeSamples(PackedReader& reader, FeatureSet& features)
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

bool takeUnreadable(PackedReader& reader, FeatureSet& features)
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

bool takeExits(PackedReader& reader, FeatureSet& features)
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
    const std::optional<std::string_view> content = unsealed(bytes, kMagic, kVersion);
    if (!content)
        return std::nullopt;
    PackedReader reader(*content);
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
    PackedWriter content;
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
    return writeFileAtomically(cacheFile(folder, features.key), sealed(kMagic, kVersion, content.bytes()));
}

} // namespace microt
