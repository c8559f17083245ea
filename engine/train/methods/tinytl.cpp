// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "engine/train/methods/lite_residual.h"
#include "engine/train/methods/methods.h"
#include "engine/train/methods/tuned.h"

namespace microt {

namespace {

class TinyTl : public Method
{
public:
    const char* title() const override { return "TinyTL"; }
    const char* summary() const override { return "biases, and lite residual modules beside each block"; }

    Result<MethodResult> run(const MethodTask& task, const JobContext& job) const override
    {
        MICROT_TRY(Beginning beginning, beginTuning(task, job));
        LiteGraph lite = withLiteResiduals(beginning.graph, task.seed);
        beginning.graph = std::move(lite.graph);
        UpdatePlan plan;
        for (const int layer : updatableLayers(beginning.graph)) {
            const bool ofModule =
                std::find(lite.modules.begin(), lite.modules.end(), layer) != lite.modules.end();
            plan.layers.push_back({layer, ofModule, {}, {}, true});
        }
        plan.layers.push_back(classifierUpdate(beginning.graph));
        return runTuned(task, beginning, plan, "TinyTL", {}, job);
    }
};

} // namespace

const Method& tinyTlMethod()
{
    static const TinyTl method;
    return method;
}

} // namespace microt
