// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runtime/executor.h"

// One of each operator; `knows...` says whether it computes this one, else the reference does.

namespace microt::firmware {

bool knowsConvolution(const OpCall& call);
void convolutionDsp(const OpCall& call);

bool knowsDepthwise(const OpCall& call);
void depthwiseDsp(const OpCall& call);

bool knowsAdd(const OpCall& call);
void addDsp(const OpCall& call);

} // namespace microt::firmware
