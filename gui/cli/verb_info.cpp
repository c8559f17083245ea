// SPDX-License-Identifier: GPL-3.0-or-later

#include <nlohmann/json.hpp>

#include "engine/exchange/open_extractor.h"
#include "engine/model/architectures.h"
#include "engine/quant/memory_need.h"
#include "gui/cli/task_options.h"
#include "gui/cli/verbs.h"

namespace microt::cli {

namespace {

struct InfoArguments
{
    std::string spec;
    ExtractorOptions network;
};

/// An extractor, or a built-in architecture that has no weights yet.
Result<Extractor> openNetwork(const InfoArguments& options)
{
    for (const std::string& name : architectureNames())
        if (options.spec == name) {
            Extractor extractor;
            MICROT_TRY(extractor.graph, makeArchitecture(name, 0, 0));
            return extractor;
        }
    return openExtractor(options.spec, options.network);
}

std::string three(const std::array<float, 3>& values, int count)
{
    std::string text;
    for (int i = 0; i < count; ++i)
        text += (i == 0 ? "" : ", ") + fixed(values[static_cast<std::size_t>(i)], 4);
    return text;
}

/// What holds of the pictures it is shown, and where that comes from.
std::string inputLine(const Extractor& extractor)
{
    const Preprocessing& how = extractor.graph.preprocessing;
    static constexpr const char* kSources[] = {"as the file or its kind says",
                                               "assumed: the file does not say; state it with --input-preset",
                                               "as stated"};
    return std::string("input ") + nameOf(how.resize) + ", " + nameOf(how.interpolation) + ", mean " +
           three(how.mean, how.channels()) + ", deviation " + three(how.deviation, how.channels()) + " (" +
           kSources[static_cast<int>(extractor.inputSource)] + ")\n";
}

nlohmann::json inputJson(const Extractor& extractor)
{
    static constexpr const char* kSources[] = {"file", "assumed", "stated"};
    const Preprocessing& how = extractor.graph.preprocessing;
    return {{"resize", nameOf(how.resize)},
            {"interpolation", nameOf(how.interpolation)},
            {"mean", how.mean},
            {"deviation", how.deviation},
            {"from", kSources[static_cast<int>(extractor.inputSource)]}};
}

/// The arena of the full extractor in int8; empty where it cannot run so.
std::string arenaLine(const Result<MemoryNeed>& need)
{
    if (!need.ok())
        return {};
    const ArenaPlan& plan = need.value().plan;
    const bool proven = plan.arenaBytes == plan.leastBytes;
    return "int8 arena, input included: " + std::to_string(plan.arenaBytes) + " bytes with whole tensors (" +
           (proven ? std::string("proven least") : "no less than " + std::to_string(plan.leastBytes)) +
           "), " + std::to_string(need.value().slicedBytes) + " in slices of rows\n";
}

nlohmann::json arenaJson(const Result<MemoryNeed>& need)
{
    if (!need.ok())
        return nullptr;
    return {{"whole_bytes", need.value().plan.arenaBytes},
            {"least_bytes", need.value().plan.leastBytes},
            {"sliced_bytes", need.value().slicedBytes}};
}

Status runInfo(const InfoArguments& options, Console& console)
{
    MICROT_TRY(const Extractor extractor, openNetwork(options));
    const Graph& graph = extractor.graph;
    const GraphCost cost = countCost(graph);
    const Result<MemoryNeed> need = planMemory(extractor, 0);

    nlohmann::json cuts = nlohmann::json::array();
    std::string text = graph.name + "  " + std::to_string(graph.preprocessing.width) + " x " +
                       std::to_string(graph.preprocessing.height) + " px " +
                       nameOf(graph.preprocessing.colour) + "  " +
                       fixed(static_cast<double>(cost.full.macs) / 1e6, 2) + " M MAC  " +
                       std::to_string(cost.full.parameters) + " parameters  " +
                       fixed(static_cast<double>(cost.full.arenaBytes) / 1000, 1) + " kB of activations  " +
                       (graph.hasWeights() ? "" : "no weights") + "\n" + arenaLine(need) +
                       inputLine(extractor) + (extractor.note.empty() ? "" : extractor.note + "\n") +
                       "\n cut  features      M MAC   share %    parameters  arena kB\n";
    for (const CutCost& cut : cost.cuts) {
        cuts.push_back({{"cut", cut.cut},
                        {"macs", cut.macs},
                        {"mac_share", cut.macShare},
                        {"features", cut.features},
                        {"parameters", cut.parameters},
                        {"arena_bytes", cut.arenaBytes}});
        char line[160];
        std::snprintf(line, sizeof line, "%4d  %8d  %9.3f  %8.1f  %12lld  %8.1f\n", cut.cut, cut.features,
                      static_cast<double>(cut.macs) / 1e6, percent(cut.macShare),
                      static_cast<long long>(cut.parameters), static_cast<double>(cut.arenaBytes) / 1000);
        text += line;
    }
    console.print({{"name", graph.name},
                   {"format", extractor.format},
                   {"note", extractor.note},
                   {"resolution", graph.preprocessing.side()},
                   {"height", graph.preprocessing.height},
                   {"width", graph.preprocessing.width},
                   {"colour", nameOf(graph.preprocessing.colour)},
                   {"input", inputJson(extractor)},
                   {"macs", cost.full.macs + cost.classifierMacs},
                   {"extractor_macs", cost.full.macs},
                   {"params", cost.full.parameters + cost.classifierParameters},
                   {"features", graph.featureCount()},
                   {"arena_bytes", cost.full.arenaBytes},
                   {"int8_arena", arenaJson(need)},
                   {"cuts", cuts}},
                  text);
    return {};
}

} // namespace

void addInfo(Program& program)
{
    Verb verb = program.verb("info", "What a network costs: cuts, MACs, parameters, activations");
    auto& options = verb.keep<InfoArguments>();
    verb.takes("EXTRACTOR", options.spec, std::string(kExtractorHelp) + ", or a built-in architecture")
        .required();
    verb.fields(options.network);
    verb.runs(options, runInfo);
}

} // namespace microt::cli
