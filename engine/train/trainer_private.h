// SPDX-License-Identifier: Apache-2.0
// Private to engine/train: includes torch.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "engine/train/pretrain.h"
#include "engine/train/torch_network_private.h"
#include "engine/train/worker_pool.h"

namespace microt {

/// One step of stochastic gradient descent after another on a network in training form. A batch is divided
/// into shards of a fixed size, each on a replica that shares the weights and has its own batch-norm
/// statistics; gradients are added in the order of the shards. So the result depends neither on the number of
/// cores nor on timing.
class Trainer
{
public:
    /// Pictures in a shard at most.
    static constexpr int kShard = 16;

    /// `batch`: pictures in every step. `workers`: threads.
    Trainer(const Graph& graph, const PretrainOptions& options, int batch, int workers);

    /// Writes picture `slot` of the batch to `planes` and returns its label. Called from several threads.
    using FillSlot = std::function<int(int slot, float* planes)>;

    /// One step; returns the batch's mean loss, which may be NaN. Errors: what torch throws.
    Result<double> step(double learningRate, const FillSlot& fill);

    /// Copies the weights into `graph`; running figures are the mean over the replicas.
    void writeWeights(Graph& graph);

    WorkerPool& pool() { return m_pool; }

private:
    struct Shard
    {
        std::shared_ptr<TorchNetwork> network;
        int firstSlot = 0;
        torch::Tensor input;  ///< [n, 3, H, W]
        torch::Tensor labels; ///< [n]
        double loss = 0.0;    ///< share of the batch's mean
        Status status;
    };

    void runShard(Shard& shard, const FillSlot& fill) const;
    void addGradients();

    int m_batch;
    double m_labelSmoothing;
    std::vector<Shard> m_shards;
    std::unique_ptr<torch::optim::SGD> m_optimizer;
    WorkerPool m_pool;
};

} // namespace microt
