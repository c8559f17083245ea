// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <unordered_map>
#include <vector>

#include "engine/base/counter_random.h"
#include "engine/base/job_context.h"
#include "engine/data/dataset.h"
#include "engine/data/picture.h"
#include "engine/model/preprocessing.h"

namespace microt {

/// How far pictures are varied while training; every one may also be mirrored.
struct Augmentation
{
    double smallestArea = 0.35;  ///< of the picture that a crop shows; the largest is all of it
    double largestAspect = 1.33; ///< of a crop, and its inverse
    double light = 0.3;          ///< brightness, contrast and saturation each change by up to this share
};

/// What one varied view shows of a square picture: a crop, perhaps mirrored, and changes of light,
/// out = (grey + saturation (in - grey)) * gain + offset.
struct View
{
    double left = 0.0; ///< of the crop, pixels of the stored picture
    double top = 0.0;
    double width = 0.0;
    double height = 0.0;
    bool mirrored = false;
    float saturation = 1.0F;
    float gain = 1.0F;
    float offset = 0.0F;
};

/// All of a picture of `side` pixels, unchanged.
View wholeView(int side);

/// A view of a picture of `side` pixels: random crop, mirroring, light. The same numbers give the same view
/// at every side, in proportion.
View drawView(const Augmentation& augmentation, int side, CounterRandom& random);

/// A closer view within `view`: sides shrunk by up to `range` of themselves at a random place, mirrored with
/// probability 1/2. For a student that must not learn its pictures by heart.
View jitterView(const View& view, double range, CounterRandom& random);

/// A view of a square picture uint8 [side, side, 3] at `resolution` pixels, with the filter of
/// resizePicture.
Picture renderView(const std::uint8_t* rgb, int side, int resolution, const View& view);

/// (1 - share) of `picture` and `share` of `other`, which has its size.
void blendInto(Picture& picture, const Picture& other, double share);

/// Half of this machine's memory, bytes.
std::uint64_t halfOfMemory();

/// Square uint8 pictures [count, side, side, 3] with labels. Immutable once loaded; may be asked by several
/// threads at once.
class TrainingPictures
{
public:
    /// Decodes and fits the samples `indices` at `side` pixels; undecodable ones are left out. The first stay
    /// in memory, up to `memory` bytes; the others are decoded again whenever they are asked for, which is
    /// slower and gives the same. Errors: cancelled.
    static Result<TrainingPictures> load(const Dataset& dataset, const std::vector<std::int32_t>& indices,
                                         Preprocessing preprocessing, int side, const JobContext& job,
                                         std::uint64_t memory = halfOfMemory());

    int side() const { return m_side; }
    int count() const { return static_cast<int>(m_labels.size()); }
    int label(int index) const { return m_labels[static_cast<std::size_t>(index)]; }
    /// Errors: those of decodePicture, for a file that has changed since.
    Result<Picture> picture(int index) const;

    std::int32_t sample(int index) const { return m_samples[static_cast<std::size_t>(index)]; }
    std::optional<int> find(std::int32_t sample) const; ///< its index

    /// Errors as picture.
    Result<Picture> render(int index, int resolution, const View& view) const;

private:
    /// How many are in memory: those before the first of m_files.
    int kept() const { return count() - static_cast<int>(m_files.size()); }

    Preprocessing m_preprocessing;
    int m_side = 0;
    std::vector<std::uint8_t> m_rgb;            ///< of the first pictures
    std::vector<std::filesystem::path> m_files; ///< of the others
    std::vector<int> m_labels;
    std::vector<std::int32_t> m_samples;             ///< indices into Dataset::samples
    std::unordered_map<std::int32_t, int> m_indexOf; ///< of a sample
};

} // namespace microt
