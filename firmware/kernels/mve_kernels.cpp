// SPDX-License-Identifier: Apache-2.0
#include "firmware/kernels/mve_kernels.h"

#if defined(__ARM_FEATURE_MVE)

#include "firmware/kernels/mve_private.h"

namespace microt::firmware {

namespace {

using Run = void (*)(const OpCall&);

/// Null: none.
Run kernelFor(const OpCall& call)
{
    switch (static_cast<ImageOpKind>(call.op->kind)) {
    case ImageOpKind::convolution:
        return mve::knowsConvolution(call) ? mve::convolution : nullptr;
    case ImageOpKind::depthwise:
    case ImageOpKind::depthwiseInPlace:
        return mve::knowsDepthwise(call) ? mve::depthwise : nullptr;
    case ImageOpKind::add:
        return mve::knowsAdd(call) ? mve::add : nullptr;
    default:
        return nullptr;
    }
}

} // namespace

bool mveKnows(const OpCall& call)
{
    return kernelFor(call) != nullptr;
}

void runOpMve(const OpCall& call, void* context)
{
    if (const Run run = kernelFor(call))
        run(call);
    else
        runOpReference(call, context);
}

} // namespace microt::firmware

#endif
