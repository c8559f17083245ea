// SPDX-License-Identifier: Apache-2.0
#include "engine/drawn/drawn_tasks.h"

#include <algorithm>
#include <system_error>

#include <opencv2/imgcodecs.hpp>

#include "engine/base/files.h"
#include "engine/base/parallel.h"
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
    return forEachInParallel({"Drawing " + task, 0, total, "pictures"}, job, [&](std::size_t i) {
        const auto label = static_cast<int>(i) / picturesPerClass;
        return drawFile(task, label, static_cast<int>(i) % picturesPerClass, seed,
                        folder / found->classes[static_cast<std::size_t>(label)]);
    });
}

} // namespace microt
