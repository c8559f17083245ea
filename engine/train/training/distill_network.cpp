// SPDX-License-Identifier: Apache-2.0
#include "engine/train/training/distill_network_private.h"

#include <cmath>

#include "engine/base/counter_random.h"

namespace microt {

DistillNetwork::DistillNetwork(const Graph& graph, const DistillOptions& options, int dimensions, int classes)
    : m_options(options), m_body(register_module("body", std::make_shared<TorchNetwork>(graph)))
{
    const int full = graph.featureCount();
    const int part = graph.cuts.empty() ? 0 : graph.featureCount(graph.cuts.front());
    const LossWeights& weights = options.weights;
    // The full match is always there: it measures, too.
    m_fullMatch = layer("full_match", full, dimensions, 0);
    if (weights.partTeacher > 0.0)
        m_partMatch = layer("part_match", part, dimensions, 1);
    if (weights.fullLabel > 0.0)
        m_fullClassifier = layer("full_classifier", full, classes, 2);
    if (weights.partLabel > 0.0)
        m_partClassifier = layer("part_classifier", part, classes, 3);
}

torch::nn::Linear DistillNetwork::layer(const std::string& name, int inputs, int outputs,
                                        std::uint64_t stream)
{
    constexpr std::uint64_t kStream = 1 << 21;
    const torch::NoGradGuard noGradients;
    torch::nn::Linear linear(inputs, outputs);
    CounterRandom random(m_options.seed, kStream + stream, 0);
    const double deviation = std::sqrt(1.0 / inputs);
    float* weights = linear->weight.data_ptr<float>();
    for (std::int64_t i = 0; i < linear->weight.numel(); ++i)
        weights[i] = static_cast<float>(deviation * random.normal());
    linear->bias.zero_();
    return register_module(name, linear);
}

torch::Tensor DistillNetwork::match(const torch::Tensor& features) const
{
    torch::nn::Linear linear = m_fullMatch;
    // In libtorch's own memory, which begins at multiples of 64 bytes: a BLAS may add up in another order
    // where numbers begin elsewhere (MKL does, OpenBLAS does not), and figures of a run that was resumed
    // would differ in their last digits.
    const torch::Tensor aligned = features.clone();
    return linear->forward(aligned.to(linear->weight.device())).to(torch::kCPU);
}

torch::Tensor DistillNetwork::distance(const torch::Tensor& predicted, const torch::Tensor& target) const
{
    if (m_options.distance == EmbeddingDistance::cosine)
        return (1.0 - torch::cosine_similarity(predicted, target, 1)).mean();
    return torch::mse_loss(predicted, target);
}

std::vector<torch::Tensor> DistillNetwork::losses(const torch::Tensor& input, const BatchTargets& targets)
{
    const LossWeights& weights = m_options.weights;
    const auto output = m_body->forward(input, true);
    const torch::Tensor& full = output.exits.back();
    const torch::Tensor& part = output.exits.front();
    const auto classify = [&](torch::nn::Linear& classifier, const torch::Tensor& features) {
        // Over the batch's size, not over how many have labels: a batch with few of them pulls less.
        return torch::nn::functional::cross_entropy(
                   classifier->forward(features), targets.labels,
                   torch::nn::functional::CrossEntropyFuncOptions().ignore_index(-1).reduction(torch::kSum)) /
               static_cast<double>(targets.labels.size(0));
    };
    const torch::Tensor none = torch::zeros({}, torch::device(input.device()));
    std::vector<torch::Tensor> terms(5, none);
    if (weights.fullTeacher > 0.0)
        terms[1] = distance(m_fullMatch->forward(full), targets.targets);
    if (weights.fullLabel > 0.0)
        terms[2] = classify(m_fullClassifier, full);
    if (weights.partLabel > 0.0)
        terms[3] = classify(m_partClassifier, part);
    if (weights.partTeacher > 0.0)
        terms[4] = distance(m_partMatch->forward(part), targets.targets);
    terms[0] = terms[1] * weights.fullTeacher + terms[2] * weights.fullLabel + terms[3] * weights.partLabel +
               terms[4] * weights.partTeacher;
    return terms;
}

} // namespace microt
