// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <nlohmann/json.hpp>

#include "engine/base/files.h"
#include "engine/data/kept_looks.h"
#include "engine/data/label_work.h"
#include "engine/exchange/open_extractor.h"
#include "engine/heads/suspects.h"
#include "gui/cli/data_notes.h"
#include "gui/cli/task_options.h"
#include "gui/cli/verbs.h"

namespace microt::cli {

namespace {

struct DataArguments
{
    std::string data;
    ReadOptions reading;
    SplitOptions split;
    CacheOptions cache;
    std::string suspects; ///< an extractor; empty: nobody looks for them
};

using Json = nlohmann::json;

/// Smallest, median and largest picture by pixels, as "64 x 48".
Json sizesOf(const Dataset& dataset)
{
    std::vector<std::pair<int, int>> sizes;
    for (const Sample& sample : dataset.samples)
        sizes.emplace_back(sample.width, sample.height);
    std::sort(sizes.begin(), sizes.end(), [](const auto& a, const auto& b) {
        const std::int64_t first = std::int64_t{a.first} * a.second;
        const std::int64_t second = std::int64_t{b.first} * b.second;
        return first != second ? first < second : a < b;
    });
    const auto at = [&sizes](std::size_t i) { return Json{sizes[i].first, sizes[i].second}; };
    return {{"smallest", at(0)}, {"median", at(sizes.size() / 2)}, {"largest", at(sizes.size() - 1)}};
}

std::string sizeWords(const Json& size)
{
    return std::to_string(size[0].get<int>()) + " x " + std::to_string(size[1].get<int>());
}

/// The sets of doubles: their pictures, and whether their bytes are the same.
Json doublesOf(const Dataset& dataset, std::string& text)
{
    Json sets = Json::array();
    for (const Doubles& set : dataset.doubles) {
        Json pictures = Json::array();
        std::string line;
        for (const std::int32_t index : set.samples) {
            const Sample& sample = dataset.samples[static_cast<std::size_t>(index)];
            const std::string name = printable(dataset.classes[static_cast<std::size_t>(sample.label)]);
            pictures.push_back(
                {{"path", printable(sample.path)}, {"class", name}, {"split", nameOf(sample.split)}});
            line += (line.empty() ? "" : ", ") + printable(sample.path) + " (" + name + ", " +
                    nameOf(sample.split) + ")";
        }
        sets.push_back({{"exact", set.exact}, {"pictures", std::move(pictures)}});
        text += std::string(set.exact ? "the same: " : "nearly the same: ") + line + "\n";
    }
    return sets;
}

std::string describeClasses(const Dataset& dataset, Json& classes, Json& split)
{
    const auto counts = dataset.counts();
    std::array<int, kSplitCount> all{};
    std::string text = "   train  calibration  test\n";
    for (std::size_t c = 0; c < counts.size(); ++c) {
        Json row = {{"class", printable(dataset.classes[c])}};
        char line[64];
        std::snprintf(line, sizeof line, "%8d  %11d  %4d  ", counts[c][0], counts[c][1], counts[c][2]);
        text += line + printable(dataset.classes[c]) + "\n";
        for (std::size_t s = 0; s < kSplitCount; ++s) {
            row[nameOf(static_cast<Split>(s))] = counts[c][s];
            all[s] += counts[c][s];
        }
        classes.push_back(std::move(row));
    }
    for (std::size_t s = 0; s < kSplitCount; ++s)
        split[nameOf(static_cast<Split>(s))] = all[s];
    return text;
}

/// Features of the divided dataset, from the user's cache where they are there.
Result<std::vector<Suspect>> suspectsOf(const DataArguments& options, const Dataset& dataset,
                                        const JobContext& job)
{
    LabelWork work;
    if (!options.reading.labelWork.empty()) {
        MICROT_TRY(work, readLabelWork(options.reading.labelWork));
    }
    TaskSettings settings;
    settings.split = options.split;
    MICROT_TRY(const Extractor extractor, openExtractor(options.suspects, settings.network));
    MICROT_TRY(const FeatureSet features,
               embedTask(settings, extractor, dataset, options.cache.folder(), job));
    return findSuspects(features, dataset, work.kept, job);
}

Json suspectsJson(const std::vector<Suspect>& suspects, const Dataset& dataset, std::string& text)
{
    const auto className = [&dataset](int label) {
        return printable(dataset.classes[static_cast<std::size_t>(label)]);
    };
    Json list = Json::array();
    for (const Suspect& suspect : suspects) {
        const Sample& sample = dataset.samples[static_cast<std::size_t>(suspect.sample)];
        Json one = {{"path", printable(sample.path)},
                    {"class", className(sample.label)},
                    {"why", nameOf(suspect.why)},
                    {"score", suspect.score}};
        std::string line = std::string("suspect: ") + nameOf(suspect.why) + ": " + printable(sample.path) +
                           " (" + className(sample.label);
        if (suspect.suggested >= 0) {
            one["suggested"] = className(suspect.suggested);
            line += ", seems " + className(suspect.suggested);
        }
        if (suspect.original >= 0) {
            const Sample& first = dataset.samples[static_cast<std::size_t>(suspect.original)];
            one["original"] = printable(first.path);
            line += ", a copy of " + printable(first.path);
        }
        text += line + ")\n";
        list.push_back(std::move(one));
    }
    return list;
}

Status runData(const DataArguments& options, Console& console)
{
    MICROT_TRY(Dataset dataset,
               openDataset(options.data, options.reading, options.cache.folder(), console.job()));
    const Status divided = assignSplit(dataset, options.split);
    if (!divided.ok() && divided.failure().code != Error::tooFewSamples)
        return divided;
    Json classes = Json::array();
    Json split = {{"given", dataset.splitIsGiven}, {"seed", options.split.seed}};
    const Json sizes = sizesOf(dataset);
    const std::string work = dataset.labelWork.words();
    std::string text = printable(dataset.name) + " (" + dataset.layout + "), " +
                       std::to_string(dataset.samples.size()) + " pictures of " +
                       sizeWords(sizes["smallest"]) + " to " + sizeWords(sizes["largest"]) +
                       " pixels, median " + sizeWords(sizes["median"]) +
                       (dataset.splitIsGiven ? "; the split is given\n" : "\n") +
                       (work.empty() ? "" : "label work: " + work + "\n");
    text += describeClasses(dataset, classes, split);
    std::string notes = dataNotes(dataset);
    if (!divided.ok()) {
        notes = "it cannot be divided: " + divided.failure().what + "\n" + notes;
        split["failure"] = divided.failure().what;
    }
    std::string lists;
    Json suspects;
    if (!options.suspects.empty()) {
        MICROT_TRY(const std::vector<Suspect> found, suspectsOf(options, dataset, console.job()));
        suspects = suspectsJson(found, dataset, lists);
    }
    Json doubles = doublesOf(dataset, lists);
    Json remarks = Json::array();
    for (const Remark& remark : dataset.remarks) {
        remarks.push_back(
            {{"path", printable(remark.path)}, {"kind", nameOf(remark.kind)}, {"what", remark.what}});
        lists += "used, but: " + printable(remark.path) + ": " + remark.what + "\n";
    }
    Json bad = Json::array();
    for (const BadFile& file : dataset.badFiles) {
        bad.push_back(
            {{"path", printable(file.path)}, {"reason", nameOf(file.reason)}, {"why", file.why.what}});
        lists += std::string(nameOf(file.reason)) + ": " + file.why.what + "\n";
    }
    Json json = {{"name", printable(dataset.name)},
                 {"layout", dataset.layout},
                 {"pictures", dataset.samples.size()},
                 {"sizes", sizes},
                 {"classes", classes},
                 {"split", split},
                 {"label_work", work},
                 {"doubles", std::move(doubles)},
                 {"remarks", std::move(remarks)},
                 {"bad", std::move(bad)},
                 {"notes", dataNotesJson(dataset)}};
    if (!suspects.is_null())
        json["suspects"] = std::move(suspects);
    console.print(json, text + notes + (lists.empty() ? "" : "\n") + lists);
    return {};
}

} // namespace

void addData(Program& program)
{
    Verb verb =
        program.verb("data", "Pictures of a dataset: classes, split, sizes, doubles, files left out and why");
    auto& options = verb.keep<DataArguments>();
    verb.takes("DATA", options.data, kDataHelp).required();
    verb.takes(
        "--suspects", options.suspects,
        "EXTRACTOR whose features tell which pictures are worth a look: wrong labels, outliers, copies");
    options.cache.add(verb, "what a look at each picture shows");
    verb.fields(options.reading);
    verb.fields(options.split);
    verb.runs(options, runData);
}

} // namespace microt::cli
