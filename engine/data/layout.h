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
    int line = 0; ///< of the manifest, or 0
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

/// Names what is in a folder (any layout of dataset.h) or a CSV manifest; of files without a picture's name
/// the first bytes are read. Errors as openDataset.
Result<Listing> listDataset(const std::filesystem::path& source, const ReadOptions& options);

Result<Listing> listManifest(const std::filesystem::path& file, const ReadOptions& options);
Result<Listing> listImageFolder(const std::filesystem::path& root, const ReadOptions& options);
Result<Listing> listPets(const std::filesystem::path& root, const ReadOptions& options);
Result<Listing> listBirds(const std::filesystem::path& root, const ReadOptions& options);
Result<Listing> listPlants(const std::filesystem::path& root, const ReadOptions& options);

/// ASCII letters in lower case.
std::string lower(std::string text);

/// True if a file's name ends like a picture's (jpg jpeg jpe jfif png ppm bmp pgm tif tiff webp gif heic heif
/// avif, any case).
bool hasPictureSuffix(const std::filesystem::path& path);

/// What lies below a folder. Paths are relative to the root and sorted by bytes.
struct Found
{
    std::vector<std::string> pictures; ///< by name or by their first bytes
    std::vector<std::string> folders;  ///< right below it, links to folders only if they are followed
    std::vector<BadFile> leftOut;      ///< everything else
};

/// Looks through a folder, `deep` or not. Links to folders are followed, each folder once, where `options`
/// say so. A folder below it that cannot be read is left out. Errors, of the folder itself: permissionDenied,
/// fileNotFound, ioFailure.
Result<Found> lookThrough(const std::filesystem::path& folder, const std::filesystem::path& root, bool deep,
                          const ReadOptions& options);

/// A picture that a listing with names for others does not name.
BadFile notListed(const std::string& path);

/// Adds what lies below `folder` and is not named by the listing.
Status addUnlisted(Listing& listing, const std::filesystem::path& folder, const ReadOptions& options);

/// The pictures in tar files, which a search for pictures leaves out, go where the others are, shard by
/// shard. What is damaged of one is left out in its name.
void addTarMembers(Listing& listing);

/// Labels as webdataset has them: beside "000017.jpg" in a tar file "000017.cls", the number of its class;
/// where folders name no classes.
void takeTarLabels(Dataset& pool);

/// True if `relative` stays below the root: not absolute, and never climbing out of it.
bool staysInside(const std::filesystem::path& relative);

} // namespace microt
