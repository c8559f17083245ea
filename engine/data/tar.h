// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "engine/base/result.h"

namespace microt {

// Pictures in tar files, as webdataset lays a pool out: shards of some thousand pictures, read from one end
// to the other. A picture in one has a path as if the tar file were a folder: "train-003.tar/000017.jpg".

/// A regular file in a tar file.
struct TarMember
{
    std::string name;
    std::uint64_t offset = 0; ///< of its first byte
    std::uint64_t bytes = 0;
};

struct TarListing
{
    std::vector<TarMember> members; ///< in order, whole ones alone
    Failure damage;                 ///< why there are no more; no code if the tar file is whole
};

/// True if a file's name ends like a tar file's.
bool hasTarSuffix(const std::filesystem::path& path);

/// Reads the headers: ustar, with the long names of GNU and pax. Errors: as readFile. What is damaged is
/// named with its place.
Result<TarListing> listTar(const std::filesystem::path& tar);

/// The bytes of a file, or of a picture in a tar file. Where tar files lie is remembered, so that each is
/// listed once; from several threads. Errors: as readFile.
Result<std::vector<std::uint8_t>> readFileOrMember(const std::filesystem::path& path, std::uint64_t maxBytes);

/// The shard that a picture's path lies in: its tar file, or else its folder.
std::string shardOf(const std::string& path);

} // namespace microt
