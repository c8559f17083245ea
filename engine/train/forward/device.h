// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "engine/base/fields.h"

namespace microt {

enum class DeviceKind { cpu, cuda };

/// A device of this machine, and how torch computes on it.
struct Device
{
    DeviceKind kind = DeviceKind::cpu;
    int index = 0;           ///< among the GPUs
    bool mixed = false;      ///< convolutions and linear layers in bfloat16
    bool tf32 = false;       ///< products of a GPU with mantissas of 10 bits instead of 23
    bool repeatable = false; ///< of a GPU: only operators that add up in the same order every time
    bool views = false;      ///< what is shown of training pictures is rendered there, too

    bool isCuda() const { return kind == DeviceKind::cuda; }
    /// Whether the same work gives the same bits again; a CPU's always does.
    bool repeats() const { return !isCuda() || repeatable; }
};

/// Where and how torch shall compute, as it is asked for. Neither is part of what a run is: one that began on
/// a GPU may go on on a CPU.
struct DeviceOptions
{
    std::string device = "cpu";
    bool mixed = false;
    bool tf32 = false;
    bool repeatable = false;
    bool gpuViews = false;

    template <typename Self, typename Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit(self.device, Field("device", "Where to compute: cpu, cuda (a GPU; of several processes each "
                                           "takes that of its LOCAL_RANK), cuda:N (the N-th, from 0), or "
                                           "auto (a GPU if there is one)"));
        visit(self.mixed, Field("mixed", "On a GPU: convolutions and linear layers in bfloat16, the rest and "
                                         "all weights in float32"));
        visit(self.tf32, Field("tf32", "On a GPU: float32 products with mantissas of 10 bits (TF32), faster; "
                                       "off unless asked for"));
        visit(self.repeatable, Field("repeatable", "On a GPU: the same bits in every run, as on a CPU; "
                                                   "slower, and without TF32"));
        visit(self.gpuViews, Field("gpuViews", "On a GPU: render the views of pictures there, too, where the "
                                               "cores cannot keep up; pixels differ by one level of 255 at "
                                               "most"));
    }
};

/// What a choice of device depends on beside the options.
struct DeviceSeat
{
    int gpus = 0;                 ///< that this libtorch can use
    int processes = 1;            ///< that train together
    std::optional<int> localRank; ///< of this one among those of its machine
};

/// The device that is meant. Errors: invalidArgument (no such name, no such GPU, several processes that do
/// not know which GPU is whose, bfloat16 on a CPU).
Result<Device> chooseDevice(const DeviceOptions& options, const DeviceSeat& seat);

/// GPUs of this machine that this libtorch can use.
int gpuCount();

/// chooseDevice() on this machine; from now on libtorch computes as the device says (TF32, order of sums).
/// Call it before any other work. Errors: those of chooseDevice.
Result<Device> openDevice(const DeviceOptions& options, int processes = 1, std::optional<int> localRank = {});

/// Errors: invalidArgument if this machine or this libtorch has no such device.
Status checkDevice(const Device& device);

/// For people: "cpu", "cuda:1".
std::string nameOf(const Device& device);
/// "float32", "float32 with TF32 products", "bfloat16 products, float32 weights".
const char* precisionOf(const Device& device);
/// The whole of it for records: "cuda:0, float32, sums in no fixed order".
std::string describe(const Device& device);
/// What keys of cached answers say of where they were computed: empty for a CPU, another text for every kind
/// of arithmetic that gives other bits.
std::string arithmeticOf(const Device& device);

} // namespace microt
