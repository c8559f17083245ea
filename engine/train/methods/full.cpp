// SPDX-License-Identifier: Apache-2.0
#include "engine/train/methods/methods.h"
#include "engine/train/methods/tuned.h"

namespace microt {

namespace {

class Full : public Method
{
public:
    const char* title() const override { return "Full"; }
    const char* summary() const override { return "every weight and bias: an upper reference"; }

    Result<MethodResult> run(const MethodTask& task, const JobContext& job) const override
    {
        MICROT_TRY(const Beginning beginning, beginTuning(task, job));
        UpdatePlan plan;
        for (const int layer : updatableLayers(beginning.graph))
            plan.layers.push_back({layer, true, {}, {}, true});
        plan.layers.push_back(classifierUpdate(beginning.graph));
        return runTuned(task, beginning, plan, "Full fine-tuning", {}, job);
    }
};

} // namespace

const Method& fullMethod()
{
    static const Full method;
    return method;
}

} // namespace microt
