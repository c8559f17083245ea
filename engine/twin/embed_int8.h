// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "engine/base/job_context.h"
#include "engine/data/dataset.h"
#include "engine/features/feature_set.h"
#include "engine/model/quant_model.h"
#include "engine/twin/twin.h"

namespace microt {

/// int8 features of every sample at all cuts of a model, as numbers (scale * (q - zeroPoint)), so that heads,
/// cuts and stage-decision work on them unchanged. Threads over samples; the same bits with any number of
/// cores. FeatureSet::key stays empty: the caller knows what made the model. Progress counts pictures.
/// Errors: those of buildImage, emptyDataset if no picture could be decoded, cancelled.
Result<FeatureSet> embedInt8(const QuantModel& model, const Dataset& dataset, const JobContext& job);

} // namespace microt
