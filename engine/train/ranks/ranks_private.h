// SPDX-License-Identifier: Apache-2.0
// Private to engine/train: includes torch.
#pragma once

#include <torch/torch.h>

#include "engine/train/ranks/ranks.h"

namespace microt {

/// Ranks as libtorch makes them.
class TorchRanks : public Ranks
{
public:
    /// Replaces each number of a contiguous float32 or float64 tensor by its sum over all ranks.
    virtual Status sum(torch::Tensor& numbers) = 0;
    using Ranks::sum;
};

/// The same for any ranks, wherever the tensor lies. Errors: rankLost, what torch throws.
Status sumTensor(Ranks& ranks, torch::Tensor& numbers);

} // namespace microt
