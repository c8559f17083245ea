// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/train/teacher.h"
#include "engine/train/training_pictures.h"

namespace microt {

constexpr int kMaxViews = 64;

/// View `view` of a pool's picture: 0 is all of it, the others follow from the seed. In pixels of a stored
/// picture of `side` pixels.
View poolView(const PoolViews& views, std::int32_t sample, int view, int side);

} // namespace microt
