// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace microt::firmware {

/// Starts SysTick on the processor's clock; it counts until somebody reads it, without end.
void startTicks();

/// Processor clocks since startTicks().
std::uint64_t ticks();

} // namespace microt::firmware
