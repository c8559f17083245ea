// SPDX-License-Identifier: Apache-2.0
#include "engine/train/training/trainer_private.h"

#include <sstream>

#include <c10/core/DeviceGuard.h>

#include "engine/train/forward/network_input_private.h"
#include "engine/train/ranks/ranks_private.h"

namespace microt {

namespace {

constexpr const char* kReplica = "replica";

} // namespace

Trainer::Trainer(const std::function<std::shared_ptr<TrainedModule>()>& makeReplica,
                 const SgdOptions& options, const Layout& layout)
    : m_batch(layout.batch.pictures), m_preprocessing(layout.preprocessing), m_clipNorm(options.clipNorm),
      m_device(layout.device), m_ranks(layout.ranks), m_pool(layout.workers)
{
    const c10::DeviceGuard guard(placeOf(m_device));
    const std::int64_t shards = m_device.isCuda() ? 1 : (m_batch + layout.shard - 1) / layout.shard;
    for (std::int64_t s = 0; s < shards; ++s) {
        Shard shard;
        shard.module = makeReplica();
        shard.module->to(placeOf(m_device));
        shard.module->train();
        shard.first = s * m_batch / shards;
        shard.count = (s + 1) * m_batch / shards - shard.first;
        m_shards.push_back(std::move(shard));
    }
    for (int b = 0; b < (shards == 1 ? 2 : 1); ++b)
        m_batches.emplace_back(layout.batch, m_device);
    shareParameters();
    m_optimizer = std::make_unique<Sgd>(m_shards[0].module->parameters(), options);
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

torch::Tensor Trainer::inputOf(const Shard& shard, const Batch& batch) const
{
    const torch::Device place = placeOf(m_device);
    const torch::Tensor bytes =
        batch.pixels.defined()
            ? batch.pixels.narrow(0, shard.first, shard.count)
            : renderBatch(batch.views.part(shard.first, shard.count, place), m_preprocessing);
    return networkInput(bytes, m_preprocessing, place);
}

void Trainer::runShard(Shard& shard, const Batch& batch) const
{
    shard.status = Status();
    try {
        for (torch::Tensor& parameter : shard.module->parameters())
            parameter.mutable_grad() = torch::Tensor();
        const torch::Device place = placeOf(m_device);
        const auto partOf = [&shard](const torch::Tensor& whole) {
            return whole.narrow(0, shard.first, shard.count);
        };
        std::vector<torch::Tensor> losses;
        {
            const MixedPrecision mixed(m_device);
            losses = shard.module->losses(inputOf(shard, batch), {partOf(batch.labels).to(place, true),
                                                                  partOf(batch.targets).to(place, true)});
        }
        const double share = static_cast<double>(shard.count) / static_cast<double>(m_batch);
        (losses.front() * share).backward();
        const torch::NoGradGuard noGradients;
        for (torch::Tensor& loss : losses)
            loss = loss.detach().to(place, torch::kFloat64);
        shard.losses = torch::stack(losses).mul_(share);
    } catch (const std::exception& exception) {
        shard.status = failureFromTorch(exception, "A training step");
    }
}

/// A single shard is computed by the thread that calls, always the same one: cuDNN keeps its plans by thread,
/// and would make them anew on whichever worker wakes.
Status Trainer::runShards(Batch& batch)
{
    if (m_shards.size() == 1) {
        runShard(m_shards.front(), batch);
        batch.markCopies();
    } else {
        m_pool.run(static_cast<int>(m_shards.size()),
                   [&](int s) { runShard(m_shards[static_cast<std::size_t>(s)], batch); });
    }
    for (const Shard& shard : m_shards)
        MICROT_CHECK(shard.status);
    return {};
}

/// Gradients and losses into those of the first shard.
void Trainer::addGradients()
{
    auto sums = m_shards[0].module->parameters();
    for (std::size_t s = 1; s < m_shards.size(); ++s) {
        const auto parameters = m_shards[s].module->parameters();
        for (std::size_t p = 0; p < sums.size(); ++p)
            if (parameters[p].grad().defined())
                sums[p].mutable_grad().add_(parameters[p].grad());
        m_shards[0].losses.add_(m_shards[s].losses);
    }
}

/// They, as means over all ranks.
Status Trainer::addRanks()
{
    std::vector<torch::Tensor> summed;
    for (const torch::Tensor& parameter : m_shards[0].module->parameters())
        if (parameter.grad().defined())
            summed.push_back(parameter.grad());
    summed.push_back(m_shards[0].losses);
    std::vector<torch::Tensor> flat;
    for (const torch::Tensor& one : summed)
        flat.push_back(one.reshape({-1}).to(torch::kFloat32));
    torch::Tensor numbers = torch::cat(flat);
    MICROT_CHECK(sumTensor(*m_ranks, numbers));
    numbers.div_(m_ranks->count());
    std::int64_t first = 0;
    for (torch::Tensor& one : summed) {
        one.copy_(numbers.narrow(0, first, one.numel()).view(one.sizes()));
        first += one.numel();
    }
    return {};
}

Status Trainer::step(double learningRate, Batch& batch)
{
    MICROT_CHECK(runShards(batch));
    try {
        const torch::NoGradGuard noGradients;
        addGradients();
        if (m_ranks != nullptr)
            MICROT_CHECK(addRanks());
        if (m_clipNorm > 0.0)
            torch::nn::utils::clip_grad_norm_(m_shards[0].module->parameters(), m_clipNorm);
        m_optimizer->step(learningRate);
        m_losses.push_back(m_shards[0].losses);
    } catch (const std::exception& exception) {
        return failureFromTorch(exception, "A training step");
    }
    return {};
}

Result<std::vector<double>> Trainer::takeLosses()
{
    std::vector<double> sums;
    if (m_losses.empty())
        return sums;
    try {
        const torch::Tensor read = torch::stack(m_losses).to(torch::kCPU).contiguous();
        m_losses.clear();
        const double* at = read.data_ptr<double>();
        sums.assign(static_cast<std::size_t>(read.size(1)), 0.0);
        for (std::int64_t step = 0; step < read.size(0); ++step)
            for (double& sum : sums)
                sum += *at++;
    } catch (const std::exception& exception) {
        return failureFromTorch(exception, "A training step");
    }
    return sums;
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
        MICROT_CHECK(sumTensor(*m_ranks, mean));
        mean.div_(m_ranks->count());
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
        archive.write(kReplica + std::to_string(s), replica);
    }
    torch::serialize::OutputArchive optimizer;
    m_optimizer->save(optimizer);
    archive.write("optimizer", optimizer);
    std::ostringstream stream;
    archive.save_to(stream);
    return stream.str();
}

void Trainer::loadReplicas(torch::serialize::InputArchive& archive)
{
    std::vector<torch::serialize::InputArchive> replicas;
    for (std::size_t s = 0;; ++s) {
        torch::serialize::InputArchive replica;
        if (!archive.try_read(kReplica + std::to_string(s), replica))
            break;
        replicas.push_back(std::move(replica));
    }
    if (replicas.size() == m_shards.size()) {
        for (std::size_t s = 0; s < replicas.size(); ++s)
            m_shards[s].module->load(replicas[s]);
        return;
    }
    if (replicas.empty())
        throw std::runtime_error("it has no network");
    const torch::NoGradGuard noGradients;
    std::vector<torch::Tensor> means;
    for (torch::serialize::InputArchive& replica : replicas) {
        m_shards[0].module->load(replica);
        const auto buffers = m_shards[0].module->buffers();
        for (std::size_t b = 0; b < buffers.size(); ++b)
            if (&replica == &replicas.front())
                means.push_back(buffers[b].clone());
            else
                means[b].add_(buffers[b]);
    }
    for (const Shard& shard : m_shards) {
        const auto buffers = shard.module->buffers();
        for (std::size_t b = 0; b < means.size(); ++b)
            buffers[b].copy_(means[b] / static_cast<double>(replicas.size()));
    }
}

Status Trainer::loadState(const std::string& state)
{
    try {
        std::istringstream stream(state);
        torch::serialize::InputArchive archive;
        archive.load_from(stream, placeOf(m_device));
        loadReplicas(archive);
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
