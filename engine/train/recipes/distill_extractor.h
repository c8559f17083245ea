// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/train/recipes/extractor_record.h"
#include "engine/train/training/distill.h"

namespace microt {

/// A distillation from files to a file.
struct DistillJob
{
    std::string teacher; ///< an extractor's spec, a TorchScript .pt, or embeddings .npy
    /// Of a .pt, which does not say what it expects: as DINOv2 was trained, with ImageNet's statistics.
    Preprocessing teacherPictures{224,
                                  224,
                                  ResizeMode::squash,
                                  Interpolation::antialias,
                                  Colour::rgb,
                                  {0.485F, 0.456F, 0.406F},
                                  {0.229F, 0.224F, 0.225F}};
    std::string student;            ///< an architecture's name for fresh weights, or an extractor's spec
    int resolution = 0;             ///< of a fresh student, pixels; 0 takes the architecture's own
    std::vector<std::string> pools; ///< folders
    bool labelled = false;          ///< take labels where a pool has them
    PoolViews views;
    DistillOptions options;
    bool halfPrecision = false; ///< store weights as float16
};

struct Distilled : RecordedExtractor
{
    DistillEpoch last;
};

/// The command line that does this work again, data by name and never by path.
std::string distillCommand(const DistillJob& work, const std::filesystem::path& output);

/// Opens teacher, student and pools, asks the teacher (cached in `cacheFolder`), distils, and saves `output`,
/// which must end in .mtx, with a record beside it. The record names data by name and content hash, never by
/// path. Of several ranks only rank 0 saves; the others return no file. Errors: invalidArgument for another
/// ending or an unknown student, permissionDenied before any work
/// if the folder cannot be written, those of opening, askTeacher, distill and saveMtx.
Result<Distilled> distillExtractor(const DistillJob& work, const std::filesystem::path& output,
                                   const std::filesystem::path& cacheFolder,
                                   const std::function<void(const DistillEpoch&, const Graph&)>& onEpoch,
                                   const JobContext& job);

} // namespace microt
