// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/tensors/pickle_policy.h"

#include <algorithm>
#include <array>

namespace microt {

bool isAllowedGlobal(std::string_view name)
{
    static constexpr std::array<std::string_view, 13> kAllowedGlobals = {
        "collections.OrderedDict",
        "torch._utils._rebuild_tensor_v2",
        "torch._utils._rebuild_parameter",
        "torch.FloatStorage",
        "torch.HalfStorage",
        "torch.DoubleStorage",
        "torch.BFloat16Storage",
        "torch.LongStorage",
        "torch.IntStorage",
        "torch.ShortStorage",
        "torch.CharStorage",
        "torch.ByteStorage",
        "torch.BoolStorage",
    };
    return std::find(kAllowedGlobals.begin(), kAllowedGlobals.end(), name) != kAllowedGlobals.end();
}

const char* refusedOpcodeName(std::uint8_t opcode)
{
    switch (opcode) {
    case 'i':
        return "INST";
    case 'o':
        return "OBJ";
    case 0x81:
        return "NEWOBJ";
    case 0x92:
        return "NEWOBJ_EX";
    case 'P':
        return "PERSID";
    case 0x82:
        return "EXT1";
    case 0x83:
        return "EXT2";
    case 0x84:
        return "EXT4";
    case 0x8b:
        return "LONG4";
    case 0x96:
        return "BYTEARRAY8";
    case 0x97:
        return "NEXT_BUFFER";
    default:
        return "unknown or not needed for tensors";
    }
}

} // namespace microt
