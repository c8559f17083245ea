// SPDX-License-Identifier: Apache-2.0
#include "engine/train/training/view_batch_private.h"

#include <algorithm>

namespace microt {

namespace {

enum Number { kLeft, kTop, kWidth, kHeight, kMirrored, kSaturation, kGain, kOffset };

/// One number of every view, as [n, 1, 1].
torch::Tensor numberOf(const ViewTensors& views, Number number)
{
    return views.numbers.select(1, number).view({-1, 1, 1});
}

/// Weights of source rows or columns for every output one, [n, outputs, side]: the filter of renderView(), a
/// triangle as wide as one output pixel when shrinking, as one source pixel when enlarging.
torch::Tensor filterOf(const torch::Tensor& start, const torch::Tensor& extent, int outputs,
                       std::int64_t side)
{
    const auto numbers = torch::device(start.device()).dtype(torch::kFloat32);
    const torch::Tensor output = torch::arange(outputs, numbers).view({1, -1, 1}) + 0.5;
    const torch::Tensor pixel = torch::arange(side, numbers).view({1, 1, -1}) + 0.5;
    const torch::Tensor scale = extent / outputs;
    const torch::Tensor centre = start + output * scale;
    const torch::Tensor weights = (1.0 - (pixel - centre).abs() / scale.clamp_min(1.0)).clamp_min(0.0);
    return weights / weights.sum(2, true);
}

torch::Tensor toBytes(const torch::Tensor& values)
{
    return (values.clamp(0.0, 255.0) + 0.5).to(torch::kUInt8);
}

torch::Tensor inColours(const torch::Tensor& rgb, Colour colour)
{
    if (colour == Colour::rgb)
        return rgb;
    if (colour == Colour::bgr)
        return rgb.flip(3);
    const torch::Tensor levels = rgb.to(torch::kInt32);
    const torch::Tensor sum =
        levels.select(3, 0) * 299 + levels.select(3, 1) * 587 + levels.select(3, 2) * 114;
    return torch::div(sum + 500, 1000, "floor").to(torch::kUInt8).unsqueeze(3);
}

} // namespace

void ViewSlot::write(const Picture& source, const View& view) const
{
    std::copy(source.rgb.begin(), source.rgb.end(), picture);
    numbers[kLeft] = static_cast<float>(view.left);
    numbers[kTop] = static_cast<float>(view.top);
    numbers[kWidth] = static_cast<float>(view.width);
    numbers[kHeight] = static_cast<float>(view.height);
    numbers[kMirrored] = view.mirrored ? 1.0F : 0.0F;
    numbers[kSaturation] = view.saturation;
    numbers[kGain] = view.gain;
    numbers[kOffset] = view.offset;
}

ViewSlot ViewTensors::slot(int index) const
{
    return {pictures.data_ptr<std::uint8_t>() + index * pictures.stride(0),
            numbers.data_ptr<float>() + index * numbers.stride(0)};
}

ViewBatch ViewBatch::part(std::int64_t first, std::int64_t count, const torch::Device& place) const
{
    const auto moved = [&](const torch::Tensor& whole) {
        return whole.narrow(0, first, count).to(place, true);
    };
    ViewBatch part{{moved(shown.pictures), moved(shown.numbers)}, {}, {}, {}};
    // Looked for here: a GPU would have to be waited for.
    const torch::Tensor places = (share.narrow(0, first, count) > 0.0).nonzero().flatten();
    if (places.numel() > 0) {
        part.other = {moved(other.pictures), moved(other.numbers)};
        part.share = moved(share);
        part.blended = places.to(place);
    }
    return part;
}

torch::Tensor renderViews(const ViewTensors& views, int resolution)
{
    const std::int64_t count = views.pictures.size(0);
    const std::int64_t side = views.pictures.size(1);
    const torch::Tensor columns = filterOf(numberOf(views, kLeft), numberOf(views, kWidth), resolution, side);
    const torch::Tensor mirrored =
        torch::where(numberOf(views, kMirrored) > 0.5, columns.flip(1), columns); // [n, R, S]
    const torch::Tensor rows = filterOf(numberOf(views, kTop), numberOf(views, kHeight), resolution, side);
    // Rows of all three colours at once: [n, R, S] x [n, S, 3 S] -> [n, R, S, 3].
    const torch::Tensor flat = views.pictures.to(torch::kFloat32).view({count, side, side * 3});
    const torch::Tensor lowered = torch::bmm(rows, flat).view({count, resolution, side, 3});
    const torch::Tensor in = torch::einsum("nxs,nysc->nyxc", {mirrored, lowered});
    const torch::Tensor grey =
        (in.select(3, 0) * 0.299 + in.select(3, 1) * 0.587 + in.select(3, 2) * 0.114).unsqueeze(3);
    const auto each = [&](Number number) { return numberOf(views, number).unsqueeze(3); };
    return toBytes((grey + each(kSaturation) * (in - grey)) * each(kGain) + each(kOffset));
}

torch::Tensor renderBatch(const ViewBatch& batch, const Preprocessing& preprocessing)
{
    const torch::NoGradGuard noGradients;
    const int side = preprocessing.side();
    torch::Tensor shown = renderViews(batch.shown, side);
    if (batch.blended.defined()) {
        const auto chosen = [&batch](const torch::Tensor& all) { return all.index_select(0, batch.blended); };
        const torch::Tensor other =
            renderViews({chosen(batch.other.pictures), chosen(batch.other.numbers)}, side);
        const torch::Tensor share = chosen(batch.share).view({-1, 1, 1, 1});
        shown.index_copy_(
            0, batch.blended,
            toBytes((1.0 - share) * chosen(shown).to(torch::kFloat32) + share * other.to(torch::kFloat32)));
    }
    return inColours(shown, preprocessing.colour).contiguous();
}

} // namespace microt
