// SPDX-License-Identifier: Apache-2.0
// Private to engine/train: includes torch.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/train/ranks/ranks.h"
#include "engine/train/training/batch_private.h"
#include "engine/train/training/sgd_private.h"

namespace microt {

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
/// number of cores nor on timing. Shards are computed on the workers' threads. A single one, as of every
/// batch on a GPU, is computed on the caller's, while the workers make the next batch.
class Trainer
{
public:
    struct Layout
    {
        BatchShape batch;            ///< in every step
        Preprocessing preprocessing; ///< of the network
        int workers = 1;             ///< threads
        int shard = 16;              ///< pictures in a shard at most; batch-norm sees no more at once
        Ranks* ranks = nullptr;      ///< whose gradients are averaged
        Device device{};             ///< with CUDA a batch is one shard
    };

    /// `makeReplica` must give equal modules. Errors: what torch throws.
    Trainer(const std::function<std::shared_ptr<TrainedModule>()>& makeReplica, const SgdOptions& options,
            const Layout& layout);

    /// What a BatchFeed takes. While one lives that makes batches ahead, the workers are its own.
    WorkerPool& pool() { return m_pool; }
    std::vector<Batch>& batches() { return m_batches; }

    /// One step. It returns when the step is under way; on a CPU, when it is done. Errors: what torch throws,
    /// rankLost; the parameters are as before then.
    Status step(double learningRate, Batch& batch);

    /// The mean losses over the batches of all ranks, added up over the steps since the last call; they may
    /// be NaN: their sum, then each term; empty without a step. Waits for the device. Errors: what torch
    /// throws.
    Result<std::vector<double>> takeLosses();
    /// Steps after which takeLosses() costs nothing worth mentioning: reading makes a GPU wait.
    int stepsBetweenReads() const { return m_device.isCuda() ? 16 : 1; }

    /// Sets every replica's running figures to their mean over the replicas of all ranks; returns the first
    /// replica. Errors: rankLost.
    Result<std::shared_ptr<TrainedModule>> settle();

    /// Everything a later step depends on: parameters, every replica's running figures, momentum.
    std::string saveState() const;

    /// Puts a saved state back, of whatever device. Where batches were divided into another number of shards,
    /// every replica gets the mean of the running figures. Errors: malformed if it is none of this trainer's.
    Status loadState(const std::string& state);

private:
    struct Shard
    {
        std::shared_ptr<TrainedModule> module;
        std::int64_t first = 0; ///< of its pictures in the batch
        std::int64_t count = 0;
        torch::Tensor losses; ///< [terms]
        Status status;
    };

    torch::Tensor inputOf(const Shard& shard, const Batch& batch) const;
    void runShard(Shard& shard, const Batch& batch) const;
    Status runShards(Batch& batch);
    void shareParameters();
    void addGradients();
    Status addRanks();
    void loadReplicas(torch::serialize::InputArchive& archive);

    std::int64_t m_batch;
    Preprocessing m_preprocessing;
    double m_clipNorm;
    Device m_device;
    Ranks* m_ranks;
    std::vector<Shard> m_shards;
    std::vector<torch::Tensor> m_losses; ///< of the steps that nobody has read, each [terms]
    std::unique_ptr<Sgd> m_optimizer;
    WorkerPool m_pool;
    std::vector<Batch> m_batches;
};

} // namespace microt
