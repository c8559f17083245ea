// SPDX-License-Identifier: GPL-3.0-or-later
#include <chrono>

#include <nlohmann/json.hpp>

#include "engine/exchange/open_extractor.h"
#include "engine/project/task_files.h"
#include "gui/cli/data_notes.h"
#include "gui/cli/task_options.h"
#include "gui/cli/verbs.h"

namespace microt::cli {

namespace {

nlohmann::json namesOfFiles(const std::vector<std::filesystem::path>& files)
{
    nlohmann::json names = nlohmann::json::array();
    for (const std::filesystem::path& file : files)
        names.push_back(file.string());
    return names;
}

Status runEmbed(const TaskOptions& options, int cut, const std::string& output, Console& console)
{
    const JobContext job = console.job();
    MICROT_TRY(const Extractor extractor, openExtractor(options.extractor, options.settings.network));
    if (cut != kFullExit && extractor.graph.findCut(cut) == nullptr)
        return Failure{Error::invalidArgument,
                       "The extractor has no cut " + std::to_string(cut) + "; `microt info` lists its cuts."};
    MICROT_TRY(Dataset dataset, openPictures(options, job));
    const Precision precision = options.settings.precision;
    if (precision == Precision::int8 && dataset.classes.size() >= 2)
        MICROT_CHECK(assignSplit(dataset, options.settings.split)); // ranges come from train pictures alone
    const auto begin = std::chrono::steady_clock::now();
    MICROT_TRY(const FeatureSet features,
               embedTask(options.settings, extractor, dataset, options.cacheFolder(), job));
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    const FeatureMatrix& values = features.at(cut)->values;
    MICROT_TRY(const std::vector<std::filesystem::path> files,
               writeFeatureFiles(features, dataset, cut, output));
    const double rate = static_cast<double>(values.rows()) / seconds;
    console.print(
        {{"count", values.rows()},
         {"precision", nameOf(precision)},
         {"dim", values.cols()},
         {"images_per_s", rate},
         {"from_cache", features.fromCache},
         {"unreadable", dataset.badFiles.size() + features.unreadable.size()},
         {"data", dataNotesJson(dataset)},
         {"files", namesOfFiles(files)}},
        std::to_string(values.rows()) + " x " + std::to_string(values.cols()) + " features in " + output +
            (files.size() > 1 ? ", their pictures in " + files.back().string() : std::string()) + ", " +
            (features.fromCache ? std::string("from cache") : fixed(rate, 0) + " pictures a second") + "\n" +
            dataNotes(dataset));
    return {};
}

} // namespace

void addEmbed(Program& program)
{
    struct Options
    {
        TaskOptions task;
        int cut = kFullExit;
        std::string output;
    };
    Verb verb = program.verb("embed", "Features of a dataset as .npy (float32), one row a picture");
    auto& options = verb.keep<Options>();
    options.task.add(verb, {"/stage", "/ratio", "/choice", "/board"});
    verb.takes("--cut", options.cut, "Features of the part model at this cut (default: the full extractor)");
    verb.takes("-o,--output", options.output, "The .npy to write; a .csv beside it names the rows")
        .required();
    verb.runs([&](Console& console) { return runEmbed(options.task, options.cut, options.output, console); });
}

} // namespace microt::cli
