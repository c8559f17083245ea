// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/words/compare_words.h"

namespace microt {

namespace {

/// What a comparison does not look at, as usual.
TaskSettings comparedSettings(TaskSettings settings)
{
    settings.precision = TaskSettings().precision; // methods are trained in float
    settings.ranges = QuantizeOptions();
    if (settings.stage.cut)
        settings.choice = CutChoice(); // nothing is recommended
    return settings;
}

} // namespace

TaskSettings usualCompareSettings()
{
    TaskSettings usual;
    usual.ratio = kPaperRatio;
    return usual;
}

MethodTable methodTable(const TaskSettings& settings, const BoardProfile& board, const MethodOptions& options,
                        int seeds)
{
    MethodTable table;
    table.board = board;
    table.split = settings.split;
    table.stage = settings.stage;
    table.choice = settings.choice;
    table.ratio = settings.ratio.value_or(kPaperRatio);
    table.options = options;
    table.seeds = seeds;
    return table;
}

std::string comparisonInputs(const TaskSettings& settings, const ComparisonWish& wish,
                             const Extractor& extractor, const Dataset& dataset)
{
    TaskSettings made = comparedSettings(settings);
    made.reading.labelWork.clear(); // the hash of the pictures carries it
    return fieldsText(made) + fieldsText(wish.options) + "methods=" + methodNames(wish.methods) +
           "\nseeds=" + std::to_string(wish.seeds) + "\nextractor=" + extractor.identity() +
           "\npictures=" + dataset.contentHash + "\n";
}

std::vector<std::string> compareOptionWords(const TaskSettings& settings, const ComparisonWish& wish)
{
    std::vector<std::string> words;
    const auto add = [&words](const std::vector<std::string>& more) {
        words.insert(words.end(), more.begin(), more.end());
    };
    if (!wish.methods.empty() && wish.methods.size() < namesOf(MethodKind()).size())
        add({"--methods", methodNames(wish.methods)});
    if (wish.seeds != ComparisonWish().seeds)
        add({"--seeds", std::to_string(wish.seeds)});
    add(optionWords(wish.options));
    add(optionWords(comparedSettings(settings), usualCompareSettings()));
    return words;
}

std::string methodNames(const std::vector<MethodKind>& methods)
{
    std::string names;
    for (const MethodKind method : methods)
        names += (names.empty() ? "" : ",") + std::string(nameOf(method));
    return names;
}

} // namespace microt
