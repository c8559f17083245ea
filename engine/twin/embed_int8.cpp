// SPDX-License-Identifier: Apache-2.0
#include "engine/twin/embed_int8.h"

#include <memory>
#include <numeric>

#include "engine/base/parallel.h"
#include "engine/deploy/planner.h"
#include "engine/features/embed_pictures.h"

namespace microt {

namespace {

constexpr std::size_t kBatch = 16; ///< pictures that a thread takes at once

/// On one thread.
BatchEmbedder makeEmbedder(const Twin& twin)
{
    return [run = std::make_shared<TwinRun>(twin)](const std::vector<Picture>& pictures,
                                                   Eigen::Index firstRow, std::vector<ExitFeatures>& exits) {
        Executor& executor = run->executor();
        for (std::size_t i = 0; i < pictures.size(); ++i) {
            executor.setPicture(pictures[i].rgb.data());
            for (std::size_t e = 0; e < exits.size(); ++e) {
                static_cast<void>(executor.runTo(static_cast<int>(e)));
                executor.readFeature(static_cast<int>(e),
                                     exits[e].values.row(firstRow + static_cast<Eigen::Index>(i)).data());
            }
        }
        return Status();
    };
}

} // namespace

Result<FeatureSet> embedInt8(const QuantModel& model, const Dataset& dataset, const JobContext& job)
{
    std::vector<int> cuts;
    for (const QuantCut& cut : model.cuts)
        if (cut.cut != kFullExit)
            cuts.push_back(cut.cut);
    MICROT_TRY(const std::vector<std::uint8_t> image, buildImage(model, cuts, ""));
    MICROT_TRY(const Twin twin, Twin::create(image));
    const auto total = static_cast<std::int64_t>(dataset.samples.size());
    std::vector<std::int32_t> order(dataset.samples.size());
    std::iota(order.begin(), order.end(), 0);
    PictureLoader loader(dataset, std::move(order), model.preprocessing);
    EmbedPlan plan{{}, kBatch, coreCount(), {"Embedding " + dataset.name + " in int8", 0, total, "pictures"}};
    for (const QuantCut& cut : model.cuts)
        plan.exits.push_back({cut.cut, FeatureMatrix(total, cut.pooled.shape.channels)});
    std::vector<LoadedPicture> undecodable;
    MICROT_TRY(FeatureSet features, embedPictures([&] { return loader.next(); }, std::move(plan),
                                                  [&] { return makeEmbedder(twin); }, undecodable, job));
    features.unreadable = unreadableOf(dataset, undecodable);
    if (features.samples.empty())
        return Failure{Error::emptyDataset, "None of the " + std::to_string(total) + " pictures of " +
                                                dataset.name + " could be decoded."};
    return features;
}

} // namespace microt
