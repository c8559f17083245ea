// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runtime/executor.h"

namespace microt::firmware {

/// Runs an operator with the DSP extension of Cortex-M4 and M7: two multiply-accumulates an instruction on
/// 16-bit pairs. Bit for bit what runOpReference computes, which it calls for what it does not know:
/// convolutions in groups or with weights in rows, depthwise windows other than 3x3, 5x5, 7x7 or with strides
/// other than 1 and 2, additions with an output shift outside [-22, -1], an operator given less scratch than
/// kernel_scratch.h says, and all kinds but convolution, depthwise and addition. Works in the call's scratch
/// and 2 KB of stack.
void runOpDsp(const OpCall& call, void* context);

/// Whether runOpDsp does this operator itself.
bool dspKnows(const OpCall& call);

} // namespace microt::firmware
