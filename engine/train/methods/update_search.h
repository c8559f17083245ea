// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "engine/train/methods/fine_tune.h"
#include "engine/train/methods/update_plan.h"

namespace microt {

/// Memory that a plan must keep to.
struct UpdateBudget
{
    std::int64_t bytes = 0; ///< beside the forward pass and a head alone
    bool momentum = false;
    std::int64_t arenaBytes = 0; ///< of the forward pass

    /// Of `plan`, in the same terms. Negative is possible where gradients fit into the arena.
    std::int64_t taken(const Graph& graph, const UpdatePlan& plan) const;
    bool holds(const Graph& graph, const UpdatePlan& plan) const { return taken(graph, plan) <= bytes; }
};

/// SparseUpdate (Lin et al., NeurIPS 2022, section 3.2: of the biases of the last layers, and of shares of
/// the input channels of some layers' weights, those whose contributions add up to most under a budget of
/// memory). Theirs searches by evolution among accuracies that each layer gains alone; ours takes `credits`,
/// and for every depth of biases the channels with most credit a byte first, as long as they fit. Shares: an
/// eighth, a quarter, half, all of a layer's channels. The classifier is updated always. `credits`: one for
/// each of updatableLayers(graph), in order.
UpdatePlan searchSparseUpdate(const Graph& graph, const std::vector<LayerCredit>& credits,
                              const UpdateBudget& budget);

/// The layers, from some place to the end, that TinyTrain can look at within the budget: to ask for Fisher
/// information, outputs must be kept, and the gradient goes down to the first of them.
struct FisherReach
{
    std::vector<int> layers;    ///< may be empty
    UpdatePlan way;             ///< whose gradients lead there
    std::int64_t sramBytes = 0; ///< peak
};
FisherReach fisherReach(const Graph& graph, const UpdateBudget& budget);

/// TinyTrain (Kwon et al., ICML 2024, section 2.2): layers by
/// s = P / (weights / most weights * MACs / most MACs), P the Fisher potential summed over output channels;
/// of each the channels with the largest potential, and their biases. Layers are taken in the order of s,
/// with all channels, half, a quarter or an eighth of them, as the budget allows. `potentials`:
/// [layers][channels].
UpdatePlan chooseTinyTrain(const Graph& graph, const std::vector<int>& layers,
                           const std::vector<std::vector<double>>& potentials, const UpdateBudget& budget);

} // namespace microt
