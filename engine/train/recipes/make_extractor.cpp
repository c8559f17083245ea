// SPDX-License-Identifier: Apache-2.0
#include "engine/train/recipes/make_extractor.h"

#include <nlohmann/json.hpp>

#include "engine/base/fields_json.h"
#include "engine/model/architectures.h"

namespace microt {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

Json recipeOf(const PretrainJob& work, const Dataset& dataset, const Device& device,
              const PretrainEpoch& last)
{
    Json recipe;
    recipe["method"] = "supervised pre-training from fresh weights";
    recipe["verb"] = "pretrain";
    recipe["options"] = fieldsToJson(recorded(work));
    recipe["dataset"] = {{"name", dataset.name},
                         {"layout", dataset.layout},
                         {"classes", dataset.classes.size()},
                         {"pictures", dataset.samples.size()},
                         {"content_sha256", dataset.contentHash}};
    recipe["training"] = {{"optimizer", "SGD, Nesterov momentum, one-cycle learning rate"}};
    recordDevice(device, recipe["training"]);
    recipe["result"] = {{"train_loss", last.trainLoss}, {"validation_accuracy", last.validationAccuracy}};
    return recipe;
}

} // namespace

PretrainJob recorded(PretrainJob work)
{
    work.data = recordedName(work.data);
    return work;
}

PretrainJob identityOf(const PretrainJob& work)
{
    PretrainJob identity = recorded(work);
    identity.device = {};
    return identity;
}

Result<MadeExtractor> makeExtractor(const PretrainJob& work, const fs::path& output,
                                    const std::function<void(const PretrainEpoch&)>& onEpoch,
                                    const JobContext& job)
{
    MICROT_TRY(const Device device, openDevice(work.device));
    MICROT_CHECK(checkExtractorOutput(output));
    MICROT_TRY(const Dataset dataset, openDataset(work.data, job));
    MICROT_TRY(const Graph untrained, makeArchitecture(work.architecture, work.resolution,
                                                       static_cast<int>(dataset.classes.size())));
    MadeExtractor made;
    const auto remember = [&](const PretrainEpoch& epoch) {
        made.last = epoch;
        if (onEpoch)
            onEpoch(epoch);
    };
    MICROT_TRY(Graph graph, pretrain(untrained, dataset, work.options, remember, job, device));
    MICROT_TRY(static_cast<RecordedExtractor&>(made),
               saveWithRecord(std::move(graph), recipeOf(work, dataset, device, made.last), output,
                              work.halfPrecision));
    return made;
}

} // namespace microt
