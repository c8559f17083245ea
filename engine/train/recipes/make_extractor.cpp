// SPDX-License-Identifier: Apache-2.0
#include "engine/train/recipes/make_extractor.h"

#include <nlohmann/json.hpp>

#include "engine/base/fields.h"
#include "engine/base/files.h"
#include "engine/model/architectures.h"

namespace microt {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

Json recipeOf(const Dataset& dataset, const fs::path& output, const MakeExtractorOptions& options,
              int resolution, const PretrainEpoch& last)
{
    const PretrainOptions& training = options.training;
    const auto number = [](double value) { return Json(value).dump(); };
    const std::string command =
        "microt pretrain --arch " + options.architecture + " --resolution " + std::to_string(resolution) +
        " --epochs " + std::to_string(training.epochs) + " --batch " + std::to_string(training.batch) +
        " --rate " + number(training.learningRate) + " --weight-decay " + number(training.weightDecay) +
        " --validation-share " + number(training.validationShare) + " --seed " +
        std::to_string(training.seed) + (options.halfPrecision ? " --half " : " ") +
        shellWord(printable(dataset.source.filename())) + " -o " + shellWord(printable(output.filename()));
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
    return recipe;
}

} // namespace

Result<MadeExtractor> makeExtractor(const fs::path& data, const fs::path& output,
                                    const MakeExtractorOptions& options,
                                    const std::function<void(const PretrainEpoch&)>& onEpoch,
                                    const JobContext& job)
{
    MICROT_CHECK(checkExtractorOutput(output));
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
    MICROT_TRY(static_cast<RecordedExtractor&>(made),
               saveWithRecord(std::move(graph),
                              recipeOf(dataset, output, options, untrained.preprocessing.side(), made.last),
                              output, options.halfPrecision));
    return made;
}

} // namespace microt
