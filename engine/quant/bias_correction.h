// SPDX-License-Identifier: Apache-2.0
// Private to engine/quant.
#pragma once

#include <vector>

#include "engine/data/picture.h"
#include "engine/quant/structure.h"
#include "engine/train/forward/embed.h"

namespace microt {

/// Rounded weights shift the mean of what a channel computes, and pooled features are means. Operator by
/// operator, runs the int8 network on `pictures` and adds to each channel's bias what its mean output lacks
/// against the float network's (Nagel et al., "Data-Free Quantization Through Weight Equalization and Bias
/// Correction", ICCV 2019, section 4.2, in its empirical form). Errors: those of the float run, cancelled.
Status correctBias(const QuantStructure& structure, const FloatExecutor& executor,
                   const std::vector<Picture>& pictures, QuantModel& model, const JobContext& job);

} // namespace microt
