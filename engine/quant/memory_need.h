// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "engine/deploy/planner.h"
#include "engine/model/extractor.h"

namespace microt {

/// What an extractor needs of a board when it may stop at one cut and at its end.
struct MemoryNeed
{
    ArenaPlan plan;                ///< of RAM: activations and scratch, input included; tensors whole
    std::uint32_t slicedBytes = 0; ///< of RAM at kFewSlices (deploy/planner.h)
    std::uint64_t imageBytes =
        0; ///< of flash: the deployment image, but for some hundred bytes of provenance
};

/// Plans `extractor` in int8; it need not be quantized yet, as shapes alone decide. `cut` 0: only the full
/// extractor; otherwise with the cuts that `sight` names. Milliseconds. Errors: those of int8Structure and
/// planArena.
Result<MemoryNeed> planMemory(const Extractor& extractor, int cut, const Sight& sight = {});

} // namespace microt
