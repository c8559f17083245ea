// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <vector>

#include "engine/base/job_context.h"
#include "engine/base/result.h"
#include "engine/twin/twin.h"

namespace microt {

/// The twin's speed on one thread against a peer, measured in turns: medians over the rounds, the ratio the
/// median of each round's.
struct TwinBench
{
    HostKernels kernels = HostKernels::reference;
    double twin = 0.0; ///< pictures/s to the last exit, from quantized pictures in memory
    double peer = 0.0; ///< pictures/s
    double ratio = 0.0;
};

/// `peer` does its work once and returns pictures/s. Errors: those of Twin::create and of the peer,
/// outOfRange (rounds), cancelled.
Result<TwinBench> benchTwin(const std::vector<std::uint8_t>& image, HostKernels kernels,
                            const std::function<Result<double>()>& peer, int rounds, const JobContext& job);

} // namespace microt
