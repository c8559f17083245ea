// SPDX-License-Identifier: Apache-2.0
#include "engine/train/pictures/training_pictures.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <unistd.h>

#include "engine/data/picture_loader.h"
#include "engine/data/preprocess.h"

namespace microt {

namespace {

/// For each output row or column: where its source window starts and the weights over it. The filter of
/// resizePicture, at any place between pixels: a triangle as wide as one output pixel when shrinking, as one
/// source pixel when enlarging.
struct Filter
{
    std::vector<int> begin;
    std::vector<float> weights; ///< [outputs, taps], 0 beyond the window
    int taps = 0;
};

Filter filterOf(double start, double extent, int outputs, int side)
{
    const double scale = extent / outputs;
    const double width = std::max(scale, 1.0);
    Filter filter;
    filter.taps = std::min(static_cast<int>(std::ceil(width)) * 2 + 1, side);
    filter.weights.assign(static_cast<std::size_t>(filter.taps) * static_cast<std::size_t>(outputs), 0.0F);
    for (int i = 0; i < outputs; ++i) {
        const double centre = start + (i + 0.5) * scale;
        const int begin = std::clamp(static_cast<int>(centre - width + 0.5), 0, side - filter.taps);
        filter.begin.push_back(begin);
        float* weights = filter.weights.data() + i * filter.taps;
        float sum = 0.0F;
        for (int k = 0; k < filter.taps; ++k) {
            const double distance = std::abs(begin + k + 0.5 - centre) / width;
            weights[k] = static_cast<float>(std::max(0.0, 1.0 - distance));
            sum += weights[k];
        }
        for (int k = 0; k < filter.taps; ++k)
            weights[k] /= sum;
    }
    return filter;
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

std::uint64_t halfOfMemory()
{
    return static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES)) *
           static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE)) / 2;
}

Result<TrainingPictures> TrainingPictures::load(const Dataset& dataset,
                                                const std::vector<std::int32_t>& indices,
                                                Preprocessing preprocessing, int side, const JobContext& job,
                                                std::uint64_t memory)
{
    const std::size_t stride =
        std::size_t{3} * static_cast<std::size_t>(side) * static_cast<std::size_t>(side);
    const std::size_t fitting = std::min<std::size_t>(memory / stride, indices.size());
    TrainingPictures pictures;
    preprocessing = preprocessing.squared();
    preprocessing.setSide(side);
    pictures.m_preprocessing = preprocessing;
    pictures.m_side = side;
    pictures.m_rgb.reserve(stride * fitting);
    PictureLoader loader(dataset, indices, preprocessing);
    Progress progress{"Decoding " + dataset.name, 0, static_cast<std::int64_t>(indices.size()), "pictures"};
    while (const auto loaded = loader.next()) {
        MICROT_CHECK(job.checkCancelled());
        if (++progress.done % 256 == 0)
            job.report(progress);
        const std::vector<std::uint8_t>& rgb = loaded->picture.rgb;
        if (rgb.size() != stride)
            continue;
        const Sample& sample = dataset.samples[static_cast<std::size_t>(loaded->sample)];
        if (pictures.m_samples.size() < fitting)
            pictures.m_rgb.insert(pictures.m_rgb.end(), rgb.begin(), rgb.end());
        else
            pictures.m_files.push_back(dataset.root / sample.path);
        pictures.m_labels.push_back(sample.label);
        pictures.m_indexOf[loaded->sample] = static_cast<int>(pictures.m_samples.size());
        pictures.m_samples.push_back(loaded->sample);
    }
    return pictures;
}

Result<Picture> TrainingPictures::picture(int index) const
{
    if (index >= kept()) {
        MICROT_TRY(const Picture decoded, decodePicture(m_files[static_cast<std::size_t>(index - kept())]));
        return fitToExtractor(decoded, m_preprocessing);
    }
    const auto stride = std::ptrdiff_t{3} * m_side * m_side;
    const auto start = m_rgb.begin() + index * stride;
    return Picture{m_side, m_side, std::vector<std::uint8_t>(start, start + stride)};
}

std::optional<int> TrainingPictures::find(std::int32_t sample) const
{
    const auto found = m_indexOf.find(sample);
    return found == m_indexOf.end() ? std::nullopt : std::optional(found->second);
}

Result<Picture> TrainingPictures::render(int index, int resolution, const View& view) const
{
    if (index < kept())
        return renderView(m_rgb.data() + std::ptrdiff_t{3} * m_side * m_side * index, m_side, resolution,
                          view);
    MICROT_TRY(const Picture whole, picture(index));
    return renderView(whole.rgb.data(), m_side, resolution, view);
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

void blendInto(Picture& picture, const Picture& other, double share)
{
    const auto weight = static_cast<float>(share);
    for (std::size_t i = 0; i < picture.rgb.size(); ++i)
        picture.rgb[i] = static_cast<std::uint8_t>((1.0F - weight) * static_cast<float>(picture.rgb[i]) +
                                                   weight * static_cast<float>(other.rgb[i]) + 0.5F);
}

Picture renderView(const std::uint8_t* source, int side, int resolution, const View& view)
{
    const Filter columns = filterOf(view.left, view.width, resolution, side);
    const Filter rows = filterOf(view.top, view.height, resolution, side);
    const int firstRow = *std::min_element(rows.begin.begin(), rows.begin.end());
    const int endRow = *std::max_element(rows.begin.begin(), rows.begin.end()) + rows.taps;
    const std::ptrdiff_t stride = std::ptrdiff_t{3} * resolution;
    std::vector<float> narrowed(static_cast<std::size_t>(stride * (endRow - firstRow)), 0.0F);
    for (int y = firstRow; y < endRow; ++y) {
        float* out = narrowed.data() + stride * (y - firstRow);
        for (int x = 0; x < resolution; ++x, out += 3) {
            const std::uint8_t* pixel =
                source + std::ptrdiff_t{3} * (y * side + columns.begin[static_cast<std::size_t>(x)]);
            const float* weights = columns.weights.data() + x * columns.taps;
            for (int k = 0; k < columns.taps; ++k, pixel += 3)
                for (int c = 0; c < 3; ++c)
                    out[c] += weights[k] * pixel[c];
        }
    }
    Picture varied{resolution, resolution, {}, 3};
    varied.rgb.resize(static_cast<std::size_t>(stride * resolution));
    std::vector<float> row(static_cast<std::size_t>(stride));
    for (int y = 0; y < resolution; ++y) {
        std::fill(row.begin(), row.end(), 0.0F);
        const float* weights = rows.weights.data() + y * rows.taps;
        for (int k = 0; k < rows.taps; ++k) {
            const float* in =
                narrowed.data() + stride * (rows.begin[static_cast<std::size_t>(y)] + k - firstRow);
            for (std::ptrdiff_t i = 0; i < stride; ++i)
                row[static_cast<std::size_t>(i)] += weights[k] * in[i];
        }
        for (int x = 0; x < resolution; ++x) {
            const float* in = row.data() + std::ptrdiff_t{3} * x;
            applyLight(view, {in[0], in[1], in[2]},
                       varied.rgb.data() + stride * y +
                           std::ptrdiff_t{3} * (view.mirrored ? resolution - 1 - x : x));
        }
    }
    return varied;
}

} // namespace microt
