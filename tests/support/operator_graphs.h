// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/model/graph.h"

namespace microt::test {

/// Small networks with random weights and odd shapes, at least one for each kind of operator and for each way
/// to use it. All have cut 1 and a classifier.
std::vector<Graph> operatorGraphs();

/// float32 [H, W, C] of every node for one picture, by plain loops in double precision: the definition of
/// what each operator computes. `input`: [H, W, C].
std::vector<std::vector<float>> runPlainly(const Graph& graph, const std::vector<float>& input);

} // namespace microt::test
