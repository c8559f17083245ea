// SPDX-License-Identifier: Apache-2.0
#include <charconv>

#include "engine/base/files.h"
#include "engine/base/guarded_json.h"
#include "engine/exchange/mtx/graph_json.h"
#include "engine/exchange/onnx/onnx.h"
#include "engine/exchange/onnx/onnx_network_private.h"

namespace microt {

namespace {

constexpr std::uint64_t kMaxBytes = std::uint64_t{512} << 20;
constexpr int kMaxOps = 1 << 16; ///< exporters write many for the arithmetic of shapes
constexpr std::int64_t kOldestOpset = 9;
constexpr std::int64_t kNewestOpset = 23;

Status checkOpset(const onnx::ModelProto& model, OnnxNetwork& network)
{
    if (!model.has_graph() || model.opset_import_size() == 0)
        return Failure{Error::malformed, "it holds no network or does not say its opset."};
    if (model.graph().node_size() > kMaxOps)
        return Failure{Error::hostileContent, "it has " + std::to_string(model.graph().node_size()) +
                                                  " operators, at most 65536 are read."};
    for (const onnx::OperatorSetIdProto& set : model.opset_import()) {
        if (!set.domain().empty() && set.domain() != "ai.onnx")
            continue;
        network.opset = set.version();
        if (set.version() < kOldestOpset || set.version() > kNewestOpset)
            return Failure{Error::unsupportedVersion,
                           "it uses opset " + std::to_string(set.version()) +
                               "; 9 to 23 are read (torch.onnx.export has opset_version)."};
    }
    if (model.functions_size() > 0 || model.graph().sparse_initializer_size() > 0)
        return Failure{Error::unsupportedFormat,
                       "it defines functions or sparse weights, which are not read; simplify it with "
                       "onnxsim or export it with torch.onnx.export(..., dynamo=False)."};
    return {};
}

Status readConstants(const onnx::GraphProto& graph, OnnxExternalFiles& files, OnnxNetwork& network)
{
    for (const onnx::TensorProto& tensor : graph.initializer()) {
        auto read = readOnnxTensor(tensor, &files, "tensor " + onnxName(tensor.name()) + ": ");
        if (!read.ok() && read.failure().code != Error::unsupportedFormat)
            return read.failure();
        if (!read.ok()) {
            const OnnxUnknown unknown{std::make_shared<const Failure>(read.failure())};
            MICROT_CHECK(network.give(tensor.name(), unknown));
            continue;
        }
        MICROT_CHECK(network.countConstant(read.value()));
        MICROT_CHECK(
            network.give(tensor.name(), std::make_shared<const OnnxConstant>(std::move(read).value())));
    }
    return {};
}

/// Which dimension of the input is which; -1: there is none.
struct InputLayout
{
    int batch = 0;
    int channels = 1;
    int height = 2;
    int width = 3;
};

Failure notAPicture(const onnx::TensorShapeProto& shape)
{
    std::string sides;
    for (const auto& dim : shape.dim())
        sides += (sides.empty() ? "" : ", ") + (dim.dim_value() > 0       ? std::to_string(dim.dim_value())
                                                : dim.dim_param().empty() ? std::string("?")
                                                                          : onnxName(dim.dim_param()));
    return {Error::unsupportedFormat,
            "its input is [" + sides +
                "]; pictures are expected, [N, 3, height, width] or [N, 1, height, width] or the channels "
                "last, with a fixed height and width of 1 to 16384."};
}

Result<InputLayout> layoutOf(const onnx::TensorShapeProto& shape)
{
    const int rank = shape.dim_size();
    if (rank != 3 && rank != 4)
        return notAPicture(shape);
    const int first = rank - 3;
    const auto isColour = [&](int dim) {
        return shape.dim(dim).dim_value() == 3 || shape.dim(dim).dim_value() == 1;
    };
    InputLayout layout{first - 1, first, first + 1, first + 2};
    if (!isColour(first) && isColour(first + 2))
        layout = {first - 1, first + 2, first, first + 1};
    for (const int side : {layout.height, layout.width})
        if (shape.dim(side).dim_value() < 1 || shape.dim(side).dim_value() > kMaxOnnxSide)
            return notAPicture(shape);
    if (!isColour(layout.channels))
        return notAPicture(shape);
    return layout;
}

Status setPixels(std::int32_t type, OnnxNetwork& network)
{
    if (type == onnx::TensorProto::UINT8)
        network.pixels = OnnxPixels::bytes;
    else if (type == onnx::TensorProto::INT8)
        network.pixels = OnnxPixels::signedBytes;
    else if (type != onnx::TensorProto::FLOAT && type != onnx::TensorProto::FLOAT16 &&
             type != onnx::TensorProto::BFLOAT16 && type != onnx::TensorProto::DOUBLE)
        return Failure{Error::unsupportedFormat, "its input is of data type " + std::to_string(type) +
                                                     "; floating point, UINT8 and INT8 are read."};
    return {};
}

Status readInput(const onnx::GraphProto& graph, OnnxNetwork& network)
{
    const onnx::ValueInfoProto* input = nullptr;
    for (const onnx::ValueInfoProto& value : graph.input()) {
        if (network.find(value.name()) != nullptr)
            continue;
        if (input != nullptr)
            return Failure{Error::unsupportedFormat, "it has several inputs, one picture is expected."};
        input = &value;
    }
    if (input == nullptr || !input->type().has_tensor_type())
        return Failure{Error::malformed, "it has no input tensor."};
    const auto& type = input->type().tensor_type();
    MICROT_CHECK(setPixels(type.elem_type(), network));
    MICROT_TRY(const InputLayout layout, layoutOf(type.shape()));
    const auto side = [&](int dim) { return static_cast<int>(type.shape().dim(dim).dim_value()); };
    Node node;
    node.name = "input";
    node.output = {side(layout.height), side(layout.width), side(layout.channels)};
    Preprocessing& how = network.graph.preprocessing;
    how.height = node.output.height;
    how.width = node.output.width;
    how.colour = node.output.channels == 1 ? Colour::grey : Colour::rgb;
    // A larger batch is the same network: its index is one more digit.
    if (layout.batch >= 0 && type.shape().dim(layout.batch).dim_value() > 0)
        network.batch = std::min(type.shape().dim(layout.batch).dim_value(), kMaxOnnxSide);
    OnnxView view = network.plain(network.append(std::move(node)));
    if (layout.channels == 3 || (layout.batch < 0 && layout.channels == 2))
        std::rotate(view.dims.begin() + 1, view.dims.begin() + 2, view.dims.end());
    if (layout.batch < 0)
        view.dims.erase(view.dims.begin());
    return network.give(input->name(), std::move(view));
}

/// Nodes that the file's outputs come from.
Result<std::vector<int>> outputsOf(const onnx::GraphProto& graph, const OnnxNetwork& network)
{
    std::vector<int> nodes;
    for (const onnx::ValueInfoProto& output : graph.output()) {
        const OnnxValue* value = network.find(output.name());
        if (value == nullptr)
            return Failure{Error::malformed,
                           "its output " + onnxName(output.name()) + " is computed by nothing."};
        if (const auto* view = std::get_if<OnnxView>(value))
            nodes.push_back(view->node);
    }
    if (graph.output_size() == 0)
        return Failure{Error::unsupportedFormat, "it has no output."};
    return nodes;
}

/// torch.onnx.export names operators by module, "/blocks.3/conv/Conv". Blocks that change nothing leave no
/// operator, yet count; so where every cut's node names its block, cut K follows block K - 1.
void numberCutsByName(Graph& graph)
{
    std::vector<int> numbers;
    for (const Cut& cut : graph.cuts) {
        static constexpr char kBlocks[] = "/blocks.";
        const std::string& name = graph.nodes[static_cast<std::size_t>(cut.node)].name;
        const std::size_t at = name.find(kBlocks);
        int block = -1;
        if (at != std::string::npos) {
            const char* digits = name.data() + at + sizeof kBlocks - 1;
            std::from_chars(digits, name.data() + name.size(), block);
        }
        if (block < 0 || block >= kMaxOnnxSide || block < (numbers.empty() ? 0 : numbers.back()))
            return;
        numbers.push_back(block + 1);
    }
    for (std::size_t i = 0; i < numbers.size(); ++i)
        graph.cuts[i].index = numbers[i];
}

/// What exportOnnx wrote beside the network. Files of old name no nodes.
struct Metadata
{
    Preprocessing preprocessing;
    std::string features;
    std::string logits;             ///< empty: none
    std::vector<std::int64_t> cuts; ///< their numbers
    std::vector<std::string> cutNodes;
};

Result<std::optional<Metadata>> metadataOf(const onnx::ModelProto& model)
{
    for (const onnx::StringStringEntryProto& entry : model.metadata_props()) {
        if (entry.key() != kOnnxMetadataKey)
            continue;
        const std::string source = "its metadata \"microt\"";
        MICROT_TRY(const nlohmann::json root, parseJson(entry.value(), source));
        MICROT_TRY(const JsonObject json, JsonObject::of(root, source + ":"));
        Metadata metadata;
        MICROT_TRY(const nlohmann::json* pictures, json.member("preprocessing"));
        MICROT_TRY(metadata.preprocessing, preprocessingFromJson(pictures->dump(), source));
        MICROT_TRY(metadata.cuts, json.integers("cuts", 1, kMaxOnnxSide, kMaxOnnxSide));
        const auto text = [](const nlohmann::json& value) {
            return value.is_string() ? value.get<std::string>() : std::string();
        };
        if (root.contains("features"))
            metadata.features = text(root["features"]);
        if (root.contains("logits"))
            metadata.logits = text(root["logits"]);
        if (root.contains("cutNodes") && root["cutNodes"].is_array())
            for (const nlohmann::json& name : root["cutNodes"])
                metadata.cutNodes.push_back(text(name));
        return std::optional<Metadata>(std::move(metadata));
    }
    return std::optional<Metadata>();
}

/// Exits where the metadata name them; false if they name none, or others than the network has.
bool takeExits(const Metadata& metadata, Graph& graph)
{
    std::map<std::string, int> nodes;
    for (std::size_t i = 0; i < graph.nodes.size(); ++i)
        nodes.emplace(graph.nodes[i].name, static_cast<int>(i));
    const auto find = [&nodes](const std::string& name) {
        const auto found = nodes.find(name);
        return found == nodes.end() ? -1 : found->second;
    };
    const int features = find(metadata.features);
    const int logits = find(metadata.logits);
    std::vector<Cut> cuts;
    for (std::size_t i = 0; i < metadata.cuts.size() && i < metadata.cutNodes.size(); ++i)
        if (const int node = find(metadata.cutNodes[i]); node >= 0)
            cuts.push_back({static_cast<int>(metadata.cuts[i]), node});
    if (features < 0 || (logits < 0 && !metadata.logits.empty()) || cuts.size() != metadata.cuts.size())
        return false;
    graph.featureNode = features;
    graph.logitsNode = logits;
    graph.cuts = std::move(cuts);
    return true;
}

Status chooseExits(OnnxNetwork& network, const std::optional<Metadata>& metadata, const std::string& features)
{
    Graph& graph = network.graph;
    const bool asWritten = metadata && features.empty();
    if (asWritten && network.unread.empty() && takeExits(*metadata, graph))
        return {};
    MICROT_CHECK(microt::chooseExits(graph, network.unread, features));
    numberCutsByName(graph);
    if (!asWritten)
        return {};
    if (metadata->cuts.size() != graph.cuts.size())
        return Failure{Error::badModel, "its metadata \"microt\" number other cuts than the network has."};
    for (std::size_t i = 0; i < metadata->cuts.size(); ++i)
        graph.cuts[i].index = static_cast<int>(metadata->cuts[i]);
    return {};
}

/// Reads all operators and simplifies what they are, up to the scaling of the input, which is what it
/// returns.
Result<InputSource> readNetwork(const onnx::ModelProto& model, OnnxExternalFiles& files,
                                const std::optional<Metadata>& metadata, OnnxNetwork& network)
{
    MICROT_CHECK(checkOpset(model, network));
    network.ours = metadata.has_value();
    MICROT_CHECK(readConstants(model.graph(), files, network));
    MICROT_CHECK(readInput(model.graph(), network));
    for (const onnx::NodeProto& node : model.graph().node())
        MICROT_CHECK(readOnnxOperator(network, node));
    MICROT_TRY(std::vector<int> outputs, outputsOf(model.graph(), network));
    simplifyOnnx(network, outputs);
    if (!metadata)
        return takeOnnxPreprocessing(network, outputs);
    network.graph.preprocessing = metadata->preprocessing;
    return InputSource::file;
}

/// The same network in its own integers; `real`: as it was read in floating point. Errors: why it has none.
Result<QuantModel> readInt8(const onnx::ModelProto& model, OnnxExternalFiles& files, const Graph& real,
                            const std::string& features)
{
    OnnxNetwork network;
    network.graph.name = real.name;
    network.int8 = true;
    MICROT_CHECK(readNetwork(model, files, std::nullopt, network));
    MICROT_TRY(QuantModel int8, onnxInt8(network));
    MICROT_CHECK(microt::chooseExits(int8, network.unread, features));
    if (int8.findCut(0)->pooled.shape.channels != real.featureCount())
        return network.unread.empty() ? Failure{Error::unsupportedFormat, "its features are no integers."}
                                      : network.unread.front().why;
    if (int8.cuts.size() == real.cuts.size() + 1)
        for (std::size_t i = 0; i < real.cuts.size(); ++i)
            int8.cuts[i].cut = real.cuts[i].index;
    return int8;
}

bool isQuantized(const onnx::GraphProto& graph)
{
    return std::any_of(graph.node().begin(), graph.node().end(),
                       [](const onnx::NodeProto& node) { return node.op_type() == "QuantizeLinear"; });
}

Result<OnnxImport> read(const onnx::ModelProto& model, OnnxExternalFiles& files, const std::string& name,
                        const std::string& features)
{
    OnnxNetwork network;
    network.graph.name = onnxName(name);
    MICROT_TRY(const std::optional<Metadata> metadata, metadataOf(model));
    OnnxImport made;
    MICROT_TRY(made.inputSource, readNetwork(model, files, metadata, network));
    MICROT_CHECK(chooseExits(network, metadata, features));
    MICROT_CHECK(validateGraph(network.graph));
    made.graph = std::move(network.graph);
    if (!isQuantized(model.graph()))
        return made;
    auto int8 = readInt8(model, files, made.graph, features);
    auto graph = int8.ok() ? dequantize(int8.value()) : Result<Graph>(int8.failure());
    if (graph.ok()) {
        made.graph = std::move(graph).value();
        made.int8 = std::move(int8).value();
    } else {
        made.notInt8 = graph.failure().what;
    }
    return made;
}

} // namespace

Result<OnnxImport> importOnnx(const std::filesystem::path& path, const std::string& features)
{
    MICROT_TRY(const std::vector<std::uint8_t> bytes, readFile(path, kMaxBytes));
    onnx::ModelProto model;
    if (bytes.empty() || !model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
        return Failure{Error::malformed, printable(path) + " is no ONNX model, or it is damaged."};
    OnnxExternalFiles files(path.parent_path());
    auto imported = read(model, files, path.stem().string(), features);
    if (!imported.ok())
        return Failure{imported.failure().code, printable(path) + ": " + imported.failure().what};
    imported.value().sha256 = files.sha256Of(bytes);
    return imported;
}

} // namespace microt
