// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/model/graph.h"

namespace microt::test {

/// Every node's output for one picture, [height, width, channels], by plain loops in double.
std::vector<std::vector<double>> runGraph(const Graph& graph, const std::vector<double>& input);

} // namespace microt::test
