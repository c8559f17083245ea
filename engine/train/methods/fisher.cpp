// SPDX-License-Identifier: Apache-2.0
#include "engine/train/methods/fisher.h"

#include <algorithm>
#include <map>

#include "engine/data/preprocess.h"
#include "engine/train/forward/network_input_private.h"
#include "engine/train/forward/torch_runtime.h"
#include "engine/train/methods/tuned_network_private.h"

namespace microt {

namespace {

constexpr int kBatch = 16;

/// Adds up squares for the layers whose outputs it has seen.
class PotentialSum
{
public:
    PotentialSum(const Graph& graph, const std::vector<int>& layers)
    {
        for (const int layer : layers) {
            m_place[layer] = m_sums.size();
            m_sums.push_back(torch::zeros({graph.nodes[static_cast<std::size_t>(layer)].output.channels},
                                          torch::kFloat64));
        }
    }

    void see(int node, const torch::Tensor& output)
    {
        const auto found = m_place.find(node);
        if (found == m_place.end())
            return;
        // What follows may overwrite it in place.
        const torch::Tensor values = output.detach().clone();
        const torch::Tensor sum = m_sums[found->second];
        output.register_hook([values, sum](const torch::Tensor& gradient) {
            const torch::NoGradGuard noGradients;
            const torch::Tensor products = (values * gradient).flatten(2).sum(2).to(torch::kFloat64);
            torch::Tensor(sum).add_(products.square().sum(0));
            return gradient;
        });
    }

    std::vector<std::vector<double>> take(double pictures) const
    {
        std::vector<std::vector<double>> potentials;
        for (const torch::Tensor& sum : m_sums) {
            const torch::Tensor mean = (sum / (2.0 * pictures)).contiguous();
            potentials.emplace_back(mean.data_ptr<double>(), mean.data_ptr<double>() + mean.numel());
        }
        return potentials;
    }

private:
    std::map<int, std::size_t> m_place;
    std::vector<torch::Tensor> m_sums;
};

Result<std::vector<std::vector<double>>> sumPotentials(const Graph& graph, const std::vector<int>& layers,
                                                       const TrainingPictures& pictures,
                                                       const std::vector<int>& numbers, const JobContext& job)
{
    TorchNetwork network(graph);
    network.eval();
    PotentialSum sum(graph, layers);
    for (std::size_t first = 0; first < numbers.size(); first += kBatch) {
        MICROT_CHECK(job.checkCancelled());
        std::vector<Picture> shown;
        std::vector<std::int64_t> labels;
        for (std::size_t i = first; i < std::min(first + kBatch, numbers.size()); ++i) {
            MICROT_TRY(const Picture picture,
                       pictures.render(numbers[i], graph.preprocessing.side(), wholeView(pictures.side())));
            shown.push_back(squashToExtractor(picture, graph.preprocessing));
            labels.push_back(pictures.label(numbers[i]));
        }
        const torch::Tensor input = networkInput(shown, graph.preprocessing, placeOf({}));
        const torch::Tensor logits =
            network
                .forward(input, false,
                         [&sum](int node, const torch::Tensor& output) { sum.see(node, output); })
                .logits;
        torch::nn::functional::cross_entropy(
            logits, torch::tensor(labels),
            torch::nn::functional::CrossEntropyFuncOptions().reduction(torch::kSum))
            .backward();
    }
    return sum.take(static_cast<double>(numbers.size()));
}

} // namespace

Result<std::vector<std::vector<double>>> fisherPotentials(const Graph& graph, const std::vector<int>& layers,
                                                          const TrainingPictures& pictures,
                                                          const std::vector<int>& numbers,
                                                          const JobContext& job)
{
    try {
        const TorchThreads single(1);
        return sumPotentials(graph, layers, pictures, numbers, job);
    } catch (const std::exception& exception) {
        return failureFromTorch(exception, "Asking the network " + graph.name + " what its layers are worth");
    }
}

} // namespace microt
