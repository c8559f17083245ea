// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/model/cost.h"
#include "engine/model/quant_model.h"
#include "engine/runtime/image.h"

namespace microt {

/// Small networks with made-up numbers whose operators, taken together, show what an operator costs by kind
/// and size: 1x1 and 3x3 convolutions, depthwise ones of every window and stride that boards have kernels
/// for, additions, pools. The same every time; an image of each fits every board.
std::vector<QuantModel> operatorSuite();

/// The work of an operator of an image, as countCost() counts it.
OpCost costOfImageOp(const ImageView& image, int op);

} // namespace microt
