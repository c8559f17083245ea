// SPDX-License-Identifier: Apache-2.0
#include "engine/train/forward/device.h"

#include <charconv>
#include <cstdlib>

#include <torch/torch.h>

#include "engine/base/files.h"

namespace microt {

namespace {

/// What --device says.
struct Asked
{
    DeviceKind kind = DeviceKind::cpu;
    bool orCpu = false;       ///< where there is no GPU
    std::optional<int> index; ///< of a GPU
};

Result<Asked> parse(const std::string& text)
{
    const std::string named = "cuda:";
    if (text == "cpu")
        return Asked{};
    if (text == "auto" || text == "cuda")
        return Asked{DeviceKind::cuda, text == "auto", {}};
    if (text.compare(0, named.size(), named) == 0) {
        const char* const end = text.data() + text.size();
        int index = -1;
        const auto [stopped, error] = std::from_chars(text.data() + named.size(), end, index);
        if (error == std::errc() && stopped == end && index >= 0)
            return Asked{DeviceKind::cuda, false, index};
    }
    return Failure{Error::invalidArgument, "--device takes cpu, cuda, cuda:N (the N-th GPU, from 0) or auto, "
                                           "not \"" +
                                               printable(text) + "\"."};
}

std::string gpusThere(int gpus)
{
    return gpus == 1 ? "this machine has one GPU, cuda:0."
                     : "this machine has " + std::to_string(gpus) +
                           " GPUs, cuda:0 to cuda:" + std::to_string(gpus - 1) + ".";
}

/// Which of the GPUs.
Result<int> chooseGpu(const std::optional<int>& named, const DeviceSeat& seat)
{
    if (seat.gpus == 0)
        return Failure{Error::invalidArgument,
                       "There is no CUDA device here, or this libtorch cannot use one; take the CPU."};
    if (named) {
        if (*named >= seat.gpus)
            return Failure{Error::invalidArgument,
                           "There is no GPU " + std::to_string(*named) + " here; " + gpusThere(seat.gpus)};
        return *named;
    }
    if (seat.processes == 1 || (!seat.localRank && seat.gpus == 1))
        return 0;
    if (!seat.localRank)
        return Failure{Error::invalidArgument,
                       std::to_string(seat.processes) +
                           " processes train together, but LOCAL_RANK does not say which GPU is this one's; "
                           "set it, as torchrun does, or name one with --device cuda:N."};
    if (*seat.localRank >= seat.gpus)
        return Failure{Error::invalidArgument,
                       "LOCAL_RANK is " + std::to_string(*seat.localRank) +
                           ", but there are GPUs for ranks below " + std::to_string(seat.gpus) +
                           " alone: start one process for each GPU, or name one with --device cuda:N."};
    return *seat.localRank;
}

/// These are one for the whole process.
void setArithmetic(const Device& device)
{
    const bool fixed = device.isCuda() && device.repeatable;
    at::Context& context = at::globalContext();
    context.setAllowTF32CuBLAS(device.tf32);
    context.setAllowTF32CuDNN(device.tf32);
    context.setBenchmarkCuDNN(false); // it may choose another algorithm every time
    context.setDeterministicCuDNN(fixed);
    context.setDeterministicAlgorithms(fixed, false);
    if (fixed) // cuBLAS reads it when it is first used; libtorch refuses to go on without
        setenv("CUBLAS_WORKSPACE_CONFIG", ":4096:8", 0);
}

} // namespace

Result<Device> chooseDevice(const DeviceOptions& options, const DeviceSeat& seat)
{
    MICROT_TRY(const Asked asked, parse(options.device));
    Device device;
    if (asked.kind == DeviceKind::cuda && (seat.gpus > 0 || !asked.orCpu)) {
        device.kind = DeviceKind::cuda;
        MICROT_TRY(device.index, chooseGpu(asked.index, seat));
        device.repeatable = options.repeatable;
        device.tf32 = options.tf32 && !options.repeatable;
        device.views = options.gpuViews;
    }
    device.mixed = options.mixed;
    if (device.mixed && !device.isCuda())
        return Failure{Error::invalidArgument,
                       "--mixed is for GPUs: a CPU computes bfloat16 some ten times slower than float32."};
    return device;
}

int gpuCount()
{
    return torch::cuda::is_available() ? static_cast<int>(torch::cuda::device_count()) : 0;
}

Result<Device> openDevice(const DeviceOptions& options, int processes, std::optional<int> localRank)
{
    MICROT_TRY(const Device device, chooseDevice(options, {gpuCount(), processes, localRank}));
    setArithmetic(device);
    return device;
}

Status checkDevice(const Device& device)
{
    if (!device.isCuda())
        return {};
    MICROT_CHECK(chooseGpu(device.index, {gpuCount(), 1, {}}));
    return {};
}

std::string nameOf(const Device& device)
{
    return device.isCuda() ? "cuda:" + std::to_string(device.index) : "cpu";
}

const char* precisionOf(const Device& device)
{
    if (device.mixed)
        return "bfloat16 products, float32 weights";
    return device.tf32 ? "float32 with TF32 products" : "float32";
}

std::string describe(const Device& device)
{
    return nameOf(device) + ", " + precisionOf(device) +
           (device.repeats() ? ", repeatable" : ", sums in no fixed order");
}

std::string arithmeticOf(const Device& device)
{
    if (!device.isCuda())
        return {};
    return device.tf32 ? "cuda tf32" : "cuda";
}

} // namespace microt
