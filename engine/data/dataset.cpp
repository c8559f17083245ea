// SPDX-License-Identifier: Apache-2.0
#include "engine/data/dataset.h"

#include <algorithm>
#include <numeric>
#include <system_error>
#include <unordered_map>

#include "engine/base/files.h"
#include "engine/base/hash.h"
#include "engine/data/doubles.h"
#include "engine/data/inspect.h"
#include "engine/data/kept_looks.h"
#include "engine/data/label_work.h"
#include "engine/data/layout.h"
#include "engine/data/tar.h"

namespace microt {

namespace fs = std::filesystem;

namespace {

/// What a picture's decoded content is known by. Names of features that were computed when its file was read
/// otherwise, or over another background, must not fit any more.
std::string contentOf(const Inspection& inspection, Background background)
{
    const auto& told = inspection.look.peculiarities;
    const bool transparent = std::any_of(told.begin(), told.end(), [](const auto& peculiarity) {
        return peculiarity.first == Peculiarity::transparent;
    });
    return inspection.look.hash + (inspection.look.readAnew ? " upright, composed" : "") +
           (transparent ? std::string(" over ") + nameOf(background) : std::string());
}

Failure nothingToRead(const fs::path& source, const std::vector<BadFile>& bad)
{
    const std::string what = printable(source) + " holds no picture that can be read";
    if (bad.empty() && !fs::is_directory(source))
        return {Error::emptyDataset, what + ": no line below its header names one."};
    if (bad.empty())
        return {Error::emptyDataset,
                what + ". Expected are folders named after the classes, with pictures in them."};
    return {Error::emptyDataset, what + " (" + leftOutWords(bad) + "); the first: " + bad[0].why.what};
}

void sortByReason(std::vector<BadFile>& files)
{
    std::stable_sort(files.begin(), files.end(),
                     [](const BadFile& a, const BadFile& b) { return a.reason < b.reason; });
}

/// By label, then path.
void sortSamples(Dataset& dataset, std::vector<Fingerprint>& prints)
{
    std::vector<std::size_t> order(dataset.samples.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&dataset](std::size_t i, std::size_t j) {
        const Sample& a = dataset.samples[i];
        const Sample& b = dataset.samples[j];
        return a.label != b.label ? a.label < b.label : a.path < b.path;
    });
    std::vector<Sample> samples;
    std::vector<Fingerprint> sorted;
    for (const std::size_t i : order) {
        samples.push_back(std::move(dataset.samples[i]));
        sorted.push_back(std::move(prints[i]));
    }
    dataset.samples = std::move(samples);
    prints = std::move(sorted);
}

/// Inspects every listed picture and keeps the good ones; `prints` are theirs.
Result<Dataset> buildDataset(const fs::path& source, const Listing& listing, const ReadOptions& options,
                             const fs::path& cacheFolder, std::vector<Fingerprint>& prints,
                             const JobContext& job)
{
    MICROT_TRY(const std::vector<Inspection> inspections,
               inspectAll(source, listing, options, cacheFolder, job));
    Dataset dataset;
    dataset.source = source;
    dataset.root = listing.root;
    dataset.name = printable(fs::is_directory(source) ? source.filename() : source.stem());
    dataset.layout = listing.layout;
    dataset.classes = listing.classes;
    dataset.badFiles = listing.bad;
    dataset.background = colourOf(options.background);

    std::string digest;
    bool anyTrain = false;
    bool anyTest = false;
    bool anyCalibration = false;
    bool allGiven = true;
    for (std::size_t i = 0; i < listing.pictures.size(); ++i) {
        const ListedPicture& picture = listing.pictures[i];
        const Inspection& inspection = inspections[i];
        const PictureLook& look = inspection.look;
        if (inspection.bad.why.code != Error::none) {
            dataset.badFiles.push_back(inspection.bad);
            continue;
        }
        for (const auto& [kind, what] : look.peculiarities)
            dataset.remarks.push_back({picture.path, kind, what});
        dataset.samples.push_back(
            {picture.path, picture.label, picture.split.value_or(Split::train), look.width, look.height});
        prints.push_back({look.hash, look.thumb, look.comparable});
        allGiven = allGiven && picture.split.has_value();
        anyTrain = anyTrain || picture.split == Split::train;
        anyTest = anyTest || picture.split == Split::test;
        anyCalibration = anyCalibration || picture.split == Split::calibration;
        digest += picture.path + '\0' + listing.classes[static_cast<std::size_t>(picture.label)] + '\0' +
                  contentOf(inspection, options.background) + '\n';
    }
    dataset.splitIsGiven = allGiven && anyTrain && anyTest;
    dataset.calibrationIsGiven = dataset.splitIsGiven && anyCalibration;
    dataset.contentHash = sha256Hex(digest);
    sortByReason(dataset.badFiles);
    if (dataset.samples.empty())
        return nothingToRead(source, dataset.badFiles);
    return dataset;
}

/// Classes without a readable picture go; labels close ranks. Label -1 stays.
void dropEmptyClasses(Dataset& dataset)
{
    std::vector<int> newLabel(dataset.classes.size(), -1);
    for (const Sample& sample : dataset.samples)
        if (sample.label >= 0)
            newLabel[static_cast<std::size_t>(sample.label)] = 0;
    std::vector<std::string> kept;
    for (std::size_t i = 0; i < newLabel.size(); ++i)
        if (newLabel[i] == 0) {
            newLabel[i] = static_cast<int>(kept.size());
            kept.push_back(dataset.classes[i]);
        }
    for (Sample& sample : dataset.samples)
        if (sample.label >= 0)
            sample.label = newLabel[static_cast<std::size_t>(sample.label)];
    dataset.classes = std::move(kept);
}

/// Labels of a pool as its folder's layout names them, if it has two or more classes.
void takeLabels(Dataset& pool, const ReadOptions& options)
{
    const auto listing = listDataset(pool.source, options);
    if (!listing.ok())
        return;
    std::unordered_map<std::string, int> labelOf;
    for (const ListedPicture& picture : listing.value().pictures)
        labelOf[(listing.value().root / picture.path).lexically_relative(pool.root).string()] = picture.label;
    for (Sample& sample : pool.samples)
        if (const auto named = labelOf.find(sample.path); named != labelOf.end())
            sample.label = named->second;
    pool.classes = listing.value().classes;
    dropEmptyClasses(pool);
    if (pool.classes.size() >= 2)
        return;
    pool.classes.clear();
    for (Sample& sample : pool.samples)
        sample.label = -1;
}

/// Every picture below a folder, in a tar file, or that a manifest names.
Result<Listing> listPool(const fs::path& source, const ReadOptions& options)
{
    Listing listing;
    listing.root = source;
    if (fs::is_directory(source)) {
        MICROT_TRY(Found found, lookThrough(source, source, true, options));
        for (const std::string& path : found.pictures)
            listing.pictures.push_back({path, 0, std::nullopt});
        listing.bad = std::move(found.leftOut);
        addTarMembers(listing);
    } else if (hasTarSuffix(source)) {
        listing.root = source.parent_path();
        listing.bad.push_back({source.filename().string(), {}, LeftOut::notAPicture});
        addTarMembers(listing);
    } else {
        MICROT_TRY(listing, listDataset(source, options));
        for (ListedPicture& picture : listing.pictures)
            picture = {picture.path, 0, std::nullopt, picture.line};
    }
    return listing;
}

Result<fs::path> absoluteSource(const fs::path& source)
{
    std::error_code error;
    const fs::path absolute = fs::canonical(source, error);
    if (error)
        return Failure{Error::fileNotFound,
                       printable(source) + " does not exist. Choose a folder of pictures or a CSV manifest."};
    return absolute;
}

} // namespace

std::vector<std::array<int, kSplitCount>> Dataset::counts() const
{
    std::vector<std::array<int, kSplitCount>> counts(classes.size(), {0, 0, 0});
    for (const Sample& sample : samples)
        ++counts[static_cast<std::size_t>(sample.label)][static_cast<std::size_t>(sample.split)];
    return counts;
}

std::string leftOutWords(const std::vector<BadFile>& files)
{
    std::array<int, namesOf(LeftOut()).size()> counts{};
    for (const BadFile& file : files)
        ++counts[static_cast<std::size_t>(file.reason)];
    std::string words;
    for (std::size_t i = 0; i < counts.size(); ++i)
        if (counts[i] > 0)
            words += (words.empty() ? "" : ", ") + std::to_string(counts[i]) + ' ' + namesOf(LeftOut())[i];
    return words;
}

Result<Dataset> openDataset(const fs::path& source, const ReadOptions& options, const JobContext& job)
{
    return openDataset(source, options, {}, job);
}

Result<Dataset> openDataset(const fs::path& source, const ReadOptions& options, const fs::path& cacheFolder,
                            const JobContext& job)
{
    MICROT_TRY(const fs::path absolute, absoluteSource(source));
    MICROT_TRY(Listing listing, listDataset(absolute, options));
    sortByReason(listing.bad);
    if (listing.pictures.empty())
        return nothingToRead(source, listing.bad);
    std::vector<Fingerprint> prints;
    MICROT_TRY(Dataset dataset, buildDataset(absolute, listing, options, cacheFolder, prints, job));
    dropEmptyClasses(dataset);
    if (dataset.classes.size() < 2)
        return Failure{Error::tooFewClasses,
                       printable(source) + " has pictures of only one class (" +
                           printable(dataset.classes[0]) +
                           "); a classifier needs at least two folders of pictures." +
                           (dataset.badFiles.empty() ? std::string()
                                                     : " Left out: " + leftOutWords(dataset.badFiles) +
                                                           "; the first: " + dataset.badFiles[0].why.what)};
    if (dataset.layout != "CSV manifest")
        sortSamples(dataset, prints);
    MICROT_CHECK(findDoubles(dataset, prints, job));
    if (options.labelWork.empty())
        return dataset;
    MICROT_TRY(const LabelWork work, readLabelWork(options.labelWork));
    return withLabelWork(std::make_shared<const Dataset>(std::move(dataset)), work);
}

Result<Dataset> openPool(const fs::path& folder, bool labelled, const JobContext& job,
                         const ReadOptions& options)
{
    return openPool(folder, labelled, options, {}, job);
}

Result<Dataset> openPool(const fs::path& folder, bool labelled, const ReadOptions& options,
                         const fs::path& cacheFolder, const JobContext& job)
{
    MICROT_TRY(const fs::path absolute, absoluteSource(folder));
    MICROT_TRY(Listing listing, listPool(absolute, options));
    listing.layout = "Pool";
    listing.classes = {"unlabelled"};
    if (listing.pictures.empty())
        return Failure{Error::emptyDataset,
                       printable(folder) + " holds no pictures" +
                           (listing.bad.empty() ? "." : " (" + leftOutWords(listing.bad) + ").")};
    std::vector<Fingerprint> prints;
    MICROT_TRY(Dataset pool, buildDataset(absolute, listing, options, cacheFolder, prints, job));
    pool.classes.clear();
    for (Sample& sample : pool.samples)
        sample.label = -1;
    if (labelled) {
        takeLabels(pool, options);
        takeTarLabels(pool);
    }
    return pool;
}

} // namespace microt
