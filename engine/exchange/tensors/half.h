// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace microt {

/// float32 to the bits of IEEE 754 binary16, rounded to nearest, ties to even. Beyond 65,519.99… becomes
/// infinity, below 2^-25 zero; subnormals are kept, NaN stays NaN.
std::uint16_t halfFromFloat(float value);

/// The bits of binary16 to float32, exactly.
float floatFromHalf(std::uint16_t bits);

} // namespace microt
