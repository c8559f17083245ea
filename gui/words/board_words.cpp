// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/words/board_words.h"

#include <map>
#include <sstream>

#include "engine/project/run_record.h"

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

BoardRecord recordOf(const TwinCheck& check, BoardRecord about)
{
    about.samples = check.samples;
    about.calibration = check.calibration;
    about.pictures = check.pictures;
    about.right = check.right;
    about.early = check.early;
    about.compared = true;
    about.matches = check.matches();
    about.difference = check.difference;
    if (!check.counts.empty()) {
        about.partCount = check.counts.front();
        about.restCount = check.counts.back();
    }
    return about;
}

std::string boardInputs(const TaskSettings& settings, int cut, const Extractor& extractor,
                        const Dataset& dataset)
{
    TaskSettings made = settings;
    made.reading.labelWork.clear(); // the hash of the pictures carries it
    made.stage.cut = cut;
    made.precision = TaskSettings().precision; // a board computes in int8 whatever the pages show
    made.choice = CutChoice();
    made.board = TaskSettings().board; // of the energy model
    return fieldsText(made) + "extractor=" + extractor.sha256 + "\npictures=" + dataset.contentHash + "\n";
}

std::vector<std::string> changedInputs(const std::string& before, const std::string& now)
{
    std::vector<std::string> changed;
    auto old = linesOf(before);
    // What was made before there was a choice.
    for (const auto& [path, words] : settingsOfEarlierVersions())
        old.try_emplace(path, path + "=" + words);
    for (const auto& [name, line] : linesOf(now))
        if (const auto found = old.find(name); found == old.end() || found->second != line)
            changed.push_back(name);
    return changed;
}

} // namespace microt
