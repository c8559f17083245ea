// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/words/board_words.h"

#include <map>
#include <sstream>

namespace microt {

namespace {

std::map<std::string, std::string> linesOf(const std::string& inputs)
{
    std::map<std::string, std::string> lines;
    std::istringstream text(inputs);
    for (std::string line; std::getline(text, line);)
        lines[line.substr(0, line.find('='))] = line;
    return lines;
}

} // namespace

BoardRecord recordOf(const TwinCheck& check, const std::string& board, bool countsInstructions)
{
    BoardRecord record;
    record.board = board;
    record.samples = check.samples;
    record.calibration = check.calibration;
    record.pictures = check.pictures;
    record.right = check.right;
    record.early = check.early;
    record.compared = true;
    record.matches = check.matches();
    record.difference = check.difference;
    record.countsInstructions = countsInstructions;
    if (!check.counts.empty()) {
        record.partCount = check.counts.front();
        record.restCount = check.counts.back();
    }
    return record;
}

std::string boardInputs(const TaskSettings& settings, int cut, const Extractor& extractor,
                        const Dataset& dataset)
{
    TaskSettings made = settings;
    made.stage.cut = cut;
    made.precision = TaskSettings().precision; // a board computes in int8 whatever the pages show
    made.choice = CutChoice();
    made.board = TaskSettings().board; // of the energy model
    return fieldsText(made) + "extractor=" + extractor.sha256 + "\npictures=" + dataset.contentHash + "\n";
}

std::vector<std::string> changedInputs(const std::string& before, const std::string& now)
{
    std::vector<std::string> changed;
    const auto old = linesOf(before);
    for (const auto& [name, line] : linesOf(now))
        if (const auto found = old.find(name); found == old.end() || found->second != line)
            changed.push_back(name);
    return changed;
}

} // namespace microt
