// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/job_context.h"
#include "engine/base/result.h"
#include "engine/data/dataset.h"
#include "engine/data/picture.h"

namespace microt {

/// A picture as it comes from a stream.
struct StreamPicture
{
    Picture picture;           ///< RGB, of any size
    std::string name;          ///< for people: its file, or a number
    std::int32_t label = -1;   ///< what it shows, index into Dataset::classes; -1: not known
    bool onlyMeasures = false; ///< of a test split: nothing may learn from it
};

/// Pictures that come one after the other: from files, from a camera. One thread at a time.
class PictureStream
{
public:
    virtual ~PictureStream() = default;

    /// The next picture, or none when it is over. Waits for a camera. Errors: those of what it reads.
    virtual Result<std::optional<StreamPicture>> next(const JobContext& job) = 0;
    virtual int total() const { return 0; }   ///< pictures or files there are; 0: without end
    virtual int skipped() const { return 0; } ///< files so far that could not be read
};

/// A file that may be shown, with what is known of it.
struct PictureFile
{
    std::filesystem::path path;
    std::int32_t label = -1;
    bool onlyMeasures = false;
};

/// Regular files below a folder by path, hidden ones left out; nothing is opened. Errors: fileNotFound,
/// permissionDenied, ioFailure, emptyDataset (no file at all), cancelled.
Result<std::vector<PictureFile>> filesBelow(const std::filesystem::path& folder, const JobContext& job);

/// The files of a split by turns of the classes. May be empty.
std::vector<PictureFile> filesOfSplit(const Dataset& dataset, Split split);

/// Says of files that are pictures of the dataset what they show and whether they only measure.
void nameKnown(std::vector<PictureFile>& files, const Dataset& dataset);

/// Another order, from `seed` alone, the same everywhere.
void shuffleFiles(std::vector<PictureFile>& files, std::uint64_t seed);

/// Shows files in their order. What cannot be decoded is skipped and counted; if that is all of them, the
/// first asking fails. `background` as decodePicture(). Error of next(): emptyDataset.
std::unique_ptr<PictureStream> showFiles(std::vector<PictureFile> files, Rgb background = kWhite);

} // namespace microt
