// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "engine/base/job_context.h"
#include "engine/data/dataset.h"
#include "engine/features/feature_set.h"
#include "engine/model/extractor.h"
#include "engine/quant/quantizer.h"

namespace microt {

/// The arithmetic whose features are meant.
enum class Precision {
    float32,
    int8, ///< as the board computes them
};
constexpr std::array<const char*, 2> namesOf(Precision)
{
    return {"float", "int8"};
}

/// The extractor in int8: as its file gave it, or quantized on the dataset's train split. Errors: those of
/// quantize.
Result<QuantModel> int8ModelOf(const Extractor& extractor, const Dataset& dataset,
                               const QuantizeOptions& options, const JobContext& job);

/// Features of every sample at every cut in either precision: embedDataset, or int8ModelOf and embedInt8.
/// Cached under a key that names everything they depend on. Errors: those of the two.
Result<FeatureSet> featuresAt(Precision precision, const Extractor& extractor, const Dataset& dataset,
                              const QuantizeOptions& options, const std::filesystem::path& cacheFolder,
                              const JobContext& job);

} // namespace microt
