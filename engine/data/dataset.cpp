// SPDX-License-Identifier: Apache-2.0
#include "engine/data/dataset.h"

#include <algorithm>
#include <system_error>
#include <unordered_map>

#include "engine/base/files.h"
#include "engine/base/hash.h"
#include "engine/base/parallel.h"
#include "engine/data/layout.h"
#include "engine/data/picture.h"

namespace microt {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t kMaxFileBytes = std::uint64_t{256} << 20;

/// What reading one file showed.
struct Inspection
{
    std::string hash;
    Failure why; ///< code none if the file is usable
};

/// True if the file, links followed, does not lie below the root.
bool leadsOutside(const fs::path& root, const fs::path& file)
{
    std::error_code error;
    const fs::path real = fs::canonical(file, error);
    if (error)
        return false; // missing: reading says so
    const fs::path relative = real.lexically_relative(root);
    return relative.empty() || *relative.begin() == "..";
}

Inspection inspect(const fs::path& root, const std::string& path)
{
    const fs::path file = root / path;
    if (leadsOutside(root, file))
        return {{},
                {Error::badPicture, printable(path) + ": a link that leads out of the dataset's folder."}};
    const auto bytes = readFile(file, kMaxFileBytes);
    if (!bytes.ok())
        return {{}, bytes.failure()};
    const auto header = readPictureHeader(bytes.value().data(), bytes.value().size());
    if (!header.ok())
        return {{}, {header.failure().code, printable(path) + ": " + header.failure().what}};
    return {sha256Hex({reinterpret_cast<const char*>(bytes.value().data()), bytes.value().size()}), {}};
}

Result<std::vector<Inspection>> inspectAll(const Listing& listing, const JobContext& job)
{
    const std::size_t count = listing.pictures.size();
    std::vector<Inspection> inspections(count);
    MICROT_CHECK(forEachInParallel(
        {"Reading " + printable(listing.root.filename()), 0, static_cast<std::int64_t>(count), "pictures"},
        job, [&](std::size_t i) -> Status {
            inspections[i] = inspect(listing.root, listing.pictures[i].path);
            return {};
        }));
    return inspections;
}

/// Inspects every listed picture and keeps the good ones.
Result<Dataset> buildDataset(const fs::path& source, const Listing& listing, const JobContext& job)
{
    MICROT_TRY(const std::vector<Inspection> inspections, inspectAll(listing, job));
    Dataset dataset;
    dataset.source = source;
    dataset.root = listing.root;
    dataset.name = printable(fs::is_directory(source) ? source.filename() : source.stem());
    dataset.layout = listing.layout;
    dataset.classes = listing.classes;
    dataset.badFiles = listing.bad;

    std::string digest;
    bool anyTrain = false;
    bool anyTest = false;
    bool anyCalibration = false;
    bool allGiven = true;
    for (std::size_t i = 0; i < listing.pictures.size(); ++i) {
        const ListedPicture& picture = listing.pictures[i];
        if (inspections[i].why.code != Error::none) {
            dataset.badFiles.push_back({picture.path, inspections[i].why});
            continue;
        }
        dataset.samples.push_back({picture.path, picture.label, picture.split.value_or(Split::train)});
        allGiven = allGiven && picture.split.has_value();
        anyTrain = anyTrain || picture.split == Split::train;
        anyTest = anyTest || picture.split == Split::test;
        anyCalibration = anyCalibration || picture.split == Split::calibration;
        digest += picture.path + '\0' + listing.classes[static_cast<std::size_t>(picture.label)] + '\0' +
                  inspections[i].hash + '\n';
    }
    dataset.splitIsGiven = allGiven && anyTrain && anyTest;
    dataset.calibrationIsGiven = dataset.splitIsGiven && anyCalibration;
    dataset.contentHash = sha256Hex(digest);
    if (dataset.samples.empty())
        return Failure{Error::emptyDataset,
                       printable(source) + " holds no picture that can be read" +
                           (dataset.badFiles.empty()
                                ? std::string(". Expected are folders named after the classes, "
                                              "with pictures in them.")
                                : "; the first of " + std::to_string(dataset.badFiles.size()) +
                                      " bad files: " + dataset.badFiles[0].why.what)};
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
void takeLabels(Dataset& pool)
{
    const auto listing = listDataset(pool.source);
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

Result<Dataset> openDataset(const fs::path& source, const JobContext& job)
{
    MICROT_TRY(const fs::path absolute, absoluteSource(source));
    MICROT_TRY(const Listing listing, listDataset(absolute));
    if (listing.pictures.empty() && listing.bad.empty())
        return Failure{Error::emptyDataset, printable(source) +
                                                " holds no pictures. Expected are folders named after "
                                                "the classes, with pictures in them."};
    MICROT_TRY(Dataset dataset, buildDataset(absolute, listing, job));
    dropEmptyClasses(dataset);
    if (dataset.classes.size() < 2)
        return Failure{Error::tooFewClasses, printable(source) + " has pictures of only one class (" +
                                                 printable(dataset.classes[0]) +
                                                 "); a classifier needs at least two folders of pictures."};
    if (dataset.layout != "CSV manifest")
        std::sort(dataset.samples.begin(), dataset.samples.end(), [](const Sample& a, const Sample& b) {
            return a.label != b.label ? a.label < b.label : a.path < b.path;
        });
    return dataset;
}

Result<Dataset> openPool(const fs::path& folder, bool labelled, const JobContext& job)
{
    MICROT_TRY(const fs::path absolute, absoluteSource(folder));
    Listing listing;
    listing.root = absolute;
    if (fs::is_directory(absolute)) {
        MICROT_TRY(const std::vector<std::string> pictures, picturesBelow(absolute, absolute));
        for (const std::string& path : pictures)
            listing.pictures.push_back({path, 0, std::nullopt});
    } else {
        MICROT_TRY(listing, listDataset(absolute));
        for (ListedPicture& picture : listing.pictures)
            picture = {picture.path, 0, std::nullopt};
    }
    listing.layout = "Pool";
    listing.classes = {"unlabelled"};
    if (listing.pictures.empty())
        return Failure{Error::emptyDataset, printable(folder) + " holds no pictures."};
    MICROT_TRY(Dataset pool, buildDataset(absolute, listing, job));
    pool.classes.clear();
    for (Sample& sample : pool.samples)
        sample.label = -1;
    if (labelled)
        takeLabels(pool);
    return pool;
}

} // namespace microt
