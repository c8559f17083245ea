// SPDX-License-Identifier: Apache-2.0
#include "engine/train/methods/frozen.h"
#include "engine/train/methods/methods.h"

namespace microt {

namespace {

class Ttl : public Method
{
public:
    const char* title() const override { return "TTL"; }
    const char* summary() const override { return "a new head on the given extractor"; }

    Result<MethodResult> run(const MethodTask& task, const JobContext& job) const override
    {
        return runFrozen(task, task.features, job);
    }
};

} // namespace

const Method& ttlMethod()
{
    static const Ttl method;
    return method;
}

} // namespace microt
