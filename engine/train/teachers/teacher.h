// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/fields.h"
#include "engine/base/job_context.h"
#include "engine/data/dataset.h"
#include "engine/data/picture.h"
#include "engine/features/feature_set.h"
#include "engine/model/extractor.h"
#include "engine/train/forward/device.h"
#include "engine/train/pictures/training_pictures.h"
#include "engine/train/ranks/ranks.h"

namespace microt {

/// A network whose embeddings a student learns to predict. Frozen; may be asked by several threads at once,
/// on a GPU better by one alone.
class Teacher
{
public:
    virtual ~Teacher() = default;
    const std::string& name() const { return m_name; }         ///< for people and recipes
    const std::string& identity() const { return m_identity; } ///< SHA-256 of what it computes with
    int dimensions() const { return m_dimensions; }
    /// Its own: a 64-pixel student may learn from a 176-pixel teacher.
    const Preprocessing& preprocessing() const { return m_preprocessing; }
    const Device& device() const { return m_device; }
    /// Embeddings [pictures, dimensions] of fitted pictures. Errors: numericFailure, outOfMemory.
    virtual Result<FeatureMatrix> embed(const std::vector<Picture>& fitted) const = 0;

protected:
    Teacher(std::string name, std::string identity, int dimensions, const Preprocessing& preprocessing,
            const Device& device = {})
        : m_name(std::move(name)), m_identity(std::move(identity)), m_dimensions(dimensions),
          m_preprocessing(preprocessing), m_device(device)
    {}

    std::string m_name;
    std::string m_identity;
    int m_dimensions;
    Preprocessing m_preprocessing;
    Device m_device;
};

/// An extractor's full features: in float32 on `device`, or of an int8 file as a board computes them, on the
/// CPU. Errors: missingWeights, those of validateGraph, checkDevice and buildImage.
Result<std::unique_ptr<Teacher>> makeTeacher(const Extractor& extractor, const Device& device = {});

/// A TorchScript file (`torch.jit.trace(...).save("teacher.pt")`) that maps float32 [N, 3, S, S] to
/// embeddings [N, D]. It is asked once for its dimensions. Errors: as readFile, malformed (no TorchScript),
/// shapeMismatch (another input size or output than that), unsupportedFormat (its output is no float tensor),
/// those of checkDevice.
Result<std::unique_ptr<Teacher>> openScriptTeacher(const std::filesystem::path& path,
                                                   const Preprocessing& preprocessing,
                                                   const Device& device = {});

/// How pictures of a pool are shown to teacher and student: both see the same view at their own resolution.
struct PoolViews
{
    /// Views of each picture; the first is the whole picture. A picture whose shorter side is less
    /// than half the teacher's resolution has that one alone: a crop of it shows nothing.
    int count = 1;
    Augmentation variation; ///< of the others
    std::uint64_t seed = 0; ///< the training's; no field of its own
    /// Share of the others into which a view of another such picture is blended (mixup; Zhang et al.,
    /// ICLR 2018). The teacher is asked about the blend itself (Beyer et al., CVPR 2022).
    double mixup = 0.0;

    template <typename Self, typename Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit(self.count,
              Field("count", "Views of each picture that teacher and student share; small pictures have one")
                  .range(1, 64)
                  .named("views"));
        visit(self.variation.smallestArea,
              Field("smallestView", "Share of a picture's area that a view shows at least").range(0.01, 1.0));
        visit(self.variation.largestAspect,
              Field("largestAspect", "Longest side of a view by its shortest").range(1.0, 10.0).named(""));
        visit(self.variation.light,
              Field("light", "Brightness, contrast and saturation of a view each change by up to this share")
                  .range(0.0, 0.9));
        visit(self.mixup,
              Field("mixup", "Share of the views but the first into which another picture's view is blended")
                  .range(0.0, 1.0));
    }
};

/// What the teacher says about a pool.
struct TeacherEmbeddings
{
    std::string teacher; ///< Teacher::name
    /// What computed them, wherever it did; empty where that is not known.
    std::string identity;
    /// Row by row, ascending: a picture stands once for each of its views, view 0 first. Pictures that could
    /// not be decoded are missing.
    std::vector<std::int32_t> samples;
    FeatureMatrix values; ///< [samples, dimensions]
    int dimensions() const { return static_cast<int>(values.cols()); }
};

/// Asks the teacher about every view of every picture that is this rank's (all, without ranks), on all cores
/// or, on a GPU, about many at once while the cores make the next views; computed once and cached under what
/// computed them and the device's arithmetic, so that epochs cost only the student. Progress counts pictures.
/// Errors: those of the teacher, emptyDataset, cancelled, outOfRange (views, mixup), those of writing the
/// cache.
Result<TeacherEmbeddings> askTeacher(const Teacher& teacher, const Dataset& pool, const PoolViews& views,
                                     const std::filesystem::path& cacheFolder, const JobContext& job,
                                     const Ranks* ranks = nullptr);

/// Embeddings made elsewhere: `.npy` float32 [N, D] and beside it `.csv` with a column `path` naming the
/// pool's pictures row by row, as `microt embed` writes them; those of this rank are taken. Errors: as
/// readNpy, badManifest (line), shapeMismatch (rows), numericFailure.
Result<TeacherEmbeddings> readTeacherEmbeddings(const std::filesystem::path& npy, const Dataset& pool,
                                                const Ranks* ranks = nullptr);

} // namespace microt
