// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/heads/head.h"

namespace microt {

/// k nearest neighbours by Euclidean distance on standardised features; every neighbour has one vote, or as
/// much as `weights`, what classWeights() gives, says of its class; ties in distance go to the earlier
/// training sample. Logits are log((votes + 1 / classes) / (all votes + 1)). Arguments as trainHead().
std::shared_ptr<const Head> trainNeighbours(const FeatureMatrix& features, const std::vector<int>& labels,
                                            int classes, const NeighbourOptions& options,
                                            const std::vector<float>& weights);

} // namespace microt
