// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/model/preprocessing.h"
#include "engine/runtime/int8_ops.h"

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
    convolution,       ///< of `groups` groups of channels; see isDepthwise()
    batchNorm,         ///< y = weight * (x - mean) / sqrt(variance + epsilon) + bias
    clip,              ///< min(max(x, clipMin), clipMax); ReLU6 is 0..6, ReLU is 0..infinity
    add,               ///< elementwise, two inputs of one shape
    globalAveragePool, ///< [H, W, C] to [1, 1, C]
    linear,            ///< [1, 1, D] to [1, 1, classes]
    activation,        ///< y = Node::function(x), number by number
    multiply,          ///< elementwise; the second input has the first's shape, or one number a channel
    averagePool,       ///< over a window; what lies outside the picture does not count
    maxPool,           ///< over a window; what lies outside the picture does not count
    concat,            ///< two inputs or more, one behind the other along the channels
    selectChannels,    ///< output channel i is input channel Node::channels[i]: split, slice, shuffle
    pad,               ///< zeros around the picture
    resize,            ///< nearest neighbour: (y, x) is (floor(y H / output H), floor(x W / output W))
    flatten,           ///< [H, W, C] to [1, 1, H W C], channels fastest
};

/// What an activation computes.
enum class Function {
    leakyRelu,   ///< x, or alpha x below zero
    prelu,       ///< x, or weight[channel] x below zero
    sigmoid,     ///< 1 / (1 + exp(-x))
    hardSigmoid, ///< min(max(alpha x + beta, 0), 1)
    silu,        ///< x sigmoid(x)
    hardSwish,   ///< x min(max(x + 3, 0), 6) / 6
    tanh,
};

constexpr std::array<const char*, 7> namesOf(Function)
{
    return {"leaky_relu", "prelu", "sigmoid", "hard_sigmoid", "silu", "hard_swish", "tanh"};
}

/// function(x), in double precision; `slope` is alpha, or prelu's weight of the channel.
double applyFunction(Function function, double x, double slope, double beta);

/// One operator. Only the fields of its kind mean anything. Parameter vectors are empty when the network has
/// an architecture but no weights yet.
struct Node
{
    OpKind kind = OpKind::input;
    std::string name; ///< unique; zoo networks: the prefix of the state_dict, "blocks.3.….depth_conv.conv"
    std::vector<int> inputs; ///< indices of earlier nodes
    Shape output;

    /// Convolution and pools. What lies below and right of the input follows from the output's shape; a
    /// convolution sees zeros there. pad: padTop and padLeft alone.
    Window window;
    int groups = 1;            ///< convolution
    std::vector<int> channels; ///< selectChannels

    Function function = Function::leakyRelu; ///< activation
    float alpha = 0.01F;                     ///< leakyRelu, hardSigmoid
    float beta = 0.5F;                       ///< hardSigmoid

    float epsilon = 1e-5F; ///< batchNorm
    float momentum =
        0.1F; ///< batchNorm, torch's convention: running = (1 - momentum) running + momentum batch
    float clipMin = 0.0F; ///< clip
    float clipMax = 6.0F; ///< clip

    std::vector<float> weight; ///< convolution [out, in / groups, height, width]; linear [out, in]; batchNorm
                               ///< gamma, prelu [C]
    std::vector<float> bias;   ///< convolution, linear [out] or empty; batchNorm beta [C]
    std::vector<float> mean;   ///< batchNorm [C]
    std::vector<float> variance; ///< batchNorm [C]
};

/// Features that a cut keeps of each channel: mean and standard deviation over the picture, all means first.
/// MicroT keeps the mean (section on model splitting); forty means say too little of a picture.
constexpr int kCutFeaturesPerChannel = 2;

/// Whether a convolution has one filter for each of several channels.
bool isDepthwise(const Node& node, const Shape& input);

/// Rows and columns of zeros below and right of the input that the windows of `node` reach; not negative.
struct FarPadding
{
    int bottom = 0;
    int right = 0;
};
FarPadding farPadding(const Node& node, const Shape& input);

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
    int featureNode = -1;  ///< its output, [1, 1, D], is the full embedding
    int logitsNode = -1;   ///< classifier output, or -1

    bool hasWeights() const;
    int featureCount() const { return nodes[featureNode].output.channels; }
    int featureCount(const Cut& cut) const
    {
        return kCutFeaturesPerChannel * nodes[cut.node].output.channels;
    }
    const Cut* findCut(int index) const; ///< nullptr if there is none
};

/// How often each node's output is read, by other nodes or as a cut.
std::vector<int> countReaders(const Graph& graph);

/// Says where cuts, features and logits are once node i has become node newIndex[i].
void renumberExits(Graph& graph, const std::vector<int>& newIndex);

/// Makes names unique by a number, as those of a file need not be.
class NodeNames
{
public:
    std::string unique(const std::string& wish);

private:
    std::set<std::string> m_taken;
    std::map<std::string, int> m_next; ///< number of the next one of a name
};

/// Checks everything an executor relies on: order, kinds, shapes, parameter sizes (or all empty), cuts,
/// limits (at most 4,096 nodes, channels and sides at most 16,384, no product beyond 2^31, finite parameters,
/// variance + epsilon > 0). Errors: badModel, shapeMismatch, hostileContent, numericFailure, naming the node.
Status validateGraph(const Graph& graph);

} // namespace microt
