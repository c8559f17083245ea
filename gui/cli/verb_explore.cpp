// SPDX-License-Identifier: GPL-3.0-or-later

#include <cstdio>

#include <nlohmann/json.hpp>

#include "engine/base/files.h"
#include "engine/data/kept_looks.h"
#include "engine/exchange/open_extractor.h"
#include "engine/stage/answer_quality.h"
#include "gui/cli/data_notes.h"
#include "gui/cli/task_options.h"
#include "gui/cli/verbs.h"

namespace microt::cli {

namespace {

using Json = nlohmann::json;

struct ExploreArguments
{
    TaskOptions task;
    std::vector<std::string> others; ///< extractors beside the first
    std::vector<std::string> boards; ///< none: all
    ExploreLimits limits;
};

struct Explored
{
    Dataset dataset;
    std::vector<BoardProfile> boards;
    std::vector<std::string> extractors;
    std::vector<ExploredNetwork> networks; ///< of these
};

Status addExtractor(const ExploreArguments& options, const std::string& spec, Explored& explored,
                    const JobContext& job)
{
    const TaskSettings& settings = options.task.settings;
    MICROT_TRY(const Extractor extractor, openExtractor(spec, settings.network));
    MICROT_TRY(const FeatureSet features,
               embedTask(settings, extractor, explored.dataset, options.task.cacheFolder(), job));
    MICROT_TRY(ExploredNetwork network,
               exploreNetwork(settings, extractor.graph.name, countCost(extractor.graph), features,
                              explored.dataset, job));
    explored.networks.push_back(std::move(network));
    explored.extractors.push_back(spec);
    return {};
}

Result<Explored> open(const ExploreArguments& options, const JobContext& job)
{
    Explored explored;
    MICROT_TRY(explored.boards, boardProfiles());
    if (!options.boards.empty()) {
        explored.boards.clear();
        for (const std::string& id : options.boards) {
            MICROT_TRY(BoardProfile board, findBoardProfile(id));
            explored.boards.push_back(std::move(board));
        }
    }
    MICROT_TRY(explored.dataset, openDataset(options.task.data, options.task.settings.reading,
                                             options.task.cacheFolder(), job));
    MICROT_CHECK(assignSplit(explored.dataset, options.task.settings.split));
    MICROT_CHECK(addExtractor(options, options.task.extractor, explored, job));
    for (const std::string& other : options.others)
        MICROT_CHECK(addExtractor(options, other, explored, job));
    return explored;
}

/// The words of `microt tune` that set the task to a point.
std::string commandOf(const ExplorePoint& point, const ExploreArguments& options, const Explored& explored)
{
    TaskSettings settings = options.task.settings;
    settings.board = explored.boards[static_cast<std::size_t>(point.board)].id;
    settings.stage.cut = point.cut;
    settings.stage.exits = 2; // others are not explored
    settings.stage.measure = point.measure;
    settings.ratio = point.ratio;
    std::vector<std::string> words = {
        "microt", "tune", explored.extractors[static_cast<std::size_t>(point.network)], options.task.data};
    for (std::string& word : optionWords(settings))
        words.push_back(std::move(word));
    return shellCommand(words);
}

Json jsonOf(const ExplorePoint& point, const Explored& explored, int unseen)
{
    const ShareRange range = wilsonRange(point.accuracy, unseen);
    return {{"extractor", explored.extractors[static_cast<std::size_t>(point.network)]},
            {"board", explored.boards[static_cast<std::size_t>(point.board)].id},
            {"confidence", nameOf(point.measure)},
            {"cut", point.cut},
            {"ratio", point.ratio},
            {"accuracy", percent(point.accuracy)},
            {"expected", {percent(range.low), percent(range.high)}},
            {"test_accuracy", percent(point.testAccuracy)},
            {"exit_rate", point.exitRate},
            {"energy_mj", point.millijoule},
            {"latency_ms", point.milliseconds},
            {"energy_saving", percent(point.saving)}};
}

std::string lineOf(const ExplorePoint& point, const Explored& explored)
{
    char numbers[120];
    std::snprintf(numbers, sizeof numbers, "%8.3f  %7.1f  %7.1f  %9.2f  %8.2f  %3d  %5.2f  %-7s  ",
                  point.millijoule, percent(point.saving), point.milliseconds, percent(point.accuracy),
                  percent(point.testAccuracy), point.cut, point.ratio, nameOf(point.measure));
    return numbers + printable(explored.networks[static_cast<std::size_t>(point.network)].name) + "  " +
           explored.boards[static_cast<std::size_t>(point.board)].id + "\n";
}

std::string sentenceOf(const ExplorePoint& point, const Explored& explored, int unseen)
{
    const ShareRange range = wilsonRange(point.accuracy, unseen);
    return "Recommended: " + printable(explored.networks[static_cast<std::size_t>(point.network)].name) +
           ", cut " + std::to_string(point.cut) + " at ratio " + fixed(point.ratio, 2) +
           " (confidence: " + nameOf(point.measure) + ") on " +
           explored.boards[static_cast<std::size_t>(point.board)].name + ": " + fixed(point.millijoule, 3) +
           " mJ, modelled (" + fixed(percent(point.saving), 1) + " % saved), " +
           fixed(percent(point.accuracy), 1) + " % of " + std::to_string(unseen) +
           " unseen pictures; expect " + fixed(percent(range.low), 1) + " to " +
           fixed(percent(range.high), 1) + " % on new ones (95 %).\n";
}

/// Why nothing is recommended.
std::string whyNone(const std::vector<OutOfReach>& out)
{
    static constexpr struct
    {
        const char* what;
        const char* unit;
    } kWords[] = {{"", ""},
                  {"the highest accuracy, one standard error in hand, is", "%"},
                  {"the least energy is", "mJ"},
                  {"the shortest time is", "ms"},
                  {"the least memory for activations is", "kB"},
                  {"the smallest network takes", "kB"}};
    if (out.empty())
        return "No setting meets all limits together; loosen one of them.";
    std::string text;
    for (const OutOfReach& one : out) {
        if (one.what == OutOfReach::What::board)
            return "No network fits a board.";
        const auto& words = kWords[static_cast<std::size_t>(one.what)];
        char line[160];
        std::snprintf(line, sizeof line, "%s%s %.4g %s, %.4g is asked for", text.empty() ? "" : "; ",
                      words.what, one.best, words.unit, one.asked);
        text += line;
    }
    return "No setting meets the limits: " + text + ".";
}

Status runExplore(const ExploreArguments& options, Console& console)
{
    const JobContext job = console.job();
    MICROT_TRY(const Explored explored, open(options, job));
    MICROT_TRY(const Exploration all,
               Exploration::of(explored.networks, explored.boards, options.task.settings.stage, job));
    Json front = Json::array();
    std::string text = std::to_string(all.points().size()) +
                       " settings; of those within the limits, the ones "
                       "that no other beats:\n      mJ  saved %       ms  unseen %    test %  cut  ratio  "
                       "confid.  extractor and board\n";
    for (const std::size_t i : all.front(options.limits)) {
        front.push_back(jsonOf(all.points()[i], explored, all.unseen()));
        text += lineOf(all.points()[i], explored);
    }
    const auto chosen = all.recommended(options.limits);
    if (!chosen)
        return Failure{Error::outOfRange, whyNone(all.outOfReach(options.limits))};
    const ExplorePoint& point = all.points()[*chosen];
    const std::string command = commandOf(point, options, explored);
    console.print({{"settings", all.points().size()},
                   {"precision", nameOf(options.task.settings.precision)},
                   {"unseen", all.unseen()},
                   {"front", front},
                   {"recommended", jsonOf(point, explored, all.unseen())},
                   {"energy_provenance", "modelled"},
                   {"command", command},
                   {"data", dataNotesJson(explored.dataset)}},
                  text + sentenceOf(point, explored, all.unseen()) + command + "\n" +
                      "(unseen: calibration pictures and held-out train pictures, which choose; test: "
                      "measured, plays no part; energy is modelled)\n" +
                      dataNotes(explored.dataset));
    return {};
}

} // namespace

void addExplore(Program& program)
{
    Verb verb = program.verb("explore",
                             "Every cut, ratio, confidence and board at once: what to choose within limits");
    auto& options = verb.keep<ExploreArguments>();
    options.task.add(verb, {"/stage/cut", "/stage/measure", "/ratio", "/board", "/choice"});
    verb.takes("--also", options.others, "One more extractor to explore").repeated();
    verb.takes("--board", options.boards, "A board to explore (default: all)").repeated();
    checkBoard(verb);
    verb.fields(options.limits);
    verb.runs(options, runExplore);
}

} // namespace microt::cli
