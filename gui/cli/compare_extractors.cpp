// SPDX-License-Identifier: GPL-3.0-or-later
#include <nlohmann/json.hpp>

#include "engine/base/files.h"
#include "engine/data/kept_looks.h"
#include "gui/cli/compare.h"
#include "gui/cli/data_notes.h"
#include "gui/cli/spread.h"

namespace microt::cli {

namespace {

using Json = nlohmann::json;

/// One way to come by an extractor, under a name.
struct NamedExtractor
{
    std::string name;
    std::string extractor;
};

Result<NamedExtractor> parseNamed(const std::string& text)
{
    const std::size_t at = text.find('=');
    if (at == 0 || at == std::string::npos || at + 1 == text.size())
        return Failure{Error::invalidArgument,
                       "\"" + printable(text) + "\" is not NAME=EXTRACTOR, such as MicroT=joint.mtx."};
    return NamedExtractor{text.substr(0, at), text.substr(at + 1)};
}

/// Percent and mJ of one method on one dataset.
struct Row
{
    Spread part;
    Spread full;
    Spread staged;
    Spread balanced; ///< of the staged answers: mean over the classes
    Spread energy;
    std::string notes; ///< on the pictures
    Json data;
};

/// The same split, heads, cut and ratio for every method; only the weights of the extractor differ.
Status measure(const CompareOptions& options, OpenedTask& opened, const Dataset& pictures, Row& row,
               const JobContext& job)
{
    for (int seed = 0; seed < options.seeds; ++seed) {
        TaskOptions task = options.task;
        task.settings.split.seed += static_cast<std::uint64_t>(seed);
        opened.dataset = pictures;
        MICROT_CHECK(assignSplit(opened.dataset, task.settings.split));
        MICROT_TRY(const TaskResult result, runTask(task, opened, false, job));
        row.part.values.push_back(percent(result.stage.testCurve.partAccuracy()));
        row.full.values.push_back(percent(result.stage.testCurve.fullAccuracy()));
        row.staged.values.push_back(percent(result.outcome.point.accuracy));
        row.balanced.values.push_back(percent(result.outcome.classes.balanced));
        row.energy.values.push_back(result.outcome.energy.millijoule);
        if (seed + 1 == options.seeds) {
            row.notes = dataNotes(result.dataset);
            row.data = dataNotesJson(result.dataset);
        }
    }
    return {};
}

} // namespace

Status compareExtractors(const CompareOptions& options, Console& console)
{
    const JobContext job = console.job();
    std::vector<NamedExtractor> methods;
    for (const std::string& text : options.given) {
        MICROT_TRY(NamedExtractor method, parseNamed(text));
        methods.push_back(std::move(method));
    }
    std::vector<OpenedTask> opened;
    for (const NamedExtractor& method : methods) {
        TaskOptions task = options.task;
        task.extractor = method.extractor;
        MICROT_TRY(OpenedTask tools, openTools(task));
        opened.push_back(std::move(tools));
    }
    Json rows = Json::array();
    Json differences = Json::array();
    std::string text;
    std::vector<std::vector<Row>> all(methods.size());
    for (const std::string& data : options.data) {
        const std::string name = printable(std::filesystem::path(data).stem());
        text += name + "\n";
        MICROT_TRY(const Dataset pictures,
                   openDataset(data, options.task.settings.reading, options.task.cacheFolder(), job));
        for (std::size_t m = 0; m < methods.size(); ++m) {
            Row row;
            MICROT_CHECK(measure(options, opened[m], pictures, row, job));
            rows.push_back({{"data", name},
                            {"method", methods[m].name},
                            {"part_accuracy", jsonOf(row.part)},
                            {"full_accuracy", jsonOf(row.full)},
                            {"accuracy", jsonOf(row.staged)},
                            {"balanced_accuracy", jsonOf(row.balanced)},
                            {"data_notes", row.data},
                            {"infer_energy_mj", jsonOf(row.energy)}});
            text += "  " + printable(methods[m].name) + "  part " + textOf(row.part) + "  full " +
                    textOf(row.full) + "  staged " + textOf(row.staged) + " %  balanced " +
                    textOf(row.balanced) + " %  " + fixed(row.energy.mean(), 3) + " mJ\n";
            all[m].push_back(std::move(row));
        }
        text += all[0].back().notes;
    }
    // Of the first method over each other one: seeds are paired, as splits and heads are the same.
    for (std::size_t m = 1; m < methods.size(); ++m) {
        Spread gain;
        for (std::size_t d = 0; d < options.data.size(); ++d)
            for (std::size_t s = 0; s < all[m][d].staged.values.size(); ++s)
                gain.values.push_back(all[0][d].staged.values[s] - all[m][d].staged.values[s]);
        differences.push_back(
            {{"method", methods.front().name}, {"over", methods[m].name}, {"accuracy", jsonOf(gain)}});
        text += printable(methods.front().name) + " over " + printable(methods[m].name) + ": " +
                textOf(gain) + " points, staged\n";
    }
    const TaskSettings& settings = options.task.settings;
    console.print({{"cut", settings.stage.cut.value_or(0)},
                   {"ratio", settings.ratio.value_or(kPaperRatio)},
                   {"seeds", options.seeds},
                   {"precision", nameOf(settings.precision)},
                   {"energy_provenance", "modelled"},
                   {"rows", rows},
                   {"differences", differences}},
                  text + "mean and deviation over " + std::to_string(options.seeds) +
                      " seeds of split and heads; energy is modelled\n");
    return {};
}

} // namespace microt::cli
