// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/heads/head.h"

namespace microt {

/// One hidden layer of ReLU units on standardised features, softmax cross-entropy, L2 of 1 / (C rows), and
/// dropout (Srivastava et al. 2014) of a fifth of the features and half of the hidden units. Adam, its rate
/// falling from 0.003 to zero along a cosine, over 4,000 batches or 40 epochs, whichever is more, and at most
/// PerceptronOptions::maxIterations epochs. Batches have 64 rows, or an eighth of the rows, but not under 8.
/// `weights`: what classWeights() gives. Arguments and errors as trainHead().
Result<std::shared_ptr<const Head>> trainPerceptron(const FeatureMatrix& features,
                                                    const std::vector<int>& labels, int classes,
                                                    const PerceptronOptions& options,
                                                    const std::vector<float>& weights, std::uint64_t seed,
                                                    const JobContext& job);

} // namespace microt
