// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "engine/train/pictures/training_pictures.h"
#include "engine/train/teachers/teacher.h"

namespace microt {

constexpr int kMaxViews = 64;
constexpr int kMixGroup = 256; ///< pictures in memory together where views are blended

/// View `view` of a pool's picture: 0 is all of it, the others follow from the seed. In pixels of a stored
/// picture of `side` pixels.
View poolView(const PoolViews& views, std::int32_t sample, int view, int side);

/// A rank's pictures of a pool, ascending; all of them without ranks.
std::vector<std::int32_t> samplesOf(const Dataset& pool, const Ranks* ranks);

/// The order in which a teacher is shown pictures of a pool. Ascending without mixup; else at random, and
/// every kMixGroup in a row are a group, whose pictures are blended with each other only.
std::vector<std::int32_t> poolOrder(const PoolViews& views, std::vector<std::int32_t> samples);

/// A view of another picture that is blended into one.
struct Mix
{
    std::int32_t sample = -1; ///< the other picture; -1: none
    View view;                ///< of it
    double share = 0.0;       ///< of it in the blend, [0, 0.5)
};

/// What is blended into view `view` of `sample`. `group`: the pictures of its group that have several views,
/// in order.
Mix poolMix(const PoolViews& views, std::int32_t sample, int view, int side,
            const std::vector<std::int32_t>& group);

/// The same for a whole pool, once the teacher was asked.
class PoolMixes
{
public:
    /// `samples`: what poolOrder was given.
    PoolMixes(const PoolViews& views, std::vector<std::int32_t> samples, const TeacherEmbeddings& teacher);

    Mix of(std::int32_t sample, int view, int side) const;

private:
    PoolViews m_views;
    std::vector<std::vector<std::int32_t>> m_groups;
    std::unordered_map<std::int32_t, std::size_t> m_groupOf;
};

} // namespace microt
