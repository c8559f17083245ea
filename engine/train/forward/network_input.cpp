// SPDX-License-Identifier: Apache-2.0
#include "engine/train/forward/network_input_private.h"

#include <algorithm>
#include <array>

namespace microt {

namespace {

/// Value of every pixel, by colour. normalise()'s formula, operation by operation.
using Table = std::array<std::array<float, 256>, 3>;

Table tableOf(const Preprocessing& preprocessing)
{
    Table table{};
    for (std::size_t colour = 0; colour < table.size(); ++colour)
        for (int pixel = 0; pixel < 256; ++pixel)
            table[colour][static_cast<std::size_t>(pixel)] =
                (static_cast<float>(pixel) / 255.0F - preprocessing.mean[colour]) /
                preprocessing.deviation[colour];
    return table;
}

/// [N, C, H, W] of values that lie [N, H, W, C]. One channel has both orders at once, and is taken for plain.
torch::Tensor planesOf(const torch::Tensor& values)
{
    return values.size(3) == 1 ? values.view({values.size(0), 1, values.size(1), values.size(2)})
                               : values.permute({0, 3, 1, 2});
}

torch::Tensor scaledOnCpu(const torch::Tensor& bytes, const Preprocessing& preprocessing)
{
    const Table table = tableOf(preprocessing);
    torch::Tensor values = torch::empty(bytes.sizes(), torch::kFloat32);
    const std::uint8_t* from = bytes.data_ptr<std::uint8_t>();
    float* to = values.data_ptr<float>();
    const std::int64_t count = bytes.numel();
    if (bytes.size(3) == 1) {
        for (std::int64_t i = 0; i < count; ++i)
            to[i] = table[0][from[i]];
    } else {
        for (std::int64_t i = 0; i < count; i += 3)
            for (std::size_t colour = 0; colour < 3; ++colour)
                to[i + static_cast<std::int64_t>(colour)] =
                    table[colour][from[i + static_cast<std::int64_t>(colour)]];
    }
    return planesOf(values);
}

} // namespace

torch::Tensor scaleOnDevice(const torch::Tensor& bytes, const Preprocessing& preprocessing)
{
    const std::int64_t channels = bytes.size(3);
    const auto perColour = [&](const std::array<float, 3>& values) {
        return torch::from_blob(const_cast<float*>(values.data()), {channels}, torch::kFloat32)
            .clone()
            .to(bytes.device(), true);
    };
    // By tensors: a division by a plain number is a multiplication by its inverse on GPUs, other bits.
    const torch::Tensor range =
        torch::full({1}, 255.0F, torch::device(bytes.device()).dtype(torch::kFloat32));
    torch::Tensor values = bytes.to(torch::kFloat32);
    values.div_(range).sub_(perColour(preprocessing.mean)).div_(perColour(preprocessing.deviation));
    return planesOf(values);
}

torch::Tensor networkInput(const torch::Tensor& bytes, const Preprocessing& preprocessing,
                           const torch::Device& place)
{
    if (place.is_cpu())
        return scaledOnCpu(bytes, preprocessing);
    return scaleOnDevice(bytes.to(place, true), preprocessing);
}

torch::Tensor networkInput(const std::vector<Picture>& fitted, const Preprocessing& preprocessing,
                           const torch::Device& place)
{
    torch::Tensor bytes = torch::empty({static_cast<std::int64_t>(fitted.size()), preprocessing.height,
                                        preprocessing.width, preprocessing.channels()},
                                       torch::kUInt8);
    std::uint8_t* to = bytes.data_ptr<std::uint8_t>();
    for (const Picture& picture : fitted) {
        std::copy(picture.rgb.begin(), picture.rgb.end(), to);
        to += bytes.stride(0);
    }
    return networkInput(bytes, preprocessing, place);
}

} // namespace microt
