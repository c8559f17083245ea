// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/cli/data_notes.h"

#include <algorithm>
#include <map>

#include <nlohmann/json.hpp>

#include "engine/base/files.h"
#include "engine/data/doubles.h"
#include "engine/report/json_writer.h"
#include "gui/cli/console.h"

namespace microt::cli {

namespace {

std::map<std::string, int> remarkCounts(const Dataset& dataset)
{
    std::map<std::string, int> counts;
    for (const Remark& remark : dataset.remarks)
        ++counts[nameOf(remark.kind)];
    return counts;
}

} // namespace

std::string dataNotes(const Dataset& dataset)
{
    std::string text;
    if (!dataset.badFiles.empty())
        text += "left out: " + leftOutWords(dataset.badFiles) + " (microt data lists them)\n";
    std::string remarks;
    for (const auto& [kind, count] : remarkCounts(dataset))
        remarks += (remarks.empty() ? "" : ", ") + std::to_string(count) + ' ' + kind;
    if (!remarks.empty())
        text += "used, but: " + remarks + "\n";
    const DoublesSummary doubles = summariseDoubles(dataset);
    if (doubles.copies > 0)
        text += "doubles: " + std::to_string(doubles.copies) + " pictures are copies of others (" +
                std::to_string(doubles.exactCopies) + " exact, " +
                std::to_string(doubles.copies - doubles.exactCopies) + " nearly)\n";
    for (const DataWarning& warning : warningsOf(dataset))
        text += "warning: " + printable(sentenceOf(warning)) + "\n";
    return text;
}

nlohmann::json dataNotesJson(const Dataset& dataset)
{
    nlohmann::json leftOut = nlohmann::json::object();
    for (const BadFile& file : dataset.badFiles)
        leftOut[nameOf(file.reason)] = leftOut.value(nameOf(file.reason), 0) + 1;
    nlohmann::json warnings = nlohmann::json::array();
    for (const DataWarning& warning : warningsOf(dataset))
        warnings.push_back(printable(sentenceOf(warning)));
    return {{"left_out", std::move(leftOut)},
            {"remarks", remarkCounts(dataset)},
            {"doubles", nlohmann::json(report::doublesJson(summariseDoubles(dataset)))},
            {"warnings", std::move(warnings)}};
}

std::string namesWords(const std::vector<int>& classes, const Dataset& dataset)
{
    constexpr std::size_t kNamed = 5;
    std::string text;
    for (std::size_t i = 0; i < std::min(kNamed, classes.size()); ++i)
        text += (i == 0 ? "" : ", ") + printable(dataset.classes[static_cast<std::size_t>(classes[i])]);
    return classes.size() > kNamed ? text + " and " + std::to_string(classes.size() - kNamed) + " more"
                                   : text;
}

std::string classNotes(double balanced, const std::vector<int>& neverAnswered, const Dataset& dataset)
{
    return "balanced " + fixed(percent(balanced), 2) + " %" +
           (neverAnswered.empty() ? "" : ", never answered: " + namesWords(neverAnswered, dataset));
}

} // namespace microt::cli
