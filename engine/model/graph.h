// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/model/preprocessing.h"

namespace microt {

/// Activation of one picture. Batch is not part of it; float tensors in memory are [N, C, H, W] inside the
/// trainer and [N, H, W, C] in files and on boards.
struct Shape
{
    int height = 0;
    int width = 0;
    int channels = 0;
    std::int64_t elements() const { return std::int64_t{height} * width * channels; }
};

inline bool operator==(const Shape& a, const Shape& b)
{
    return a.height == b.height && a.width == b.width && a.channels == b.channels;
}

enum class OpKind {
    input,
    convolution,       ///< groups == 1, or groups == input channels == output channels (depthwise)
    batchNorm,         ///< y = weight * (x - mean) / sqrt(variance + epsilon) + bias
    clip,              ///< min(max(x, clipMin), clipMax); ReLU6 is 0..6, ReLU is 0..infinity
    add,               ///< elementwise, two inputs of one shape
    globalAveragePool, ///< [H, W, C] to [1, 1, C]
    linear,            ///< [1, 1, D] to [1, 1, classes]
};

/// One operator. Only the fields of its kind mean anything. Parameter vectors are empty when the network has
/// an architecture but no weights yet.
struct Node
{
    OpKind kind = OpKind::input;
    std::string name; ///< unique; zoo networks: the prefix of the state_dict, "blocks.3.….depth_conv.conv"
    std::vector<int> inputs; ///< indices of earlier nodes
    Shape output;

    int kernel = 0; ///< square
    int stride = 1;
    int padding = 0; ///< zeros on every side
    int groups = 1;

    float epsilon = 1e-5F; ///< batchNorm
    float momentum =
        0.1F; ///< batchNorm, torch's convention: running = (1 - momentum) running + momentum batch
    float clipMin = 0.0F; ///< clip
    float clipMax = 6.0F; ///< clip

    std::vector<float>
        weight;              ///< convolution [out, in / groups, k, k]; linear [out, in]; batchNorm gamma [C]
    std::vector<float> bias; ///< convolution, linear [out] or empty; batchNorm beta [C]
    std::vector<float> mean; ///< batchNorm [C]
    std::vector<float> variance; ///< batchNorm [C]
};

/// Features that a cut keeps of each channel: mean and standard deviation over the picture, all means first.
/// MicroT keeps the mean (section on model splitting); forty means say too little of a picture.
constexpr int kCutFeaturesPerChannel = 2;

/// A place where the network can be cut in two: everything after `node` depends on its output alone. The part
/// model is everything up to `node`, then the pooling that kCutFeaturesPerChannel tells.
struct Cut
{
    int index = 0; ///< the number users see: cut K = first convolution and blocks[0:K]
    int node = -1;
};

/// A network, whatever file it came from. Nodes are in execution order: inputs precede users, node 0 is the
/// input. Owned by value, immutable by convention once built.
struct Graph
{
    std::string name;
    Preprocessing preprocessing;
    std::vector<Node> nodes;
    std::vector<Cut> cuts; ///< ascending; never includes the whole network
    int featureNode = -1;  ///< global average pool whose output is the full embedding
    int logitsNode = -1;   ///< classifier output, or -1

    bool hasWeights() const;
    int featureCount() const { return nodes[featureNode].output.channels; }
    int featureCount(const Cut& cut) const
    {
        return kCutFeaturesPerChannel * nodes[cut.node].output.channels;
    }
    const Cut* findCut(int index) const; ///< nullptr if there is none
};

/// Makes names unique by a number, as those of a file need not be.
class NodeNames
{
public:
    std::string unique(const std::string& wish);

private:
    std::set<std::string> m_taken;
};

/// Checks everything an executor relies on: order, kinds, shapes, parameter sizes (or all empty), cuts,
/// limits (at most 4,096 nodes, channels and sides at most 16,384, no product beyond 2^31, finite parameters,
/// variance + epsilon > 0). Errors: badModel, shapeMismatch, hostileContent, numericFailure, naming the node.
Status validateGraph(const Graph& graph);

} // namespace microt
