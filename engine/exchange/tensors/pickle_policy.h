// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace microt {

/// 0x1950a86a20f9469cfc6c, the number that opens PyTorch's legacy files, as LONG1 stores it.
inline constexpr std::string_view kLegacyMagic("\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19", 10);

/// Whether a pickle may name `name`, "module.name": the types and functions that describe tensors. None of
/// them is ever called.
bool isAllowedGlobal(std::string_view name);

/// The name of an opcode that is refused, for the message.
const char* refusedOpcodeName(std::uint8_t opcode);

} // namespace microt
