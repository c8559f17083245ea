// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/fields.h"

namespace microt {

/// Which of several processes this one is, on one machine or many.
struct RankPlace
{
    int rank = 0;                      ///< from 0; rank 0 writes
    int count = 1;                     ///< of all processes
    std::string address = "127.0.0.1"; ///< where rank 0 listens
    int port = 29500;
    std::optional<int> localRank; ///< among those of its machine, where that is known
};

/// From the usual variables RANK, WORLD_SIZE, LOCAL_RANK, MASTER_ADDR and MASTER_PORT, as torchrun sets them;
/// without them, one process. Errors: outOfRange (no numbers, or a rank beyond the count).
Result<RankPlace> rankFromEnvironment();

/// Processes that train one network together (data parallel): each has its share of the pictures, and what
/// they compute is added up. Every rank must call the same functions in the same order. One thread.
/// A rank that ends or falls silent makes every call of the others fail with rankLost.
class Ranks
{
public:
    virtual ~Ranks() = default;
    virtual const RankPlace& place() const = 0;
    int rank() const { return place().rank; }
    int count() const { return place().count; }

    /// Replaces each number by its sum over all ranks, the same bits everywhere.
    virtual Status sum(std::vector<double>& numbers) = 0;
    /// Rank 0's bytes for all.
    virtual Result<std::string> fromFirst(const std::string& bytes) = 0;
    /// Waits for all, however long their work takes; a lost one is noticed all the same.
    virtual Status meet() = 0;
};

/// What carries gradients from rank to rank.
enum class RankExchange {
    automatic, ///< NCCL between GPUs where this build has it, else Gloo
    gloo,      ///< through the machines' memories
    nccl,      ///< from GPU to GPU, one rank each
};
constexpr std::array<const char*, 3> namesOf(RankExchange)
{
    return {"auto", "gloo", "nccl"};
}

struct RankOptions
{
    RankExchange exchange = RankExchange::automatic;

    template <typename Self, typename Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit(self.exchange, Field("exchange", "What carries gradients between processes: nccl (GPU to GPU, "
                                               "one process each), gloo, or auto (nccl on GPUs where this "
                                               "build has it)"));
    }
};

/// Meets the other processes; waits for them 60 s. One process meets nobody: nullptr. `gpu`: this process's,
/// or nothing if it computes on a CPU. Errors: unsupportedFormat if the build cannot, invalidArgument (NCCL
/// without a GPU), rankLost if not all came.
Result<std::unique_ptr<Ranks>> joinRanks(const RankPlace& place, const RankOptions& options = {},
                                         std::optional<int> gpu = {});

/// Whether a pool's picture is among this rank's: every `count`-th is. All are one process's.
bool isMine(std::int64_t sample, const Ranks* ranks);

} // namespace microt
