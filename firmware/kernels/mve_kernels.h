// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runtime/executor.h"

namespace microt::firmware {

/// Runs an operator with the vectors of Cortex-M55 (Helium): 16 multiply-accumulates an instruction. Bit for
/// bit what runOpReference computes, which it calls for what it does not know: what runOpDsp does not know
/// either, depthwise operators with scratch for no strip, convolutions of few taps to many channels with too
/// little. Works in the call's scratch and 3 KB of stack. Only where the compiler knows these vectors.
void runOpMve(const OpCall& call, void* context);

/// Whether runOpMve does this operator itself.
bool mveKnows(const OpCall& call);

} // namespace microt::firmware
