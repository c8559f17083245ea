// SPDX-License-Identifier: Apache-2.0
// Private to engine/train: the only header that includes torch. No public header includes it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <torch/torch.h>

#include "engine/base/result.h"
#include "engine/model/graph.h"
#include "engine/train/forward/device.h"

namespace microt {

/// A Graph as a torch module: its parameters (and batch-norm's running figures as buffers) in channels-last,
/// executed node by node. In the form the graph has: with batch-norm it can be trained, folded it is fast.
/// Forward passes in evaluation mode may run on several threads at once.
class TorchNetwork : public torch::nn::Module
{
public:
    /// `graph` must be valid and have weights; they are copied.
    explicit TorchNetwork(const Graph& graph);

    struct Output
    {
        std::vector<torch::Tensor> exits; ///< [N, features]: cuts in order, then the full extractor
        torch::Tensor logits;             ///< [N, classes], undefined without a classifier
    };

    /// Sees the output of every node, in order, before anything overwrites it.
    using Observer = std::function<void(int node, const torch::Tensor& output)>;

    /// `input`: float32 [N, C, H, W]. Every activation is released after its last reader.
    Output forward(const torch::Tensor& input, bool withCuts, const Observer& observer = {});

    /// From now on libtorch's operators alone, to compare with.
    void useLibtorchOperators() { m_ownOperators = false; }

    /// Copies parameters and running figures into `graph`, which must be the one it was built from.
    void writeWeights(Graph& graph) const;

private:
    struct Step
    {
        Node node;                 ///< without its parameters: the tensors below are these
        std::vector<int> finished; ///< values that nothing reads after this step
        FarPadding far;            ///< convolution
        bool inPlace = false;      ///< clip: nothing else reads its input
        int clip = -1;             ///< batch-norm: the clip that alone reads it, computed with it in training
        int exit = -1;             ///< which cut this output is, or -1
        torch::Tensor weight, bias, mean, variance;
    };

    void registerParameters(const Node& node, const Shape& input, const std::string& prefix, Step& step);
    bool usesOwn(const torch::Tensor& input) const; ///< the operators of training_ops_private.h
    torch::Tensor compute(const Step& step, const std::vector<torch::Tensor>& values) const;
    torch::Tensor convolve(const Step& step, const torch::Tensor& x) const;

    std::vector<Step> m_steps;
    std::size_t m_cuts = 0;
    int m_featureNode = -1;
    int m_logitsNode = -1;
    bool m_ownOperators = true;
};

/// Where tensors of this device live.
torch::Device placeOf(const Device& device);

/// While it lives, this thread's operators compute in bfloat16 where that is safe, if the device is mixed.
class MixedPrecision
{
public:
    explicit MixedPrecision(const Device& device);
    ~MixedPrecision();
    MixedPrecision(const MixedPrecision&) = delete;
    MixedPrecision& operator=(const MixedPrecision&) = delete;

private:
    void enable(bool enabled) const;
    Device m_device;
};

/// What torch threw, as a Failure: outOfMemory (of a GPU's memory it says what helps) or numericFailure,
/// `doing` first.
Failure failureFromTorch(const std::exception& exception, const std::string& doing);

} // namespace microt
