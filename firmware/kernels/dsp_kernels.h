// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runtime/executor.h"

namespace microt::firmware {

/// Runs an operator with the DSP extension of Cortex-M4 and M7: two multiply-accumulates an instruction on
/// 16-bit pairs. Bit for bit what runOpReference computes, which it calls for what it does not know: kernels
/// other than 3x3, 5x5, 7x7 in a depthwise operator, scales above 1, sums that could leave 31 bits,
/// additions, pools. Keeps scratch of its own: one call at a time.
void runOpDsp(const OpCall& call, void* context);

/// Whether runOpDsp does this operator itself.
bool dspKnows(const OpCall& call);

} // namespace microt::firmware
