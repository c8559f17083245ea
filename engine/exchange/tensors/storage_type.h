// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace microt {

/// What the numbers of a PyTorch storage are.
struct StorageType
{
    enum class Number { integer, float64, float32, float16, bfloat16 };

    Number number = Number::integer;
    std::int64_t bytes = 0; ///< of one number; 0: not a storage
};

/// The type behind a global like "torch.FloatStorage".
StorageType storageTypeOf(std::string_view global);

/// The little-endian number at `bytes`, of a floating point type, as float32.
float readNumber(StorageType::Number number, const char* bytes);

} // namespace microt
