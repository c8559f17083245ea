// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "engine/train/recipes/extractor_record.h"
#include "engine/train/training/pretrain.h"

namespace microt {

struct MakeExtractorOptions
{
    std::string architecture = "mcunet-vww0"; ///< one of architectureNames()
    int resolution = 64;                      ///< pixels; 0 takes the architecture's own
    bool halfPrecision = false;               ///< store weights as float16
    PretrainOptions training;
};

struct MadeExtractor : RecordedExtractor
{
    PretrainEpoch last;
};

/// Makes an extractor from labelled pictures: opens `data` (anything openDataset takes), pre-trains the
/// architecture from fresh weights, drops the classifier and saves it as `output`, which must end in .mtx,
/// with the recipe inside and a record beside it. The recipe names data by name and content hash, never by
/// path. Errors: invalidArgument for another ending, permissionDenied before any training if the folder
/// cannot be written, those of openDataset, makeArchitecture, pretrain and saveMtx.
Result<MadeExtractor> makeExtractor(const std::filesystem::path& data, const std::filesystem::path& output,
                                    const MakeExtractorOptions& options,
                                    const std::function<void(const PretrainEpoch&)>& onEpoch,
                                    const JobContext& job);

} // namespace microt
