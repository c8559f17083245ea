// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/mtx/mtx.h"
#include "engine/base/files.h"
#include "engine/base/hash.h"
#include "engine/exchange/mtx/graph_json.h"
#include "engine/exchange/tensors/safetensors.h"
#include "engine/model/extractor.h"
#include "engine/model/parameters.h"

namespace microt {

namespace {

constexpr std::uint64_t kMaxBytes = std::uint64_t{512} << 20;
constexpr const char* kFormat = "microt-extractor";
constexpr const char* kVersion = "1";

Result<std::string> metadataOf(const Safetensors& file, const std::string& key, const std::string& source)
{
    const auto found = file.metadata.find(key);
    if (found == file.metadata.end())
        return Failure{Error::malformed,
                       source + ": its metadata lack \"" + key + "\"; it is no .mtx file of ours."};
    return found->second;
}

Status checkVersion(const Safetensors& file, const std::string& source)
{
    MICROT_TRY(const std::string format, metadataOf(file, "format", source));
    MICROT_TRY(const std::string version, metadataOf(file, "version", source));
    if (format != kFormat)
        return Failure{Error::malformed, source + " is a safetensors file but no extractor."};
    if (version != kVersion)
        return Failure{Error::unsupportedVersion, source + " has format version " +
                                                      printable(std::string_view(version)) +
                                                      ", this program reads version 1."};
    return {};
}

Status takeWeights(const Safetensors& file, const std::string& source, Graph& graph)
{
    std::size_t used = 0;
    for (Node& node : graph.nodes) {
        if (node.inputs.empty())
            continue;
        for (const ParameterSlot& slot : parameterSlots(node, graph.nodes[node.inputs[0]].output)) {
            const std::string name = node.name + slot.suffix;
            const auto found = file.tensors.find(name);
            if (found == file.tensors.end()) {
                if (slot.optional)
                    continue;
                return Failure{Error::badModel,
                               source + " has no weights \"" + printable(std::string_view(name)) + "\"."};
            }
            if (found->second.shape != slot.shape)
                return Failure{Error::shapeMismatch, source + ": \"" + printable(std::string_view(name)) +
                                                         "\" has shape " + shapeText(found->second.shape) +
                                                         ", expected " + shapeText(slot.shape) + "."};
            node.*slot.values = unpack(found->second);
            ++used;
        }
    }
    if (used != file.tensors.size())
        return Failure{Error::badModel, source + " has " + std::to_string(file.tensors.size() - used) +
                                            " tensors that its network does not use."};
    return {};
}

} // namespace

Status saveMtx(const std::filesystem::path& path, const Graph& graph, const std::string& recipe,
               bool halfPrecision)
{
    MICROT_CHECK(validateGraph(graph));
    if (!graph.hasWeights())
        return Failure{Error::missingWeights, "The network \"" + graph.name + "\" has no weights to save."};
    MICROT_TRY(const std::string structure, graphToJson(graph));
    std::vector<TensorToStore> tensors;
    for (const Node& node : graph.nodes) {
        if (node.inputs.empty())
            continue;
        for (const ParameterSlot& slot : parameterSlots(node, graph.nodes[node.inputs[0]].output))
            if (!(node.*slot.values).empty())
                // Batch-norm is a few numbers of any magnitude: float16 would save nothing and lose much.
                tensors.push_back({node.name + slot.suffix, slot.shape, &(node.*slot.values),
                                   halfPrecision && node.kind != OpKind::batchNorm});
    }
    const std::map<std::string, std::string> metadata = {
        {"format", kFormat},
        {"version", kVersion},
        {"graph", structure},
        {"preprocessing", preprocessingToJson(graph.preprocessing)},
        {"recipe", recipe}};
    MICROT_TRY(const std::string bytes, writeSafetensors(metadata, tensors));
    return writeFileAtomically(path, bytes);
}

Result<Extractor> readMtx(const std::filesystem::path& path)
{
    const std::string source = printable(path);
    MICROT_TRY(const std::string bytes, readTextFile(path, kMaxBytes));
    MICROT_TRY(const Safetensors file, readSafetensors(bytes, source));
    MICROT_CHECK(checkVersion(file, source));
    Extractor extractor;
    extractor.source = source;
    extractor.format = "mtx";
    extractor.sha256 = sha256Hex(bytes);
    MICROT_TRY(extractor.recipe, metadataOf(file, "recipe", source));
    MICROT_TRY(const std::string structure, metadataOf(file, "graph", source));
    MICROT_TRY(extractor.graph, graphFromJson(structure, source + ", graph"));
    MICROT_TRY(const std::string how, metadataOf(file, "preprocessing", source));
    MICROT_TRY(extractor.graph.preprocessing, preprocessingFromJson(how, source + ", preprocessing"));
    // Without weights first: only a sound graph says which weights it needs.
    MICROT_CHECK(validateGraph(extractor.graph));
    MICROT_CHECK(takeWeights(file, source, extractor.graph));
    MICROT_CHECK(validateGraph(extractor.graph));
    return extractor;
}

} // namespace microt
