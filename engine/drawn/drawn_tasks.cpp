// SPDX-License-Identifier: Apache-2.0
#include "engine/drawn/drawn_tasks.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <system_error>
#include <thread>

#include <opencv2/imgcodecs.hpp>

#include "engine/base/files.h"
#include "engine/drawn/scene_private.h"

namespace microt {

namespace fs = std::filesystem;

namespace {

Status savePicture(const cv::Mat& picture, const fs::path& path)
{
    std::vector<std::uint8_t> png;
    try {
        if (cv::imencode(".png", picture, png))
            return writeFileAtomically(path, {reinterpret_cast<const char*>(png.data()), png.size()});
    } catch (const cv::Exception&) {
        // Said below: the file's name is what helps.
    }
    return Failure{Error::ioFailure, printable(path) + ": the picture could not be encoded."};
}

/// Draws one picture of a class into its folder, unless it is there.
Status drawFile(const std::string& task, int label, int index, std::uint64_t seed, const fs::path& folder)
{
    std::string name = std::to_string(index);
    name.insert(0, 3 - std::min<std::size_t>(3, name.size()), '0');
    const fs::path path = folder / (name + ".png");
    std::error_code error;
    if (fs::exists(path, error))
        return {};
    return savePicture(drawPicture(task, label, index, seed), path);
}

} // namespace

const std::vector<DrawnTask>& drawnTasks()
{
    static const std::vector<DrawnTask> tasks = {
        {"leaves",
         "Leaves",
         {"beech", "chestnut", "clover", "ginkgo", "holly", "linden", "maple", "oak", "rowan", "willow"}},
        {"parts",
         "Workshop parts",
         {"bracket", "gear", "key", "nail", "nut", "pipe elbow", "screw", "spring", "washer", "wrench"}},
        {"signs",
         "Signs",
         {"ahead", "bicycle", "cross", "danger", "house", "lightning", "person", "tree", "turn", "water"}}};
    return tasks;
}

Status drawTask(const std::string& task, const fs::path& folder, int picturesPerClass, std::uint64_t seed,
                const JobContext& job)
{
    const auto found = std::find_if(drawnTasks().begin(), drawnTasks().end(),
                                    [&task](const DrawnTask& drawn) { return drawn.name == task; });
    if (found == drawnTasks().end())
        return Failure{Error::invalidArgument, "There is no drawn task \"" + printable(task) + "\"."};
    const std::int64_t total = static_cast<std::int64_t>(found->classes.size()) * picturesPerClass;
    std::atomic<std::int64_t> next{0};
    std::mutex mutex;
    Status status;
    const auto work = [&](bool reports) {
        for (std::int64_t i = next++; i < total && !job.cancel.cancelled(); i = next++) {
            if (reports && i % 32 < 8)
                job.report({"Drawing " + task, i, total, "pictures"});
            const auto label = static_cast<int>(i / picturesPerClass);
            const auto index = static_cast<int>(i % picturesPerClass);
            const Status saved =
                drawFile(task, label, index, seed, folder / found->classes[static_cast<std::size_t>(label)]);
            if (!saved.ok()) {
                const std::lock_guard lock(mutex);
                status = saved;
                next = total;
            }
        }
    };
    std::vector<std::thread> helpers;
    const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
    for (unsigned i = 1; i < std::min<unsigned>(cores, 8); ++i)
        helpers.emplace_back(work, false);
    work(true);
    for (std::thread& helper : helpers)
        helper.join();
    MICROT_CHECK(status);
    MICROT_CHECK(job.checkCancelled());
    job.report({"Drawing " + task, total, total, "pictures"});
    return {};
}

} // namespace microt
