// SPDX-License-Identifier: Apache-2.0
#include "engine/train/training/whole_pictures.h"

#include <algorithm>

#include "engine/data/preprocess.h"

namespace microt {

namespace {

Result<Picture> fitted(const TrainingPictures& pictures, int number, const Preprocessing& preprocessing)
{
    MICROT_TRY(const Picture shown,
               pictures.render(number, preprocessing.side(), wholeView(pictures.side())));
    return squashToExtractor(shown, preprocessing);
}

} // namespace

Status runOnWholePictures(const FloatExecutor& executor, const Preprocessing& preprocessing,
                          const TrainingPictures& pictures, const std::vector<int>& numbers,
                          WorkerPool& workers,
                          const std::function<void(int first, const FloatExecutor::Output& output)>& take)
{
    const bool onGpu = executor.device().isCuda();
    const int most = onGpu ? 256 : 16; // a GPU is asked by this thread, about many at once
    const auto count = static_cast<int>(numbers.size());
    const auto show = [&](std::vector<Picture>& input, int first, int i) -> Status {
        MICROT_TRY(input[static_cast<std::size_t>(i)],
                   fitted(pictures, numbers[static_cast<std::size_t>(first + i)], preprocessing));
        return {};
    };
    const auto ask = [&](int batch) -> Status {
        const int first = batch * most;
        const int size = std::min(count - first, most);
        std::vector<Picture> input(static_cast<std::size_t>(size));
        if (onGpu)
            MICROT_CHECK(workers.runAll(size, [&](int i) { return show(input, first, i); }));
        for (int i = 0; !onGpu && i < size; ++i)
            MICROT_CHECK(show(input, first, i));
        MICROT_TRY(const auto output, executor.run(input));
        take(first, output);
        return {};
    };
    const int batches = (count + most - 1) / most;
    if (!onGpu)
        return workers.runAll(batches, ask);
    for (int batch = 0; batch < batches; ++batch)
        MICROT_CHECK(ask(batch));
    return {};
}

} // namespace microt
