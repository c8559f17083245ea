// SPDX-License-Identifier: Apache-2.0
#include "engine/train/training/sgd_private.h"

namespace microt {

Sgd::Sgd(std::vector<torch::Tensor> parameters, const SgdOptions& options)
    : m_parameters(std::move(parameters)), m_means(m_parameters.size()), m_options(options)
{}

void Sgd::step(double rate)
{
    const torch::NoGradGuard noGradients;
    // By whether they decay; biases and batch-norm's parameters do not.
    for (const bool decayed : {true, false}) {
        std::vector<torch::Tensor> parameters, gradients, known, knownGradients;
        std::vector<std::size_t> places;
        for (std::size_t p = 0; p < m_parameters.size(); ++p)
            if ((m_parameters[p].dim() >= 2) == decayed && m_parameters[p].grad().defined()) {
                places.push_back(p);
                parameters.push_back(m_parameters[p]);
                gradients.push_back(m_parameters[p].grad());
            }
        if (places.empty())
            continue;
        if (decayed && m_options.weightDecay != 0.0)
            gradients = at::_foreach_add(gradients, parameters, m_options.weightDecay);
        std::vector<torch::Tensor> moves = gradients;
        if (m_options.momentum != 0.0) {
            for (std::size_t i = 0; i < places.size(); ++i) {
                torch::Tensor& mean = m_means[places[i]];
                if (mean.defined()) {
                    known.push_back(mean);
                    knownGradients.push_back(gradients[i]);
                } else {
                    mean = gradients[i].clone();
                }
                moves[i] = mean;
            }
            if (!known.empty()) {
                at::_foreach_mul_(known, m_options.momentum);
                at::_foreach_add_(known, knownGradients, 1.0);
            }
            if (m_options.nesterov)
                moves = at::_foreach_add(gradients, moves, m_options.momentum);
        }
        at::_foreach_add_(parameters, moves, -rate);
    }
}

void Sgd::save(torch::serialize::OutputArchive& archive) const
{
    for (std::size_t p = 0; p < m_means.size(); ++p)
        if (m_means[p].defined())
            archive.write("mean" + std::to_string(p), m_means[p]);
}

void Sgd::load(torch::serialize::InputArchive& archive)
{
    for (std::size_t p = 0; p < m_means.size(); ++p) {
        torch::Tensor mean;
        if (archive.try_read("mean" + std::to_string(p), mean))
            m_means[p] = mean.to(m_parameters[p].device());
        else
            m_means[p] = torch::Tensor();
    }
}

} // namespace microt
