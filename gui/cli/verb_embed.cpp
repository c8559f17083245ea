// SPDX-License-Identifier: GPL-3.0-or-later
#include <chrono>

#include <nlohmann/json.hpp>

#include "engine/base/files.h"
#include "engine/base/npy.h"
#include "engine/data/csv.h"
#include "engine/exchange/open_extractor.h"
#include "gui/cli/data_notes.h"
#include "gui/cli/task_options.h"
#include "gui/cli/verbs.h"

namespace microt::cli {

namespace {

/// Which row is which picture.
std::string rowList(const Dataset& dataset, const FeatureSet& features)
{
    std::string text = "path,label\n";
    for (const std::int32_t index : features.samples) {
        const Sample& sample = dataset.samples[static_cast<std::size_t>(index)];
        text +=
            csvField(sample.path) + ',' +
            (dataset.classes.size() < 2 ? std::string()
                                        : csvField(dataset.classes[static_cast<std::size_t>(sample.label)])) +
            '\n';
    }
    return text;
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
    MICROT_CHECK(writeNpy(output, values.data(), values.rows(), values.cols()));
    // Beside a pipe or a device nothing is put.
    const bool listed = !isWrittenInto(output);
    const std::string list = std::filesystem::path(output).replace_extension(".csv").string();
    if (listed)
        MICROT_CHECK(writeFileAtomically(list, rowList(dataset, features)));
    const double rate = static_cast<double>(values.rows()) / seconds;
    console.print(
        {{"count", values.rows()},
         {"precision", nameOf(precision)},
         {"dim", values.cols()},
         {"images_per_s", rate},
         {"from_cache", features.fromCache},
         {"unreadable", dataset.badFiles.size() + features.unreadable.size()},
         {"data", dataNotesJson(dataset)},
         {"files", listed ? nlohmann::json{output, list} : nlohmann::json{output}}},
        std::to_string(values.rows()) + " x " + std::to_string(values.cols()) + " features in " + output +
            (listed ? ", their pictures in " + list : std::string()) + ", " +
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
