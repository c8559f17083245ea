// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <map>
#include <variant>

#include "engine/exchange/onnx/onnx_view_private.h"
#include "engine/model/exits.h"
#include "engine/model/extractor.h"

namespace microt {

/// A tensor that could not be read, and why.
struct OnnxUnknown
{
    std::shared_ptr<const Failure> why;
};

using OnnxValue = std::variant<OnnxConstantPointer, OnnxView, OnnxUnknown>;

/// What the numbers of the input are before any operator looks at them.
enum class OnnxPixels {
    real,        ///< floating point: whatever the preprocessing makes of a picture
    bytes,       ///< uint8: 0..255
    signedBytes, ///< int8: pixel - 128
};

/// What a convolution was made of, if DequantizeLinear made it.
struct OnnxLayer
{
    OnnxConstantPointer weights;
    OnnxConstantPointer bias; ///< or nullptr
};

/// A Graph while its operators are read from a file, one after the other.
class OnnxNetwork
{
public:
    Graph graph;
    std::vector<UnreadOperator> unread;
    std::int64_t opset = 13;
    std::int64_t batch = 1; ///< as the input declares it; 1 if it is free
    OnnxPixels pixels = OnnxPixels::real;
    bool ours = false; ///< written by exportOnnx

    /// Integers are wanted: what QuantizeLinear makes stands as a clip, to the range of its integers, in
    /// `steps` by the clip's name, as int8.
    bool int8 = false;
    std::map<std::string, QuantTensor> steps;
    std::map<std::string, OnnxLayer> layers; ///< by the name of the convolution

    /// Gives the tensor `name` its value. Error: malformed (it has one).
    Status give(const std::string& name, OnnxValue value);
    /// As output `index` of `op`; nothing happens if that is left out.
    Status give(const OnnxOperator& op, OnnxValue value, int index = 0);
    /// The same for numbers that were computed. Errors: as give, hostileContent if all constants together
    /// become too many.
    Status giveConstant(const OnnxOperator& op, OnnxConstant constant, int index = 0);
    Status countConstant(const OnnxConstant& constant);
    /// Nodes have numbers of their own: constants that many operators share are copied. Error: hostileContent
    /// (2^24 more than the constants have).
    Status checkCopies() const;
    /// The value of a tensor, or nullptr.
    const OnnxValue* find(const std::string& name) const;

    /// Appends a node; its name becomes unique.
    int append(Node node);
    /// Appends `node` as what `op` makes of `view`, number by number.
    Status addInPlace(const OnnxOperator& op, OnnxView view, Node node);
    /// Appends `node`, whose output in the order [N, C, H, W] is what `op` computes.
    Status addPicture(const OnnxOperator& op, Node node);
    /// Output channel i of the new node is channel channels[i] of `node`; `node` itself if that changes
    /// nothing.
    int select(int node, const std::vector<int>& channels);

    bool isConstant(const OnnxOperator& op, int index) const;
    /// Input `index` as a constant. Error: unsupportedOperator.
    Result<OnnxConstantPointer> constant(const OnnxOperator& op, int index) const;
    /// Its numbers if it is floating point, of `rank` dimensions. Errors: as constant, shapeMismatch.
    Result<OnnxConstantPointer> reals(const OnnxOperator& op, int index, std::size_t rank) const;
    /// Integers of the constant input `index`. Errors: as constant, shapeMismatch.
    Result<OnnxIntegers> integers(const OnnxOperator& op, int index) const;
    /// Integers that an operator has as an attribute in old opsets and as an input in new ones; nothing if it
    /// has neither. Errors: as integers.
    Result<std::optional<OnnxIntegers>> integers(const OnnxOperator& op, const char* attribute,
                                                 int index) const;
    /// The single number that is the constant input `index`, or `otherwise` if there is none. Errors: as
    /// constant, shapeMismatch.
    Result<float> number(const OnnxOperator& op, int index, float otherwise) const;

    /// Input `index` as it is. Errors: unsupportedOperator (a constant).
    Result<OnnxView> anyView(const OnnxOperator& op, int index) const;
    /// The same, of real numbers. Errors: unsupportedOperator (a constant, integers).
    Result<OnnxView> view(const OnnxOperator& op, int index) const;
    /// The node whose output, in the order [N, C, H, W], is `view`. Error: unsupportedOperator.
    Result<int> picture(const OnnxOperator& op, const OnnxView& view);
    Result<int> picture(const OnnxOperator& op, int index);
    /// `node` in the order [N, C, H, W].
    OnnxView plain(int node) const;
    /// The numbers of `constant` that meet each channel of `view` when it is broadcast to it: one, or one a
    /// channel. `view` may get dimensions of length 1 in front. Error: unsupportedOperator.
    Result<std::vector<float>> perChannel(const OnnxOperator& op, const OnnxConstant& constant,
                                          OnnxView& view) const;

    /// A node of `kind` called as `op`, with the shape of `input`, which it reads.
    Node nodeOf(const OnnxOperator& op, OpKind kind, int input) const;
    const Shape& shapeOf(int node) const { return graph.nodes[static_cast<std::size_t>(node)].output; }

private:
    NodeNames m_names;
    std::map<std::string, OnnxValue> m_values;
    std::map<std::pair<int, std::vector<int>>, int> m_selected;
    std::int64_t m_numbers = 0; ///< of constants
    std::int64_t m_copied = 0;  ///< of nodes
};

/// What is read of one kind of operator.
struct OnnxReader
{
    int leastInputs;
    int mostInputs;
    std::vector<std::string> attributes; ///< all that are understood
    /// Checks the operator and gives its outputs their values. Errors: unsupportedOperator, shapeMismatch,
    /// malformed; hostileContent refuses the whole file.
    Status (*read)(OnnxNetwork& network, const OnnxOperator& op);
};

constexpr int kAnyInputs = 4096;

/// Reads `node` as the table of readers says; what cannot be read is noted in OnnxNetwork::unread. Errors:
/// malformed (what it reads is not there, what it computes is there already), hostileContent.
Status readOnnxOperator(OnnxNetwork& network, const onnx::NodeProto& node);

/// What `op` computes of constants alone. Errors: unsupportedOperator, malformed, shapeMismatch,
/// hostileContent.
Status foldOnnxOperator(OnnxNetwork& network, const OnnxOperator& op);

/// y = scale x + shift, one number each or one a channel of `input`, as a batch-norm.
Node onnxAffine(const OnnxNetwork& network, const OnnxOperator& op, int input,
                const std::vector<float>& scale, const std::vector<float>& shift);
/// Whether a node is such, not a batch-norm with statistics.
bool isOnnxAffine(const Node& node);

/// Index i of dimension `dim` of `view` is what was at indices[i]. `drop`: a single index, the dimension
/// goes. Error: unsupportedOperator.
Result<OnnxView> selectOnnx(OnnxNetwork& network, const OnnxOperator& op, const OnnxView& view,
                            std::size_t dim, const OnnxIntegers& indices, bool drop);

/// `axis` of a tensor of `rank` dimensions, negative ones counted from the end. Error: malformed.
Result<std::size_t> onnxAxis(const OnnxOperator& op, std::int64_t axis, std::size_t rank);
/// The same for several, ascending. Error: malformed (also if one is there twice).
Result<std::vector<std::size_t>> onnxAxes(const OnnxOperator& op, const OnnxIntegers& axes, std::size_t rank);

/// The network, read with OnnxNetwork::int8 and simplified, in its own integers. What cannot be said in them
/// joins OnnxNetwork::unread, whose nodes become tensors of the model. Error: unsupportedFormat (it does not
/// begin with integers).
Result<QuantModel> onnxInt8(OnnxNetwork& network);

// What the readers of layout and the folding of constants share: sides that follow from what an operator
// says.
Result<OnnxIntegers> onnxReshapedSides(const OnnxOperator& op, const OnnxIntegers& before,
                                       const OnnxIntegers& wanted);
Result<OnnxIntegers> onnxSqueezedSides(const OnnxOperator& op, const OnnxIntegers& before,
                                       const std::optional<OnnxIntegers>& axes);
Result<OnnxIntegers> onnxUnsqueezedSides(const OnnxOperator& op, const OnnxIntegers& before,
                                         const OnnxIntegers& axes);
Result<OnnxIntegers> onnxFlattenedSides(const OnnxOperator& op, const OnnxIntegers& before);
Result<std::vector<std::size_t>> onnxPermutation(const OnnxOperator& op, std::size_t rank);
/// Which indices of which dimension Slice keeps.
struct OnnxSliced
{
    std::size_t dim = 0;
    OnnxIntegers indices;
};
Result<std::vector<OnnxSliced>> onnxSlices(const OnnxNetwork& network, const OnnxOperator& op,
                                           const OnnxIntegers& before);
Result<OnnxIntegers> onnxGathered(const OnnxNetwork& network, const OnnxOperator& op, std::int64_t length);

/// A window, and what it needs around the picture.
struct OnnxWindow
{
    Window window;
    int bottom = 0;
    int right = 0;
    Shape output; ///< channels as the input's
};
/// The window of a convolution or pool over `input`; `kernel`: its sides if the operator does not say them.
Result<OnnxWindow> onnxWindow(const OnnxOperator& op, const Shape& input, const OnnxIntegers& kernel);

/// Zeros around `input`, a new node.
Result<int> addOnnxPad(OnnxNetwork& network, const OnnxOperator& op, int input, const OnnxIntegers& pads);

// One for each kind of operator, as OnnxReader::read.
Status readOnnxConvolution(OnnxNetwork& network, const OnnxOperator& op);
Status readOnnxBatchNorm(OnnxNetwork& network, const OnnxOperator& op);
Status readOnnxClip(OnnxNetwork& network, const OnnxOperator& op);
Status readOnnxRelu(OnnxNetwork& network, const OnnxOperator& op);
Status readOnnxActivation(OnnxNetwork& network, const OnnxOperator& op);
Status readOnnxPrelu(OnnxNetwork& network, const OnnxOperator& op);
Status readOnnxArithmetic(OnnxNetwork& network, const OnnxOperator& op);
Status readOnnxNegative(OnnxNetwork& network, const OnnxOperator& op);
Status readOnnxBound(OnnxNetwork& network, const OnnxOperator& op);
Status readOnnxPool(OnnxNetwork& network, const OnnxOperator& op);
Status readOnnxGlobalPool(OnnxNetwork& network, const OnnxOperator& op);
Status readOnnxReduction(OnnxNetwork& network, const OnnxOperator& op);
Status readOnnxPad(OnnxNetwork& network, const OnnxOperator& op);
Status readOnnxResize(OnnxNetwork& network, const OnnxOperator& op);
Status readOnnxExpand(OnnxNetwork& network, const OnnxOperator& op);
Status readOnnxReshape(OnnxNetwork& network, const OnnxOperator& op);
Status readOnnxTranspose(OnnxNetwork& network, const OnnxOperator& op);
Status readOnnxConcat(OnnxNetwork& network, const OnnxOperator& op);
Status readOnnxSplit(OnnxNetwork& network, const OnnxOperator& op);
Status readOnnxSlice(OnnxNetwork& network, const OnnxOperator& op);
Status readOnnxGather(OnnxNetwork& network, const OnnxOperator& op);
Status readOnnxShape(OnnxNetwork& network, const OnnxOperator& op);
Status readOnnxGemm(OnnxNetwork& network, const OnnxOperator& op);
Status readOnnxMatMul(OnnxNetwork& network, const OnnxOperator& op);
Status readOnnxConstant(OnnxNetwork& network, const OnnxOperator& op);
Status readOnnxIdentity(OnnxNetwork& network, const OnnxOperator& op);
Status readOnnxQuantize(OnnxNetwork& network, const OnnxOperator& op);
Status readOnnxDequantize(OnnxNetwork& network, const OnnxOperator& op);

/// Says the network in fewer nodes: activations that are spelled out, numbers that an earlier node can take,
/// averages in two steps, zeros that a convolution can see by itself; what neither an output nor an unread
/// operator needs is left out. Of a file that is `ours` only the activations and the last.
void simplifyOnnx(OnnxNetwork& network, std::vector<int>& outputs);

/// Moves constants at the input into the preprocessing, which so far says what ONNX leaves open. Whether the
/// scaling follows from the file or is assumed.
InputSource takeOnnxPreprocessing(OnnxNetwork& network, std::vector<int>& outputs);

/// Leaves out nodes that nothing needs; `outputs` are needed. `instead`: for each node itself, or the one
/// that takes its place.
void compactOnnx(OnnxNetwork& network, std::vector<int>& outputs, const std::vector<int>& instead);

inline bool allAre(const OnnxIntegers& values, std::int64_t wanted)
{
    return std::all_of(values.begin(), values.end(),
                       [wanted](std::int64_t value) { return value == wanted; });
}

} // namespace microt
