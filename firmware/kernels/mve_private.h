// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runtime/executor.h"

// One of each operator; `knows...` says whether it computes this one, else the reference does.

namespace microt::firmware::mve {

bool knowsConvolution(const OpCall& call);
void convolution(const OpCall& call);

bool knowsDepthwise(const OpCall& call);
void depthwise(const OpCall& call);

bool knowsAdd(const OpCall& call);
void add(const OpCall& call);

} // namespace microt::firmware::mve
