// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "engine/base/job_context.h"
#include "engine/data/dataset.h"
#include "engine/data/picture.h"
#include "engine/model/preprocessing.h"
#include "engine/train/counter_random.h"
#include "engine/train/pretrain.h"

namespace microt {

/// Square uint8 pictures in memory, [count, side, side, 3], with labels. Immutable once loaded.
class TrainingPictures
{
public:
    /// Decodes and fits the samples `indices` at `side` pixels; undecodable ones are left out. Errors:
    /// outOfMemory (more than half of this machine's memory), cancelled.
    static Result<TrainingPictures> load(const Dataset& dataset, const std::vector<std::int32_t>& indices,
                                         Preprocessing preprocessing, int side, const JobContext& job);

    int count() const { return static_cast<int>(m_labels.size()); }
    int label(int index) const { return m_labels[static_cast<std::size_t>(index)]; }
    Picture picture(int index) const;

    /// A varied view of a picture at `resolution` pixels: a random crop, bilinearly resized, perhaps
    /// mirrored, its light and colour changed.
    Picture vary(int index, int resolution, const Augmentation& augmentation, CounterRandom random) const;

private:
    int m_side = 0;
    std::vector<std::uint8_t> m_rgb;
    std::vector<int> m_labels;
};

} // namespace microt
