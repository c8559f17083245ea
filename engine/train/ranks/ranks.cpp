// SPDX-License-Identifier: Apache-2.0
#include "engine/train/ranks/ranks.h"

#include <cstdlib>

#ifdef MICROT_HAS_GLOO
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#include <torch/torch.h>
#endif

namespace microt {

namespace {

Status takeNumber(const char* name, int low, int high, int& number)
{
    const char* text = std::getenv(name);
    if (text == nullptr)
        return {};
    char* end = nullptr;
    const long value = std::strtol(text, &end, 10);
    if (*text == '\0' || *end != '\0' || value < low || value > high)
        return Failure{Error::outOfRange, std::string("The environment variable ") + name + " is \"" + text +
                                              "\"; a number from " + std::to_string(low) + " to " +
                                              std::to_string(high) + " is expected."};
    number = static_cast<int>(value);
    return {};
}

#ifdef MICROT_HAS_GLOO

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

class GlooRanks : public Ranks
{
public:
    explicit GlooRanks(const RankPlace& place) : m_place(place)
    {
        c10d::TCPStoreOptions settings;
        settings.port = static_cast<std::uint16_t>(place.port);
        settings.isServer = place.rank == 0;
        settings.numWorkers = place.count;
        settings.timeout = kJoin;
        takePlainSockets(settings, 0);
        const auto store = c10::make_intrusive<c10d::TCPStore>(place.address, settings);
        const auto options = c10d::ProcessGroupGloo::Options::create();
        options->timeout = kStep;
        options->devices.push_back(deviceFor(place.address));
        m_group = std::make_unique<c10d::ProcessGroupGloo>(store, place.rank, place.count, options);
        // The store answers only while rank 0 is there; nothing is left to ask of it after this.
        const Status met = meet();
        if (!met.ok())
            throw std::runtime_error(met.failure().what);
    }

    int rank() const override { return m_place.rank; }
    int count() const override { return m_place.count; }

    Status sum(std::vector<float>& numbers) override { return sumTensor(numbers, torch::kFloat32); }
    Status sum(std::vector<double>& numbers) override { return sumTensor(numbers, torch::kFloat64); }

    Result<std::string> fromFirst(const std::string& bytes) override
    {
        std::string copy;
        const Status done = attempt([&] {
            c10d::BroadcastOptions options;
            options.rootRank = 0;
            torch::Tensor size = torch::tensor({static_cast<std::int64_t>(bytes.size())}, torch::kInt64);
            std::vector<torch::Tensor> sizes{size};
            m_group->broadcast(sizes, options)->wait();
            copy = bytes;
            copy.resize(static_cast<std::size_t>(size.item<std::int64_t>()));
            if (copy.empty())
                return;
            std::vector<torch::Tensor> content{
                torch::from_blob(copy.data(), {static_cast<std::int64_t>(copy.size())}, torch::kUInt8)};
            m_group->broadcast(content, options)->wait();
        });
        MICROT_CHECK(done);
        return copy;
    }

    Status meet() override
    {
        return attempt([&] {
            c10d::AllreduceOptions options;
            options.timeout = kMeeting;
            std::vector<torch::Tensor> here{torch::ones({1})};
            m_group->allreduce(here, options)->wait();
        });
    }

private:
    /// GLOO_SOCKET_IFNAME chooses the network, as elsewhere; else this machine's own where all ranks are on
    /// it, else the one its name leads to.
    static std::shared_ptr<gloo::transport::Device> deviceFor(const std::string& address)
    {
        if (const char* interface = std::getenv("GLOO_SOCKET_IFNAME"); interface != nullptr)
            return c10d::ProcessGroupGloo::createDeviceForInterface(interface);
        if (address == "127.0.0.1" || address == "localhost")
            return c10d::ProcessGroupGloo::createDeviceForHostname("127.0.0.1");
        return c10d::ProcessGroupGloo::createDefaultDevice();
    }

    template <typename T>
    Status sumTensor(std::vector<T>& numbers, torch::ScalarType type)
    {
        return attempt([&] {
            std::vector<torch::Tensor> tensors{
                torch::from_blob(numbers.data(), {static_cast<std::int64_t>(numbers.size())}, type)};
            m_group->allreduce(tensors)->wait();
        });
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
    std::unique_ptr<c10d::ProcessGroupGloo> m_group;
};

#endif

} // namespace

Result<RankPlace> rankFromEnvironment()
{
    RankPlace place;
    MICROT_CHECK(takeNumber("WORLD_SIZE", 1, 4096, place.count));
    MICROT_CHECK(takeNumber("RANK", 0, place.count - 1, place.rank));
    MICROT_CHECK(takeNumber("MASTER_PORT", 1, 65535, place.port));
    if (place.count > 1 && std::getenv("RANK") == nullptr)
        return Failure{Error::outOfRange, "WORLD_SIZE says that " + std::to_string(place.count) +
                                              " processes train together, but RANK does not say which this "
                                              "one is. Set RANK, or unset WORLD_SIZE."};
    if (const char* address = std::getenv("MASTER_ADDR"); address != nullptr && *address != '\0')
        place.address = address;
    return place;
}

Result<std::unique_ptr<Ranks>> joinRanks(const RankPlace& place)
{
    if (place.count == 1)
        return std::unique_ptr<Ranks>();
#ifdef MICROT_HAS_GLOO
    try {
        return std::unique_ptr<Ranks>(std::make_unique<GlooRanks>(place));
    } catch (const std::exception& exception) {
        const std::string what = exception.what();
        return Failure{Error::rankLost, "Rank " + std::to_string(place.rank) + " of " +
                                            std::to_string(place.count) + " did not meet the others at " +
                                            place.address + ":" + std::to_string(place.port) + " (" +
                                            what.substr(0, what.find('\n')) +
                                            "). Start every rank within a minute, with the same "
                                            "MASTER_ADDR and MASTER_PORT, on a free port."};
    }
#else
    return Failure{Error::unsupportedFormat,
                   "This build trains in one process only: libtorch's Gloo headers (package libgloo-dev) "
                   "were missing when it was built."};
#endif
}

bool isMine(std::int64_t sample, const Ranks* ranks)
{
    return ranks == nullptr || sample % ranks->count() == ranks->rank();
}

} // namespace microt
