// SPDX-License-Identifier: Apache-2.0
#include "engine/quant/features_at.h"

#include "engine/base/hash.h"
#include "engine/features/select_rows.h"
#include "engine/quant/calibration_pictures.h"
#include "engine/train/forward/embed.h"
#include "engine/twin/embed_int8.h"

namespace microt {

namespace {

/// Raised whenever quantizing or pooling would give other numbers.
constexpr const char* kArithmetic = "int8 features 2";

std::string int8Key(const Extractor& extractor, const Dataset& dataset, const QuantizeOptions& options)
{
    std::string text =
        std::string(kArithmetic) + "\n" +
        featureKey(dataset.pictures().contentHash, extractor.identity(), extractor.graph.preprocessing);
    if (!extractor.int8) {
        text += std::string("\n") + nameOf(options.method);
        for (const std::int32_t sample : chooseCalibration(dataset, options))
            text += "\n" + dataset.samples[static_cast<std::size_t>(sample)].path;
    }
    return sha256Hex(text);
}

} // namespace

Result<QuantModel> int8ModelOf(const Extractor& extractor, const Dataset& dataset,
                               const QuantizeOptions& options, const JobContext& job)
{
    if (extractor.int8)
        return *extractor.int8;
    MICROT_TRY(QuantizeResult result, quantize(extractor.graph, dataset, options, job));
    return std::move(result.model);
}

Result<FeatureSet> featuresAt(Precision precision, const Extractor& extractor, const Dataset& dataset,
                              const QuantizeOptions& options, const std::filesystem::path& cacheFolder,
                              const JobContext& job)
{
    if (precision == Precision::float32)
        return embedDataset(extractor, dataset, cacheFolder, job);
    // As embedDataset: without hashes the key says nothing about the content.
    const bool cached = !cacheFolder.empty() && !extractor.sha256.empty() && !dataset.contentHash.empty();
    const std::string key = int8Key(extractor, dataset, options);
    if (cached) {
        if (auto hit = readFeatureCache(cacheFolder, key); hit.ok()) {
            const auto total = static_cast<std::int64_t>(dataset.samples.size());
            job.report({"Embedding " + dataset.name, total, total, "pictures"});
            return afterLabelWork(std::move(hit).value(), dataset);
        }
    }
    MICROT_TRY(const QuantModel model, int8ModelOf(extractor, dataset, options, job));
    MICROT_TRY(FeatureSet features, embedInt8(model, dataset.pictures(), job));
    features.key = key;
    if (cached)
        MICROT_CHECK(writeFeatureCache(cacheFolder, features));
    return afterLabelWork(std::move(features), dataset);
}

} // namespace microt
