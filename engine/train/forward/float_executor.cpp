// SPDX-License-Identifier: Apache-2.0
#include "engine/train/forward/embed.h"
#include "engine/train/forward/fold.h"
#include "engine/train/forward/network_input_private.h"
#include "engine/train/forward/torch_network_private.h"

namespace microt {

namespace {

FeatureMatrix matrixOf(const torch::Tensor& tensor)
{
    if (!tensor.defined())
        return {};
    const auto plain = tensor.to(torch::kCPU).contiguous();
    return Eigen::Map<const FeatureMatrix>(plain.data_ptr<float>(), plain.size(0), plain.size(1));
}

} // namespace

struct FloatExecutor::Network
{
    Network(const Graph& graph, const Device& where)
        : name(graph.name), input(graph.nodes[0].output), preprocessing(graph.preprocessing), device(where),
          place(placeOf(where)), module(foldBatchNorm(graph))
    {
        module.to(place);
        module.eval();
        for (torch::Tensor& parameter : module.parameters())
            parameter.set_requires_grad(false);
    }

    torch::Tensor inputOf(const float* values, int batch) const
    {
        return torch::from_blob(const_cast<float*>(values),
                                {batch, input.channels, input.height, input.width}, torch::kFloat32)
            .to(place);
    }

    Result<Output> run(const std::function<torch::Tensor()>& makeInput)
    {
        try {
            const c10::InferenceMode noGradients;
            const TorchNetwork::Output computed = module.forward(makeInput(), true);
            Output output;
            for (const torch::Tensor& exit : computed.exits)
                output.exits.push_back(matrixOf(exit));
            output.logits = matrixOf(computed.logits);
            if (!output.exits.back().allFinite() || !output.logits.allFinite())
                return Failure{Error::numericFailure,
                               "The network " + name +
                                   " computes values that are not finite for this input."};
            return output;
        } catch (const std::exception& exception) {
            return failureFromTorch(exception, "Running the network " + name);
        }
    }

    std::string name;
    Shape input;
    Preprocessing preprocessing;
    Device device;
    torch::Device place;
    TorchNetwork module;
};

FloatExecutor::FloatExecutor(std::unique_ptr<Network> network) : m_network(std::move(network)) {}
FloatExecutor::~FloatExecutor() = default;
FloatExecutor::FloatExecutor(FloatExecutor&&) noexcept = default;
FloatExecutor& FloatExecutor::operator=(FloatExecutor&&) noexcept = default;

Result<FloatExecutor> FloatExecutor::create(const Graph& graph, const Device& device)
{
    MICROT_CHECK(validateGraph(graph));
    MICROT_CHECK(checkDevice(device));
    if (!graph.hasWeights())
        return Failure{Error::missingWeights,
                       "The network " + graph.name + " has an architecture but no weights; train it first."};
    try {
        return FloatExecutor(std::make_unique<Network>(graph, device));
    } catch (const std::exception& exception) {
        return failureFromTorch(exception, "Building the network " + graph.name);
    }
}

Result<FloatExecutor::Output> FloatExecutor::run(const float* input, int batch) const
{
    return m_network->run([&] { return m_network->inputOf(input, batch); });
}

Result<FloatExecutor::Output> FloatExecutor::run(const std::vector<Picture>& fitted) const
{
    return m_network->run([&] { return networkInput(fitted, m_network->preprocessing, m_network->place); });
}

const Device& FloatExecutor::device() const
{
    return m_network->device;
}

Status FloatExecutor::observe(const float* input, int batch, const Observer& observer) const
{
    try {
        const c10::InferenceMode noGradients;
        m_network->module.forward(
            m_network->inputOf(input, batch), false, [&observer](int node, const torch::Tensor& output) {
                if (output.dim() != 4)
                    return observer(node, output.to(torch::kCPU).contiguous().data_ptr<float>(),
                                    {1, 1, static_cast<int>(output.size(1))});
                const torch::Tensor plain = output.permute({0, 2, 3, 1}).to(torch::kCPU).contiguous();
                observer(node, plain.data_ptr<float>(),
                         {static_cast<int>(plain.size(1)), static_cast<int>(plain.size(2)),
                          static_cast<int>(plain.size(3))});
            });
        return {};
    } catch (const std::exception& exception) {
        return failureFromTorch(exception, "Running the network " + m_network->name);
    }
}

} // namespace microt
