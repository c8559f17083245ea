// SPDX-License-Identifier: Apache-2.0
// Private to engine/deploy.
#pragma once

#include "engine/deploy/arena_layout.h"

namespace microt {

/// Marks slice groups in `problem` until the arena has at most `ramBytes`, or as few as they can reach.
///
/// A group runs from one narrow place to the next: between two operators, where a single tensor is alive,
/// smaller than at the narrow places around it. Starting without groups, the one under the peak is cut into
/// slices, or into slices half as high, down to `leastRows`, as long as that helps; then each gets the
/// highest slices that leave the arena as it is, or at most `ramBytes`.
void chooseSlices(LayoutProblem& problem, std::uint32_t ramBytes, int leastRows);

} // namespace microt
