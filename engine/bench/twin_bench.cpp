// SPDX-License-Identifier: Apache-2.0
#include "engine/bench/twin_bench.h"

#include <algorithm>
#include <chrono>

#include "engine/base/median.h"

namespace microt {

namespace {

constexpr double kSeconds = 0.4; ///< of one round

double measure(Executor& executor, const std::vector<std::uint8_t>& picture)
{
    using Clock = std::chrono::steady_clock;
    const int last = executor.image().header->exitCount - 1;
    const auto start = Clock::now();
    double seconds = 0.0;
    int pictures = 0;
    while (seconds < kSeconds) {
        executor.setPicture(picture.data());
        static_cast<void>(executor.runTo(last));
        ++pictures;
        seconds = std::chrono::duration<double>(Clock::now() - start).count();
    }
    return pictures / seconds;
}

} // namespace

Result<TwinBench> benchTwin(const std::vector<std::uint8_t>& image, HostKernels kernels,
                            const std::function<Result<double>()>& peer, int rounds, const JobContext& job)
{
    if (rounds < 1 || rounds > 1000)
        return Failure{Error::outOfRange, "A benchmark takes 1 to 1000 rounds."};
    MICROT_TRY(const Twin twin, Twin::create(image, kernels));
    TwinRun run(twin);
    const ImageTensor& input = twin.image().input();
    std::vector<std::uint8_t> picture(std::size_t{input.height} * input.width * input.channels);
    for (std::size_t i = 0; i < picture.size(); ++i)
        picture[i] = static_cast<std::uint8_t>(i * 2654435761U >> 13U);
    measure(run.executor(), picture);
    std::vector<double> ours, theirs, ratios;
    for (int round = 0; round < rounds; ++round) {
        MICROT_CHECK(job.checkCancelled());
        job.report({"Measuring int8", round, rounds, "rounds"});
        ours.push_back(measure(run.executor(), picture));
        MICROT_TRY(const double other, peer());
        theirs.push_back(other);
        ratios.push_back(ours.back() / other);
    }
    return TwinBench{twin.kernels(), median(ours), median(theirs), median(ratios)};
}

} // namespace microt
