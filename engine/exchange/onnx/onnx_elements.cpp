// SPDX-License-Identifier: Apache-2.0
// Operators that look at one number at a time, or at two of the same place.
#include <limits>

#include "engine/exchange/onnx/onnx_network_private.h"

namespace microt {

namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

Status addClip(OnnxNetwork& network, const OnnxOperator& op, const OnnxView& view, float low, float high)
{
    Node node = network.nodeOf(op, OpKind::clip, view.node);
    node.clipMin = low;
    node.clipMax = high;
    return network.addInPlace(op, view, std::move(node));
}

/// A batch-norm's vector, in the order of the node's channels.
Result<std::vector<float>> statistics(const OnnxNetwork& network, const OnnxOperator& op, int index,
                                      const std::vector<int>& channels)
{
    MICROT_TRY(const OnnxConstantPointer numbers, network.reals(op, index, 1));
    if (numbers->real.size() != channels.size())
        return op.fail(Error::shapeMismatch, "its input " + onnxName(op.input(index)) + " has " +
                                                 std::to_string(numbers->real.size()) + " numbers for " +
                                                 std::to_string(channels.size()) + " channels.");
    std::vector<float> sorted(channels.size());
    for (std::size_t i = 0; i < channels.size(); ++i)
        sorted[static_cast<std::size_t>(channels[i])] = numbers->real[i];
    return sorted;
}

/// Whether `gate` is one number a channel for each pixel of `full`.
bool isGateOf(const OnnxNetwork& network, const OnnxView& gate, const OnnxView& full)
{
    const Shape& small = network.shapeOf(gate.node);
    if (small.height != 1 || small.width != 1 || small.channels != network.shapeOf(full.node).channels)
        return false;
    for (std::size_t d = 0; d < full.dims.size(); ++d) {
        const OnnxDim& a = gate.dims[d];
        const OnnxDim& b = full.dims[d];
        const bool sides = a.empty() && std::all_of(b.begin(), b.end(), [](const OnnxAtom& atom) {
                               return atom.axis == OnnxAxis::row || atom.axis == OnnxAxis::column;
                           });
        if (!(a == b) && !sides)
            return false;
    }
    return true;
}

/// Two views, the first as large as what they give together.
struct Pair
{
    OnnxView full;
    OnnxView other;
    bool gated = false; ///< the other is one number a channel
};

Result<Pair> pairOf(OnnxNetwork& network, const OnnxOperator& op)
{
    MICROT_TRY(OnnxView a, network.view(op, 0));
    MICROT_TRY(OnnxView b, network.view(op, 1));
    const std::size_t rank = std::max(a.dims.size(), b.dims.size());
    a = padded(std::move(a), rank);
    b = padded(std::move(b), rank);
    const bool sameShape = network.shapeOf(a.node) == network.shapeOf(b.node);
    if (sameShape && a.dims == b.dims)
        return Pair{a, b, false};
    if (!sameShape && isGateOf(network, b, a))
        return Pair{a, b, true};
    if (!sameShape && isGateOf(network, a, b))
        return Pair{b, a, true};
    if (sameShape && shapeOf(a) == shapeOf(b) && rank == 4) {
        MICROT_TRY(const int first, network.picture(op, a));
        MICROT_TRY(const int second, network.picture(op, b));
        return Pair{network.plain(first), network.plain(second), false};
    }
    return op.fail(Error::unsupportedOperator,
                   "its inputs must have one shape, or one of them one number a channel.");
}

/// One number a channel as a map of the full one's sides.
int spread(OnnxNetwork& network, const OnnxOperator& op, const Pair& pair)
{
    Node node = network.nodeOf(op, OpKind::resize, pair.other.node);
    node.name += ".spread";
    node.output = network.shapeOf(pair.full.node);
    return network.append(std::move(node));
}

Status combine(OnnxNetwork& network, const OnnxOperator& op)
{
    if (op.type() == "Div")
        return op.fail(Error::unsupportedOperator, "it divides by what the network computes.");
    MICROT_TRY(Pair pair, pairOf(network, op));
    if (op.type() == "Mul") {
        Node node = network.nodeOf(op, OpKind::multiply, pair.full.node);
        node.inputs.push_back(pair.other.node);
        return network.addInPlace(op, pair.full, std::move(node));
    }
    int other = pair.gated ? spread(network, op, pair) : pair.other.node;
    int full = pair.full.node;
    if (op.type() == "Sub") {
        MICROT_TRY(const OnnxView second, network.view(op, 1));
        int& negative = second.node == pair.full.node && pair.gated ? full : other;
        Node minus = onnxAffine(network, op, negative, {-1.0F}, {0.0F});
        minus.name += ".minus";
        negative = network.append(std::move(minus));
    }
    Node node = network.nodeOf(op, OpKind::add, full);
    node.inputs.push_back(other);
    return network.addInPlace(op, pair.full, std::move(node));
}

} // namespace

Node onnxAffine(const OnnxNetwork& network, const OnnxOperator& op, int input,
                const std::vector<float>& scale, const std::vector<float>& shift)
{
    Node node = network.nodeOf(op, OpKind::batchNorm, input);
    const auto channels = static_cast<std::size_t>(node.output.channels);
    node.weight = scale.size() == 1 ? std::vector<float>(channels, scale[0]) : scale;
    node.bias = shift.size() == 1 ? std::vector<float>(channels, shift[0]) : shift;
    node.mean.assign(channels, 0.0F);
    node.variance.assign(channels, 1.0F);
    node.epsilon = 0.0F;
    return node;
}

bool isOnnxAffine(const Node& node)
{
    const auto all = [](const std::vector<float>& values, float wanted) {
        return std::all_of(values.begin(), values.end(), [wanted](float value) { return value == wanted; });
    };
    return node.kind == OpKind::batchNorm && node.epsilon == 0.0F && all(node.mean, 0.0F) &&
           all(node.variance, 1.0F);
}

Status readOnnxBatchNorm(OnnxNetwork& network, const OnnxOperator& op)
{
    MICROT_TRY(const OnnxView view, network.view(op, 0));
    Node node = network.nodeOf(op, OpKind::batchNorm, view.node);
    const OnnxDim dim = view.dims.size() > 1 ? view.dims[1] : OnnxDim();
    if (!isOnly(dim, OnnxAxis::channel) || lengthOf(dim) != node.output.channels)
        return op.fail(Error::unsupportedOperator, "its input's second dimension must be the channels.");
    const std::vector<int> channels = indicesAlong(dim, OnnxAxis::channel);
    MICROT_TRY(node.weight, statistics(network, op, 1, channels));
    MICROT_TRY(node.bias, statistics(network, op, 2, channels));
    MICROT_TRY(node.mean, statistics(network, op, 3, channels));
    MICROT_TRY(node.variance, statistics(network, op, 4, channels));
    MICROT_TRY(node.epsilon, op.real("epsilon", 1e-5F));
    // ONNX: the share of the old value that stays; torch: the share of the new one.
    MICROT_TRY(const float stays, op.real("momentum", 0.9F));
    MICROT_TRY(const std::int64_t training, op.integer("training_mode", 0));
    MICROT_TRY(const std::int64_t spatial, op.integer("spatial", 1));
    if (training != 0 || spatial != 1)
        return op.fail(Error::unsupportedOperator, "it is in training mode; export in evaluation mode.");
    node.momentum = 1.0F - stays;
    return network.addInPlace(op, view, std::move(node));
}

Status readOnnxClip(OnnxNetwork& network, const OnnxOperator& op)
{
    MICROT_TRY(const OnnxView view, network.view(op, 0));
    MICROT_TRY(const float low, op.real("min", -kInfinity));
    MICROT_TRY(const float high, op.real("max", kInfinity));
    MICROT_TRY(const float least, network.number(op, 1, low));
    MICROT_TRY(const float most, network.number(op, 2, high));
    // Exporters write "no bound" as the largest float.
    constexpr float kNone = std::numeric_limits<float>::max();
    return addClip(network, op, view, least <= -kNone ? -kInfinity : least, most >= kNone ? kInfinity : most);
}

Status readOnnxRelu(OnnxNetwork& network, const OnnxOperator& op)
{
    MICROT_TRY(const OnnxView view, network.view(op, 0));
    return addClip(network, op, view, 0.0F, kInfinity);
}

Status readOnnxBound(OnnxNetwork& network, const OnnxOperator& op)
{
    const int constant = network.isConstant(op, 0) ? 0 : 1;
    MICROT_TRY(const OnnxView view, network.view(op, 1 - constant));
    MICROT_TRY(const float bound, network.number(op, constant, 0.0F));
    return op.type() == "Max" ? addClip(network, op, view, bound, kInfinity)
                              : addClip(network, op, view, -kInfinity, bound);
}

Status readOnnxActivation(OnnxNetwork& network, const OnnxOperator& op)
{
    static const std::map<std::string, Function> kFunctions = {
        {"LeakyRelu", Function::leakyRelu},
        {"Sigmoid", Function::sigmoid},
        {"HardSigmoid", Function::hardSigmoid},
        {"HardSwish", Function::hardSwish},
        {"Tanh", Function::tanh},
    };
    MICROT_TRY(const OnnxView view, network.view(op, 0));
    Node node = network.nodeOf(op, OpKind::activation, view.node);
    node.function = kFunctions.at(op.type());
    MICROT_TRY(node.alpha, op.real("alpha", node.function == Function::hardSigmoid ? 0.2F : 0.01F));
    MICROT_TRY(node.beta, op.real("beta", 0.5F));
    return network.addInPlace(op, view, std::move(node));
}

Status readOnnxPrelu(OnnxNetwork& network, const OnnxOperator& op)
{
    MICROT_TRY(OnnxView view, network.view(op, 0));
    MICROT_TRY(const OnnxConstantPointer slope, network.constant(op, 1));
    // Slopes of a rank above the input's would make it larger.
    MICROT_TRY(const std::vector<float> slopes, network.perChannel(op, *slope, view));
    Node node = network.nodeOf(op, OpKind::activation, view.node);
    node.function = Function::prelu;
    node.weight = slopes;
    if (slopes.size() == 1)
        node.weight.assign(static_cast<std::size_t>(node.output.channels), slopes[0]);
    return network.addInPlace(op, view, std::move(node));
}

Status readOnnxArithmetic(OnnxNetwork& network, const OnnxOperator& op)
{
    const int which = network.isConstant(op, 0) ? 0 : 1;
    if (!network.isConstant(op, which))
        return combine(network, op);
    MICROT_TRY(OnnxView view, network.view(op, 1 - which));
    MICROT_TRY(const OnnxConstantPointer constant, network.constant(op, which));
    MICROT_TRY(std::vector<float> numbers, network.perChannel(op, *constant, view));
    const std::string& type = op.type();
    if (type == "Div" && which == 0)
        return op.fail(Error::unsupportedOperator, "it divides by what the network computes.");
    std::vector<float> scale{1.0F};
    std::vector<float> shift{0.0F};
    for (float& number : numbers)
        number = type == "Div" ? 1.0F / number : type == "Sub" && which == 1 ? -number : number;
    if (type == "Sub" && which == 0)
        scale = {-1.0F};
    (type == "Mul" || type == "Div" ? scale : shift) = numbers;
    return network.addInPlace(op, view, onnxAffine(network, op, view.node, scale, shift));
}

Status readOnnxNegative(OnnxNetwork& network, const OnnxOperator& op)
{
    MICROT_TRY(const OnnxView view, network.view(op, 0));
    return network.addInPlace(op, view, onnxAffine(network, op, view.node, {-1.0F}, {0.0F}));
}

} // namespace microt
