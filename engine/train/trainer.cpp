// SPDX-License-Identifier: Apache-2.0
#include "engine/train/trainer_private.h"

namespace microt {

namespace {

/// Weights decay; biases and batch-norm's parameters do not.
std::vector<torch::optim::OptimizerParamGroup> parameterGroups(const TorchNetwork& network,
                                                               const PretrainOptions& options)
{
    std::vector<torch::Tensor> decayed;
    std::vector<torch::Tensor> others;
    for (const torch::Tensor& parameter : network.parameters())
        (parameter.dim() >= 2 ? decayed : others).push_back(parameter);
    const auto make = [&](const std::vector<torch::Tensor>& parameters, double decay) {
        auto settings = std::make_unique<torch::optim::SGDOptions>(options.learningRate);
        settings->momentum(options.momentum).nesterov(options.momentum > 0).weight_decay(decay);
        return torch::optim::OptimizerParamGroup(parameters, std::move(settings));
    };
    std::vector<torch::optim::OptimizerParamGroup> groups;
    groups.push_back(make(decayed, options.weightDecay));
    groups.push_back(make(others, 0.0));
    return groups;
}

} // namespace

Trainer::Trainer(const Graph& graph, const PretrainOptions& options, int batch, int workers)
    : m_batch(batch), m_labelSmoothing(options.labelSmoothing), m_pool(workers)
{
    const int shards = (batch + kShard - 1) / kShard;
    const std::int64_t side = graph.preprocessing.resolution;
    for (int s = 0; s < shards; ++s) {
        Shard shard;
        shard.network = std::make_shared<TorchNetwork>(graph);
        shard.network->train();
        shard.firstSlot = s * batch / shards;
        const std::int64_t count = (s + 1) * batch / shards - shard.firstSlot;
        shard.input = torch::empty({count, 3, side, side}, torch::kFloat32);
        shard.labels = torch::empty({count}, torch::kInt64);
        m_shards.push_back(std::move(shard));
    }
    const auto shared = m_shards[0].network->parameters();
    for (Shard& shard : m_shards) {
        auto parameters = shard.network->parameters();
        for (std::size_t p = 0; p < parameters.size(); ++p)
            parameters[p].set_data(shared[p].data());
    }
    m_optimizer = std::make_unique<torch::optim::SGD>(parameterGroups(*m_shards[0].network, options),
                                                      torch::optim::SGDOptions(options.learningRate));
}

void Trainer::runShard(Shard& shard, const FillSlot& fill) const
{
    try {
        const std::int64_t count = shard.labels.size(0);
        const std::int64_t stride = shard.input.numel() / count;
        for (std::int64_t i = 0; i < count; ++i)
            shard.labels.data_ptr<std::int64_t>()[i] =
                fill(shard.firstSlot + static_cast<int>(i), shard.input.data_ptr<float>() + i * stride);
        for (torch::Tensor& parameter : shard.network->parameters())
            parameter.mutable_grad() = torch::Tensor();
        const auto output = shard.network->forward(shard.input, false);
        const auto loss =
            torch::nn::functional::cross_entropy(
                output.logits, shard.labels,
                torch::nn::functional::CrossEntropyFuncOptions().label_smoothing(m_labelSmoothing)) *
            (static_cast<double>(count) / m_batch);
        loss.backward();
        shard.loss = loss.item<double>();
    } catch (const std::exception& exception) {
        shard.status = failureFromTorch(exception, "A training step");
    }
}

void Trainer::addGradients()
{
    const torch::NoGradGuard noGradients;
    auto sums = m_shards[0].network->parameters();
    for (std::size_t s = 1; s < m_shards.size(); ++s) {
        const auto parameters = m_shards[s].network->parameters();
        for (std::size_t p = 0; p < sums.size(); ++p)
            if (parameters[p].grad().defined())
                sums[p].mutable_grad().add_(parameters[p].grad());
    }
}

Result<double> Trainer::step(double learningRate, const FillSlot& fill)
{
    m_pool.run(static_cast<int>(m_shards.size()),
               [&](int s) { runShard(m_shards[static_cast<std::size_t>(s)], fill); });
    double loss = 0.0;
    for (const Shard& shard : m_shards) {
        MICROT_CHECK(shard.status);
        loss += shard.loss;
    }
    try {
        addGradients();
        for (auto& group : m_optimizer->param_groups())
            static_cast<torch::optim::SGDOptions&>(group.options()).lr(learningRate);
        m_optimizer->step();
    } catch (const std::exception& exception) {
        return failureFromTorch(exception, "A training step");
    }
    return loss;
}

void Trainer::writeWeights(Graph& graph)
{
    const torch::NoGradGuard noGradients;
    std::vector<torch::Tensor> means;
    for (const torch::Tensor& buffer : m_shards[0].network->buffers())
        means.push_back(buffer.clone());
    for (std::size_t s = 1; s < m_shards.size(); ++s) {
        const auto buffers = m_shards[s].network->buffers();
        for (std::size_t b = 0; b < means.size(); ++b)
            means[b].add_(buffers[b]);
    }
    for (std::size_t b = 0; b < means.size(); ++b)
        means[b].div_(static_cast<double>(m_shards.size()));
    for (const Shard& shard : m_shards) {
        const auto buffers = shard.network->buffers();
        for (std::size_t b = 0; b < means.size(); ++b)
            buffers[b].copy_(means[b]);
    }
    m_shards[0].network->writeWeights(graph);
}

} // namespace microt
