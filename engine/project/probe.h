// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "engine/base/job_context.h"
#include "engine/data/dataset.h"
#include "engine/model/graph.h"

namespace microt {

struct ProbeAccuracy
{
    double part = 0.0; ///< 0..1; 0 without a cut
    double full = 0.0; ///< 0..1
};

/// How useful an extractor is while it is being trained: the accuracy of logistic heads on the calibration
/// split of a local task. The task's test pictures are not looked at.
class Probe
{
public:
    /// `dataset`: divided. `cut` 0: the full model alone.
    Probe(std::shared_ptr<const Dataset> dataset, int cut) : m_dataset(std::move(dataset)), m_cut(cut) {}

    /// Errors: those of embedDataset and buildStageModel, cancelled.
    Result<ProbeAccuracy> measure(const Graph& graph, const JobContext& job) const;

private:
    std::shared_ptr<const Dataset> m_dataset;
    int m_cut;
};

} // namespace microt
