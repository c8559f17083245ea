// SPDX-License-Identifier: Apache-2.0
// Private to engine/deploy.
#pragma once

#include <vector>

#include "engine/deploy/arena_layout.h"

namespace microt {

/// Gives each block an offset so that none touches another that is needed at the same time, but for what may
/// lie over it. Best-fit in several orders, by size and by time; the same every time. Returns the bytes that
/// all take together.
std::uint32_t placeBlocks(std::vector<MemoryBlock>& blocks);

} // namespace microt
