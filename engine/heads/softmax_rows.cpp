// SPDX-License-Identifier: Apache-2.0
#include "engine/heads/softmax_rows.h"

#include <cmath>

namespace microt {

double softmaxResidual(FeatureMatrix& logits, const int* labels, const float* weights)
{
    double loss = 0.0;
    for (Eigen::Index r = 0; r < logits.rows(); ++r) {
        auto row = logits.row(r);
        const float highest = row.maxCoeff();
        const double weight = weights != nullptr ? static_cast<double>(weights[labels[r]]) : 1.0;
        loss -= weight * (static_cast<double>(row[labels[r]]) - static_cast<double>(highest));
        row.array() = (row.array() - highest).exp();
        const float sum = row.sum();
        loss += weight * std::log(static_cast<double>(sum));
        row *= 1.0F / sum;
        row[labels[r]] -= 1.0F;
        if (weights != nullptr)
            row *= weights[labels[r]];
    }
    return loss;
}

} // namespace microt
