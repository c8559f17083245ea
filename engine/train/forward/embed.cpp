// SPDX-License-Identifier: Apache-2.0
#include "engine/train/forward/embed.h"

#include <numeric>

#include "engine/base/hash.h"
#include "engine/base/parallel.h"
#include "engine/data/picture_loader.h"
#include "engine/features/select_rows.h"
#include "engine/train/forward/embed_run.h"

namespace microt {

namespace {

/// Raised whenever pooling at the cuts would give other numbers; a teacher's answers know no cuts.
constexpr const char* kPooling = "pooling 2\n";

} // namespace

Result<FeatureSet> embedDataset(const Extractor& extractor, const Dataset& dataset,
                                const std::filesystem::path& cacheFolder, const JobContext& job)
{
    if (dataset.asRead) {
        MICROT_TRY(FeatureSet all, embedDataset(extractor, *dataset.asRead, cacheFolder, job));
        return afterLabelWork(std::move(all), dataset);
    }
    const Graph& graph = extractor.graph;
    const std::string key =
        sha256Hex(kPooling + featureKey(dataset.contentHash, extractor.identity(), graph.preprocessing));
    // Without hashes, as of a network that was never saved, the key says nothing about the content.
    const bool cached = !cacheFolder.empty() && !extractor.sha256.empty() && !dataset.contentHash.empty();
    const auto total = static_cast<std::int64_t>(dataset.samples.size());
    Progress progress{"Embedding " + dataset.name, 0, total, "pictures"};
    if (cached) {
        if (auto hit = readFeatureCache(cacheFolder, key); hit.ok()) {
            progress.done = total;
            job.report(progress);
            return hit;
        }
    }

    MICROT_TRY(const FloatExecutor executor, FloatExecutor::create(graph));
    std::vector<std::int32_t> order(dataset.samples.size());
    std::iota(order.begin(), order.end(), 0);
    PictureLoader loader(dataset, std::move(order), graph.preprocessing);
    std::vector<LoadedPicture> undecodable;
    MICROT_TRY(FeatureSet features, embedPictures(
                                        executor, graph, [&] { return loader.next(); }, total, coreCount(),
                                        progress, undecodable, job));
    features.key = key;
    features.unreadable = unreadableOf(dataset, undecodable);
    if (features.samples.empty())
        return Failure{Error::emptyDataset, "None of the " + std::to_string(total) + " pictures of " +
                                                dataset.name + " could be decoded."};
    if (cached)
        MICROT_CHECK(writeFeatureCache(cacheFolder, features));
    return features;
}

} // namespace microt
