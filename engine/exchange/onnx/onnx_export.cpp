// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <cstring>

#include <nlohmann/json.hpp>

#include "engine/base/files.h"
#include "engine/exchange/mtx/graph_json.h"
#include "engine/exchange/onnx/onnx.h"
#include "engine/exchange/onnx/onnx_file_private.h"

namespace microt {

namespace {

constexpr int kIrVersion = 7; // what opset 13 came with
constexpr int kOpset = 13;

using Integers = std::vector<std::int64_t>;

class Exporter
{
public:
    explicit Exporter(const Graph& graph) : m_source(graph), m_graph(*m_model.mutable_graph()) {}

    onnx::ModelProto run()
    {
        m_model.set_ir_version(kIrVersion);
        m_model.set_producer_name("MicroT Workbench");
        m_model.set_producer_version(MICROT_VERSION);
        m_model.add_opset_import()->set_version(kOpset);
        m_graph.set_name(m_source.name);
        const Node& input = m_source.nodes.front();
        addValue(*m_graph.add_input(), input.name, {3, input.output.height, input.output.width});
        m_tensorOf.push_back(input.name);
        for (std::size_t i = 1; i < m_source.nodes.size(); ++i)
            m_tensorOf.push_back(addNode(m_source.nodes[i], static_cast<int>(i)));
        const int last = m_source.logitsNode >= 0 ? m_source.logitsNode : m_source.featureNode;
        addValue(*m_graph.add_output(), m_tensorOf[static_cast<std::size_t>(last)],
                 {m_source.nodes[static_cast<std::size_t>(last)].output.channels});
        addMetadata();
        return std::move(m_model);
    }

private:
    static void addValue(onnx::ValueInfoProto& value, const std::string& name, const Integers& sides)
    {
        value.set_name(name);
        auto* type = value.mutable_type()->mutable_tensor_type();
        type->set_elem_type(onnx::TensorProto::FLOAT);
        type->mutable_shape()->add_dim()->set_dim_param("N");
        for (const std::int64_t side : sides)
            type->mutable_shape()->add_dim()->set_dim_value(side);
    }

    std::string addWeights(const std::string& name, const Integers& shape, const std::vector<float>& values)
    {
        onnx::TensorProto& tensor = *m_graph.add_initializer();
        tensor.set_name(name);
        tensor.set_data_type(onnx::TensorProto::FLOAT);
        for (const std::int64_t side : shape)
            tensor.add_dims(side);
        std::string raw(values.size() * sizeof(float), '\0');
        std::memcpy(&raw[0], values.data(), raw.size());
        tensor.set_raw_data(std::move(raw));
        return name;
    }

    std::string addVector(const Node& node, const char* suffix, const std::vector<float>& values)
    {
        return addWeights(node.name + suffix, {static_cast<std::int64_t>(values.size())}, values);
    }

    onnx::NodeProto& addOperator(const char* type, const std::string& name,
                                 const std::vector<std::string>& inputs)
    {
        onnx::NodeProto& op = *m_graph.add_node();
        op.set_op_type(type);
        op.set_name(name);
        for (const std::string& input : inputs)
            op.add_input(input);
        op.add_output(name);
        return op;
    }

    static onnx::AttributeProto& addAttribute(onnx::NodeProto& op, const char* name,
                                              onnx::AttributeProto::AttributeType type)
    {
        onnx::AttributeProto& attribute = *op.add_attribute();
        attribute.set_name(name);
        attribute.set_type(type);
        return attribute;
    }

    static void setInteger(onnx::NodeProto& op, const char* name, std::int64_t value)
    {
        addAttribute(op, name, onnx::AttributeProto::INT).set_i(value);
    }
    static void setReal(onnx::NodeProto& op, const char* name, float value)
    {
        addAttribute(op, name, onnx::AttributeProto::FLOAT).set_f(value);
    }
    static void setIntegers(onnx::NodeProto& op, const char* name, const Integers& values)
    {
        onnx::AttributeProto& attribute = addAttribute(op, name, onnx::AttributeProto::INTS);
        for (const std::int64_t value : values)
            attribute.add_ints(value);
    }

    /// The tensor that holds the node's output.
    std::string addNode(const Node& node, int index)
    {
        std::vector<std::string> inputs;
        for (const int input : node.inputs)
            inputs.push_back(m_tensorOf[static_cast<std::size_t>(input)]);
        const int channels = m_source.nodes[static_cast<std::size_t>(node.inputs[0])].output.channels;
        switch (node.kind) {
        case OpKind::input:
            break;
        case OpKind::convolution:
            addConvolution(node, channels, std::move(inputs));
            break;
        case OpKind::batchNorm:
            addBatchNorm(node, std::move(inputs));
            break;
        case OpKind::clip:
            addClip(node, std::move(inputs));
            break;
        case OpKind::add:
            addOperator("Add", node.name, inputs);
            break;
        case OpKind::globalAveragePool:
            addOperator("GlobalAveragePool", node.name, inputs);
            // What follows the features, a classifier or nothing, reads [N, C].
            if (index == m_source.featureNode) {
                setInteger(addOperator("Flatten", node.name + ".flat", {node.name}), "axis", 1);
                return node.name + ".flat";
            }
            break;
        case OpKind::linear:
            addLinear(node, channels, std::move(inputs));
            break;
        default:
            break;
        }
        return node.name;
    }

    void addConvolution(const Node& node, int channels, std::vector<std::string> inputs)
    {
        inputs.push_back(
            addWeights(node.name + ".weight",
                       {node.output.channels, channels / node.groups, node.window.height, node.window.width},
                       node.weight));
        if (!node.bias.empty())
            inputs.push_back(addVector(node, ".bias", node.bias));
        onnx::NodeProto& op = addOperator("Conv", node.name, inputs);
        setIntegers(op, "dilations", {1, 1});
        setInteger(op, "group", node.groups);
        setIntegers(op, "kernel_shape", {node.window.height, node.window.width});
        setIntegers(op, "pads", Integers(4, node.window.padTop));
        setIntegers(op, "strides", {node.window.strideY, node.window.strideX});
    }

    void addBatchNorm(const Node& node, std::vector<std::string> inputs)
    {
        inputs.push_back(addVector(node, ".weight", node.weight));
        inputs.push_back(addVector(node, ".bias", node.bias));
        inputs.push_back(addVector(node, ".running_mean", node.mean));
        inputs.push_back(addVector(node, ".running_var", node.variance));
        onnx::NodeProto& op = addOperator("BatchNormalization", node.name, inputs);
        setReal(op, "epsilon", node.epsilon);
        setReal(op, "momentum", 1.0F - node.momentum);
    }

    void addClip(const Node& node, std::vector<std::string> inputs)
    {
        const bool below = std::isfinite(node.clipMin);
        const bool above = std::isfinite(node.clipMax);
        if (below || above)
            inputs.push_back(below ? addWeights(node.name + ".min", {}, {node.clipMin}) : std::string());
        if (above)
            inputs.push_back(addWeights(node.name + ".max", {}, {node.clipMax}));
        addOperator("Clip", node.name, inputs);
    }

    void addLinear(const Node& node, int channels, std::vector<std::string> inputs)
    {
        inputs.push_back(addWeights(node.name + ".weight", {node.output.channels, channels}, node.weight));
        if (!node.bias.empty())
            inputs.push_back(addVector(node, ".bias", node.bias));
        setInteger(addOperator("Gemm", node.name, inputs), "transB", 1);
    }

    void addMetadata()
    {
        nlohmann::json json = {
            {"preprocessing", nlohmann::json::parse(preprocessingToJson(m_source.preprocessing))},
            {"cuts", nlohmann::json::array()}};
        for (const Cut& cut : m_source.cuts)
            json["cuts"].push_back(cut.index);
        onnx::StringStringEntryProto& entry = *m_model.add_metadata_props();
        entry.set_key(kOnnxMetadataKey);
        entry.set_value(json.dump());
    }

    const Graph& m_source;
    onnx::ModelProto m_model;
    onnx::GraphProto& m_graph;
    std::vector<std::string> m_tensorOf; ///< by node
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
