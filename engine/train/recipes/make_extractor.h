// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "engine/train/recipes/extractor_record.h"
#include "engine/train/training/pretrain.h"

namespace microt {

/// A pre-training from labelled pictures to a file.
struct PretrainJob
{
    std::string data;                         ///< anything that openDataset takes
    std::string architecture = "mcunet-vww0"; ///< one of architectureNames()
    int resolution = 64;                      ///< pixels; 0 takes the architecture's own
    PretrainOptions options;
    DeviceOptions device;
    bool halfPrecision = false;

    template <typename Self, typename Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit(self.data,
              Field("data", "A folder of pictures in any known layout, or a CSV manifest").named(""));
        visit(self.architecture, Field("architecture", "Built-in architecture").named("arch"));
        visit(self.resolution, Field("resolution", "Side of the input, pixels"));
        visit(self.options, Field("training", ""));
        visit(self.device, Field("place", ""));
        visit(self.halfPrecision, Field("halfPrecision", "Store weights as float16").named("half"));
    }
};

/// The same, data by name and never by path.
PretrainJob recorded(PretrainJob work);

/// What a training is, wherever it is computed: the same as recorded() but for the device. Equal trainings
/// have equal fields.
PretrainJob identityOf(const PretrainJob& work);

struct MadeExtractor : RecordedExtractor
{
    PretrainEpoch last;
};

/// Makes an extractor: opens the data, pre-trains the architecture from fresh weights, drops the classifier
/// and saves it as `output`, which must end in .mtx, with the recipe inside and a record beside it: its
/// "options" are the fields of recorded(). Errors: invalidArgument for another ending, permissionDenied
/// before any training if the folder cannot be written, those of openDevice, before anything else,
/// openDataset, makeArchitecture, pretrain and saveMtx.
Result<MadeExtractor> makeExtractor(const PretrainJob& work, const std::filesystem::path& output,
                                    const std::function<void(const PretrainEpoch&)>& onEpoch,
                                    const JobContext& job);

} // namespace microt
