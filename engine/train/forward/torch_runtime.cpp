// SPDX-License-Identifier: Apache-2.0
#include "engine/train/forward/torch_runtime.h"

#include <mutex>
#include <new>
#include <set>

#include <ATen/Parallel.h>
#include <ATen/autocast_mode.h>
#include <torch/version.h>

#include "engine/train/forward/torch_network_private.h"

// OpenBLAS has threads of its own, which libtorch does not tell; another BLAS lacks these.
extern "C" {
[[gnu::weak]] void openblas_set_num_threads(int count);
[[gnu::weak]] int openblas_get_num_threads();
}

namespace microt {

namespace {

/// BLAS has one number of threads for the whole program: the least that any of those who are at work asks
/// for.
struct BlasThreads
{
    std::mutex mutex;
    std::multiset<int> asked;
    int before = 0;

    void settle() const { openblas_set_num_threads(asked.empty() ? before : *asked.begin()); }
};

BlasThreads& blasThreads()
{
    static BlasThreads threads;
    return threads;
}

} // namespace

TorchThreads::TorchThreads(int count) : m_count(count), m_before(at::get_num_threads())
{
    if (count != m_before)
        at::set_num_threads(count);
    if (openblas_get_num_threads == nullptr)
        return;
    BlasThreads& blas = blasThreads();
    const std::lock_guard lock(blas.mutex);
    if (blas.asked.empty())
        blas.before = openblas_get_num_threads();
    blas.asked.insert(count);
    blas.settle();
}

TorchThreads::~TorchThreads()
{
    if (at::get_num_threads() != m_before)
        at::set_num_threads(m_before);
    if (openblas_get_num_threads == nullptr)
        return;
    BlasThreads& blas = blasThreads();
    const std::lock_guard lock(blas.mutex);
    blas.asked.erase(blas.asked.find(m_count));
    blas.settle();
}

torch::Device placeOf(const Device& device)
{
    return device.isCuda() ? torch::Device(torch::kCUDA, static_cast<torch::DeviceIndex>(device.index))
                           : torch::Device(torch::kCPU);
}

MixedPrecision::MixedPrecision(const Device& device) : m_device(device)
{
    if (m_device.mixed) {
        at::autocast::increment_nesting();
        enable(true);
    }
}

MixedPrecision::~MixedPrecision()
{
    if (m_device.mixed) {
        enable(false);
        if (at::autocast::decrement_nesting() == 0)
            at::autocast::clear_cache();
    }
}

void MixedPrecision::enable(bool enabled) const
{
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
    const auto kind = m_device.isCuda() ? at::kCUDA : at::kCPU;
    at::autocast::set_autocast_dtype(kind, at::kBFloat16);
    at::autocast::set_autocast_enabled(kind, enabled);
#else
    if (m_device.isCuda()) {
        at::autocast::set_autocast_gpu_dtype(at::kBFloat16);
        at::autocast::set_enabled(enabled);
    } else {
        at::autocast::set_autocast_cpu_dtype(at::kBFloat16);
        at::autocast::set_cpu_enabled(enabled);
    }
#endif
}

const char* torchVersion()
{
    return TORCH_VERSION;
}

Failure failureFromTorch(const std::exception& exception, const std::string& doing)
{
    const std::string what = exception.what();
    const bool memory =
        dynamic_cast<const std::bad_alloc*>(&exception) != nullptr || what.find("alloc") != std::string::npos;
    if (what.find("CUDA out of memory") != std::string::npos)
        return {Error::outOfMemory, doing + " needs more memory than the GPU has free; take a smaller batch "
                                            "(--batch), --mixed, or several GPUs."};
    // Torch appends a stack trace; its first line says it all.
    return {memory ? Error::outOfMemory : Error::numericFailure,
            doing + " failed in libtorch: " + what.substr(0, what.find('\n')) + "."};
}

} // namespace microt
