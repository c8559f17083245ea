// SPDX-License-Identifier: Apache-2.0
#include "firmware/kernels/dsp_kernels.h"

#include "firmware/kernels/kernels_private.h"

namespace microt::firmware {

namespace {

struct Kernel
{
    ImageOpKind kind;
    bool (*knows)(const OpCall&);
    void (*run)(const OpCall&);
};

constexpr Kernel kKernels[] = {
    {ImageOpKind::convolution, knowsConvolution, convolutionDsp},
    {ImageOpKind::depthwise, knowsDepthwise, depthwiseDsp},
    {ImageOpKind::depthwiseInPlace, knowsDepthwise, depthwiseDsp},
    {ImageOpKind::add, knowsAdd, addDsp},
};

const Kernel* kernelFor(const OpCall& call)
{
    for (const Kernel& kernel : kKernels)
        if (static_cast<ImageOpKind>(call.op->kind) == kernel.kind && kernel.knows(call))
            return &kernel;
    return nullptr;
}

} // namespace

bool dspKnows(const OpCall& call)
{
    return kernelFor(call) != nullptr;
}

void runOpDsp(const OpCall& call, void* context)
{
    if (const Kernel* kernel = kernelFor(call))
        kernel->run(call);
    else
        runOpReference(call, context);
}

} // namespace microt::firmware
