// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include <nlohmann/json.hpp>

#include "engine/base/files.h"
#include "engine/exchange/mtx/graph_json.h"
#include "engine/exchange/onnx/onnx.h"
#include "engine/exchange/onnx/onnx_writer_private.h"

namespace microt {

namespace {

constexpr int kIrVersion = 7; // what opset 13 came with
constexpr int kOpset = 13;

class Exporter
{
public:
    explicit Exporter(const Graph& graph) : m_source(graph) {}

    onnx::ModelProto run()
    {
        onnx::ModelProto& model = m_writer.model;
        model.set_ir_version(kIrVersion);
        model.set_producer_name("MicroT Workbench");
        model.set_producer_version(MICROT_VERSION);
        model.add_opset_import()->set_version(kOpset);
        model.mutable_graph()->set_name(m_source.name);
        const Node& input = m_source.nodes.front();
        OnnxWriter::addValue(*model.mutable_graph()->add_input(), input.name,
                             {input.output.channels, input.output.height, input.output.width});
        m_places.push_back({input.name, {}});
        for (std::size_t i = 1; i < m_source.nodes.size(); ++i) {
            m_places.emplace_back();
            addNode(m_source.nodes[i], m_places.back());
            if (static_cast<int>(i) == m_source.featureNode)
                asVector(static_cast<int>(i));
        }
        const int last = m_source.logitsNode >= 0 ? m_source.logitsNode : m_source.featureNode;
        OnnxWriter::addValue(*model.mutable_graph()->add_output(), asVector(last),
                             {m_source.nodes[static_cast<std::size_t>(last)].output.channels});
        addMetadata();
        return std::move(model);
    }

private:
    /// The tensors that hold a node's output; one of them is made when it is asked for.
    struct Place
    {
        std::string picture; ///< [N, C, H, W]
        std::string vector;  ///< [N, C]
    };

    const Node& node(int index) const { return m_source.nodes[static_cast<std::size_t>(index)]; }

    std::string asVector(int index)
    {
        Place& place = m_places[static_cast<std::size_t>(index)];
        if (place.vector.empty()) {
            place.vector = place.picture + ".flat";
            OnnxWriter::set(m_writer.addOperator("Flatten", place.vector, {place.picture}), "axis",
                            std::int64_t{1});
        }
        return place.vector;
    }

    std::string asPicture(int index)
    {
        Place& place = m_places[static_cast<std::size_t>(index)];
        if (place.picture.empty()) {
            place.picture = place.vector + ".picture";
            const std::string shape =
                m_writer.addIntegers(place.picture + ".shape", {0, node(index).output.channels, 1, 1});
            m_writer.addOperator("Reshape", place.picture, {place.vector, shape});
        }
        return place.picture;
    }

    std::string addVector(const Node& node, const char* suffix, const std::vector<float>& values)
    {
        return m_writer.addReals(node.name + suffix, {static_cast<std::int64_t>(values.size())}, values);
    }

    void addNode(const Node& node, Place& place)
    {
        if (node.kind == OpKind::linear || node.kind == OpKind::flatten) {
            (node.kind == OpKind::linear ? addLinear(node) : addFlatten(node));
            place.vector = node.name;
            return;
        }
        std::vector<std::string> inputs;
        for (const int input : node.inputs)
            inputs.push_back(asPicture(input));
        place.picture = node.name;
        switch (node.kind) {
        case OpKind::convolution:
            return addConvolution(node, std::move(inputs));
        case OpKind::batchNorm:
            return addBatchNorm(node, std::move(inputs));
        case OpKind::clip:
            return addClip(node, std::move(inputs));
        case OpKind::activation:
            return addActivation(node, std::move(inputs));
        case OpKind::averagePool:
        case OpKind::maxPool:
            return addWindow(node,
                             m_writer.addOperator(node.kind == OpKind::maxPool ? "MaxPool" : "AveragePool",
                                                  node.name, inputs));
        case OpKind::selectChannels:
            inputs.push_back(m_writer.addIntegers(node.name + ".indices",
                                                  OnnxIntegers(node.channels.begin(), node.channels.end())));
            return OnnxWriter::set(m_writer.addOperator("Gather", node.name, inputs), "axis",
                                   std::int64_t{1});
        case OpKind::pad:
            return addPad(node, std::move(inputs));
        case OpKind::resize:
            return addResize(node, std::move(inputs));
        case OpKind::concat:
            return OnnxWriter::set(m_writer.addOperator("Concat", node.name, inputs), "axis",
                                   std::int64_t{1});
        default: // no parameters
            m_writer.addOperator(node.kind == OpKind::add        ? "Add"
                                 : node.kind == OpKind::multiply ? "Mul"
                                                                 : "GlobalAveragePool",
                                 node.name, inputs);
        }
    }

    void addWindow(const Node& node, onnx::NodeProto& op)
    {
        const Window& w = node.window;
        const FarPadding far = farPadding(node, this->node(node.inputs[0]).output);
        OnnxWriter::set(op, "kernel_shape", OnnxIntegers{w.height, w.width});
        OnnxWriter::set(op, "pads", OnnxIntegers{w.padTop, w.padLeft, far.bottom, far.right});
        OnnxWriter::set(op, "strides", OnnxIntegers{w.strideY, w.strideX});
    }

    void addConvolution(const Node& node, std::vector<std::string> inputs)
    {
        const int channels = this->node(node.inputs[0]).output.channels;
        inputs.push_back(m_writer.addReals(
            node.name + ".weight",
            {node.output.channels, channels / node.groups, node.window.height, node.window.width},
            node.weight));
        if (!node.bias.empty())
            inputs.push_back(addVector(node, ".bias", node.bias));
        onnx::NodeProto& op = m_writer.addOperator("Conv", node.name, inputs);
        OnnxWriter::set(op, "dilations", OnnxIntegers{1, 1});
        OnnxWriter::set(op, "group", std::int64_t{node.groups});
        addWindow(node, op);
    }

    void addBatchNorm(const Node& node, std::vector<std::string> inputs)
    {
        inputs.push_back(addVector(node, ".weight", node.weight));
        inputs.push_back(addVector(node, ".bias", node.bias));
        inputs.push_back(addVector(node, ".running_mean", node.mean));
        inputs.push_back(addVector(node, ".running_var", node.variance));
        onnx::NodeProto& op = m_writer.addOperator("BatchNormalization", node.name, inputs);
        OnnxWriter::set(op, "epsilon", node.epsilon);
        OnnxWriter::set(op, "momentum", 1.0F - node.momentum);
    }

    void addClip(const Node& node, std::vector<std::string> inputs)
    {
        const bool below = std::isfinite(node.clipMin);
        const bool above = std::isfinite(node.clipMax);
        if (below || above)
            inputs.push_back(below ? m_writer.addReals(node.name + ".min", {}, {node.clipMin})
                                   : std::string());
        if (above)
            inputs.push_back(m_writer.addReals(node.name + ".max", {}, {node.clipMax}));
        m_writer.addOperator("Clip", node.name, inputs);
    }

    /// x times what `gate` makes of it; ONNX has no operator for that in this opset.
    onnx::NodeProto& addGated(const Node& node, const char* gate, const std::string& input)
    {
        const std::string name = node.name + ".gate";
        const int at = m_writer.model.graph().node_size();
        m_writer.addOperator(gate, name, {input});
        m_writer.addOperator("Mul", node.name, {input, name});
        return *m_writer.model.mutable_graph()->mutable_node(at);
    }

    void addActivation(const Node& node, std::vector<std::string> inputs)
    {
        switch (node.function) {
        case Function::leakyRelu:
            return OnnxWriter::set(m_writer.addOperator("LeakyRelu", node.name, inputs), "alpha", node.alpha);
        case Function::prelu:
            inputs.push_back(
                m_writer.addReals(node.name + ".weight", {node.output.channels, 1, 1}, node.weight));
            m_writer.addOperator("PRelu", node.name, inputs);
            return;
        case Function::sigmoid:
        case Function::tanh:
            m_writer.addOperator(node.function == Function::tanh ? "Tanh" : "Sigmoid", node.name, inputs);
            return;
        case Function::silu:
            addGated(node, "Sigmoid", inputs[0]);
            return;
        case Function::hardSigmoid: {
            onnx::NodeProto& op = m_writer.addOperator("HardSigmoid", node.name, inputs);
            OnnxWriter::set(op, "alpha", node.alpha);
            OnnxWriter::set(op, "beta", node.beta);
            return;
        }
        case Function::hardSwish: {
            onnx::NodeProto& op = addGated(node, "HardSigmoid", inputs[0]);
            OnnxWriter::set(op, "alpha", 1.0F / 6.0F);
            OnnxWriter::set(op, "beta", 0.5F);
            return;
        }
        }
    }

    void addPad(const Node& node, std::vector<std::string> inputs)
    {
        const Shape& in = this->node(node.inputs[0]).output;
        const std::int64_t top = node.window.padTop;
        const std::int64_t left = node.window.padLeft;
        inputs.push_back(m_writer.addIntegers(node.name + ".pads",
                                              {0, 0, top, left, 0, 0, node.output.height - in.height - top,
                                               node.output.width - in.width - left}));
        m_writer.addOperator("Pad", node.name, inputs);
    }

    /// By whole numbers as Resize; else row by row and column by column, as Resize's rounding differs from
    /// program to program.
    void addResize(const Node& node, const std::vector<std::string>& inputs)
    {
        const Shape& in = this->node(node.inputs[0]).output;
        if (node.output.height % in.height == 0 && node.output.width % in.width == 0) {
            const std::string scales =
                m_writer.addReals(node.name + ".scales", {4},
                                  {1.0F, 1.0F, static_cast<float>(node.output.height / in.height),
                                   static_cast<float>(node.output.width / in.width)});
            onnx::NodeProto& op = m_writer.addOperator("Resize", node.name, {inputs[0], "", scales});
            OnnxWriter::set(op, "mode", "nearest");
            OnnxWriter::set(op, "coordinate_transformation_mode", "asymmetric");
            OnnxWriter::set(op, "nearest_mode", "floor");
            return;
        }
        const auto pick = [&](const char* suffix, const std::string& name, const std::string& input,
                              std::int64_t from, std::int64_t to, std::int64_t axis) {
            OnnxIntegers indices;
            for (std::int64_t i = 0; i < to; ++i)
                indices.push_back(i * from / to);
            const std::string constant = m_writer.addIntegers(node.name + suffix, indices);
            OnnxWriter::set(m_writer.addOperator("Gather", name, {input, constant}), "axis", axis);
        };
        pick(".y", node.name + ".rows", inputs[0], in.height, node.output.height, 2);
        pick(".x", node.name, node.name + ".rows", in.width, node.output.width, 3);
    }

    void addFlatten(const Node& node)
    {
        const std::string last = node.name + ".channels_last";
        OnnxWriter::set(m_writer.addOperator("Transpose", last, {asPicture(node.inputs[0])}), "perm",
                        OnnxIntegers{0, 2, 3, 1});
        OnnxWriter::set(m_writer.addOperator("Flatten", node.name, {last}), "axis", std::int64_t{1});
    }

    void addLinear(const Node& node)
    {
        std::vector<std::string> inputs = {asVector(node.inputs[0])};
        inputs.push_back(m_writer.addReals(node.name + ".weight",
                                           {node.output.channels, this->node(node.inputs[0]).output.channels},
                                           node.weight));
        if (!node.bias.empty())
            inputs.push_back(addVector(node, ".bias", node.bias));
        OnnxWriter::set(m_writer.addOperator("Gemm", node.name, inputs), "transB", std::int64_t{1});
    }

    void addMetadata()
    {
        nlohmann::json json = {
            {"preprocessing", nlohmann::json::parse(preprocessingToJson(m_source.preprocessing))},
            {"features", node(m_source.featureNode).name},
            {"cuts", nlohmann::json::array()},
            {"cutNodes", nlohmann::json::array()}};
        if (m_source.logitsNode >= 0)
            json["logits"] = node(m_source.logitsNode).name;
        for (const Cut& cut : m_source.cuts) {
            json["cuts"].push_back(cut.index);
            json["cutNodes"].push_back(node(cut.node).name);
        }
        onnx::StringStringEntryProto& entry = *m_writer.model.add_metadata_props();
        entry.set_key(kOnnxMetadataKey);
        entry.set_value(json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    }

    const Graph& m_source;
    OnnxWriter m_writer;
    std::vector<Place> m_places; ///< by node
};

} // namespace

Status exportOnnx(const Graph& graph, const std::filesystem::path& path)
{
    MICROT_CHECK(validateGraph(graph));
    if (!graph.hasWeights())
        return Failure{Error::missingWeights,
                       "The network " + graph.name + " has no weights that could be exported."};
    return writeFileAtomically(path, Exporter(graph).run().SerializeAsString());
}

} // namespace microt
