// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"

namespace microt {

/// What a pickle may hold here. Nothing of it runs code: globals are names on an allow-list, a tensor is the
/// list of numbers that describes it.
struct PickleValue
{
    enum class Kind { none, boolean, integer, real, text, list, tuple, dict, global, storage, tensor, magic };

    Kind kind = Kind::none;
    std::int64_t integer = 0;           ///< boolean, integer
    std::string text;                   ///< text; global: "module.name"
    std::vector<std::uint32_t> members; ///< indices into Pickle::values. list and tuple: items; dict: key,
                                        ///< value, key, value, …; storage: type, key, location, count;
                                        ///< tensor: arguments of torch._utils._rebuild_tensor_v2
};

/// An unpickled object: a flat table of values that refer to each other by index, so that neither depth nor
/// cycles of a hostile file cost anything.
struct Pickle
{
    std::vector<PickleValue> values;
    std::uint32_t root = 0;
    std::size_t bytesRead = 0; ///< up to and including the STOP opcode

    const PickleValue& at(std::uint32_t index) const { return values[index]; }
    /// The value of text key `key` in `dict`, or nullptr. Of equal keys the last counts, as in Python.
    const PickleValue* find(const PickleValue& dict, std::string_view key) const;
};

/// Reads one pickle (protocol 2 to 5) from the beginning of `bytes` with a stack machine that knows the
/// opcodes and globals of PyTorch's tensors and nothing else. `source` and `offset` (of `bytes` in the file)
/// are for messages. At most 2 million opcodes. Errors: truncated, malformed, hostileContent with the opcode
/// or global and its byte.
Result<Pickle> readPickle(std::string_view bytes, const std::string& source, std::size_t offset);

} // namespace microt
