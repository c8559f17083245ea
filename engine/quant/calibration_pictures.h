// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "engine/data/dataset.h"
#include "engine/data/picture.h"
#include "engine/quant/quantizer.h"

namespace microt {

/// Which pictures of the train split calibrate: classes take turns, so that each gives as many as another as
/// long as it has them. Indices into Dataset::samples, ascending; `options.seed` alone decides.
std::vector<std::int32_t> chooseCalibration(const Dataset& dataset, const QuantizeOptions& options);

/// The chosen pictures, fitted; `chosen` loses those that cannot be decoded. Errors: tooFewSamples if none is
/// left, cancelled.
Result<std::vector<Picture>> loadCalibration(const Dataset& dataset, std::vector<std::int32_t>& chosen,
                                             const Preprocessing& preprocessing, const JobContext& job);

} // namespace microt
