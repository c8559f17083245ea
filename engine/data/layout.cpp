// SPDX-License-Identifier: Apache-2.0
#include "engine/data/layout.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <system_error>

#include "engine/base/files.h"

namespace microt {

namespace fs = std::filesystem;

namespace {

/// Names of folders that mean a given split, and what they mean.
const std::map<std::string, Split> kSplitFolders = {
    {"train", Split::train},       {"training", Split::train},         {"val", Split::calibration},
    {"valid", Split::calibration}, {"validation", Split::calibration}, {"test", Split::test}};

void append(std::vector<BadFile>& to, std::vector<BadFile> from)
{
    std::move(from.begin(), from.end(), std::back_inserter(to));
}

Status listClasses(const fs::path& folder, std::optional<Split> split, const ReadOptions& options,
                   Listing& listing)
{
    MICROT_TRY(Found here, lookThrough(folder, listing.root, false, options));
    for (const std::string& path : here.pictures)
        listing.bad.push_back(
            {path,
             {Error::badPicture, printable(path) + ": it lies beside the classes' folders."},
             LeftOut::noClass});
    append(listing.bad, std::move(here.leftOut));
    for (const std::string& name : here.folders) {
        const auto below = lookThrough(folder / name, listing.root, true, options);
        const std::string path = (folder / name).lexically_relative(listing.root).string();
        if (!below.ok()) {
            listing.bad.push_back({path, below.failure(), LeftOut::unreadable});
            continue;
        }
        append(listing.bad, below.value().leftOut);
        if (below.value().pictures.empty()) {
            listing.bad.push_back(
                {path,
                 {Error::emptyDataset, printable(path) + ": no picture lies in this folder."},
                 LeftOut::noPictures});
            continue;
        }
        auto found = std::find(listing.classes.begin(), listing.classes.end(), name);
        if (found == listing.classes.end())
            found = listing.classes.insert(listing.classes.end(), name);
        const auto label = static_cast<int>(found - listing.classes.begin());
        for (const std::string& picture : below.value().pictures)
            listing.pictures.push_back({picture, label, split});
    }
    return {};
}

/// Classes in the order of their names, however they were met.
void sortClasses(Listing& listing)
{
    std::vector<std::string> sorted = listing.classes;
    std::sort(sorted.begin(), sorted.end());
    for (ListedPicture& picture : listing.pictures) {
        const std::string& name = listing.classes[static_cast<std::size_t>(picture.label)];
        picture.label =
            static_cast<int>(std::lower_bound(sorted.begin(), sorted.end(), name) - sorted.begin());
    }
    listing.classes = std::move(sorted);
}

} // namespace

Result<Listing> listImageFolder(const fs::path& root, const ReadOptions& options)
{
    Listing listing;
    listing.layout = "ImageFolder";
    listing.root = root;
    MICROT_TRY(Found here, lookThrough(root, root, false, options));
    const std::vector<std::string>& names = here.folders;
    const bool splitFolders =
        std::count(names.begin(), names.end(), "train") + std::count(names.begin(), names.end(), "training") >
            0 &&
        std::all_of(names.begin(), names.end(),
                    [](const std::string& name) { return kSplitFolders.count(name) > 0; });
    if (splitFolders) {
        const bool measures = std::count(names.begin(), names.end(), "test") > 0;
        for (const std::string& path : here.pictures)
            listing.bad.push_back({path,
                                   {Error::badPicture, printable(path) + ": it lies beside train and test."},
                                   LeftOut::noClass});
        append(listing.bad, std::move(here.leftOut));
        for (const std::string& name : names) {
            const Split split = kSplitFolders.at(name);
            // With nothing but train and val, val is what its makers measure on.
            MICROT_CHECK(listClasses(root / name,
                                     split == Split::calibration && !measures ? Split::test : split, options,
                                     listing));
        }
    } else {
        MICROT_CHECK(listClasses(root, std::nullopt, options, listing));
    }
    sortClasses(listing);
    return listing;
}

Result<Listing> listDataset(const fs::path& source, const ReadOptions& options)
{
    std::error_code error;
    const fs::file_status status = fs::status(source, error);
    if (!fs::exists(status))
        return Failure{Error::fileNotFound,
                       printable(source) + " does not exist. Choose a folder of pictures or a CSV manifest."};
    if (!fs::is_directory(status))
        return listManifest(source, options);
    if (fs::is_directory(source / "images", error) && fs::is_directory(source / "annotations", error))
        return listPets(source, options);
    if (fs::exists(source / "image_class_labels.txt", error) && fs::exists(source / "images.txt", error))
        return listBirds(source, options);
    if (fs::is_directory(source / "data", error)) {
        auto plants = listPlants(source, options);
        if (!plants.ok() || !plants.value().pictures.empty())
            return plants;
    }
    return listImageFolder(source, options);
}

} // namespace microt
