// SPDX-License-Identifier: Apache-2.0
// Private to engine/quant.
#pragma once

#include <vector>

#include "engine/data/picture.h"
#include "engine/quant/quantizer.h"
#include "engine/quant/structure.h"
#include "engine/train/forward/embed.h"

namespace microt {

/// Runs the quantized `result.model` beside the float network on `pictures` and fills `result.layers` and
/// `result.exits`. `structure` is what the model was quantized from. Errors: those of
/// both runs, cancelled.
Status measureSignal(const QuantStructure& structure, const FloatExecutor& executor,
                     const std::vector<Picture>& pictures, QuantizeResult& result, const JobContext& job);

} // namespace microt
