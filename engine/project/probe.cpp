// SPDX-License-Identifier: Apache-2.0
#include "engine/project/probe.h"

#include "engine/stage/stage_curve.h"
#include "engine/stage/stage_model.h"
#include "engine/train/forward/embed.h"

namespace microt {

Result<ProbeAccuracy> Probe::measure(const Graph& graph, const JobContext& job) const
{
    Extractor extractor;
    extractor.graph = graph;
    // Its progress would hide that of the training.
    const JobContext quiet{job.cancel, {}};
    MICROT_TRY(FeatureSet features, embedDataset(extractor, *m_dataset, {}, quiet));
    StageOptions options;
    options.cut = m_cut;
    if (m_cut == 0) { // the full features stand in for a part's
        options.cut = 1;
        options.asPublished = true;
        features.exits = {features.full(), features.full()};
        features.exits.front().cut = *options.cut;
    }
    MICROT_TRY(const StageModel model, buildStageModel(features, *m_dataset, options, quiet));
    const StageCurve curve(model.calibration);
    return ProbeAccuracy{m_cut != 0 ? curve.partAccuracy() : 0.0, curve.fullAccuracy()};
}

} // namespace microt
