// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/mtx/graph_json.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/base/fields.h"
#include "engine/base/files.h"
#include "engine/base/guarded_json.h"

namespace microt {

namespace {

constexpr std::size_t kMaxNodes = 4096;
constexpr int kMaxNumber = 1 << 30;
constexpr std::size_t kMaxChannels = 16384;
constexpr const char* kKinds[] = {
    "input",           "convolution", "batch_norm", "clip",         "add",      "global_average_pool",
    "linear",          "activation",  "multiply",   "average_pool", "max_pool", "concat",
    "select_channels", "pad",         "resize",     "flatten"};

nlohmann::json boundToJson(float bound)
{
    return std::isinf(bound) ? nlohmann::json() : nlohmann::json(bound);
}

Result<float> boundFromJson(const JsonObject& json, const char* key, float unbounded)
{
    MICROT_TRY(const nlohmann::json* value, json.member(key));
    if (value->is_null())
        return unbounded;
    MICROT_TRY(const double bound, json.number(key));
    return static_cast<float>(bound);
}

bool hasWindow(OpKind kind)
{
    return kind == OpKind::convolution || kind == OpKind::averagePool || kind == OpKind::maxPool;
}

/// One number where both are equal, as files had it before windows could differ by side.
nlohmann::json pairToJson(int vertical, int horizontal)
{
    return vertical == horizontal ? nlohmann::json(vertical) : nlohmann::json({vertical, horizontal});
}

Status pairFromJson(const JsonObject& json, const char* key, int least, std::int32_t& vertical,
                    std::int32_t& horizontal)
{
    MICROT_TRY(const nlohmann::json* value, json.member(key));
    if (!value->is_array()) {
        MICROT_TRY(vertical, json.integer(key, least, kMaxNumber));
        horizontal = vertical;
        return {};
    }
    MICROT_TRY(const auto both, json.integers(key, least, kMaxNumber, 2));
    if (both.size() != 2)
        return Failure{Error::badModel, json.path(key) + " must be one number or two."};
    vertical = static_cast<std::int32_t>(both[0]);
    horizontal = static_cast<std::int32_t>(both[1]);
    return {};
}

nlohmann::json nodeToJson(const Node& node)
{
    nlohmann::json json = {{"kind", kKinds[static_cast<int>(node.kind)]},
                           {"name", node.name},
                           {"inputs", node.inputs},
                           {"output", {node.output.height, node.output.width, node.output.channels}}};
    const Window& w = node.window;
    if (hasWindow(node.kind)) {
        json["kernel"] = pairToJson(w.height, w.width);
        json["stride"] = pairToJson(w.strideY, w.strideX);
        json["padding"] = pairToJson(w.padTop, w.padLeft);
    }
    if (node.kind == OpKind::convolution) {
        json["groups"] = node.groups;
    } else if (node.kind == OpKind::pad) {
        json["padding"] = pairToJson(w.padTop, w.padLeft);
    } else if (node.kind == OpKind::selectChannels) {
        json["channels"] = node.channels;
    } else if (node.kind == OpKind::activation) {
        json["function"] = nameOf(node.function);
        json["alpha"] = node.alpha;
        json["beta"] = node.beta;
    } else if (node.kind == OpKind::batchNorm) {
        json["epsilon"] = node.epsilon;
        json["momentum"] = node.momentum;
    } else if (node.kind == OpKind::clip) {
        json["min"] = boundToJson(node.clipMin);
        json["max"] = boundToJson(node.clipMax);
    }
    return json;
}

/// Error: badModel.
template <typename Enum>
Status enumFromJson(const JsonObject& json, const char* key, Enum& value)
{
    MICROT_TRY(const std::string name, json.string(key));
    const auto names = namesOf(Enum{});
    const auto found = std::find(names.begin(), names.end(), name);
    if (found != names.end()) {
        value = static_cast<Enum>(found - names.begin());
        return {};
    }
    std::string all;
    for (const char* one : names)
        all += (all.empty() ? "" : ", ") + std::string(one);
    return Failure{Error::badModel, json.path(key) + " must be one of " + all + "."};
}

/// What belongs to the kind of `node`.
Status fieldsFromJson(const JsonObject& json, Node& node)
{
    Window& w = node.window;
    if (hasWindow(node.kind)) {
        MICROT_CHECK(pairFromJson(json, "kernel", 1, w.height, w.width));
        MICROT_CHECK(pairFromJson(json, "stride", 1, w.strideY, w.strideX));
    }
    if (hasWindow(node.kind) || node.kind == OpKind::pad)
        MICROT_CHECK(pairFromJson(json, "padding", 0, w.padTop, w.padLeft));
    if (node.kind == OpKind::convolution) {
        MICROT_TRY(node.groups, json.integer("groups", 1, kMaxNumber));
    } else if (node.kind == OpKind::selectChannels) {
        MICROT_TRY(const auto channels, json.integers("channels", 0, kMaxNumber, kMaxChannels));
        node.channels.assign(channels.begin(), channels.end());
    } else if (node.kind == OpKind::activation) {
        MICROT_CHECK(enumFromJson(json, "function", node.function));
        MICROT_TRY(const double alpha, json.number("alpha"));
        MICROT_TRY(const double beta, json.number("beta"));
        node.alpha = static_cast<float>(alpha);
        node.beta = static_cast<float>(beta);
    } else if (node.kind == OpKind::batchNorm) {
        MICROT_TRY(const double epsilon, json.number("epsilon"));
        MICROT_TRY(const double momentum, json.number("momentum"));
        node.epsilon = static_cast<float>(epsilon);
        node.momentum = static_cast<float>(momentum);
    } else if (node.kind == OpKind::clip) {
        MICROT_TRY(node.clipMin, boundFromJson(json, "min", -std::numeric_limits<float>::infinity()));
        MICROT_TRY(node.clipMax, boundFromJson(json, "max", std::numeric_limits<float>::infinity()));
    }
    return {};
}

Result<OpKind> kindFromJson(const JsonObject& json)
{
    MICROT_TRY(const std::string kind, json.string("kind"));
    const auto found = std::find(std::begin(kKinds), std::end(kKinds), kind);
    if (found == std::end(kKinds))
        return Failure{Error::unsupportedOperator, json.path("kind") + " is \"" +
                                                       printable(std::string_view(kind)) +
                                                       "\", which is not known."};
    return static_cast<OpKind>(found - std::begin(kKinds));
}

Result<Node> nodeFromJson(const JsonObject& json)
{
    Node node;
    MICROT_TRY(node.kind, kindFromJson(json));
    MICROT_TRY(node.name, json.string("name"));
    MICROT_TRY(const auto inputs, json.integers("inputs", 0, kMaxNodes, kMaxNodes));
    node.inputs.assign(inputs.begin(), inputs.end());
    MICROT_TRY(const auto sides, json.integers("output", 1, kMaxNumber, 3));
    if (sides.size() != 3)
        return Failure{Error::badModel, json.path("output") + " must be [height, width, channels]."};
    node.output = {static_cast<int>(sides[0]), static_cast<int>(sides[1]), static_cast<int>(sides[2])};
    MICROT_CHECK(fieldsFromJson(json, node));
    return node;
}

Result<std::array<float, 3>> colourFromJson(const JsonObject& json, const char* key)
{
    MICROT_TRY(const auto numbers, json.numbers(key, 3));
    if (numbers.size() != 3)
        return Failure{Error::badModel, json.path(key) + " must be three numbers."};
    return std::array<float, 3>{static_cast<float>(numbers[0]), static_cast<float>(numbers[1]),
                                static_cast<float>(numbers[2])};
}

} // namespace

Result<std::string> graphToJson(const Graph& graph)
{
    nlohmann::json json = {
        {"name", graph.name}, {"feature_node", graph.featureNode}, {"logits_node", graph.logitsNode}};
    json["nodes"] = nlohmann::json::array();
    for (const Node& node : graph.nodes)
        json["nodes"].push_back(nodeToJson(node));
    json["cuts"] = nlohmann::json::array();
    for (const Cut& cut : graph.cuts)
        json["cuts"].push_back({{"cut", cut.index}, {"node", cut.node}});
    try {
        return json.dump();
    } catch (const nlohmann::json::exception&) {
        return Failure{Error::invalidArgument, "The names of a network must be UTF-8 text."};
    }
}

Result<Graph> graphFromJson(std::string_view text, const std::string& source)
{
    MICROT_TRY(const nlohmann::json root, parseJson(text, source));
    MICROT_TRY(const JsonObject json, JsonObject::of(root, source + ":"));
    Graph graph;
    MICROT_TRY(graph.name, json.string("name"));
    MICROT_TRY(const auto nodes, json.objects("nodes", kMaxNodes));
    for (const JsonObject& one : nodes) {
        MICROT_TRY(Node node, nodeFromJson(one));
        graph.nodes.push_back(std::move(node));
    }
    MICROT_TRY(const auto cuts, json.objects("cuts", kMaxNodes));
    for (const JsonObject& one : cuts) {
        Cut cut;
        MICROT_TRY(cut.index, one.integer("cut", 1, kMaxNumber));
        MICROT_TRY(cut.node, one.integer("node", 0, kMaxNodes));
        graph.cuts.push_back(cut);
    }
    MICROT_TRY(graph.featureNode, json.integer("feature_node", 0, kMaxNodes));
    MICROT_TRY(graph.logitsNode, json.integer("logits_node", -1, kMaxNodes));
    return graph;
}

std::string preprocessingToJson(const Preprocessing& preprocessing)
{
    nlohmann::json json = {{"resize", nameOf(preprocessing.resize)},
                           {"mean", preprocessing.mean},
                           {"deviation", preprocessing.deviation}};
    // What older files do not say is left out where it is as they meant it.
    json["resolution"] = pairToJson(preprocessing.height, preprocessing.width);
    if (preprocessing.interpolation != Interpolation::antialias)
        json["interpolation"] = nameOf(preprocessing.interpolation);
    if (preprocessing.colour != Colour::rgb)
        json["colour"] = nameOf(preprocessing.colour);
    return json.dump();
}

Result<Preprocessing> preprocessingFromJson(std::string_view text, const std::string& source)
{
    MICROT_TRY(const nlohmann::json root, parseJson(text, source));
    MICROT_TRY(const JsonObject json, JsonObject::of(root, source + ":"));
    Preprocessing preprocessing;
    MICROT_CHECK(pairFromJson(json, "resolution", 1, preprocessing.height, preprocessing.width));
    MICROT_CHECK(enumFromJson(json, "resize", preprocessing.resize));
    if (json.has("interpolation"))
        MICROT_CHECK(enumFromJson(json, "interpolation", preprocessing.interpolation));
    if (json.has("colour"))
        MICROT_CHECK(enumFromJson(json, "colour", preprocessing.colour));
    MICROT_TRY(preprocessing.mean, colourFromJson(json, "mean"));
    MICROT_TRY(preprocessing.deviation, colourFromJson(json, "deviation"));
    return preprocessing;
}

} // namespace microt
