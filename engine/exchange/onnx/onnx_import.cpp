// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>
#include <functional>
#include <limits>
#include <set>

#include "engine/base/files.h"
#include "engine/base/guarded_json.h"
#include "engine/exchange/mtx/graph_json.h"
#include "engine/exchange/onnx/onnx.h"
#include "engine/exchange/onnx/onnx_file_private.h"

namespace microt {

namespace {

constexpr std::uint64_t kMaxBytes = std::uint64_t{512} << 20;
constexpr std::int64_t kMaxSide = 16384;
constexpr float kInfinity = std::numeric_limits<float>::infinity();

using Integers = std::vector<std::int64_t>;

bool allAre(const Integers& values, std::int64_t wanted)
{
    return std::all_of(values.begin(), values.end(),
                       [wanted](std::int64_t value) { return value == wanted; });
}

class Importer
{
public:
    explicit Importer(const onnx::ModelProto& model) : m_model(model) {}

    Result<Graph> run(const std::string& name)
    {
        m_graph.name = name;
        MICROT_CHECK(checkOpset());
        for (const onnx::TensorProto& tensor : m_model.graph().initializer())
            MICROT_CHECK(addConstant(tensor.name(), tensor));
        MICROT_CHECK(addInput());
        for (const onnx::NodeProto& node : m_model.graph().node())
            MICROT_CHECK(addOperator(node));
        MICROT_CHECK(findExits());
        findCuts();
        numberCutsByName();
        MICROT_CHECK(applyMetadata());
        MICROT_CHECK(validateGraph(m_graph));
        return std::move(m_graph);
    }

private:
    Status checkOpset() const
    {
        if (!m_model.has_graph() || m_model.opset_import_size() == 0)
            return Failure{Error::malformed, "it holds no network or does not say its opset."};
        for (const onnx::OperatorSetIdProto& set : m_model.opset_import())
            if ((set.domain().empty() || set.domain() == "ai.onnx") &&
                (set.version() < 11 || set.version() > 17))
                return Failure{Error::unsupportedVersion,
                               "it uses opset " + std::to_string(set.version()) + "; 11 to 17 are read."};
        if (m_model.functions_size() > 0 || m_model.graph().sparse_initializer_size() > 0)
            return Failure{Error::unsupportedFormat,
                           "it defines functions or sparse weights, which are not read."};
        return {};
    }

    Status addConstant(const std::string& name, const onnx::TensorProto& tensor)
    {
        MICROT_TRY(OnnxConstant constant, readOnnxTensor(tensor, "tensor " + onnxName(name) + ": "));
        if (name.empty() || !m_constants.emplace(name, std::move(constant)).second)
            return Failure{Error::malformed, "two tensors are called \"" + onnxName(name) + "\"."};
        return {};
    }

    Status addInput()
    {
        const onnx::ValueInfoProto* input = nullptr;
        for (const onnx::ValueInfoProto& value : m_model.graph().input()) {
            if (m_constants.count(value.name()) > 0)
                continue;
            if (input != nullptr)
                return Failure{Error::unsupportedFormat, "it has several inputs, one picture is expected."};
            input = &value;
        }
        if (input == nullptr || !input->type().has_tensor_type())
            return Failure{Error::malformed, "it has no input tensor."};
        const auto& type = input->type().tensor_type();
        if (type.elem_type() != onnx::TensorProto::FLOAT)
            return Failure{Error::unsupportedFormat, "its input is not of type FLOAT."};
        const auto& shape = type.shape();
        if (shape.dim_size() != 4 || shape.dim(1).dim_value() != 3 || shape.dim(2).dim_value() < 1 ||
            shape.dim(2).dim_value() > kMaxSide || shape.dim(2).dim_value() != shape.dim(3).dim_value())
            return Failure{Error::unsupportedFormat,
                           "its input is not [N, 3, side, side] with a fixed side of 1 to 16384."};
        Node node;
        node.name = "input";
        m_graph.preprocessing.resolution = static_cast<int>(shape.dim(2).dim_value());
        node.output = {m_graph.preprocessing.resolution, m_graph.preprocessing.resolution, 3};
        return setValue(input->name(), append(std::move(node)));
    }

    // --- Values
    // ------------------------------------------------------------------------------------------------

    Status setValue(const std::string& name, int node)
    {
        if (m_constants.count(name) > 0 || !m_values.emplace(name, node).second)
            return Failure{Error::malformed, "the tensor " + onnxName(name) + " is computed twice."};
        return {};
    }

    Result<int> activation(const OnnxOperator& op, int index) const
    {
        const auto found = m_values.find(op.input(index));
        if (found == m_values.end())
            return op.fail(
                m_constants.count(op.input(index)) > 0 ? Error::unsupportedOperator : Error::malformed,
                "its input " + onnxName(op.input(index)) + " is not the output of an earlier operator.");
        return found->second;
    }

    Result<const OnnxConstant*> constant(const OnnxOperator& op, int index) const
    {
        const auto found = m_constants.find(op.input(index));
        if (found == m_constants.end())
            return op.fail(Error::unsupportedOperator,
                           "its input " + onnxName(op.input(index)) + " must be a constant of the file.");
        return &found->second;
    }

    /// The FLOAT vector of input `index`.
    Result<std::vector<float>> vectorOf(const OnnxOperator& op, int index) const
    {
        MICROT_TRY(const OnnxConstant* numbers, constant(op, index));
        if (numbers->shape.size() != 1 || numbers->real.empty())
            return op.fail(Error::shapeMismatch,
                           "its input " + onnxName(op.input(index)) + " must be a vector of FLOAT.");
        return numbers->real;
    }

    const Shape& shapeOf(int node) const { return m_graph.nodes[static_cast<std::size_t>(node)].output; }

    int append(Node node)
    {
        const std::string wish = node.name;
        for (int i = 2; !m_names.insert(node.name).second; ++i)
            node.name = wish + " " + std::to_string(i);
        m_graph.nodes.push_back(std::move(node));
        return static_cast<int>(m_graph.nodes.size()) - 1;
    }

    Node nodeOf(const OnnxOperator& op, OpKind kind, int input) const
    {
        Node node;
        node.kind = kind;
        node.name = onnxName(op.name());
        node.inputs = {input};
        node.output = shapeOf(input);
        return node;
    }

    // --- Operators
    // ---------------------------------------------------------------------------------------------

    /// The mean of a node's output over one of its two sides.
    struct HalfMean
    {
        int node;
        int rank;
        int otherAxis;
    };

    struct Known
    {
        int leastInputs;
        int mostInputs;
        std::vector<std::string> attributes;
        Status (Importer::*add)(const OnnxOperator&);
    };

    Status addOperator(const onnx::NodeProto& node)
    {
        static const std::map<std::string, Known> kKnown = {
            {"Conv",
             {2,
              3,
              {"auto_pad", "dilations", "group", "kernel_shape", "pads", "strides"},
              &Importer::addConvolution}},
            {"BatchNormalization", {5, 5, {"epsilon", "momentum", "training_mode"}, &Importer::addBatchNorm}},
            {"Clip", {1, 3, {}, &Importer::addClip}},
            {"Relu", {1, 1, {}, &Importer::addRelu}},
            {"Add", {2, 2, {}, &Importer::addAdd}},
            {"GlobalAveragePool", {1, 1, {}, &Importer::addPool}},
            {"ReduceMean", {1, 1, {"axes", "keepdims"}, &Importer::addMean}},
            {"Flatten", {1, 1, {"axis"}, &Importer::addFlatten}},
            {"Reshape", {2, 2, {"allowzero"}, &Importer::addReshape}},
            {"Gemm", {2, 3, {"alpha", "beta", "transA", "transB"}, &Importer::addLinear}},
            {"Constant", {0, 0, {"value"}, &Importer::addConstantOperator}},
            {"Identity", {1, 1, {}, &Importer::addIdentity}},
        };
        const bool ours = node.domain().empty() || node.domain() == "ai.onnx";
        const auto found = ours ? kKnown.find(node.op_type()) : kKnown.end();
        if (found == kKnown.end())
            return Failure{
                Error::unsupportedOperator,
                "the operator " + onnxName(node.op_type()) + " (" + onnxName(node.name()) +
                    ") is not supported; Conv, BatchNormalization, Clip, Relu, Add, "
                    "GlobalAveragePool, ReduceMean, Flatten, Reshape, Gemm, Constant and Identity are."};
        const Known& known = found->second;
        MICROT_TRY(const OnnxOperator op,
                   OnnxOperator::of(node, known.attributes, known.leastInputs, known.mostInputs));
        return (this->*known.add)(op);
    }

    Status addConvolution(const OnnxOperator& op)
    {
        MICROT_TRY(const int input, activation(op, 0));
        MICROT_TRY(const OnnxConstant* weights, constant(op, 1));
        const Integers& shape = weights->shape;
        if (shape.size() != 4 || weights->real.empty() || shape[2] != shape[3] ||
            *std::max_element(shape.begin(), shape.end()) > kMaxSide)
            return op.fail(Error::shapeMismatch, "its weights must be FLOAT [out, in, k, k].");
        MICROT_TRY(const Integers kernel, op.integers("kernel_shape", {shape[2], shape[3]}));
        MICROT_TRY(const Integers dilations, op.integers("dilations", {1, 1}));
        MICROT_TRY(const Integers strides, op.integers("strides", {1, 1}));
        MICROT_TRY(const std::int64_t groups, op.integer("group", 1));
        MICROT_TRY(const Integers pads, padsOf(op, kernel, strides));
        if (kernel.size() != 2 || !allAre(kernel, shape[2]))
            return op.fail(Error::shapeMismatch, "its kernel_shape is not that of its weights.");
        if (dilations.size() != 2 || !allAre(dilations, 1))
            return op.fail(Error::unsupportedOperator, "dilations are not supported.");
        if (strides.size() != 2 || !allAre(strides, strides[0]) || strides[0] < 1 || strides[0] > kMaxSide)
            return op.fail(Error::unsupportedOperator, "its strides must be equal and at least 1.");
        if (pads.size() != 4 || !allAre(pads, pads[0]) || pads[0] < 0 || pads[0] >= shape[2])
            return op.fail(Error::unsupportedOperator,
                           "its pads must be equal on all sides and smaller than the kernel.");
        const Shape in = shapeOf(input);
        if (groups < 1 || groups > kMaxSide || shape[1] * groups != in.channels)
            return op.fail(Error::shapeMismatch, "its weights are for " + std::to_string(shape[1]) +
                                                     " channels in " + std::to_string(groups) +
                                                     " groups, its input has " + std::to_string(in.channels) +
                                                     ".");
        Node node = nodeOf(op, OpKind::convolution, input);
        node.kernel = static_cast<int>(shape[2]);
        node.stride = static_cast<int>(strides[0]);
        node.padding = static_cast<int>(pads[0]);
        node.groups = static_cast<int>(groups);
        if (in.height + 2 * node.padding < node.kernel || in.width + 2 * node.padding < node.kernel)
            return op.fail(Error::shapeMismatch, "its kernel is larger than its input.");
        const auto side = [&node](int length) {
            return (length + 2 * node.padding - node.kernel) / node.stride + 1;
        };
        node.output = {side(in.height), side(in.width), static_cast<int>(shape[0])};
        node.weight = weights->real;
        if (!op.input(2).empty()) {
            MICROT_TRY(node.bias, vectorOf(op, 2));
        }
        return setValue(op.output(), append(std::move(node)));
    }

    /// [top, left, bottom, right], whatever way the file says it.
    static Result<Integers> padsOf(const OnnxOperator& op, const Integers& kernel, const Integers& strides)
    {
        MICROT_TRY(const std::string automatic, op.text("auto_pad", "NOTSET"));
        if (automatic == "NOTSET")
            return op.integers("pads", {0, 0, 0, 0});
        if (automatic == "VALID")
            return Integers{0, 0, 0, 0};
        if (automatic.rfind("SAME_", 0) == 0 && allAre(strides, 1) && kernel[0] % 2 == 1)
            return Integers(4, kernel[0] / 2);
        return op.fail(Error::unsupportedOperator,
                       "auto_pad " + onnxName(automatic) + " would pad one side more than the other.");
    }

    Status addBatchNorm(const OnnxOperator& op)
    {
        MICROT_TRY(const int input, activation(op, 0));
        Node node = nodeOf(op, OpKind::batchNorm, input);
        MICROT_TRY(node.weight, vectorOf(op, 1));
        MICROT_TRY(node.bias, vectorOf(op, 2));
        MICROT_TRY(node.mean, vectorOf(op, 3));
        MICROT_TRY(node.variance, vectorOf(op, 4));
        MICROT_TRY(node.epsilon, op.real("epsilon", 1e-5F));
        // ONNX: the share of the old value that stays; torch: the share of the new one.
        MICROT_TRY(const float stays, op.real("momentum", 0.9F));
        MICROT_TRY(const std::int64_t training, op.integer("training_mode", 0));
        if (training != 0)
            return op.fail(Error::unsupportedOperator, "it is in training mode; export in evaluation mode.");
        node.momentum = 1.0F - stays;
        return setValue(op.output(), append(std::move(node)));
    }

    Result<float> bound(const OnnxOperator& op, int index, float otherwise) const
    {
        if (op.input(index).empty())
            return otherwise;
        MICROT_TRY(const OnnxConstant* numbers, constant(op, index));
        if (numbers->real.size() != 1)
            return op.fail(Error::shapeMismatch, "its bounds must be single FLOAT numbers.");
        return numbers->real[0];
    }

    Status addClip(const OnnxOperator& op)
    {
        MICROT_TRY(const int input, activation(op, 0));
        Node node = nodeOf(op, OpKind::clip, input);
        MICROT_TRY(node.clipMin, bound(op, 1, -kInfinity));
        MICROT_TRY(node.clipMax, bound(op, 2, kInfinity));
        return setValue(op.output(), append(std::move(node)));
    }

    Status addRelu(const OnnxOperator& op)
    {
        MICROT_TRY(const int input, activation(op, 0));
        Node node = nodeOf(op, OpKind::clip, input);
        node.clipMin = 0.0F;
        node.clipMax = kInfinity;
        return setValue(op.output(), append(std::move(node)));
    }

    Status addAdd(const OnnxOperator& op)
    {
        MICROT_TRY(const int first, activation(op, 0));
        MICROT_TRY(const int second, activation(op, 1));
        Node node = nodeOf(op, OpKind::add, first);
        node.inputs.push_back(second);
        return setValue(op.output(), append(std::move(node)));
    }

    Status addPool(const OnnxOperator& op)
    {
        MICROT_TRY(const int input, activation(op, 0));
        return addPoolOf(input, op);
    }

    Status addPoolOf(int input, const OnnxOperator& op)
    {
        Node node = nodeOf(op, OpKind::globalAveragePool, input);
        node.output = {1, 1, node.output.channels};
        return setValue(op.output(), append(std::move(node)));
    }

    /// A mean over height and width at once, or over one of them and then the other: torch writes
    /// x.mean(3).mean(2) so, and as all rows are of one length that is the same.
    Status addMean(const OnnxOperator& op)
    {
        const auto half = m_halfMeans.find(op.input(0));
        const bool second = half != m_halfMeans.end();
        const int rank = second ? half->second.rank : 4;
        MICROT_TRY(Integers axes, op.integers("axes", {}));
        MICROT_TRY(const std::int64_t keepDimensions, op.integer("keepdims", 1));
        for (std::int64_t& axis : axes)
            axis += axis < 0 ? rank : 0;
        std::sort(axes.begin(), axes.end());
        const bool single = axes.size() == 1 && (axes[0] == 2 || axes[0] == 3);
        const bool whole = second ? single && axes[0] == half->second.otherAxis : axes == Integers{2, 3};
        if (keepDimensions < 0 || keepDimensions > 1 || (!whole && (second || !single)))
            return op.fail(Error::unsupportedOperator,
                           "a mean over height and width (axes 2, 3) is expected.");
        int input = second ? half->second.node : -1;
        if (!second) {
            MICROT_TRY(input, activation(op, 0));
        }
        if (whole)
            return addPoolOf(input, op);
        // Without the first axis, the other one may come earlier.
        const bool kept = keepDimensions == 1;
        const HalfMean mean{input, kept ? 4 : 3, axes[0] == 2 && kept ? 3 : 2};
        if (m_values.count(op.output()) > 0 || !m_halfMeans.emplace(op.output(), mean).second)
            return op.fail(Error::malformed, "its output is computed twice.");
        return {};
    }

    /// What only changes how a vector is written down.
    Status passVector(const OnnxOperator& op)
    {
        MICROT_TRY(const int input, activation(op, 0));
        if (shapeOf(input).height != 1 || shapeOf(input).width != 1)
            return op.fail(Error::unsupportedOperator,
                           "it reads an activation of several pixels; only pooled features can be reshaped.");
        return setValue(op.output(), input);
    }

    Status addFlatten(const OnnxOperator& op)
    {
        MICROT_TRY(const std::int64_t axis, op.integer("axis", 1));
        if (axis != 1)
            return op.fail(Error::unsupportedOperator, "its axis must be 1.");
        return passVector(op);
    }

    Status addReshape(const OnnxOperator& op)
    {
        MICROT_TRY(const int input, activation(op, 0));
        MICROT_TRY(const OnnxConstant* shape, constant(op, 1));
        // The batch comes first: [N, C] or [N, C, 1, 1], -1 and 0 standing for what they are computed from.
        const Integers& sides = shape->integer;
        const std::int64_t channels = shapeOf(input).channels;
        const bool fits = sides.size() >= 2 && sides[0] >= -1 && sides[0] <= 1 &&
                          (sides[1] == channels || sides[1] == 0 || (sides[1] == -1 && sides[0] != -1)) &&
                          allAre(Integers(sides.begin() + 2, sides.end()), 1);
        if (!fits)
            return op.fail(Error::unsupportedOperator,
                           "only [N, " + std::to_string(channels) + "] can come of its input.");
        return passVector(op);
    }

    Status addLinear(const OnnxOperator& op)
    {
        MICROT_TRY(const int input, activation(op, 0));
        MICROT_TRY(const OnnxConstant* weights, constant(op, 1));
        MICROT_TRY(const float alpha, op.real("alpha", 1.0F));
        MICROT_TRY(const float beta, op.real("beta", 1.0F));
        MICROT_TRY(const std::int64_t inputTransposed, op.integer("transA", 0));
        MICROT_TRY(const std::int64_t transposed, op.integer("transB", 0));
        if (alpha != 1.0F || beta != 1.0F || inputTransposed != 0 || transposed < 0 || transposed > 1)
            return op.fail(Error::unsupportedOperator, "only x W + b with alpha = beta = 1 is supported.");
        if (weights->shape.size() != 2 || weights->real.empty())
            return op.fail(Error::shapeMismatch, "its weights must be a FLOAT matrix.");
        const auto outputs = static_cast<std::size_t>(weights->shape[transposed == 1 ? 0 : 1]);
        const std::size_t inputs = weights->real.size() / outputs;
        if (static_cast<std::int64_t>(inputs) != shapeOf(input).channels ||
            outputs > static_cast<std::size_t>(kMaxSide))
            return op.fail(Error::shapeMismatch, "its weights are for " + std::to_string(inputs) +
                                                     " features, its input has " +
                                                     std::to_string(shapeOf(input).channels) + ".");
        Node node = nodeOf(op, OpKind::linear, input);
        node.output = {1, 1, static_cast<int>(outputs)};
        node.weight = weights->real;
        if (transposed == 0)
            for (std::size_t o = 0; o < outputs; ++o)
                for (std::size_t i = 0; i < inputs; ++i)
                    node.weight[o * inputs + i] = weights->real[i * outputs + o];
        if (!op.input(2).empty()) {
            MICROT_TRY(node.bias, vectorOf(op, 2));
        }
        return setValue(op.output(), append(std::move(node)));
    }

    Status addConstantOperator(const OnnxOperator& op)
    {
        const onnx::AttributeProto* value = op.attribute("value");
        if (value == nullptr || !value->has_t())
            return op.fail(Error::unsupportedOperator, "it must hold a tensor (attribute value).");
        if (m_values.count(op.output()) > 0)
            return op.fail(Error::malformed, "its output is computed twice.");
        return addConstant(op.output(), value->t());
    }

    Status addIdentity(const OnnxOperator& op)
    {
        if (const auto found = m_constants.find(op.input(0)); found != m_constants.end()) {
            OnnxConstant copy = found->second;
            if (m_values.count(op.output()) > 0 || !m_constants.emplace(op.output(), std::move(copy)).second)
                return op.fail(Error::malformed, "its output is computed twice.");
            return {};
        }
        MICROT_TRY(const int input, activation(op, 0));
        return setValue(op.output(), input);
    }

    // --- The whole
    // ---------------------------------------------------------------------------------------------

    Status findExits()
    {
        const std::vector<Node>& nodes = m_graph.nodes;
        const auto isPool = [](const Node& node) { return node.kind == OpKind::globalAveragePool; };
        const auto pool = std::find_if(nodes.begin(), nodes.end(), isPool);
        if (pool == nodes.end())
            return Failure{Error::unsupportedFormat,
                           "no average over the whole picture was found, which gives the features."};
        m_graph.featureNode = static_cast<int>(pool - nodes.begin());
        const auto& outputs = m_model.graph().output();
        const auto output = outputs.size() == 1 ? m_values.find(outputs[0].name()) : m_values.end();
        if (output == m_values.end())
            return Failure{Error::unsupportedFormat, "one output that an operator computes is expected."};
        if (output->second != static_cast<int>(nodes.size()) - 1)
            return Failure{Error::unsupportedFormat, "its output is not what its last operator computes."};
        if (output->second != m_graph.featureNode)
            m_graph.logitsNode = output->second;
        m_readers.assign(nodes.size(), {});
        for (std::size_t i = 0; i < nodes.size(); ++i)
            for (const int input : nodes[i].inputs)
                m_readers[static_cast<std::size_t>(input)].push_back(static_cast<int>(i));
        for (std::size_t i = 0; i + 1 < nodes.size(); ++i)
            if (m_readers[i].empty())
                return Failure{Error::malformed,
                               "the operator " + nodes[i].name + " computes what nothing reads."};
        return {};
    }

    /// After every activation that alone is alive, complete with its batch-norm and without a clip, but not
    /// right before the pool.
    void findCuts()
    {
        int reach = -1; ///< the last node that reads what was computed before
        for (int i = 0; i < m_graph.featureNode; ++i) {
            const Node& node = m_graph.nodes[static_cast<std::size_t>(i)];
            for (const int input : node.inputs)
                reach = std::max(reach, m_readers[static_cast<std::size_t>(input)].back());
            if (reach > i || i == 0 || node.kind == OpKind::clip)
                continue;
            const std::vector<int>& readers = m_readers[static_cast<std::size_t>(i)];
            const OpKind next = m_graph.nodes[static_cast<std::size_t>(readers.front())].kind;
            const bool goesOn = readers.size() == 1 && (next == OpKind::batchNorm || next == OpKind::clip ||
                                                        next == OpKind::globalAveragePool);
            if (!goesOn)
                m_graph.cuts.push_back({static_cast<int>(m_graph.cuts.size()) + 1, i});
        }
    }

    /// torch.onnx.export names operators by module, "/blocks.3/conv/Conv". Blocks that change nothing leave
    /// no operator, yet count; so where every cut's node names its block, cut K follows block K - 1.
    void numberCutsByName()
    {
        std::vector<int> numbers;
        for (const Cut& cut : m_graph.cuts) {
            static constexpr char kBlocks[] = "/blocks.";
            const std::string& name = m_graph.nodes[static_cast<std::size_t>(cut.node)].name;
            const std::size_t at = name.find(kBlocks);
            int block = -1;
            if (at != std::string::npos) {
                const char* digits = name.data() + at + sizeof kBlocks - 1;
                std::from_chars(digits, name.data() + name.size(), block);
            }
            if (block < 0 || block >= kMaxSide || block < (numbers.empty() ? 0 : numbers.back()))
                return;
            numbers.push_back(block + 1);
        }
        for (std::size_t i = 0; i < numbers.size(); ++i)
            m_graph.cuts[i].index = numbers[i];
    }

    Status applyMetadata()
    {
        for (const onnx::StringStringEntryProto& entry : m_model.metadata_props()) {
            if (entry.key() != kOnnxMetadataKey)
                continue;
            const std::string source = "its metadata \"microt\"";
            MICROT_TRY(const nlohmann::json root, parseJson(entry.value(), source));
            MICROT_TRY(const JsonObject json, JsonObject::of(root, source + ":"));
            MICROT_TRY(const nlohmann::json* pictures, json.member("preprocessing"));
            MICROT_TRY(m_graph.preprocessing, preprocessingFromJson(pictures->dump(), source));
            MICROT_TRY(const auto numbers, json.integers("cuts", 1, kMaxSide, m_graph.cuts.size()));
            if (numbers.size() != m_graph.cuts.size())
                return Failure{Error::badModel, source + " numbers other cuts than the network has."};
            for (std::size_t i = 0; i < numbers.size(); ++i)
                m_graph.cuts[i].index = static_cast<int>(numbers[i]);
        }
        return {};
    }

    const onnx::ModelProto& m_model;
    Graph m_graph;
    std::map<std::string, OnnxConstant> m_constants;
    std::map<std::string, int> m_values; ///< node that computes a tensor
    std::map<std::string, HalfMean> m_halfMeans;
    std::set<std::string> m_names;
    std::vector<std::vector<int>> m_readers; ///< by node, ascending
};

} // namespace

Result<Graph> importOnnx(const std::filesystem::path& path)
{
    MICROT_TRY(const std::vector<std::uint8_t> bytes, readFile(path, kMaxBytes));
    onnx::ModelProto model;
    if (bytes.empty() || !model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
        return Failure{Error::malformed, printable(path) + " is no ONNX model, or it is damaged."};
    auto graph = Importer(model).run(onnxName(path.stem().string()));
    if (!graph.ok())
        return Failure{graph.failure().code, printable(path) + ": " + graph.failure().what};
    return graph;
}

} // namespace microt
