// SPDX-License-Identifier: Apache-2.0
// Private to engine/train: includes torch.
#pragma once

#include <vector>

#include <torch/torch.h>

#include "engine/data/picture.h"
#include "engine/model/preprocessing.h"

namespace microt {

/// Fitted pictures, uint8 [N, H, W, C], as a network's input on `place`: float32 [N, C, H, W], channels-last,
/// the very bits of normalise(). They travel as bytes and become numbers there; a copy to a GPU does not
/// wait, so that pinned bytes must stay until it is done.
torch::Tensor networkInput(const torch::Tensor& bytes, const Preprocessing& preprocessing,
                           const torch::Device& place);
/// The same of pictures that are as `preprocessing` says.
torch::Tensor networkInput(const std::vector<Picture>& fitted, const Preprocessing& preprocessing,
                           const torch::Device& place);

/// The second half, for bytes that are on their device already, with libtorch's operators.
torch::Tensor scaleOnDevice(const torch::Tensor& bytes, const Preprocessing& preprocessing);

} // namespace microt
