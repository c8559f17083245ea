// SPDX-License-Identifier: GPL-3.0-or-later

#include <nlohmann/json.hpp>

#include "engine/exchange/open_extractor.h"
#include "engine/model/architectures.h"
#include "gui/cli/task_options.h"
#include "gui/cli/verbs.h"

namespace microt::cli {

namespace {

/// An extractor, or a built-in architecture that has no weights yet.
Result<Graph> openNetwork(const std::string& spec)
{
    for (const std::string& name : architectureNames())
        if (spec == name)
            return makeArchitecture(name, 0, 0);
    MICROT_TRY(Extractor extractor, openExtractor(spec));
    return std::move(extractor.graph);
}

Status runInfo(const std::string& spec, Console& console)
{
    MICROT_TRY(const Graph graph, openNetwork(spec));
    const GraphCost cost = countCost(graph);

    nlohmann::json cuts = nlohmann::json::array();
    std::string text = graph.name + "  " + std::to_string(graph.preprocessing.width) + " x " +
                       std::to_string(graph.preprocessing.height) + " px " +
                       colourName(graph.preprocessing.colour) + "  " +
                       fixed(static_cast<double>(cost.full.macs) / 1e6, 2) + " M MAC  " +
                       std::to_string(cost.full.parameters) + " parameters  " +
                       fixed(static_cast<double>(cost.full.arenaBytes) / 1024, 1) + " KiB of activations  " +
                       (graph.hasWeights() ? "" : "no weights") +
                       "\n\n cut  features      M MAC   share %    parameters  arena KiB\n";
    for (const CutCost& cut : cost.cuts) {
        cuts.push_back({{"cut", cut.cut},
                        {"macs", cut.macs},
                        {"mac_share", cut.macShare},
                        {"features", cut.features},
                        {"parameters", cut.parameters},
                        {"arena_bytes", cut.arenaBytes}});
        char line[160];
        std::snprintf(line, sizeof line, "%4d  %8d  %9.3f  %8.1f  %12lld  %9.1f\n", cut.cut, cut.features,
                      static_cast<double>(cut.macs) / 1e6, percent(cut.macShare),
                      static_cast<long long>(cut.parameters), static_cast<double>(cut.arenaBytes) / 1024);
        text += line;
    }
    console.print({{"name", graph.name},
                   {"resolution", graph.preprocessing.side()},
                   {"height", graph.preprocessing.height},
                   {"width", graph.preprocessing.width},
                   {"colour", colourName(graph.preprocessing.colour)},
                   {"macs", cost.full.macs + cost.classifierMacs},
                   {"extractor_macs", cost.full.macs},
                   {"params", cost.full.parameters + cost.classifierParameters},
                   {"features", graph.featureCount()},
                   {"arena_bytes", cost.full.arenaBytes},
                   {"cuts", cuts}},
                  text);
    return {};
}

} // namespace

void addInfo(Program& program)
{
    Verb verb = program.verb("info", "What a network costs: cuts, MACs, parameters, activations");
    auto& spec = verb.keep<std::string>();
    verb.takes("EXTRACTOR", spec, std::string(kExtractorHelp) + ", or a built-in architecture").required();
    verb.runs(spec, runInfo);
}

} // namespace microt::cli
