// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "engine/data/dataset.h"
#include "engine/model/graph.h"

namespace microt::test {

/// A small network in training form with every operator: convolution, depthwise convolution, batch-norm,
/// clip, a shortcut, pooling, classifier. One cut, after the shortcut. 16 px, no weights.
Graph tinyTrainable(int classes);

/// `graph` with fresh weights whose batch-norms have statistics of their own, as after training.
Graph withWeights(Graph graph);

/// Writes three classes of drawn pictures, "red", "blue" and "striped", as `folder/<class>/<n>.ppm`, and
/// opens them.
Dataset drawnDataset(const std::filesystem::path& folder, int perClass);

} // namespace microt::test
