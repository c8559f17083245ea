// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include <torch/torch.h>
#include <torch/version.h>

#if defined(MICROT_HAS_GLOO) || defined(MICROT_HAS_NCCL)
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#endif
#ifdef MICROT_HAS_GLOO
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#endif
#ifdef MICROT_HAS_NCCL
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>
#endif

#include "engine/train/ranks/ranks_private.h"

namespace microt {

namespace {

#if defined(MICROT_HAS_GLOO) || defined(MICROT_HAS_NCCL)

#if TORCH_VERSION_MAJOR >= 2
using Group = c10d::Backend;
#else
using Group = c10d::ProcessGroup;
#endif
using StorePointer = c10::intrusive_ptr<c10d::Store>;

constexpr std::chrono::seconds kJoin{60};
constexpr std::chrono::seconds kStep{25}; ///< a rank that computes answers sooner
constexpr std::chrono::hours kMeeting{24};

/// Plain sockets for the store: libtorch 2 would use libuv, which not every build of it has; 1.13 has no
/// choice.
template <typename Options>
auto takePlainSockets(Options& options, int /*chosen first*/) -> decltype(options.useLibUV = false, void())
{
    options.useLibUV = false;
}
template <typename Options>
void takePlainSockets(Options& /*options*/, long /*otherwise*/)
{}

StorePointer openStore(const RankPlace& place)
{
    c10d::TCPStoreOptions settings;
    settings.port = static_cast<std::uint16_t>(place.port);
    settings.isServer = place.rank == 0;
    settings.numWorkers = place.count;
    settings.timeout = kJoin;
    takePlainSockets(settings, 0);
    return c10::make_intrusive<c10d::TCPStore>(place.address, settings);
}

/// Through the machines' memories; nullptr if the build has none.
c10::intrusive_ptr<Group> openGloo([[maybe_unused]] const StorePointer& store,
                                   [[maybe_unused]] const RankPlace& place)
{
#ifdef MICROT_HAS_GLOO
    using Gloo = c10d::ProcessGroupGloo;
    const auto options = Gloo::Options::create();
    options->timeout = kStep;
    // GLOO_SOCKET_IFNAME chooses the network, as elsewhere; else this machine's own where all ranks are on
    // it, else the one its name leads to.
    if (const char* interface = std::getenv("GLOO_SOCKET_IFNAME"); interface != nullptr)
        options->devices.push_back(Gloo::createDeviceForInterface(interface));
    else if (place.address == "127.0.0.1" || place.address == "localhost")
        options->devices.push_back(Gloo::createDeviceForHostname("127.0.0.1"));
    else
        options->devices.push_back(Gloo::createDefaultDevice());
    return c10::make_intrusive<Gloo>(store, place.rank, place.count, options);
#else
    return {};
#endif
}

/// From GPU to GPU; nullptr if the build cannot.
c10::intrusive_ptr<Group> openNccl([[maybe_unused]] const StorePointer& store,
                                   [[maybe_unused]] const RankPlace& place)
{
#ifdef MICROT_HAS_NCCL
    // A call waits for the others and fails when they are lost; otherwise the process would be ended.
    for (const char* name : {"NCCL_BLOCKING_WAIT", "TORCH_NCCL_BLOCKING_WAIT"})
        setenv(name, "1", 0);
    const auto options = c10d::ProcessGroupNCCL::Options::create();
    options->timeout = kStep;
    return c10::make_intrusive<c10d::ProcessGroupNCCL>(c10::make_intrusive<c10d::PrefixStore>("nccl", store),
                                                       place.rank, place.count, options);
#else
    return {};
#endif
}

class C10dRanks : public TorchRanks
{
public:
    /// `gpu`: that NCCL reaches; nothing: Gloo alone.
    C10dRanks(const RankPlace& place, std::optional<int> gpu) : m_place(place)
    {
        const StorePointer store = openStore(place);
        m_gloo = openGloo(store, place);
        if (gpu) {
            m_gpu = torch::Device(torch::kCUDA, static_cast<torch::DeviceIndex>(*gpu));
            m_nccl = openNccl(store, place);
        }
        // The store answers only while rank 0 is there; nothing is left to ask of it after this.
        Status met = meet();
        if (met.ok() && m_nccl) {
            torch::Tensor one = torch::ones({1}, torch::device(*m_gpu));
            met = sum(one);
        }
        if (!met.ok())
            throw std::runtime_error(met.failure().what);
    }

    const RankPlace& place() const override { return m_place; }

    Status sum(std::vector<double>& numbers) override
    {
        torch::Tensor tensor =
            torch::from_blob(numbers.data(), {static_cast<std::int64_t>(numbers.size())}, torch::kFloat64);
        return sum(tensor);
    }

    Status sum(torch::Tensor& numbers) override
    {
        return attempt([&] {
            std::vector<torch::Tensor> there{atGroup(numbers)};
            groupOf(there[0])->allreduce(there)->wait();
            if (!there[0].is_same(numbers))
                numbers.copy_(there[0]);
        });
    }

    Result<std::string> fromFirst(const std::string& bytes) override
    {
        std::string copy;
        const Status done = attempt([&] {
            torch::Tensor size = torch::tensor({static_cast<std::int64_t>(bytes.size())}, torch::kInt64);
            broadcast(size);
            copy = bytes;
            copy.resize(static_cast<std::size_t>(size.item<std::int64_t>()));
            if (copy.empty())
                return;
            torch::Tensor content =
                torch::from_blob(copy.data(), {static_cast<std::int64_t>(copy.size())}, torch::kUInt8);
            broadcast(content);
        });
        MICROT_CHECK(done);
        return copy;
    }

    Status meet() override
    {
        return attempt([&] {
            c10d::AllreduceOptions options;
            options.timeout = kMeeting;
            std::vector<torch::Tensor> here{atGroup(torch::ones({1}))};
            groupOf(here[0])->allreduce(here, options)->wait();
        });
    }

private:
    /// Where a group takes it: the CPU with Gloo, the GPU with NCCL.
    torch::Tensor atGroup(const torch::Tensor& tensor) const
    {
        const bool onGpu = m_nccl && (tensor.is_cuda() || !m_gloo);
        return tensor.to(onGpu ? *m_gpu : torch::Device(torch::kCPU));
    }

    Group* groupOf(const torch::Tensor& tensor) const { return (tensor.is_cuda() ? m_nccl : m_gloo).get(); }

    void broadcast(torch::Tensor& tensor) const
    {
        c10d::BroadcastOptions options;
        options.rootRank = 0;
        std::vector<torch::Tensor> there{atGroup(tensor)};
        groupOf(there[0])->broadcast(there, options)->wait();
        if (!there[0].is_same(tensor))
            tensor.copy_(there[0]);
    }

    template <typename Work>
    Status attempt(const Work& work) const
    {
        try {
            work();
        } catch (const std::exception& exception) {
            const std::string what = exception.what();
            return Failure{Error::rankLost,
                           "Rank " + std::to_string(m_place.rank) + " of " + std::to_string(m_place.count) +
                               " no longer reaches the others (" + what.substr(0, what.find('\n')) + ")."};
        }
        return {};
    }

    RankPlace m_place;
    c10::intrusive_ptr<Group> m_gloo;
    c10::intrusive_ptr<Group> m_nccl; ///< with m_gpu
    std::optional<torch::Device> m_gpu;
};

#endif

bool hasGloo()
{
#ifdef MICROT_HAS_GLOO
    return true;
#else
    return false;
#endif
}

bool hasNccl()
{
#ifdef MICROT_HAS_NCCL
    return true;
#else
    return false;
#endif
}

/// Whether gradients go by NCCL. Errors: as joinRanks.
Result<bool> takesNccl(const RankOptions& options, std::optional<int> gpu)
{
    if (options.exchange == RankExchange::nccl && !gpu)
        return Failure{Error::invalidArgument,
                       "NCCL joins GPUs; take --device cuda with it, or --exchange gloo."};
    if (options.exchange == RankExchange::nccl && !hasNccl())
        return Failure{Error::unsupportedFormat,
                       "This build has no NCCL: nccl.h or a libtorch for CUDA was missing when it was built. "
                       "Take --exchange gloo."};
    if (hasNccl() && gpu && options.exchange != RankExchange::gloo)
        return true;
    if (!hasGloo())
        return Failure{Error::unsupportedFormat,
                       "This build trains in one process only: libtorch's Gloo headers (package libgloo-dev) "
                       "were missing when it was built."};
    return false;
}

} // namespace

Result<std::unique_ptr<Ranks>> joinRanks(const RankPlace& place, const RankOptions& options,
                                         std::optional<int> gpu)
{
    if (place.count == 1)
        return std::unique_ptr<Ranks>();
    MICROT_TRY(const bool nccl, takesNccl(options, gpu));
#if defined(MICROT_HAS_GLOO) || defined(MICROT_HAS_NCCL)
    try {
        return std::unique_ptr<Ranks>(std::make_unique<C10dRanks>(place, nccl ? gpu : std::optional<int>()));
    } catch (const std::exception& exception) {
        const std::string what = exception.what();
        return Failure{Error::rankLost,
                       "Rank " + std::to_string(place.rank) + " of " + std::to_string(place.count) +
                           " did not meet the others at " + place.address + ":" + std::to_string(place.port) +
                           " (" + what.substr(0, what.find('\n')) +
                           "). Start every rank within a minute, with the same MASTER_ADDR and MASTER_PORT, "
                           "on a free port" +
                           (nccl ? ", each on a GPU of its own; --exchange gloo does without NCCL." : ".")};
    }
#else
    static_cast<void>(nccl);
    return std::unique_ptr<Ranks>();
#endif
}

Status sumTensor(Ranks& ranks, torch::Tensor& numbers)
{
    if (auto* const own = dynamic_cast<TorchRanks*>(&ranks))
        return own->sum(numbers);
    const torch::Tensor host = numbers.to(torch::kCPU, torch::kFloat64).contiguous();
    std::vector<double> values(host.data_ptr<double>(), host.data_ptr<double>() + host.numel());
    MICROT_CHECK(ranks.sum(values));
    numbers.copy_(torch::from_blob(values.data(), numbers.sizes(), torch::kFloat64));
    return {};
}

} // namespace microt
