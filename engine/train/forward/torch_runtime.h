// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/fields.h"

namespace microt {

/// Sets how many threads torch's operators use when called from this thread, and restores it. Torch keeps the
/// number by thread, and new threads start with the one that was set last, wherever; so every thread of ours
/// that runs torch says what it wants. OpenBLAS beneath it, if it is that, gets the same number, for all
/// threads (the least of those that overlap): with more, its own would spin while they wait.
class TorchThreads
{
public:
    explicit TorchThreads(int count);
    ~TorchThreads();
    TorchThreads(const TorchThreads&) = delete;
    TorchThreads& operator=(const TorchThreads&) = delete;

private:
    int m_count;
    int m_before;
};

enum class DeviceKind { cpu, cuda };
constexpr std::array<const char*, 2> namesOf(DeviceKind)
{
    return {"cpu", "cuda"};
}

/// Where torch computes.
struct Device
{
    DeviceKind kind = DeviceKind::cpu;
    bool mixed = false;

    bool isCuda() const { return kind == DeviceKind::cuda; }

    template <typename Self, typename Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit(self.kind, Field("device", "cpu or cuda"));
        visit(self.mixed, Field("mixed", "Convolutions and linear layers in bfloat16, the rest and all "
                                         "weights in float32"));
    }
};

/// Errors: invalidArgument if this machine or this libtorch has no such device.
Status checkDevice(const Device& device);

/// Version of the libtorch compiled against, for example "1.13.1".
const char* torchVersion();

} // namespace microt
