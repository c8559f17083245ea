// SPDX-License-Identifier: Apache-2.0
#include "engine/project/scaling_check.h"

#include <algorithm>
#include <atomic>
#include <cmath>

#include "engine/base/parallel.h"
#include "engine/data/picture_loader.h"
#include "engine/data/preprocess.h"
#include "engine/train/forward/embed.h"
#include "engine/train/forward/fold.h"

namespace microt {

namespace {

constexpr int kMostPictures = 240;
constexpr std::int64_t kMostPixels = std::int64_t{64} << 20; ///< of all pictures together
constexpr std::size_t kObserved = 32;
constexpr double kLeastGain = 0.03;

struct Look
{
    std::vector<Picture> pictures; ///< fitted
    std::vector<int> labels;
};

/// Train pictures, classes in turns.
Result<Look> loadPictures(const Dataset& dataset, const Preprocessing& how, const JobContext& job)
{
    const std::int64_t fit = kMostPixels / (std::int64_t{how.height} * how.width);
    const int most = static_cast<int>(std::clamp<std::int64_t>(fit, 1, kMostPictures));
    PictureLoader loader(dataset, balancedSamples(dataset, Split::train, most), how);
    Look look;
    while (auto loaded = loader.next()) {
        MICROT_CHECK(job.checkCancelled());
        if (loaded->picture.rgb.empty())
            continue;
        look.pictures.push_back(std::move(loaded->picture));
        look.labels.push_back(dataset.samples[static_cast<std::size_t>(loaded->sample)].label);
    }
    return look;
}

std::vector<float> inputOf(const Picture& picture, const Preprocessing& how)
{
    std::vector<float> planes(static_cast<std::size_t>(how.height) * static_cast<std::size_t>(how.width) *
                              static_cast<std::size_t>(how.channels()));
    normalise(picture, how, planes.data());
    return planes;
}

/// Full features [pictures, features].
Result<FeatureMatrix> featuresOf(const FloatExecutor& executor, const Graph& graph, const Look& look,
                                 const Preprocessing& how, const JobContext& job)
{
    FeatureMatrix rows(static_cast<Eigen::Index>(look.pictures.size()), graph.featureCount());
    const Progress progress{"Trying a scaling of the input", 0,
                            static_cast<std::int64_t>(look.pictures.size()), "pictures"};
    MICROT_CHECK(forEachInParallel(progress, job, [&](std::size_t i) -> Status {
        MICROT_TRY(const FloatExecutor::Output output,
                   executor.run(inputOf(look.pictures[i], how).data(), 1));
        rows.row(static_cast<Eigen::Index>(i)) = output.exits.back().row(0);
        return {};
    }));
    return rows;
}

/// For each picture, whether the nearest other one has its class.
std::vector<bool> nearestRight(FeatureMatrix rows, const std::vector<int>& labels)
{
    for (Eigen::Index i = 0; i < rows.rows(); ++i)
        rows.row(i) /= std::max(rows.row(i).norm(), 1e-12F);
    Eigen::MatrixXf cosine = rows * rows.transpose();
    cosine.diagonal().setConstant(-2.0F);
    std::vector<bool> right;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        Eigen::Index nearest = 0;
        cosine.row(static_cast<Eigen::Index>(i)).maxCoeff(&nearest);
        right.push_back(labels[static_cast<std::size_t>(nearest)] == labels[i]);
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

Result<std::optional<BetterScaling>> findBetter(const FloatExecutor& executor, const Graph& graph,
                                                const Look& look, const JobContext& job)
{
    std::optional<BetterScaling> best;
    MICROT_TRY(FeatureMatrix rows, featuresOf(executor, graph, look, graph.preprocessing, job));
    const std::vector<bool> base = nearestRight(std::move(rows), look.labels);
    for (const InputPreset preset :
         {InputPreset::symmetric, InputPreset::unit, InputPreset::imagenet, InputPreset::raw}) {
        Preprocessing how = graph.preprocessing;
        setScaling(preset, how);
        if (how == graph.preprocessing)
            continue;
        auto features = featuresOf(executor, graph, look, how, job);
        if (!features.ok() && features.failure().code == Error::numericFailure)
            continue; // a scaling that the network cannot bear
        if (!features.ok())
            return features.failure();
        const std::vector<bool> right = nearestRight(std::move(features).value(), look.labels);
        if (clearlyBetter(right, base) && (!best || shareOf(right) > best->better))
            best = BetterScaling{preset, shareOf(base), shareOf(right), static_cast<int>(base.size())};
    }
    return best;
}

Result<double> saturationOf(const FloatExecutor& executor, const Graph& graph, const Look& look,
                            const JobContext& job)
{
    const Graph folded = foldBatchNorm(graph);
    std::atomic<std::int64_t> numbers{0};
    std::atomic<std::int64_t> highest{0};
    const std::size_t count = std::min(kObserved, look.pictures.size());
    const Progress progress{"Looking for saturation", 0, static_cast<std::int64_t>(count), "pictures"};
    MICROT_CHECK(forEachInParallel(progress, job, [&](std::size_t i) {
        const auto observe = [&](int index, const float* values, const Shape& shape) {
            const Node& node = folded.nodes[static_cast<std::size_t>(index)];
            if (node.kind != OpKind::clip || !std::isfinite(node.clipMax))
                return;
            const float nearly = node.clipMax - 1e-3F * std::abs(node.clipMax);
            numbers += shape.elements();
            highest += std::count_if(values, values + shape.elements(),
                                     [nearly](float value) { return value >= nearly; });
        };
        return executor.observe(inputOf(look.pictures[i], graph.preprocessing).data(), 1, observe);
    }));
    return static_cast<double>(highest) / static_cast<double>(std::max<std::int64_t>(numbers, 1));
}

} // namespace

std::vector<std::string> ScalingCheck::warnings() const
{
    std::vector<std::string> warnings;
    char text[320];
    if (saturated > kSaturated) {
        std::snprintf(
            text, sizeof text,
            "The network looks saturated: %.0f %% of what its bounded activations give is at the upper "
            "bound. Pictures are perhaps scaled otherwise than it was trained with; see microt info, and "
            "state it with --input-preset.",
            100.0 * saturated);
        warnings.emplace_back(text);
    }
    if (better) {
        std::snprintf(
            text, sizeof text,
            "The network seems to want other pixels: with --input-preset %s the nearest of %d train "
            "pictures has the right class for %.1f %%, as it is for %.1f %%.",
            nameOf(better->preset), better->pictures, 100.0 * better->better, 100.0 * better->accuracy);
        warnings.emplace_back(text);
    }
    return warnings;
}

Result<ScalingCheck> checkScaling(const Extractor& extractor, const Dataset& dataset, const JobContext& job)
{
    ScalingCheck check;
    const Graph& graph = extractor.graph;
    MICROT_TRY(const Look look, loadPictures(dataset, graph.preprocessing, job));
    if (look.pictures.empty())
        return check;
    MICROT_TRY(const FloatExecutor executor, FloatExecutor::create(graph));
    MICROT_TRY(check.saturated, saturationOf(executor, graph, look, job));
    const bool enough = dataset.classes.size() > 1 && look.pictures.size() >= 2 * dataset.classes.size();
    if (extractor.inputSource != InputSource::file && enough) {
        MICROT_TRY(check.better, findBetter(executor, graph, look, job));
    }
    return check;
}

} // namespace microt
