// SPDX-License-Identifier: Apache-2.0
#include "engine/train/methods/comparison_record.h"

#include <algorithm>
#include <string_view>
#include <system_error>

#include "engine/base/files.h"
#include "engine/base/hash.h"
#include "engine/base/sealed_bytes.h"

// A file's content (engine/base/sealed_bytes.h): the values in the order of the walk() functions below.

namespace microt {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kMagic = "MTMETHOD";
constexpr std::uint32_t kVersion = 2; ///< also of the arithmetic behind the results
constexpr std::string_view kPrefix = "compare-";
constexpr std::size_t kNameDigits = 16;
constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 30;
constexpr std::size_t kLeastText = 8;     ///< bytes of a text: its length
constexpr std::size_t kLeastRow = 13;     ///< kind, number of seeds, flag
constexpr std::size_t kLeastResult = 180; ///< the numbers of an empty one

template <typename Archive, typename Figure>
void walkEnergy(Archive& archive, Figure& energy)
{
    archive(energy.millijoule);
    archive(energy.milliseconds);
}

template <typename Archive, typename Cost>
void walkCost(Archive& archive, Cost& cost)
{
    archive(cost.updates);
    archive(cost.updated);
    archive(cost.work.forwardMacs);
    archive(cost.work.inputGradientMacs);
    archive(cost.work.weightGradientMacs);
    archive(cost.work.updatedParameters);
    archive(cost.trainPictures);
    archive(cost.epochs);
    walkEnergy(archive, cost.epoch);
    walkEnergy(archive, cost.preparation);
    walkEnergy(archive, cost.training);
    walkEnergy(archive, cost.inference);
    archive(cost.trainingSramBytes);
    archive(cost.inferenceSramBytes);
    archive(cost.flashBytes);
}

template <typename Archive, typename Result>
void walkResult(Archive& archive, Result& result)
{
    archive(result.samples);
    archive(result.labels);
    archive(result.answers);
    walkCost(archive, result.cost);
    archive(result.bestEpoch);
    archive.flag(result.diverged);
    archive(result.cut);
    archive(result.exitRate);
}

template <typename Archive>
void walkOptions(Archive& archive, MethodOptions& options)
{
    archive(options.epochs);
    archive(options.patience);
    archive(options.batch);
    archive(options.learningRate);
    archive(options.momentum);
    archive(options.validationShare);
    archive(options.budget);
    archive(options.fisherSamples);
}

template <typename Archive>
void walkRow(Archive& archive, MethodKind& method, RowResults& row)
{
    auto kind = static_cast<std::int32_t>(method);
    archive(kind);
    method = static_cast<MethodKind>(kind);
    row.seeds.resize(archive.template count<kLeastResult>(row.seeds.size()));
    for (MethodResult& seed : row.seeds)
        walkResult(archive, seed);
    bool held = row.against.has_value();
    archive.flag(held);
    if (!held)
        return;
    if (!row.against)
        row.against.emplace();
    archive(row.against->differences);
    archive(row.against->pValues);
    archive(row.against->p);
}

template <typename Archive>
void walk(Archive& archive, Comparison& comparison)
{
    archive(comparison.task);
    archive(comparison.inputs);
    archive(comparison.wish.seeds);
    walkOptions(archive, comparison.wish.options);
    archive(comparison.board);
    archive(comparison.ratio);
    comparison.classes.resize(archive.template count<kLeastText>(comparison.classes.size()));
    for (std::string& name : comparison.classes)
        archive(name);
    comparison.rows.resize(archive.template count<kLeastRow>(comparison.rows.size()));
    comparison.wish.methods.resize(comparison.rows.size());
    for (std::size_t row = 0; row < comparison.rows.size(); ++row)
        walkRow(archive, comparison.wish.methods[row], comparison.rows[row]);
}

/// Whether tables can be made of it.
bool isSound(const Comparison& comparison)
{
    const int classes = comparison.classCount();
    const auto isClass = [classes](int label) { return label >= 0 && label < classes; };
    for (std::size_t row = 0; row < comparison.rows.size(); ++row) {
        const auto kind = static_cast<std::size_t>(comparison.wish.methods[row]);
        const std::vector<MethodResult>& seeds = comparison.rows[row].seeds;
        if (kind >= namesOf(MethodKind()).size() || seeds.empty() ||
            seeds.size() != static_cast<std::size_t>(comparison.wish.seeds))
            return false;
        for (const MethodResult& seed : seeds)
            if (seed.labels.size() != seed.answers.size() ||
                !std::all_of(seed.labels.begin(), seed.labels.end(), isClass) ||
                !std::all_of(seed.answers.begin(), seed.answers.end(), isClass))
                return false;
    }
    return true;
}

std::optional<Comparison> read(const fs::path& file)
{
    const Result<std::string> bytes = readTextFile(file, kMostBytes);
    if (!bytes.ok())
        return std::nullopt;
    const auto content = unsealed(bytes.value(), kMagic, kVersion);
    if (!content)
        return std::nullopt;
    ArchiveReader reader(*content);
    Comparison comparison;
    walk(reader, comparison);
    return reader.isWhole() && isSound(comparison) ? std::optional(std::move(comparison)) : std::nullopt;
}

/// The line of the inputs that names the pictures by their hash.
std::string picturesOf(const std::string& inputs)
{
    const std::size_t at = inputs.find("\npictures=");
    return at == std::string::npos ? std::string() : inputs.substr(at, inputs.find('\n', at + 1) - at);
}

std::vector<fs::path> filesIn(const fs::path& folder)
{
    std::vector<fs::path> files;
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
        if (at->path().filename().string().compare(0, kPrefix.size(), kPrefix) == 0)
            files.push_back(at->path());
    std::sort(files.begin(), files.end());
    return files;
}

} // namespace

fs::path comparisonFile(const fs::path& folder, const Comparison& comparison)
{
    const std::string name = sha256Hex(comparison.task + '\n' + comparison.inputs).substr(0, kNameDigits);
    return folder / (std::string(kPrefix) + name + ".bin");
}

std::vector<Comparison> readComparisons(const fs::path& folder)
{
    std::vector<Comparison> all;
    for (const fs::path& file : filesIn(folder))
        if (auto kept = read(file))
            all.push_back(std::move(*kept));
    return all;
}

Status keepComparison(const fs::path& folder, const Comparison& comparison)
{
    Comparison walked = comparison;
    ArchiveWriter writer;
    walk(writer, walked);
    const fs::path file = comparisonFile(folder, comparison);
    MICROT_CHECK(makeFolders(folder));
    MICROT_CHECK(writeFileAtomically(file, sealed(kMagic, kVersion, writer.bytes())));
    std::error_code ignored;
    for (const fs::path& other : filesIn(folder))
        if (other != file)
            if (const auto old = read(other); old && old->task == comparison.task)
                fs::remove(other, ignored);
    return {};
}

std::optional<Comparison> findComparison(const fs::path& folder, const std::string& inputs,
                                         const std::string& task, const std::vector<std::string>& classes)
{
    std::optional<Comparison> samePictures;
    std::optional<Comparison> sameName;
    for (const fs::path& file : filesIn(folder)) {
        std::optional<Comparison> kept = read(file);
        if (!kept)
            continue;
        if (kept->inputs == inputs)
            return kept;
        if (const std::string pictures = picturesOf(inputs);
            !pictures.empty() && picturesOf(kept->inputs) == pictures)
            samePictures = std::move(kept);
        else if (kept->task == task && kept->classes == classes)
            sameName = std::move(kept);
    }
    return samePictures ? samePictures : sameName;
}

} // namespace microt
