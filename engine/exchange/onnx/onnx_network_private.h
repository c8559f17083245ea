// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <map>
#include <set>

#include "engine/exchange/onnx/onnx_file_private.h"
#include "engine/model/graph.h"

namespace microt {

constexpr std::int64_t kMaxOnnxSide = 16384; ///< of anything that is read: pictures, kernels, channels

using OnnxIntegers = std::vector<std::int64_t>;

/// The mean of a node's output over one of its two sides.
struct OnnxHalfMean
{
    int node;
    int rank;
    int otherAxis;
};

/// A Graph while its operators are read from a file, one after the other.
class OnnxNetwork
{
public:
    Graph graph;
    std::map<std::string, OnnxConstant> constants;
    std::map<std::string, OnnxHalfMean> halfMeans; ///< tensors that only another mean may read
    std::map<std::string, int> values;             ///< node that computes a tensor

    /// Takes the name of a tensor that has none yet. Error: malformed.
    Status claim(const std::string& tensor);
    /// Says that `node` computes the tensor `tensor`. Error: malformed (something else does, too).
    Status setValue(const std::string& tensor, int node);
    /// Appends `node` as what `op` computes. Error as setValue.
    Status add(const OnnxOperator& op, Node node);
    int append(Node node);

    /// The node that computes input `index`. Errors: unsupportedOperator (a constant), malformed.
    Result<int> activation(const OnnxOperator& op, int index) const;
    /// The constant that is input `index`. Error: unsupportedOperator.
    Result<const OnnxConstant*> constant(const OnnxOperator& op, int index) const;
    /// Its numbers, if it is a vector of FLOAT. Errors as constant, shapeMismatch.
    Result<std::vector<float>> vectorOf(const OnnxOperator& op, int index) const;
    /// A node of `kind` called as `op`, with the shape of what it reads. Errors as activation.
    Result<Node> nodeOf(const OnnxOperator& op, OpKind kind) const;

    const Shape& shapeOf(int node) const { return graph.nodes[static_cast<std::size_t>(node)].output; }

private:
    NodeNames m_names;
    std::set<std::string> m_claimed;
};

/// What is read of one kind of operator.
struct OnnxReader
{
    const char* type; ///< as ONNX calls it
    int leastInputs;
    int mostInputs;
    std::vector<std::string> attributes; ///< all that are understood
    /// Checks the operator and adds what it computes to the network. Errors: unsupportedOperator,
    /// shapeMismatch, malformed.
    Status (*read)(OnnxNetwork& network, const OnnxOperator& op);
};

/// Reads `node` as the table of readers says. Errors as OnnxReader::read and OnnxOperator::of.
Status readOnnxOperator(OnnxNetwork& network, const onnx::NodeProto& node);

/// One for each kind of operator, as OnnxReader::read.
Status readOnnxConvolution(OnnxNetwork& network, const OnnxOperator& op);
Status readOnnxBatchNorm(OnnxNetwork& network, const OnnxOperator& op);
Status readOnnxClip(OnnxNetwork& network, const OnnxOperator& op);
Status readOnnxRelu(OnnxNetwork& network, const OnnxOperator& op);
Status readOnnxAdd(OnnxNetwork& network, const OnnxOperator& op);
Status readOnnxPool(OnnxNetwork& network, const OnnxOperator& op);
Status readOnnxMean(OnnxNetwork& network, const OnnxOperator& op);
Status readOnnxFlatten(OnnxNetwork& network, const OnnxOperator& op);
Status readOnnxReshape(OnnxNetwork& network, const OnnxOperator& op);
Status readOnnxLinear(OnnxNetwork& network, const OnnxOperator& op);
Status readOnnxConstant(OnnxNetwork& network, const OnnxOperator& op);
Status readOnnxIdentity(OnnxNetwork& network, const OnnxOperator& op);

/// Finds features, logits, and the places where the network can be cut: after every activation that alone is
/// alive, complete with its batch-norm and without a clip, but not right before the pool. `output`: the node
/// that computes the network's output. Errors: unsupportedFormat (no global pool, output elsewhere),
/// malformed (what nothing reads).
Status findOnnxExits(Graph& graph, int output);

inline bool allAre(const OnnxIntegers& values, std::int64_t wanted)
{
    return std::all_of(values.begin(), values.end(),
                       [wanted](std::int64_t value) { return value == wanted; });
}

} // namespace microt
