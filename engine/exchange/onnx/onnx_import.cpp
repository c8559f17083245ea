// SPDX-License-Identifier: Apache-2.0
#include "engine/base/files.h"
#include "engine/base/guarded_json.h"
#include "engine/exchange/mtx/graph_json.h"
#include "engine/exchange/onnx/onnx.h"
#include "engine/exchange/onnx/onnx_network_private.h"

namespace microt {

namespace {

constexpr std::uint64_t kMaxBytes = std::uint64_t{512} << 20;

Status checkOpset(const onnx::ModelProto& model)
{
    if (!model.has_graph() || model.opset_import_size() == 0)
        return Failure{Error::malformed, "it holds no network or does not say its opset."};
    for (const onnx::OperatorSetIdProto& set : model.opset_import())
        if ((set.domain().empty() || set.domain() == "ai.onnx") && (set.version() < 11 || set.version() > 17))
            return Failure{Error::unsupportedVersion,
                           "it uses opset " + std::to_string(set.version()) + "; 11 to 17 are read."};
    if (model.functions_size() > 0 || model.graph().sparse_initializer_size() > 0)
        return Failure{Error::unsupportedFormat,
                       "it defines functions or sparse weights, which are not read."};
    return {};
}

Status readConstants(const onnx::GraphProto& graph, OnnxNetwork& network)
{
    for (const onnx::TensorProto& tensor : graph.initializer()) {
        MICROT_CHECK(network.claim(tensor.name()));
        MICROT_TRY(network.constants[tensor.name()],
                   readOnnxTensor(tensor, "tensor " + onnxName(tensor.name()) + ": "));
    }
    return {};
}

Status readInput(const onnx::GraphProto& graph, OnnxNetwork& network)
{
    const onnx::ValueInfoProto* input = nullptr;
    for (const onnx::ValueInfoProto& value : graph.input()) {
        if (network.constants.count(value.name()) > 0)
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
        shape.dim(2).dim_value() > kMaxOnnxSide || shape.dim(2).dim_value() != shape.dim(3).dim_value())
        return Failure{Error::unsupportedFormat,
                       "its input is not [N, 3, side, side] with a fixed side of 1 to 16384."};
    const auto side = static_cast<int>(shape.dim(2).dim_value());
    network.graph.preprocessing.setSide(side);
    Node node;
    node.name = "input";
    node.output = {side, side, 3};
    return network.setValue(input->name(), network.append(std::move(node)));
}

Result<int> outputOf(const onnx::GraphProto& graph, const OnnxNetwork& network)
{
    const auto& outputs = graph.output();
    const auto output = outputs.size() == 1 ? network.values.find(outputs[0].name()) : network.values.end();
    if (output == network.values.end())
        return Failure{Error::unsupportedFormat, "one output that an operator computes is expected."};
    return output->second;
}

Status applyMetadata(const onnx::ModelProto& model, Graph& graph)
{
    for (const onnx::StringStringEntryProto& entry : model.metadata_props()) {
        if (entry.key() != kOnnxMetadataKey)
            continue;
        const std::string source = "its metadata \"microt\"";
        MICROT_TRY(const nlohmann::json root, parseJson(entry.value(), source));
        MICROT_TRY(const JsonObject json, JsonObject::of(root, source + ":"));
        MICROT_TRY(const nlohmann::json* pictures, json.member("preprocessing"));
        MICROT_TRY(graph.preprocessing, preprocessingFromJson(pictures->dump(), source));
        MICROT_TRY(const auto numbers, json.integers("cuts", 1, kMaxOnnxSide, graph.cuts.size()));
        if (numbers.size() != graph.cuts.size())
            return Failure{Error::badModel, source + " numbers other cuts than the network has."};
        for (std::size_t i = 0; i < numbers.size(); ++i)
            graph.cuts[i].index = static_cast<int>(numbers[i]);
    }
    return {};
}

Result<Graph> read(const onnx::ModelProto& model, const std::string& name)
{
    MICROT_CHECK(checkOpset(model));
    OnnxNetwork network;
    network.graph.name = name;
    MICROT_CHECK(readConstants(model.graph(), network));
    MICROT_CHECK(readInput(model.graph(), network));
    for (const onnx::NodeProto& node : model.graph().node())
        MICROT_CHECK(readOnnxOperator(network, node));
    MICROT_TRY(const int output, outputOf(model.graph(), network));
    MICROT_CHECK(findOnnxExits(network.graph, output));
    MICROT_CHECK(applyMetadata(model, network.graph));
    MICROT_CHECK(validateGraph(network.graph));
    return std::move(network.graph);
}

} // namespace

Result<Graph> importOnnx(const std::filesystem::path& path)
{
    MICROT_TRY(const std::vector<std::uint8_t> bytes, readFile(path, kMaxBytes));
    onnx::ModelProto model;
    if (bytes.empty() || !model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
        return Failure{Error::malformed, printable(path) + " is no ONNX model, or it is damaged."};
    auto graph = read(model, onnxName(path.stem().string()));
    if (!graph.ok())
        return Failure{graph.failure().code, printable(path) + ": " + graph.failure().what};
    return graph;
}

} // namespace microt
