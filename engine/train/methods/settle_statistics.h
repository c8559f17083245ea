// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/job_context.h"
#include "engine/data/dataset.h"
#include "engine/model/graph.h"

namespace microt {

/// Gives the batch-norms of a network with weights the means and variances that they see in some hundred
/// train pictures, all of one batch; without batch-norms nothing changes. A network of fresh weights would
/// hardly let its input through otherwise. Errors: tooFewSamples (no train picture can be read),
/// numericFailure, outOfMemory, cancelled.
Status settleStatistics(Graph& graph, const Dataset& dataset, const JobContext& job);

} // namespace microt
