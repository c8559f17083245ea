// SPDX-License-Identifier: Apache-2.0
#include "engine/quant/calibration_pictures.h"

#include <algorithm>
#include <utility>

#include "engine/base/counter_random.h"
#include "engine/data/picture_loader.h"

namespace microt {

std::vector<std::int32_t> chooseCalibration(const Dataset& dataset, const QuantizeOptions& options)
{
    using Ranked = std::pair<std::uint64_t, std::int32_t>;
    std::vector<std::vector<Ranked>> classes(dataset.classes.size());
    for (std::size_t i = 0; i < dataset.samples.size(); ++i) {
        const Sample& sample = dataset.samples[i];
        if (sample.split == Split::train)
            classes[static_cast<std::size_t>(sample.label)].emplace_back(
                CounterRandom(options.seed, 0, i).next(), static_cast<std::int32_t>(i));
    }
    for (std::vector<Ranked>& members : classes)
        std::sort(members.begin(), members.end());

    std::vector<std::int32_t> chosen;
    const auto wanted = static_cast<std::size_t>(options.pictures);
    bool left = true;
    for (std::size_t turn = 0; left && chosen.size() < wanted; ++turn) {
        left = false;
        for (const std::vector<Ranked>& members : classes)
            if (turn < members.size() && chosen.size() < wanted) {
                chosen.push_back(members[turn].second);
                left = true;
            }
    }
    std::sort(chosen.begin(), chosen.end());
    return chosen;
}

Result<std::vector<Picture>> loadCalibration(const Dataset& dataset, std::vector<std::int32_t>& chosen,
                                             const Preprocessing& preprocessing, const JobContext& job)
{
    std::vector<Picture> pictures;
    std::vector<std::int32_t> readable;
    PictureLoader loader(dataset, chosen, preprocessing);
    while (auto loaded = loader.next()) {
        MICROT_CHECK(job.checkCancelled());
        if (loaded->picture.rgb.empty())
            continue;
        pictures.push_back(std::move(loaded->picture));
        readable.push_back(loaded->sample);
    }
    chosen = std::move(readable);
    if (pictures.empty())
        return Failure{Error::tooFewSamples, "The train split of " + dataset.name +
                                                 " has no readable picture to calibrate int8 ranges with."};
    return pictures;
}

} // namespace microt
