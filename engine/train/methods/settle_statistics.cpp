// SPDX-License-Identifier: Apache-2.0
#include "engine/train/methods/settle_statistics.h"

#include "engine/data/picture_loader.h"
#include "engine/train/forward/network_input_private.h"
#include "engine/train/forward/torch_network_private.h"
#include "engine/train/forward/torch_runtime.h"

namespace microt {

namespace {

constexpr int kPictures = 128;

} // namespace

Status settleStatistics(Graph& graph, const Dataset& dataset, const JobContext& job)
{
    PictureLoader loader(dataset, balancedSamples(dataset, Split::train, kPictures), graph.preprocessing);
    std::vector<Picture> pictures;
    while (auto loaded = loader.next()) {
        MICROT_CHECK(job.checkCancelled());
        if (!loaded->picture.rgb.empty())
            pictures.push_back(std::move(loaded->picture));
    }
    if (pictures.empty())
        return Failure{Error::tooFewSamples, "No train picture of " + dataset.name + " can be read."};
    try {
        const TorchThreads single(1);
        const torch::NoGradGuard noGradients;
        Graph atOnce = graph;
        for (Node& node : atOnce.nodes)
            node.momentum = 1.0F; // the figures of this batch alone
        TorchNetwork network(atOnce);
        network.train();
        network.forward(networkInput(pictures, graph.preprocessing, placeOf({})), false);
        network.writeWeights(graph);
    } catch (const std::exception& exception) {
        return failureFromTorch(exception, "Running the network " + graph.name);
    }
    return {};
}

} // namespace microt
