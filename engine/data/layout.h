// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/data/dataset.h"

namespace microt {

/// A picture that a layout names, before anybody looked at the file.
struct ListedPicture
{
    std::string path; ///< relative to the root
    int label = 0;
    std::optional<Split> split;
};

/// What a layout says: classes and pictures; `bad` are entries that cannot be right.
struct Listing
{
    std::string layout;
    std::filesystem::path root;
    std::vector<std::string> classes;
    std::vector<ListedPicture> pictures;
    std::vector<BadFile> bad;
};

/// Names what is in a folder (any layout of dataset.h) or a CSV manifest, without reading pictures. Errors as
/// openDataset.
Result<Listing> listDataset(const std::filesystem::path& source);

Result<Listing> listManifest(const std::filesystem::path& file);
Result<Listing> listImageFolder(const std::filesystem::path& root);
Result<Listing> listPets(const std::filesystem::path& root);
Result<Listing> listBirds(const std::filesystem::path& root);
Result<Listing> listPlants(const std::filesystem::path& root);

/// True if a file's name ends like a picture's (jpg jpeg png ppm bmp pgm tif tiff webp, any case).
bool hasPictureSuffix(const std::filesystem::path& path);

/// Pictures below a folder, relative to `root`, sorted by bytes. Hidden files are passed over; links to
/// folders are not followed. Errors: permissionDenied, fileNotFound, ioFailure.
Result<std::vector<std::string>> picturesBelow(const std::filesystem::path& folder,
                                               const std::filesystem::path& root);

/// Sub-folders of a folder by name, hidden ones left out, sorted by bytes.
Result<std::vector<std::string>> subfolders(const std::filesystem::path& folder);

/// True if `relative` stays below the root: not absolute, and never climbing out of it.
bool staysInside(const std::filesystem::path& relative);

} // namespace microt
