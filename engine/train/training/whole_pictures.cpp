// SPDX-License-Identifier: Apache-2.0
#include "engine/train/training/whole_pictures.h"

#include <algorithm>

#include "engine/data/preprocess.h"

namespace microt {

Status runOnWholePictures(const FloatExecutor& executor, const Preprocessing& preprocessing,
                          const TrainingPictures& pictures, const std::vector<int>& numbers,
                          WorkerPool& workers,
                          const std::function<void(int first, const FloatExecutor::Output& output)>& take)
{
    constexpr int kBatch = 16;
    const int side = preprocessing.side();
    const auto stride =
        static_cast<std::size_t>(preprocessing.channels() * preprocessing.height * preprocessing.width);
    const auto count = static_cast<int>(numbers.size());
    return workers.runAll((count + kBatch - 1) / kBatch, [&](int batch) -> Status {
        const int first = batch * kBatch;
        const int end = std::min(count, first + kBatch);
        std::vector<float> input(static_cast<std::size_t>(end - first) * stride);
        for (int i = first; i < end; ++i) {
            MICROT_TRY(const Picture shown, pictures.render(numbers[static_cast<std::size_t>(i)], side,
                                                            wholeView(pictures.side())));
            normalise(squashToExtractor(shown, preprocessing), preprocessing,
                      input.data() + static_cast<std::size_t>(i - first) * stride);
        }
        MICROT_TRY(const auto output, executor.run(input.data(), end - first));
        take(first, output);
        return {};
    });
}

} // namespace microt
