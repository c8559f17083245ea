// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <nlohmann/json.hpp>

#include "engine/base/files.h"
#include "gui/cli/task_options.h"
#include "gui/cli/verbs.h"

namespace microt::cli {

namespace {

struct Options
{
    std::string data;
    SplitOptions split;
};

Status runData(const Options& options, Console& console)
{
    const JobContext job = console.job();
    MICROT_TRY(Dataset dataset, openDataset(options.data, job));
    MICROT_CHECK(assignSplit(dataset, options.split));
    const auto counts = dataset.counts();
    std::array<int, kSplitCount> all{};
    nlohmann::json classes = nlohmann::json::array();
    std::string text = printable(dataset.name) + " (" + dataset.layout + "), " +
                       std::to_string(dataset.samples.size()) + " pictures\n   train  calibration  test\n";
    for (std::size_t c = 0; c < counts.size(); ++c) {
        nlohmann::json row = {{"class", printable(dataset.classes[c])}};
        char line[64];
        std::snprintf(line, sizeof line, "%8d  %11d  %4d  ", counts[c][0], counts[c][1], counts[c][2]);
        text += line + printable(dataset.classes[c]) + "\n";
        for (std::size_t s = 0; s < kSplitCount; ++s) {
            row[nameOf(static_cast<Split>(s))] = counts[c][s];
            all[s] += counts[c][s];
        }
        classes.push_back(std::move(row));
    }
    nlohmann::json bad = nlohmann::json::array();
    for (const BadFile& file : dataset.badFiles) {
        bad.push_back({{"path", printable(file.path)}, {"why", file.why.what}});
        text += "left out: " + printable(file.path) + ": " + file.why.what + "\n";
    }
    console.print({{"name", printable(dataset.name)},
                   {"layout", dataset.layout},
                   {"pictures", dataset.samples.size()},
                   {"classes", classes},
                   {"split",
                    {{"given", dataset.splitIsGiven},
                     {"seed", options.split.seed},
                     {"train", all[0]},
                     {"calibration", all[1]},
                     {"test", all[2]}}},
                   {"bad", bad}},
                  text);
    return {};
}

} // namespace

void addData(Program& program)
{
    Verb verb = program.verb("data", "Pictures of a dataset: classes, split, files left out and why");
    auto& options = verb.keep<Options>();
    verb.takes("DATA", options.data,
               "A folder of pictures in any known layout, or a CSV manifest (path,label,split)")
        .required();
    verb.fields(options.split);
    verb.runs(options, runData);
}

} // namespace microt::cli
