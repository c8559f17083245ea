// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <numeric>

#include <nlohmann/json.hpp>

#include "engine/base/files.h"
#include "gui/cli/data_notes.h"
#include "gui/cli/task_options.h"
#include "gui/cli/verbs.h"

namespace microt::cli {

namespace {

using Json = nlohmann::json;

struct Options
{
    TaskOptions task;
    std::vector<std::string> data;
    std::vector<std::string> methods; ///< NAME=EXTRACTOR
    int seeds = 3;
};

/// One way to come by an extractor, under a name.
struct Method
{
    std::string name;
    std::string extractor;
};

Result<Method> parseMethod(const std::string& text)
{
    const std::size_t at = text.find('=');
    if (at == 0 || at == std::string::npos || at + 1 == text.size())
        return Failure{Error::invalidArgument,
                       "\"" + printable(text) + "\" is not NAME=EXTRACTOR, such as MicroT=joint.mtx."};
    return Method{text.substr(0, at), text.substr(at + 1)};
}

/// A figure over the seeds.
struct Spread
{
    std::vector<double> values;
    double mean() const
    {
        return values.empty() ? 0.0 : std::accumulate(values.begin(), values.end(), 0.0) / count();
    }
    /// Of the sample; 0 for one value.
    double deviation() const
    {
        double sum = 0.0;
        for (const double value : values)
            sum += (value - mean()) * (value - mean());
        return values.size() < 2 ? 0.0 : std::sqrt(sum / (count() - 1.0));
    }
    double count() const { return static_cast<double>(values.size()); }
};

Json jsonOf(const Spread& spread)
{
    return {{"mean", spread.mean()}, {"deviation", spread.deviation()}, {"values", spread.values}};
}

std::string textOf(const Spread& spread)
{
    return fixed(spread.mean(), 2) + " +- " + fixed(spread.deviation(), 2);
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
Status measure(const Options& options, OpenedTask& opened, const Dataset& pictures, Row& row,
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

Status runCompare(const Options& options, Console& console)
{
    const JobContext job = console.job();
    std::vector<Method> methods;
    for (const std::string& text : options.methods) {
        MICROT_TRY(Method method, parseMethod(text));
        methods.push_back(std::move(method));
    }
    std::vector<OpenedTask> opened;
    for (const Method& method : methods) {
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
        MICROT_TRY(const Dataset pictures, openDataset(data, options.task.settings.reading, job));
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

} // namespace

void addCompare(Program& program)
{
    Verb verb = program.verb(
        "compare", "Extractors that were made in different ways, on the same splits, heads, cut and ratio");
    auto& options = verb.keep<Options>();
    verb.takes("DATA", options.data, "Pictures of one or more tasks").required();
    verb.takes("--method", options.methods,
               "NAME=EXTRACTOR; the first one is compared with each of the others")
        .required()
        .repeated();
    verb.takes("--seeds", options.seeds, "How many, counted from --seed").showDefault().range(1, 100);
    verb.takes("--cache", options.task.cache, "Folder for features (default: the user's cache folder)");
    options.task.settings.ratio = kPaperRatio;
    verb.fields(options.task.settings, {"/choice"});
    checkBoard(verb);
    verb.require("--cut");
    verb.runs(options, runCompare);
}

} // namespace microt::cli
