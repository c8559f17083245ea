// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "engine/model/cost.h"

namespace microt {

/// Which features the heads at a cut see. A network has computed the boundaries of all earlier cuts when it
/// reaches one, so their means and deviations cost a pooling each.
struct Sight
{
    bool asPublished = false; ///< MicroT's paper: means at the cut alone; the full model's features alone
    int earlier = 0;          ///< earlier cuts that both heads see, too; not as published
};

constexpr int kMostEarlierCuts = 6; ///< at each exit; a board holds the features of 22 places

/// The cuts that heads at the cut `place` see, as places in the list of all cuts: at most `sight.earlier`
/// before it, evenly apart from the first on, and its own, last. Ascending, each once.
std::vector<std::size_t> placesSeen(std::size_t place, const Sight& sight);

/// The cuts that the head of the last of these exits sees: what the heads of all of them see of their own.
std::vector<std::size_t> placesSeen(const std::vector<std::size_t>& exits, const Sight& sight);

/// Length of what the head of the last of these exits, places in `cost.cuts`, sees; of the part head where
/// there is one.
int partFeatures(const GraphCost& cost, const std::vector<std::size_t>& exits, const Sight& sight);

} // namespace microt
