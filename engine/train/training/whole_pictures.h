// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <vector>

#include "engine/train/forward/embed.h"
#include "engine/train/forward/worker_pool.h"
#include "engine/train/pictures/training_pictures.h"

namespace microt {

/// Runs `executor` on whole pictures, by their number among `pictures`, in batches on all threads of
/// `workers`; on a GPU on this thread alone. `take` is called from these with the place in `numbers` of a
/// batch's first picture and what the network gave. Errors: those of FloatExecutor::run and
/// TrainingPictures::render.
Status runOnWholePictures(const FloatExecutor& executor, const Preprocessing& preprocessing,
                          const TrainingPictures& pictures, const std::vector<int>& numbers,
                          WorkerPool& workers,
                          const std::function<void(int first, const FloatExecutor::Output& output)>& take);

} // namespace microt
