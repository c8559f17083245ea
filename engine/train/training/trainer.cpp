// SPDX-License-Identifier: Apache-2.0
#include "engine/train/training/trainer_private.h"

#include <algorithm>
#include <sstream>

namespace microt {

namespace {

/// Weights decay; biases and batch-norm's parameters do not.
std::vector<torch::optim::OptimizerParamGroup> parameterGroups(const torch::nn::Module& module,
                                                               const SgdOptions& options)
{
    std::vector<torch::Tensor> decayed;
    std::vector<torch::Tensor> others;
    for (const torch::Tensor& parameter : module.parameters())
        (parameter.dim() >= 2 ? decayed : others).push_back(parameter);
    const auto make = [&](const std::vector<torch::Tensor>& parameters, double decay) {
        auto settings = std::make_unique<torch::optim::SGDOptions>(1.0);
        settings->momentum(options.momentum)
            .nesterov(options.nesterov && options.momentum > 0)
            .weight_decay(decay);
        return torch::optim::OptimizerParamGroup(parameters, std::move(settings));
    };
    std::vector<torch::optim::OptimizerParamGroup> groups;
    groups.push_back(make(decayed, options.weightDecay));
    groups.push_back(make(others, 0.0));
    return groups;
}

} // namespace

Trainer::Trainer(const std::function<std::shared_ptr<TrainedModule>()>& makeReplica,
                 const SgdOptions& options, const Layout& layout)
    : m_batch(layout.batch), m_clipNorm(options.clipNorm), m_device(layout.device), m_ranks(layout.ranks),
      m_pool(layout.workers)
{
    const int shards = layout.device.isCuda() ? 1 : (m_batch + layout.shard - 1) / layout.shard;
    for (int s = 0; s < shards; ++s) {
        Shard shard;
        shard.module = makeReplica();
        shard.module->to(placeOf(m_device));
        shard.module->train();
        shard.firstSlot = s * m_batch / shards;
        const std::int64_t count = (s + 1) * m_batch / shards - shard.firstSlot;
        shard.input = torch::empty({count, layout.input.channels, layout.input.height, layout.input.width},
                                   torch::kFloat32);
        shard.targets.labels = torch::empty({count}, torch::kInt64);
        shard.targets.targets = torch::empty({count, layout.dimensions}, torch::kFloat32);
        m_shards.push_back(std::move(shard));
    }
    shareParameters();
    m_optimizer = std::make_unique<torch::optim::SGD>(parameterGroups(*m_shards[0].module, options),
                                                      torch::optim::SGDOptions(1.0));
}

void Trainer::shareParameters()
{
    const auto shared = m_shards[0].module->parameters();
    for (Shard& shard : m_shards) {
        auto parameters = shard.module->parameters();
        for (std::size_t p = 0; p < parameters.size(); ++p)
            parameters[p].set_data(shared[p].data());
    }
}

Trainer::Slot Trainer::slotOf(int index) const
{
    const auto shard = std::find_if(m_shards.rbegin(), m_shards.rend(),
                                    [&](const Shard& one) { return one.firstSlot <= index; });
    const std::int64_t i = index - shard->firstSlot;
    return {shard->input.data_ptr<float>() + i * shard->input.stride(0),
            shard->targets.targets.data_ptr<float>() + i * shard->targets.targets.size(1),
            shard->targets.labels.data_ptr<std::int64_t>() + i};
}

void Trainer::runShard(Shard& shard) const
{
    try {
        for (torch::Tensor& parameter : shard.module->parameters())
            parameter.mutable_grad() = torch::Tensor();
        const torch::Device place = placeOf(m_device);
        std::vector<torch::Tensor> losses;
        {
            const MixedPrecision mixed(m_device);
            losses = shard.module->losses(shard.input.to(place),
                                          {shard.targets.labels.to(place), shard.targets.targets.to(place)});
        }
        const double share = static_cast<double>(shard.input.size(0)) / m_batch;
        (losses.front() * share).backward();
        shard.losses.clear();
        for (const torch::Tensor& loss : losses)
            shard.losses.push_back(loss.item<double>() * share);
    } catch (const std::exception& exception) {
        shard.status = failureFromTorch(exception, "A training step");
    }
}

void Trainer::addGradients()
{
    const torch::NoGradGuard noGradients;
    auto sums = m_shards[0].module->parameters();
    for (std::size_t s = 1; s < m_shards.size(); ++s) {
        const auto parameters = m_shards[s].module->parameters();
        for (std::size_t p = 0; p < sums.size(); ++p)
            if (parameters[p].grad().defined())
                sums[p].mutable_grad().add_(parameters[p].grad());
    }
}

/// Gradients and losses, as means over all ranks.
Status Trainer::addRanks(std::vector<double>& losses)
{
    const torch::NoGradGuard noGradients;
    std::vector<torch::Tensor> gradients;
    std::vector<float> numbers;
    for (const torch::Tensor& parameter : m_shards[0].module->parameters())
        if (parameter.grad().defined())
            gradients.push_back(parameter.grad());
    for (const torch::Tensor& gradient : gradients) {
        const torch::Tensor flat = gradient.to(torch::kCPU).reshape({-1});
        numbers.insert(numbers.end(), flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel());
    }
    MICROT_CHECK(m_ranks->sum(numbers));
    MICROT_CHECK(m_ranks->sum(losses));
    for (double& loss : losses)
        loss /= m_ranks->count();
    float* at = numbers.data();
    for (const torch::Tensor& gradient : gradients) {
        gradient.copy_(torch::from_blob(at, gradient.sizes(), torch::kFloat32).div(m_ranks->count()));
        at += gradient.numel();
    }
    return {};
}

Result<std::vector<double>> Trainer::step(double learningRate, const FillSlot& fill)
{
    MICROT_CHECK(m_pool.runAll(m_batch, [&](int slot) { return fill(slot, slotOf(slot)); }));
    m_pool.run(static_cast<int>(m_shards.size()),
               [&](int s) { runShard(m_shards[static_cast<std::size_t>(s)]); });
    std::vector<double> losses;
    for (const Shard& shard : m_shards) {
        MICROT_CHECK(shard.status);
        losses.resize(shard.losses.size(), 0.0);
        for (std::size_t i = 0; i < losses.size(); ++i)
            losses[i] += shard.losses[i];
    }
    try {
        addGradients();
        if (m_ranks != nullptr)
            MICROT_CHECK(addRanks(losses));
        if (m_clipNorm > 0.0)
            torch::nn::utils::clip_grad_norm_(m_shards[0].module->parameters(), m_clipNorm);
        for (auto& group : m_optimizer->param_groups())
            static_cast<torch::optim::SGDOptions&>(group.options()).lr(learningRate);
        m_optimizer->step();
    } catch (const std::exception& exception) {
        return failureFromTorch(exception, "A training step");
    }
    return losses;
}

Result<std::shared_ptr<TrainedModule>> Trainer::settle()
{
    const torch::NoGradGuard noGradients;
    std::vector<torch::Tensor> means;
    for (const torch::Tensor& buffer : m_shards[0].module->buffers())
        means.push_back(buffer.clone());
    for (std::size_t s = 1; s < m_shards.size(); ++s) {
        const auto buffers = m_shards[s].module->buffers();
        for (std::size_t b = 0; b < means.size(); ++b)
            means[b].add_(buffers[b]);
    }
    for (torch::Tensor& mean : means) {
        mean.div_(static_cast<double>(m_shards.size()));
        if (m_ranks == nullptr)
            continue;
        const torch::Tensor own = mean.to(torch::kCPU).contiguous();
        std::vector<float> numbers(own.data_ptr<float>(), own.data_ptr<float>() + own.numel());
        MICROT_CHECK(m_ranks->sum(numbers));
        mean.copy_(torch::from_blob(numbers.data(), mean.sizes(), torch::kFloat32).div(m_ranks->count()));
    }
    for (const Shard& shard : m_shards) {
        const auto buffers = shard.module->buffers();
        for (std::size_t b = 0; b < means.size(); ++b)
            buffers[b].copy_(means[b]);
    }
    return m_shards[0].module;
}

std::string Trainer::saveState() const
{
    torch::serialize::OutputArchive archive;
    for (std::size_t s = 0; s < m_shards.size(); ++s) {
        torch::serialize::OutputArchive replica;
        m_shards[s].module->save(replica);
        archive.write("replica" + std::to_string(s), replica);
    }
    torch::serialize::OutputArchive optimizer;
    m_optimizer->save(optimizer);
    archive.write("optimizer", optimizer);
    std::ostringstream stream;
    archive.save_to(stream);
    return stream.str();
}

Status Trainer::loadState(const std::string& state)
{
    try {
        std::istringstream stream(state);
        torch::serialize::InputArchive archive;
        archive.load_from(stream, placeOf(m_device));
        for (std::size_t s = 0; s < m_shards.size(); ++s) {
            torch::serialize::InputArchive replica;
            archive.read("replica" + std::to_string(s), replica);
            m_shards[s].module->load(replica);
        }
        torch::serialize::InputArchive optimizer;
        archive.read("optimizer", optimizer);
        m_optimizer->load(optimizer);
        shareParameters();
    } catch (const std::exception& exception) {
        const std::string what = exception.what();
        return Failure{Error::malformed, "The saved state of the training does not fit this network: " +
                                             what.substr(0, what.find('\n'))};
    }
    return {};
}

} // namespace microt
