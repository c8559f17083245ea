// SPDX-License-Identifier: Apache-2.0
#include "serial/work/characterise_board.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include <nlohmann/json.hpp>

#include "engine/deploy/operator_suite.h"
#include "engine/deploy/planner.h"

namespace microt {

namespace {

using Json = nlohmann::ordered_json;

std::string percentText(double share)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.1f %%", 100.0 * share);
    return text;
}

/// Three digits behind the point are more than a fit is worth.
double rounded(double value)
{
    return std::round(value * 1000.0) / 1000.0;
}

double poolElementOf(const std::vector<CountedOp>& counted)
{
    double elements = 0.0;
    double instructions = 0.0;
    for (const CountedOp& one : counted)
        if (one.op.kind == WorkKind::pool) {
            elements += static_cast<double>(one.op.elements);
            instructions += one.instructions;
        }
    return elements > 0.0 ? instructions / elements : 0.0;
}

Json kernelJson(const KernelCost& kernel)
{
    Json json = {{"kind", workKindName(kernel.kind)}, {"window", kernel.window}, {"stride", kernel.stride}};
    for (std::size_t t = 0; t < kCostTermCount; ++t)
        json[costTermName(static_cast<CostTerm>(t))] = rounded(kernel.instructions[t]);
    return json;
}

std::string sourceOf(const Characterisation& made)
{
    const Residuals residuals = residualsOf(made.kernels, made.counted);
    return "Counted on " + made.board +
           " by microt board characterise: " + std::to_string(made.counted.size()) +
           " operators of its suite, fitted to " + percentText(residuals.median) + " in the median and " +
           percentText(residuals.worst) + " at worst.";
}

} // namespace

std::vector<CountedOp> countedOps(const ImageView& image, const std::vector<std::uint32_t>& counts)
{
    std::vector<CountedOp> ops;
    for (int i = 0; i < image.header->opCount && i < static_cast<int>(counts.size()); ++i)
        ops.push_back({costOfImageOp(image, i), static_cast<double>(counts[static_cast<std::size_t>(i)])});
    return ops;
}

Result<Characterisation> characteriseBoard(Board& board, const JobContext& job)
{
    Characterisation made;
    MICROT_TRY(const protocol::DescribeResponse who, board.link().ask<protocol::Message::describe>({}, job));
    made.board =
        textOf(board.link().board().board) + " (firmware " + textOf(board.link().board().firmware) + ")";
    made.cycles = who.counterUnit == protocol::CounterUnit::cycles;
    for (const QuantModel& model : operatorSuite()) {
        std::vector<int> cuts;
        for (const QuantCut& cut : model.cuts)
            if (cut.cut != 0 && cuts.size() < 3) // a board answers at four exits
                cuts.push_back(cut.cut);
        MICROT_TRY(const std::vector<std::uint8_t> image, buildImage(model, cuts, "{}"));
        ImageView view;
        if (const Error error = checkImage(image.data(), image.size(), view); error != Error::none)
            return Failure{error, "An image of the operator suite is not valid."};
        MICROT_CHECK(board.deploy(image, job));
        const std::vector<std::uint8_t> grey(
            static_cast<std::size_t>(view.input().height) * view.input().width * view.input().channels, 128);
        MICROT_TRY(const Board::Profile profile, board.profile(grey.data(), grey.size(), job));
        const std::vector<CountedOp> counted = countedOps(view, profile.ops);
        made.counted.insert(made.counted.end(), counted.begin(), counted.end());
    }
    std::vector<CountedOp> fitted;
    std::copy_if(made.counted.begin(), made.counted.end(), std::back_inserter(fitted),
                 [](const CountedOp& one) { return one.op.kind != WorkKind::pool; });
    made.kernels = fitKernelCosts(fitted);
    made.poolElement = poolElementOf(made.counted);
    return made;
}

Result<std::string> profileWith(const std::string& profile, const Characterisation& made)
{
    Json json = Json::parse(profile, nullptr, false);
    if (json.is_discarded() || !json.is_object() || !json.contains("cyclesPerElement"))
        return Failure{Error::malformed, "The board profile is no JSON object with cyclesPerElement."};
    Json perInstruction = {{"value", 1.0},
                           {"source", made.cycles ? "Counted in cycles."
                                                  : "No published measurement: one cycle an instruction."}};
    if (!made.cycles && json.contains("kernels") && json["kernels"].contains("cyclesPerInstruction"))
        perInstruction = json["kernels"]["cyclesPerInstruction"];
    const std::string source = sourceOf(made);
    Json kernels = Json::array();
    for (const KernelCost& kernel : made.kernels)
        kernels.push_back(kernelJson(kernel));
    json["cyclesPerElement"]["pool"] = {
        {"value", rounded(made.poolElement * perInstruction.value("value", 1.0))},
        {"source", source + " Times the cycles of an instruction."}};
    json["kernels"] = {
        {"source", source}, {"cyclesPerInstruction", perInstruction}, {"instructions", kernels}};
    return json.dump(2) + "\n";
}

} // namespace microt
