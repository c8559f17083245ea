// SPDX-License-Identifier: Apache-2.0
#include "engine/train/forward/embed.h"
#include "engine/train/methods/frozen.h"
#include "engine/train/methods/methods.h"
#include "engine/train/methods/settle_statistics.h"
#include "engine/train/training/initial_weights.h"

namespace microt {

namespace {

class None : public Method
{
public:
    const char* title() const override { return "None"; }
    const char* summary() const override { return "a new head on an extractor that has learnt nothing"; }

    Result<MethodResult> run(const MethodTask& task, const JobContext& job) const override
    {
        Extractor fresh;
        fresh.graph = task.extractor.graph;
        initialiseWeights(fresh.graph, task.seed);
        MICROT_CHECK(settleStatistics(fresh.graph, task.dataset, job));
        MICROT_TRY(const FeatureSet features, embedDataset(fresh, task.dataset, {}, job));
        return runFrozen(task, features, job);
    }
};

} // namespace

const Method& noneMethod()
{
    static const None method;
    return method;
}

} // namespace microt
