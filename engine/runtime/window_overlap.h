// SPDX-License-Identifier: Apache-2.0
// Private to the kernels of engine/runtime and firmware/kernels.
#pragma once

#include <cstdint>

namespace microt {

/// Window positions [begin, end) that lie inside an input of `size` when the window starts at `origin`.
struct Overlap
{
    std::int32_t begin;
    std::int32_t end;
};

inline Overlap overlap(std::int32_t origin, std::int32_t window, std::int32_t size)
{
    return {origin < 0 ? -origin : 0, origin + window > size ? size - origin : window};
}

} // namespace microt
