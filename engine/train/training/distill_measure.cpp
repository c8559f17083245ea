// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "engine/train/training/distill_network_private.h"
#include "engine/train/training/whole_pictures.h"

namespace microt {

namespace {

/// Full features of whole held-out pictures, batch-norm folded.
Result<FeatureMatrix> featuresOf(const Graph& graph, const DistillData& data, const Device& device,
                                 WorkerPool& workers)
{
    MICROT_TRY(const FloatExecutor executor, FloatExecutor::create(graph, device));
    FeatureMatrix features(static_cast<Eigen::Index>(data.test.size()), graph.featureCount());
    MICROT_CHECK(runOnWholePictures(executor, graph.preprocessing, data.pictures, data.test, workers,
                                    [&](int first, const FloatExecutor::Output& output) {
                                        const FeatureMatrix& full = output.exits.back();
                                        features.middleRows(first, full.rows()) = full;
                                    }));
    return features;
}

} // namespace

Status measureHeldOut(const Graph& graph, const DistillNetwork& network, const DistillData& data,
                      const ComputePlace& place, WorkerPool& workers, DistillEpoch& result)
{
    Ranks* const ranks = place.ranks;
    MICROT_TRY(FeatureMatrix features, featuresOf(graph, data, place.device, workers));
    const Eigen::Index count = features.rows();
    const torch::NoGradGuard noGradients;
    const torch::Tensor matched =
        network.match(torch::from_blob(features.data(), {count, features.cols()}, torch::kFloat32))
            .contiguous();
    const Eigen::Map<const FeatureMatrix> predicted(matched.data_ptr<float>(), count, matched.size(1));
    FeatureMatrix wanted(count, data.targets.dimensions());
    for (Eigen::Index i = 0; i < count; ++i)
        wanted.row(i) = data.targets.of({data.test[static_cast<std::size_t>(i)], 0});
    // As sums, which ranks can add up.
    std::vector<double> sums{(predicted - wanted).cast<double>().squaredNorm(),
                             wanted.cast<double>().squaredNorm(), static_cast<double>(count)};
    const Eigen::RowVectorXd columns = wanted.cast<double>().colwise().sum();
    sums.insert(sums.end(), columns.begin(), columns.end());
    if (ranks != nullptr)
        MICROT_CHECK(ranks->sum(sums));
    if (sums[2] == 0.0)
        return {};
    const double error = sums[0];
    double spread = sums[1];
    for (std::size_t c = 3; c < sums.size(); ++c)
        spread -= sums[c] * sums[c] / sums[2];
    result.testMse = error / (sums[2] * static_cast<double>(wanted.cols()));
    result.testRmse = std::sqrt(result.testMse);
    // What is left of a difference of sums is rounding where one picture, or none that differs, was held
    // out.
    result.testR2 = spread > 1e-9 * sums[1] ? 1.0 - error / spread : 0.0;
    return {};
}

} // namespace microt
