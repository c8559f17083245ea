// SPDX-License-Identifier: Apache-2.0
#include "engine/data/layout.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <system_error>

#include "engine/base/files.h"

namespace microt {

namespace fs = std::filesystem;

bool hasPictureSuffix(const fs::path& path)
{
    static constexpr std::array<const char*, 9> kSuffixes = {".jpg", ".jpeg", ".png",  ".ppm", ".bmp",
                                                             ".pgm", ".tif",  ".tiff", ".webp"};
    std::string suffix = path.extension().string();
    std::transform(suffix.begin(), suffix.end(), suffix.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return std::find(kSuffixes.begin(), kSuffixes.end(), suffix) != kSuffixes.end();
}

bool staysInside(const fs::path& relative)
{
    if (relative.empty() || relative.is_absolute())
        return false;
    int depth = 0;
    for (const fs::path& part : relative) {
        depth += part == ".." ? -1 : (part == "." || part.empty()) ? 0 : 1;
        if (depth < 0)
            return false;
    }
    return depth > 0;
}

Result<std::vector<std::string>> subfolders(const fs::path& folder)
{
    std::vector<std::string> names;
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
        std::error_code ignored;
        const std::string name = it->path().filename().string();
        if (name[0] != '.' && it->is_directory(ignored))
            names.push_back(name);
    }
    if (error)
        return failureFromErrno(error.value(), "read", folder);
    std::sort(names.begin(), names.end());
    return names;
}

Result<std::vector<std::string>> picturesBelow(const fs::path& folder, const fs::path& root)
{
    std::vector<std::string> paths;
    std::error_code error;
    for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
        const std::string name = it->path().filename().string();
        std::error_code ignored;
        if (name[0] == '.') {
            if (it->is_directory(ignored))
                it.disable_recursion_pending();
            continue;
        }
        if (hasPictureSuffix(it->path()) && !it->is_directory(ignored))
            paths.push_back(it->path().lexically_relative(root).string());
    }
    if (error)
        return failureFromErrno(error.value(), "read", folder);
    std::sort(paths.begin(), paths.end());
    return paths;
}

namespace {

/// Names of folders that mean a given split, and what they mean.
const std::map<std::string, Split> kSplitFolders = {
    {"train", Split::train},       {"training", Split::train},         {"val", Split::calibration},
    {"valid", Split::calibration}, {"validation", Split::calibration}, {"test", Split::test}};

Status listClasses(const fs::path& folder, std::optional<Split> split, Listing& listing)
{
    MICROT_TRY(const std::vector<std::string> names, subfolders(folder));
    for (const std::string& name : names) {
        MICROT_TRY(const std::vector<std::string> pictures, picturesBelow(folder / name, listing.root));
        if (pictures.empty())
            continue;
        auto found = std::find(listing.classes.begin(), listing.classes.end(), name);
        if (found == listing.classes.end())
            found = listing.classes.insert(listing.classes.end(), name);
        const auto label = static_cast<int>(found - listing.classes.begin());
        for (const std::string& path : pictures)
            listing.pictures.push_back({path, label, split});
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

Result<Listing> listImageFolder(const fs::path& root)
{
    Listing listing;
    listing.layout = "ImageFolder";
    listing.root = root;
    MICROT_TRY(const std::vector<std::string> names, subfolders(root));
    const bool splitFolders =
        std::count(names.begin(), names.end(), "train") + std::count(names.begin(), names.end(), "training") >
            0 &&
        std::all_of(names.begin(), names.end(),
                    [](const std::string& name) { return kSplitFolders.count(name) > 0; });
    if (splitFolders) {
        const bool measures = std::count(names.begin(), names.end(), "test") > 0;
        for (const std::string& name : names) {
            const Split split = kSplitFolders.at(name);
            // With nothing but train and val, val is what its makers measure on.
            MICROT_CHECK(listClasses(
                root / name, split == Split::calibration && !measures ? Split::test : split, listing));
        }
    } else {
        MICROT_CHECK(listClasses(root, std::nullopt, listing));
    }
    sortClasses(listing);
    return listing;
}

Result<Listing> listDataset(const fs::path& source)
{
    std::error_code error;
    const fs::file_status status = fs::status(source, error);
    if (!fs::exists(status))
        return Failure{Error::fileNotFound,
                       printable(source) + " does not exist. Choose a folder of pictures or a CSV manifest."};
    if (!fs::is_directory(status))
        return listManifest(source);
    if (fs::is_directory(source / "images", error) && fs::is_directory(source / "annotations", error))
        return listPets(source);
    if (fs::exists(source / "image_class_labels.txt", error) && fs::exists(source / "images.txt", error))
        return listBirds(source);
    if (fs::is_directory(source / "data", error)) {
        auto plants = listPlants(source);
        if (!plants.ok() || !plants.value().pictures.empty())
            return plants;
    }
    return listImageFolder(source);
}

} // namespace microt
