// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>

namespace microt {

// What every training run shares.

using Clock = std::chrono::steady_clock;

inline double secondsSince(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// What the random numbers of a run are for; each purpose has its own streams.
enum Stream : std::uint64_t { kHoldOut = 2, kOrder = 3, kFirstEpoch = 16 };

} // namespace microt
