// SPDX-License-Identifier: Apache-2.0
// Private to engine/train: includes torch.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/train/forward/torch_network_private.h"
#include "engine/train/forward/worker_pool.h"
#include "engine/train/ranks/ranks.h"

namespace microt {

/// What stochastic gradient descent needs beside the gradients.
struct SgdOptions
{
    double momentum = 0.9;
    bool nesterov = true;
    double weightDecay = 5e-4; ///< of convolutions and linear layers
    double clipNorm = 0.0;     ///< gradients longer than this are shortened to it; 0: never
};

/// What one batch asks for: labels int64 [n] (-1: none), targets float32 [n, dimensions].
struct BatchTargets
{
    torch::Tensor labels;
    torch::Tensor targets;
};

/// A network that can be trained, with whatever it needs for its loss. Replicas share their parameters and
/// have their own batch-norm statistics.
class TrainedModule : public torch::nn::Module
{
public:
    /// The terms of the mean loss over a batch; their weighted sum, first, is minimised.
    virtual std::vector<torch::Tensor> losses(const torch::Tensor& input, const BatchTargets& targets) = 0;
};

/// One step of stochastic gradient descent after another. A batch is divided into shards of a fixed size,
/// each on a replica; gradients are added in the order of the shards. So the result depends neither on the
/// number of cores nor on timing.
class Trainer
{
public:
    struct Layout
    {
        int batch = 0;          ///< pictures in every step
        Shape input;            ///< of the network
        int dimensions = 0;     ///< of a target; 0: none
        int workers = 1;        ///< threads
        int shard = 16;         ///< pictures in a shard at most; batch-norm sees no more at once
        Ranks* ranks = nullptr; ///< whose gradients are averaged
        Device device{};        ///< with CUDA a batch is one shard
    };

    /// `makeReplica` must give equal modules. Errors: what torch throws.
    Trainer(const std::function<std::shared_ptr<TrainedModule>()>& makeReplica, const SgdOptions& options,
            const Layout& layout);

    /// Where a slot of the batch is written. `target` has Layout::dimensions numbers.
    struct Slot
    {
        float* planes = nullptr;
        float* target = nullptr;
        std::int64_t* label = nullptr;
    };

    /// Fills slot `index` of the batch. Called from several threads.
    using FillSlot = std::function<Status(int index, const Slot& slot)>;

    /// One step; returns the mean losses over the batches of all ranks, which may be NaN: their sum, then
    /// each term. Errors: those of filling, what torch throws, rankLost; the parameters are as before then.
    Result<std::vector<double>> step(double learningRate, const FillSlot& fill);

    /// Sets every replica's running figures to their mean over the replicas of all ranks; returns the first
    /// replica. Errors: rankLost.
    Result<std::shared_ptr<TrainedModule>> settle();

    /// Everything a later step depends on: parameters, every replica's running figures, momentum.
    std::string saveState() const;

    /// Puts a saved state back. Errors: malformed if it is none of this trainer's.
    Status loadState(const std::string& state);

    WorkerPool& pool() { return m_pool; }

private:
    struct Shard
    {
        std::shared_ptr<TrainedModule> module;
        int firstSlot = 0;
        torch::Tensor input; ///< [n, 3, H, W]
        BatchTargets targets;
        std::vector<double> losses; ///< share of the batch's mean
        Status status;
    };

    Slot slotOf(int index) const;
    void runShard(Shard& shard) const;
    void shareParameters();
    void addGradients();
    Status addRanks(std::vector<double>& losses);

    int m_batch;
    double m_clipNorm;
    Device m_device;
    Ranks* m_ranks;
    std::vector<Shard> m_shards;
    std::unique_ptr<torch::optim::SGD> m_optimizer;
    WorkerPool m_pool;
};

} // namespace microt
