// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <random>

#include "engine/features/feature_set.h"

namespace microt::test {

/// A dataset without files and its features: classes are blobs, clearer at deeper exits. Cuts 1 .. cutCount
/// and the full extractor. 60 % train, 15 % calibration, the rest test.
struct MadeTask
{
    Dataset dataset;
    FeatureSet features;
};

inline MadeTask makeTask(int classes, int perClass, int cutCount, std::uint64_t seed)
{
    std::mt19937_64 random(seed);
    const auto noise = [&random] {
        double sum = 0.0;
        for (int i = 0; i < 12; ++i)
            sum += static_cast<double>(random() >> 11) / 9007199254740992.0;
        return static_cast<float>(sum - 6.0);
    };
    MadeTask task;
    task.dataset.name = "made";
    for (int label = 0; label < classes; ++label) {
        task.dataset.classes.push_back("class " + std::to_string(label));
        for (int i = 0; i < perClass; ++i) {
            const int place = i * 20 / perClass;
            const Split split = place < 12 ? Split::train : place < 15 ? Split::calibration : Split::test;
            task.dataset.samples.push_back({std::to_string(label) + '/' + std::to_string(i), label, split});
        }
    }
    const auto count = static_cast<Eigen::Index>(task.dataset.samples.size());
    for (Eigen::Index i = 0; i < count; ++i)
        task.features.samples.push_back(static_cast<std::int32_t>(i));
    task.features.key = "made";
    for (int exit = 1; exit <= cutCount + 1; ++exit) {
        ExitFeatures features;
        features.cut = exit <= cutCount ? exit : kFullExit;
        features.values.resize(count, classes + exit);
        const float spread = 2.0F / static_cast<float>(exit);
        for (Eigen::Index row = 0; row < count; ++row)
            for (Eigen::Index d = 0; d < features.values.cols(); ++d)
                features.values(row, d) =
                    spread * noise() +
                    (d == task.dataset.samples[static_cast<std::size_t>(row)].label ? 1.5F : 0.0F);
        task.features.exits.push_back(std::move(features));
    }
    return task;
}

} // namespace microt::test
