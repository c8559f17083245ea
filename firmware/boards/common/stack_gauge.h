// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace microt::firmware {

/// Fills the stack's unused part with a mark; call as early as possible in main.
void paintStack();

/// Bytes of stack that were ever used since.
std::uint32_t stackUsed();

} // namespace microt::firmware
