// SPDX-License-Identifier: Apache-2.0
#include "engine/train/methods/methods.h"
#include "engine/train/methods/tuned.h"
#include "engine/train/methods/update_search.h"

namespace microt {

namespace {

constexpr int kCreditEpochs = 2; // of everything, to see what is worth updating

/// The search runs where the extractor is made, not on the board; so its work is not counted.
class SparseUpdate : public Method
{
public:
    const char* title() const override { return "SparseUpdate"; }
    const char* summary() const override { return "layers and channels searched for under a memory budget"; }

    Result<MethodResult> run(const MethodTask& task, const JobContext& job) const override
    {
        MICROT_TRY(const Beginning beginning, beginTuning(task, job));
        const UpdateBudget budget{static_cast<std::int64_t>(task.options.budget * 1e3),
                                  task.options.momentum > 0.0, task.cost.full.arenaBytes};
        MICROT_TRY(const std::vector<LayerCredit> credits,
                   creditLayers({beginning.graph,
                                 {},
                                 task.pictures,
                                 beginning.rows,
                                 task.options,
                                 task.seed,
                                 "SparseUpdate: what layers are worth"},
                                kCreditEpochs, job));
        const UpdatePlan plan = searchSparseUpdate(beginning.graph, credits, budget);
        return runTuned(task, beginning, plan, "SparseUpdate", {}, job);
    }
};

} // namespace

const Method& sparseUpdateMethod()
{
    static const SparseUpdate method;
    return method;
}

} // namespace microt
