// SPDX-License-Identifier: Apache-2.0
#include "engine/train/training_pictures.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <unistd.h>

#include "engine/data/picture_loader.h"

namespace microt {

namespace {

/// Where one output row or column reads: two neighbours and the weight of the second.
struct Tap
{
    int first = 0;
    int second = 0;
    float weight = 0.0F;
};

std::vector<Tap> tapsOf(double start, double extent, int outputs, int side, bool mirrored)
{
    std::vector<Tap> taps(static_cast<std::size_t>(outputs));
    for (int i = 0; i < outputs; ++i) {
        const double at =
            std::clamp(start + (i + 0.5) * extent / outputs - 0.5, 0.0, static_cast<double>(side - 1));
        const int first = static_cast<int>(at);
        taps[static_cast<std::size_t>(mirrored ? outputs - 1 - i : i)] = {
            first, std::min(first + 1, side - 1), static_cast<float>(at - first)};
    }
    return taps;
}

void applyLight(const View& view, const std::array<float, 3>& in, std::uint8_t* out)
{
    const float grey = 0.299F * in[0] + 0.587F * in[1] + 0.114F * in[2];
    for (std::size_t c = 0; c < 3; ++c) {
        const float value = (grey + view.saturation * (in[c] - grey)) * view.gain + view.offset;
        out[c] = static_cast<std::uint8_t>(std::clamp(value, 0.0F, 255.0F) + 0.5F);
    }
}

} // namespace

View wholeView(int side)
{
    View view;
    view.width = side;
    view.height = side;
    return view;
}

View drawView(const Augmentation& augmentation, int side, CounterRandom& random)
{
    View view;
    const double area = random.uniform(augmentation.smallestArea, 1.0);
    const double logAspect = std::log(augmentation.largestAspect);
    const double aspect = std::exp(random.uniform(-logAspect, logAspect));
    view.width = side * std::min(1.0, std::sqrt(area * aspect));
    view.height = side * std::min(1.0, std::sqrt(area / aspect));
    view.left = random.uniform(0.0, side - view.width);
    view.top = random.uniform(0.0, side - view.height);
    view.mirrored = random.uniform() < 0.5;
    const double range = augmentation.light;
    view.saturation = static_cast<float>(random.uniform(1.0 - range, 1.0 + range));
    view.gain = static_cast<float>(random.uniform(1.0 - range, 1.0 + range));
    const double brightness = random.uniform(-range, range);
    // Contrast pivots about the middle of the range.
    view.offset = static_cast<float>(127.5 * (1.0 - view.gain + brightness));
    return view;
}

Result<TrainingPictures> TrainingPictures::load(const Dataset& dataset,
                                                const std::vector<std::int32_t>& indices,
                                                Preprocessing preprocessing, int side, const JobContext& job)
{
    const std::size_t stride =
        std::size_t{3} * static_cast<std::size_t>(side) * static_cast<std::size_t>(side);
    const double bytes = static_cast<double>(stride) * static_cast<double>(indices.size());
    const double memory =
        static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
    if (bytes > memory / 2)
        return Failure{Error::outOfMemory,
                       std::to_string(indices.size()) + " pictures of " + dataset.name + " need " +
                           std::to_string(static_cast<std::int64_t>(bytes / 1e6)) +
                           " MB, more than half of this machine's memory; use fewer pictures "
                           "or a smaller resolution."};

    TrainingPictures pictures;
    pictures.m_side = side;
    pictures.m_rgb.reserve(stride * indices.size());
    preprocessing.resolution = side;
    PictureLoader loader(dataset, indices, preprocessing);
    Progress progress{"Decoding " + dataset.name, 0, static_cast<std::int64_t>(indices.size()), "pictures"};
    while (const auto loaded = loader.next()) {
        MICROT_CHECK(job.checkCancelled());
        if (++progress.done % 256 == 0)
            job.report(progress);
        if (loaded->picture.rgb.size() != stride)
            continue;
        pictures.m_rgb.insert(pictures.m_rgb.end(), loaded->picture.rgb.begin(), loaded->picture.rgb.end());
        pictures.m_labels.push_back(dataset.samples[static_cast<std::size_t>(loaded->sample)].label);
        pictures.m_samples.push_back(loaded->sample);
    }
    return pictures;
}

Picture TrainingPictures::picture(int index) const
{
    const auto stride = std::ptrdiff_t{3} * m_side * m_side;
    const auto start = m_rgb.begin() + index * stride;
    return {m_side, m_side, std::vector<std::uint8_t>(start, start + stride)};
}

Picture TrainingPictures::render(int index, int resolution, const View& view) const
{
    return renderView(m_rgb.data() + std::ptrdiff_t{3} * m_side * m_side * index, m_side, resolution, view);
}

View jitterView(const View& view, double range, CounterRandom& random)
{
    View closer = view;
    const double scale = random.uniform(1.0 - range, 1.0);
    closer.width *= scale;
    closer.height *= scale;
    closer.left += random.uniform(0.0, view.width - closer.width);
    closer.top += random.uniform(0.0, view.height - closer.height);
    closer.mirrored = view.mirrored != (random.uniform() < 0.5);
    return closer;
}

Picture renderView(const std::uint8_t* source, int side, int resolution, const View& view)
{
    const auto columns = tapsOf(view.left, view.width, resolution, side, view.mirrored);
    const auto rows = tapsOf(view.top, view.height, resolution, side, false);
    Picture varied{resolution, resolution, {}};
    varied.rgb.resize(std::size_t{3} * rows.size() * columns.size());
    std::uint8_t* out = varied.rgb.data();
    for (const Tap& row : rows) {
        const std::uint8_t* upper = source + std::ptrdiff_t{3} * side * row.first;
        const std::uint8_t* lower = source + std::ptrdiff_t{3} * side * row.second;
        for (const Tap& column : columns) {
            std::array<float, 3> value{};
            for (int c = 0; c < 3; ++c) {
                const int a = 3 * column.first + c;
                const int b = 3 * column.second + c;
                const float up = upper[a] + column.weight * static_cast<float>(upper[b] - upper[a]);
                const float low = lower[a] + column.weight * static_cast<float>(lower[b] - lower[a]);
                value[static_cast<std::size_t>(c)] = up + row.weight * (low - up);
            }
            applyLight(view, value, out);
            out += 3;
        }
    }
    return varied;
}

} // namespace microt
