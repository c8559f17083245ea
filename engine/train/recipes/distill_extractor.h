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
    std::vector<std::string> pools; ///< folders; their labels are taken where a loss wants them
    DistillOptions options;
    PoolViews views;              ///< drawn with the options' seed
    CheckpointPolicy checkpoints; ///< no field: the record holds what made the weights
    DeviceOptions device;
    Ranks* ranks = nullptr; ///< as in ComputePlace; no field
    bool halfPrecision = false;

    template <typename Self, typename Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit(self.teacher, Field("teacher", "The network whose embeddings are learned: an extractor, a "
                                             "TorchScript .pt, or embeddings .npy with their .csv"));
        visit(self.teacherPictures.height, // a square
              Field("teacherResolution", "Side of a .pt teacher's input").range(1, 1e5));
        visit(self.teacherPictures.mean,
              Field("teacherMean",
                    "Mean of red, green and blue (0..1) that a .pt teacher expects to be taken "
                    "off; default ImageNet's"));
        visit(self.teacherPictures.deviation,
              Field("teacherDeviation", "Deviation that it expects to be divided by"));
        visit(self.student, Field("student", "A built-in architecture (fresh weights) or an extractor"));
        visit(self.resolution, Field("resolution", "Side of a fresh student's input, pixels"));
        visit(
            self.pools,
            Field("pools", "Folders of pictures; they need no labels, and none of your task's test pictures")
                .named(""));
        visit(self.options, Field("training", ""));
        visit(self.views, Field("views", ""));
        visit(self.device, Field("place", ""));
        visit(self.halfPrecision, Field("halfPrecision", "Store weights as float16").named("half"));
    }
};

/// What made an extractor: data by name and never by path.
DistillJob recorded(DistillJob work);

/// What a training is, wherever it is computed: the same as recorded() but for the device. Equal trainings
/// have equal fields.
DistillJob identityOf(const DistillJob& work);

struct Distilled : RecordedExtractor
{
    DistillEpoch last;
};

/// Chooses the device, before anything else; opens teacher, student and pools, asks the teacher (cached in
/// `cacheFolder`), distils, and saves `output`, which must end in .mtx, with a record beside it: its
/// "options" are the fields of recorded(). Of several ranks only rank 0 saves; the others return no file.
/// Errors: invalidArgument for another ending or an unknown student, permissionDenied before any work if the
/// folder cannot be written, those of openDevice and opening, askTeacher, distill and saveMtx.
Result<Distilled> distillExtractor(const DistillJob& work, const std::filesystem::path& output,
                                   const std::filesystem::path& cacheFolder,
                                   const std::function<void(const DistillEpoch&, const Graph&)>& onEpoch,
                                   const JobContext& job);

} // namespace microt
