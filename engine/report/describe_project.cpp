// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <optional>

#include "engine/report/describe.h"
#include "engine/report/numbers.h"
#include "engine/report/recipe.h"
#include "engine/report/text.h"

namespace microt::report {

namespace {

using Row = std::vector<Cell>;

Section describeSummary(const ProjectResult& result)
{
    Table table{"summary",
                "Accuracy on test pictures and modelled energy for one picture, at each task's chosen point",
                {"Task", "Classes", "Test pictures", "Cut", "Part", "Full", "Staged", "Balanced",
                 "Answered early", "Energy, modelled", "Saved against full"},
                {}};
    for (const TaskResult& task : result.tasks)
        table.rows.push_back({words(task.name), count(static_cast<std::int64_t>(task.dataset.classes.size())),
                              count(task.outcome.point.samples), count(task.stage.cut()),
                              percent(task.stage.testCurve.partAccuracy()),
                              percent(task.stage.testCurve.fullAccuracy()),
                              percent(task.outcome.point.accuracy), percent(task.outcome.classes.balanced),
                              percent(task.outcome.point.exitRate),
                              number(task.outcome.energy.millijoule, 3, "mJ"), percent(task.outcome.saving)});
    return {{}, "Summary", {std::move(table)}};
}

/// What is known of how the weights were made.
std::vector<Row> recipeRows(const std::string& recipe)
{
    constexpr std::size_t kMostCharacters = 200;
    constexpr std::size_t kMostRows = 40;
    std::vector<Row> rows;
    if (recipe.empty())
        return rows;
    const auto json = recipeJson(recipe);
    if (!json.is_object())
        return {{words("Recipe"), words(shortened(recipe, kMostCharacters))}};
    for (const auto& item : json.items()) {
        if (rows.size() == kMostRows)
            break;
        const auto replace = nlohmann::ordered_json::error_handler_t::replace;
        const std::string value = item.value().is_string() ? item.value().get<std::string>()
                                                           : item.value().dump(-1, ' ', false, replace);
        rows.push_back(
            {words("Recipe: " + shortened(item.key(), 40)), words(shortened(value, kMostCharacters))});
    }
    return rows;
}

const char* arithmeticOf(const ProjectResult& result)
{
    return result.project.precision == Precision::int8
               ? "8-bit integers, bit for bit as a board computes; ranges from the train split"
               : "32-bit floating point";
}

Section describeExtractor(const ProjectResult& result)
{
    const Extractor& extractor = result.extractor;
    const Preprocessing& input = extractor.graph.preprocessing;
    const auto triple = [](const std::array<float, 3>& v) {
        return fixed(v[0], 3) + ", " + fixed(v[1], 3) + ", " + fixed(v[2], 3);
    };
    Table table{"extractor",
                "The feature extractor and where it comes from",
                {"Property", "Value"},
                {
                    {words("Network"), words(extractor.graph.name)},
                    {words("File or shipped name"), words(fileNameOf(extractor.source))},
                    {words("Format"), words(extractor.format)},
                    {words("SHA-256 of the weights"), words(extractor.sha256)},
                    {words("Input"), words(inputTitle(input))},
                    {words("Scaling"), words("(pixel / 255 - mean) / deviation; mean " + triple(input.mean) +
                                             "; deviation " + triple(input.deviation))},
                    {words("Arithmetic of all figures"), words(arithmeticOf(result))},
                    {words("Multiply-accumulates per picture"), count(result.cost.full.macs)},
                    {words("Parameters"), count(result.cost.full.parameters)},
                    {words("Peak of activations, int8, bytes"), count(result.cost.full.arenaBytes)},
                    {words("Features"), count(result.cost.full.features)},
                }};
    for (Row& row : recipeRows(extractor.recipe))
        table.rows.push_back(std::move(row));
    return {{}, "Extractor", {std::move(table)}};
}

Section describeBoard(const ProjectResult& result)
{
    const BoardProfile& board = result.board;
    Table table{"board",
                "Constants of the energy model and where each comes from",
                {"Constant", "Value", "Source"},
                {}};
    const auto add = [&](const std::string& name, const SourcedValue& value, int decimals, const char* unit) {
        table.rows.push_back({words(name), number(value.value, decimals, unit), words(value.source)});
    };
    add("Clock", board.clockHz, 0, "Hz");
    add("Power when computing", board.activeMilliwatt, 2, "mW");
    add("Power asleep (not used)", board.sleepMilliwatt, 4, "mW");
    add("Start of an operator", board.cyclesPerOp, 0, "cycles");
    if (!board.kernels.empty())
        add("One instruction", board.cyclesPerInstruction, 2, "cycles");
    for (const KernelCost& kernel : board.kernels)
        for (std::size_t t = 0; t < kCostTermCount; ++t)
            if (kernel.instructions[t] != 0.0)
                add("Fast kernel, " + kernel.describe() + ", one " + costTermName(static_cast<CostTerm>(t)),
                    {kernel.instructions[t], board.kernelsSource}, 3, "instructions");
    const std::string others = board.kernels.empty() ? "" : ", other kernels";
    for (int i = 0; i < kWorkKindCount; ++i) {
        const std::string kind = workKindName(static_cast<WorkKind>(i)) + others;
        const auto at = static_cast<std::size_t>(i);
        if (board.cyclesPerMac[at].value != 0.0)
            add("One multiply-accumulate, " + kind, board.cyclesPerMac[at], 3, "cycles");
        if (board.cyclesPerElement[at].value != 0.0)
            add("One element, " + kind, board.cyclesPerElement[at], 3, "cycles");
    }
    Paragraph how{
        "Board: " + board.name +
        ". Energy of one picture = power when computing x cycles / clock, cycles counted from the "
        "list of operators. All energy and time in this report is modelled in this way, none is "
        "counted on a board or metered. With exit rate e: E = E_part + (1 - e) E_rest, each with its head."};
    return {{}, "Board and energy model", {std::move(how), std::move(table)}};
}

Section describeVersions(const ProjectResult& result)
{
    Table table{"made_by", "What made these numbers", {"Part", "Version"}, {}};
    for (const auto& [name, version] : versions())
        table.rows.push_back({words(name), words(version)});
    Table hashes{"hashes", "Inputs by their SHA-256", {"Input", "SHA-256"}, {}};
    hashes.rows.push_back({words("Weights"), words(result.extractor.sha256)});
    for (const TaskResult& task : result.tasks) {
        hashes.rows.push_back({words("Pictures of " + task.name), words(task.dataset.contentHash)});
        hashes.rows.push_back({words("Features of " + task.name), words(task.features.key)});
    }
    return {{}, "Versions and hashes", {std::move(table), std::move(hashes)}};
}

} // namespace

std::vector<std::string> limitsOfTheNumbers(const ProjectResult& result)
{
    std::int64_t fewest = 0;
    for (const TaskResult& task : result.tasks) {
        const auto samples = static_cast<std::int64_t>(task.stage.calibration.size());
        fewest = fewest == 0 ? samples : std::min(fewest, samples);
    }
    return {
        "Each accuracy was measured once, on one seeded split of one set of pictures. The 95 % intervals "
        "(Wilson) cover only the chance of having drawn these test pictures; other splits, cameras, places "
        "or seasons may move accuracy by more.",
        result.project.precision == Precision::int8
            ? "Features are those of the 8-bit network, computed on the host with the board's own "
              "arithmetic; "
              "the heads behind them are of 32-bit floating point."
            : "Accuracies are those of 32-bit floating-point arithmetic on the host; 8-bit arithmetic on a "
              "board can differ.",
        "Energy and time are modelled from the operators and the constants of the board, not measured. Sleep "
        "between pictures, the camera, the radio and other peripherals are not in them.",
        "Thresholds come from as few as " + grouped(fewest) +
            " calibration pictures. On new pictures the share that the part model answers will differ from "
            "the wanted ratio, and a board that calibrates itself on 10 pictures sees the spread given with "
            "each task.",
    };
}

namespace {

/// What boards themselves did for the tasks; nothing where none has.
std::optional<Section> describeBoardWork(const ProjectResult& result)
{
    if (result.boards.empty())
        return std::nullopt;
    Table table{
        "boards",
        "A board's own life: it learned from samples it was shown, set its threshold, and answered test "
        "pictures",
        {"Task and board", "Cut", "Ratio asked for", "Samples", "Test pictures", "Answered rightly",
         "Answered early", "Part, million", "Rest, million", "Against its twin"},
        {}};
    for (const BoardRecord& board : result.boards) {
        const auto share = [&board](int part) {
            return board.pictures > 0 ? percent(static_cast<double>(part) / board.pictures) : words("-");
        };
        const std::string unit = board.countsInstructions ? " instructions" : " cycles";
        const auto work = [&](double counted) {
            return counted > 0.0 ? number(counted / 1e6, 1, unit) : words("-");
        };
        table.rows.push_back({words(shortened(board.task, 60) + ", " + shortened(board.board, 60)),
                              count(board.cut), number(board.ratio, 2), count(board.samples),
                              count(board.pictures), share(board.right), share(board.early),
                              work(board.partCount), work(board.restCount),
                              words(!board.compared ? "not compared"
                                    : board.matches ? "equal in every bit"
                                                    : "differs: " + shortened(board.difference, 80))});
    }
    Paragraph how{
        "A virtual board is the same firmware in an emulator; it counts instructions, not cycles. The "
        "twin computes on the host what the board must compute: features, trained heads, threshold and "
        "decisions are compared bit by bit."};
    return Section{{}, "What boards did", {std::move(how), std::move(table)}};
}

} // namespace

std::string inputTitle(const Preprocessing& input)
{
    static constexpr const char* kColours[] = {"RGB", "BGR", "grey"};
    static constexpr const char* kResizes[] = {"squashed", "scaled to cover it, centre cropped",
                                               "scaled to fit into it, grey around"};
    return std::to_string(input.width) + " x " + std::to_string(input.height) + " pixels, " +
           kColours[static_cast<int>(input.colour)] + ", " + kResizes[static_cast<int>(input.resize)];
}

Document describe(const ProjectResult& result)
{
    Document document;
    document.title = "MicroT report: " + result.project.name;
    document.lead = "Two-stage classifiers for " + result.board.name + ", one shared extractor, " +
                    grouped(static_cast<std::int64_t>(result.tasks.size())) +
                    (result.tasks.size() == 1 ? " local task." : " local tasks.");
    document.sections.push_back(describeSummary(result));
    Section limits{{}, "What the numbers do not show", {}};
    for (std::string& sentence : limitsOfTheNumbers(result))
        limits.blocks.emplace_back(Paragraph{std::move(sentence)});
    document.sections.push_back(std::move(limits));
    for (const TaskResult& task : result.tasks)
        for (Section& section : describeTask(result, task))
            document.sections.push_back(std::move(section));
    if (auto boards = describeBoardWork(result))
        document.sections.push_back(*std::move(boards));
    document.sections.push_back(describeExtractor(result));
    document.sections.push_back(describeBoard(result));
    document.sections.push_back(describeVersions(result));
    return document;
}

} // namespace microt::report
