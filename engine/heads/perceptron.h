// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/heads/head.h"

namespace microt {

/// One hidden layer of ReLU units on standardised features, softmax cross-entropy, Adam with batches of 64,
/// L2 of 1 / (C rows). Stops after HeadOptions::maxIterations epochs, 200 at most, or when the loss has not
/// fallen by one part in a thousand for ten epochs. Arguments and errors as trainHead().
Result<std::shared_ptr<const Head>> trainPerceptron(const FeatureMatrix& features,
                                                    const std::vector<int>& labels, int classes,
                                                    const HeadOptions& options, const JobContext& job);

} // namespace microt
