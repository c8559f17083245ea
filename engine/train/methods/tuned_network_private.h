// SPDX-License-Identifier: Apache-2.0
// Private to engine/train: includes torch.
#pragma once

#include <algorithm>

#include "engine/train/methods/update_plan.h"
#include "engine/train/training/trainer_private.h"

namespace microt {

/// A network with a classifier of which only what a plan names gets gradients. Batch-norms keep their figures
/// while it is trained, as where they are folded into convolutions.
class TunedNetwork : public TrainedModule
{
public:
    TunedNetwork(const Graph& graph, const UpdatePlan& plan)
        : m_network(register_module("network", std::make_shared<TorchNetwork>(graph)))
    {
        for (torch::Tensor& parameter : m_network->parameters())
            parameter.set_requires_grad(false);
        for (const LayerUpdate& layer : plan.layers) {
            open(layer.node, "_weight", updatedWeights(graph, layer));
            open(layer.node, "_bias", openBiases(graph, layer));
        }
    }

    void train(bool on = true) override
    {
        TrainedModule::train(on);
        m_network->eval();
    }

    /// Mean cross-entropy.
    std::vector<torch::Tensor> losses(const torch::Tensor& input, const BatchTargets& targets) override
    {
        return {
            torch::nn::functional::cross_entropy(m_network->forward(input, false).logits, targets.labels)};
    }

    TorchNetwork& network() { return *m_network; }

    /// Undefined if there is none.
    torch::Tensor weightOf(int node) const { return find(node, "_weight"); }
    torch::Tensor biasOf(int node) const { return find(node, "_bias"); }

private:
    torch::Tensor find(int node, const char* suffix) const
    {
        const auto all = m_network->named_parameters();
        const torch::Tensor* found = all.find(std::to_string(node) + suffix);
        return found == nullptr ? torch::Tensor() : *found;
    }

    static std::vector<std::uint8_t> openBiases(const Graph& graph, const LayerUpdate& layer)
    {
        if (!layer.bias)
            return {};
        const int channels = graph.nodes[static_cast<std::size_t>(layer.node)].output.channels;
        std::vector<std::uint8_t> taken(static_cast<std::size_t>(channels), layer.outputs.empty() ? 1 : 0);
        for (const int channel : layer.outputs)
            taken[static_cast<std::size_t>(channel)] = 1;
        return taken;
    }

    /// Lets a parameter learn where `taken` is not 0; elsewhere its gradient is 0.
    void open(int node, const char* suffix, const std::vector<std::uint8_t>& taken)
    {
        torch::Tensor parameter = find(node, suffix);
        if (taken.empty() || !parameter.defined())
            return;
        parameter.set_requires_grad(true);
        if (std::find(taken.begin(), taken.end(), 0) == taken.end())
            return;
        const torch::Tensor mask =
            torch::tensor(std::vector<float>(taken.begin(), taken.end())).view(parameter.sizes());
        parameter.register_hook([mask](const torch::Tensor& gradient) { return gradient * mask; });
    }

    std::shared_ptr<TorchNetwork> m_network;
};

} // namespace microt
