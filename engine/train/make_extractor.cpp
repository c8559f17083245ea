// SPDX-License-Identifier: Apache-2.0
#include "engine/train/make_extractor.h"

#include <cerrno>
#include <system_error>

#include <nlohmann/json.hpp>
#include <unistd.h>

#include "engine/base/files.h"
#include "engine/base/hash.h"
#include "engine/model/extractor.h"
#include "engine/train/torch_runtime.h"

namespace microt {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

/// Training takes long: what would fail at its end is found before.
Status checkOutput(const fs::path& output)
{
    if (output.extension() != ".mtx" || output.stem().empty())
        return Failure{Error::invalidArgument,
                       "An extractor is saved as a .mtx file, not as " + printable(output) + "."};
    const fs::path folder = output.has_parent_path() ? output.parent_path() : fs::path(".");
    MICROT_CHECK(makeFolders(folder));
    if (access(folder.c_str(), W_OK) != 0)
        return failureFromErrno(errno, "write", folder);
    return {};
}

/// The classifier is the last node; an extractor ends before it.
void dropClassifier(Graph& graph)
{
    graph.nodes.erase(graph.nodes.begin() + graph.logitsNode);
    graph.logitsNode = -1;
}

Json recipeOf(const Dataset& dataset, const fs::path& output, const MakeExtractorOptions& options,
              int resolution, const PretrainEpoch& last)
{
    const PretrainOptions& training = options.training;
    const std::string command =
        "microt pretrain --arch " + options.architecture + " --resolution " + std::to_string(resolution) +
        " --epochs " + std::to_string(training.epochs) + " --seed " + std::to_string(training.seed) +
        (options.halfPrecision ? " --half " : " ") + dataset.name + " -o " + printable(output.filename());
    Json recipe;
    recipe["method"] = "supervised pre-training from fresh weights";
    recipe["command"] = command;
    recipe["architecture"] = options.architecture;
    recipe["resolution"] = resolution;
    recipe["weights"] = options.halfPrecision ? "float16" : "float32";
    recipe["dataset"] = {{"name", dataset.name},
                         {"layout", dataset.layout},
                         {"classes", dataset.classes.size()},
                         {"pictures", dataset.samples.size()},
                         {"content_sha256", dataset.contentHash}};
    recipe["training"] = {{"optimizer", "SGD, Nesterov momentum, one-cycle learning rate"},
                          {"epochs", training.epochs},
                          {"batch", training.batch},
                          {"learning_rate", training.learningRate},
                          {"momentum", training.momentum},
                          {"weight_decay", training.weightDecay},
                          {"label_smoothing", training.labelSmoothing},
                          {"validation_share", training.validationShare},
                          {"smallest_crop_area", training.augmentation.smallestArea},
                          {"largest_crop_aspect", training.augmentation.largestAspect},
                          {"light", training.augmentation.light},
                          {"seed", training.seed}};
    recipe["result"] = {{"train_loss", last.trainLoss}, {"validation_accuracy", last.validationAccuracy}};
    recipe["versions"] = {{"microt", MICROT_VERSION}, {"libtorch", torchVersion()}};
    return recipe;
}

std::string textOf(const Json& json)
{
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace

Result<MadeExtractor> makeExtractor(const fs::path& data, const fs::path& output,
                                    const MakeExtractorOptions& options,
                                    const std::function<void(const PretrainEpoch&)>& onEpoch,
                                    const JobContext& job)
{
    MICROT_CHECK(checkOutput(output));
    MICROT_TRY(const Dataset dataset, openDataset(data, job));
    MICROT_TRY(Graph untrained, makeArchitecture(options.architecture, options.resolution,
                                                 static_cast<int>(dataset.classes.size())));
    MadeExtractor made;
    const auto remember = [&](const PretrainEpoch& epoch) {
        made.last = epoch;
        if (onEpoch)
            onEpoch(epoch);
    };
    MICROT_TRY(Graph graph, pretrain(untrained, dataset, options.training, remember, job));
    dropClassifier(graph);
    graph.name = printable(output.stem());

    Json record = recipeOf(dataset, output, options, graph.preprocessing.resolution, made.last);
    MICROT_CHECK(saveMtx(output, graph, record.dump(-1, ' ', false, Json::error_handler_t::replace),
                         options.halfPrecision));
    made.file = output;
    made.record = fs::path(output).replace_extension(".json");
    MICROT_TRY(made.sha256, sha256HexOfFile(output));
    std::error_code error;
    made.bytes = fs::file_size(output, error);
    record["file"] = {{"name", printable(output.filename())}, {"bytes", made.bytes}, {"sha256", made.sha256}};
    MICROT_CHECK(writeFileAtomically(made.record, textOf(record)));
    return made;
}

} // namespace microt
