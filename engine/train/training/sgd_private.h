// SPDX-License-Identifier: Apache-2.0
// Private to engine/train: includes torch.
#pragma once

#include <vector>

#include <torch/torch.h>

namespace microt {

/// What stochastic gradient descent needs beside the gradients.
struct SgdOptions
{
    double momentum = 0.9;
    bool nesterov = true;
    double weightDecay = 5e-4; ///< of convolutions and linear layers
    double clipNorm = 0.0;     ///< gradients longer than this are shortened to it; 0: never
};

/// Stochastic gradient descent on all parameters at once: on a GPU a few kernels and not a few for each of
/// them. Bit for bit torch::optim::SGD on a CPU.
///
///     d = gradient + weightDecay parameter    (parameters of two or more dimensions)
///     b = d at first, then momentum b + d
///     parameter -= rate (nesterov ? d + momentum b : b)
class Sgd
{
public:
    /// `parameters` stay the module's own.
    Sgd(std::vector<torch::Tensor> parameters, const SgdOptions& options);

    /// Parameters without a gradient stay as they are. Errors: what torch throws.
    void step(double rate);

    /// The moving means of the gradients.
    void save(torch::serialize::OutputArchive& archive) const;
    void load(torch::serialize::InputArchive& archive);

private:
    std::vector<torch::Tensor> m_parameters;
    std::vector<torch::Tensor> m_means; ///< undefined before a parameter's first gradient
    SgdOptions m_options;
};

} // namespace microt
