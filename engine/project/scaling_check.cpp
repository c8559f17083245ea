// SPDX-License-Identifier: Apache-2.0
#include "engine/project/scaling_check.h"

#include <algorithm>
#include <cmath>

#include "engine/train/forward/embed.h"

namespace microt {

namespace {

constexpr int kMostPictures = 240;
constexpr double kLeastGain = 0.03;

/// Train pictures, classes in turns.
Dataset someTrainPictures(const Dataset& dataset)
{
    Dataset some = dataset;
    some.samples.clear();
    some.doubles.clear();
    for (const std::int32_t sample : balancedSamples(dataset, Split::train, kMostPictures))
        some.samples.push_back(dataset.samples[static_cast<std::size_t>(sample)]);
    return some;
}

/// For each picture, whether the nearest other one has its class.
Result<std::vector<bool>> nearestRight(const Extractor& extractor, const Dataset& pictures,
                                       const JobContext& job)
{
    MICROT_TRY(const FeatureSet features, embedDataset(extractor, pictures, {}, job));
    FeatureMatrix rows = features.full().values;
    for (Eigen::Index i = 0; i < rows.rows(); ++i)
        rows.row(i) /= std::max(rows.row(i).norm(), 1e-12F);
    Eigen::MatrixXf cosine = rows * rows.transpose();
    cosine.diagonal().setConstant(-2.0F);
    const auto labelOf = [&](Eigen::Index row) {
        const auto sample = static_cast<std::size_t>(features.samples[static_cast<std::size_t>(row)]);
        return pictures.samples[sample].label;
    };
    std::vector<bool> right;
    for (Eigen::Index i = 0; i < rows.rows(); ++i) {
        Eigen::Index nearest = 0;
        cosine.row(i).maxCoeff(&nearest);
        right.push_back(labelOf(nearest) == labelOf(i));
    }
    return right;
}

double shareOf(const std::vector<bool>& right)
{
    return static_cast<double>(std::count(right.begin(), right.end(), true)) /
           static_cast<double>(std::max<std::size_t>(right.size(), 1));
}

bool clearlyBetter(const std::vector<bool>& better, const std::vector<bool>& base)
{
    int won = 0;
    int lost = 0;
    for (std::size_t i = 0; i < base.size(); ++i) {
        won += better[i] && !base[i] ? 1 : 0;
        lost += base[i] && !better[i] ? 1 : 0;
    }
    return shareOf(better) - shareOf(base) >= kLeastGain && won - lost > 2.0 * std::sqrt(won + lost);
}

} // namespace

std::string BetterScaling::sentence() const
{
    char text[320];
    std::snprintf(text, sizeof text,
                  "The file does not say how pictures are scaled. With --input-preset %s the nearest of %d "
                  "train pictures has the right class for %.1f %%, as it is for %.1f %%.",
                  nameOf(preset), pictures, 100.0 * better, 100.0 * accuracy);
    return text;
}

Result<std::optional<BetterScaling>> findBetterScaling(const Extractor& extractor, const Dataset& dataset,
                                                       const JobContext& job)
{
    std::optional<BetterScaling> best;
    if (extractor.inputSource != InputSource::assumed || dataset.classes.size() < 2)
        return best;
    const Dataset pictures = someTrainPictures(dataset);
    if (pictures.samples.size() < 2 * dataset.classes.size())
        return best;
    const JobContext quiet{job.cancel, {}};
    MICROT_TRY(const std::vector<bool> base, nearestRight(extractor, pictures, quiet));
    const std::vector<InputPreset> presets = {InputPreset::symmetric, InputPreset::unit,
                                              InputPreset::imagenet, InputPreset::raw};
    for (std::size_t i = 0; i < presets.size(); ++i) {
        job.report({"Trying scalings of the input", static_cast<std::int64_t>(i),
                    static_cast<std::int64_t>(presets.size()), "presets"});
        Extractor other = extractor;
        setScaling(presets[i], other.graph.preprocessing);
        if (other.graph.preprocessing == extractor.graph.preprocessing)
            continue;
        auto right = nearestRight(other, pictures, quiet);
        if (!right.ok() && right.failure().code == Error::numericFailure)
            continue; // a scaling that the network cannot bear
        if (!right.ok())
            return right.failure();
        const double share = shareOf(right.value());
        if (right.value().size() == base.size() && clearlyBetter(right.value(), base) &&
            (!best || share > best->better))
            best = BetterScaling{presets[i], shareOf(base), share, static_cast<int>(base.size())};
    }
    return best;
}

} // namespace microt
