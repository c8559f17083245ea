// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/class_figures.h"

namespace microt {

ClassFigures classFigures(const std::vector<std::int64_t>& confusion, int classes)
{
    const auto count = static_cast<std::size_t>(classes);
    ClassFigures figures;
    double shares = 0.0;
    int present = 0;
    for (std::size_t label = 0; label < count; ++label) {
        std::int64_t samples = 0;
        std::int64_t answered = 0;
        for (std::size_t other = 0; other < count; ++other) {
            samples += confusion[label * count + other];
            answered += confusion[other * count + label];
        }
        if (samples == 0)
            continue;
        ++present;
        shares += static_cast<double>(confusion[label * count + label]) / static_cast<double>(samples);
        if (answered == 0)
            figures.neverAnswered.push_back(static_cast<int>(label));
    }
    figures.balanced = present > 0 ? shares / present : 0.0;
    return figures;
}

ClassFigures classFigures(const StageSamples& samples, const Thresholds& thresholds)
{
    return classFigures(confusionMatrix(samples, thresholds), samples.classes);
}

} // namespace microt
