// SPDX-License-Identifier: Apache-2.0
// Private to engine/train: includes torch.
#pragma once

#include <torch/torch.h>

#include "engine/train/pictures/training_pictures.h"

namespace microt {

constexpr int kViewNumbers = 8; ///< of a View

/// Where a picture and what is seen of it are written.
struct ViewSlot
{
    std::uint8_t* picture = nullptr; ///< [S, S, 3]
    float* numbers = nullptr;        ///< kViewNumbers

    void write(const Picture& source, const View& view) const;
};

/// Square pictures uint8 [n, S, S, 3], and what is seen of each: float32 [n, kViewNumbers].
struct ViewTensors
{
    torch::Tensor pictures;
    torch::Tensor numbers;

    ViewSlot slot(int index) const;
};

/// What a batch of views is rendered from: `share` [n] of the other picture is blended into the one shown.
struct ViewBatch
{
    ViewTensors shown;
    ViewTensors other;
    torch::Tensor share;
    torch::Tensor blended; ///< places of the shares above 0, int64; part() knows them

    /// The pictures [first, first + count) on `place`; copies to a GPU do not wait.
    ViewBatch part(std::int64_t first, std::int64_t count, const torch::Device& place) const;
};

/// renderView() of a whole batch, on the device where it is: uint8 [n, resolution, resolution, 3]. A value
/// differs by one level of 255 at most, where rounding went the other way.
torch::Tensor renderViews(const ViewTensors& views, int resolution);

/// What blendInto() makes of renderViews(), in the extractor's colours, uint8 [n, side, side, C]. The
/// extractor's input must be square. A value differs by one level at most.
torch::Tensor renderBatch(const ViewBatch& batch, const Preprocessing& preprocessing);

} // namespace microt
