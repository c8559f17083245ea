// SPDX-License-Identifier: Apache-2.0
#include <system_error>

#include "engine/base/files.h"
#include "engine/drawn/drawn_tasks.h"
#include "engine/project/workflow.h"

namespace microt {

namespace fs = std::filesystem;

namespace {

constexpr const char* kName = "demo";
constexpr const char* kExtractor = "microt-vww0-64";
constexpr int kPicturesPerClass = 80;
constexpr std::uint64_t kSeed = 2024;

Result<Project> openOrCreate(const fs::path& folder)
{
    std::error_code error;
    if (!fs::exists(folder / "project.json", error))
        return createProject(folder, kName);
    MICROT_TRY(Project project, openProject(folder));
    if (project.name != kName)
        return Failure{Error::invalidArgument, printable(folder) + " holds the project \"" +
                                                   printable(project.name) +
                                                   "\". Choose another folder for the demo."};
    return project;
}

} // namespace

Result<Project> makeDemoProject(const fs::path& folder, const JobContext& job)
{
    MICROT_TRY(Project project, openOrCreate(folder));
    if (project.extractor.empty())
        project.extractor = kExtractor;
    for (const DrawnTask& drawn : drawnTasks()) {
        const fs::path pictures = project.folder / "tasks" / drawn.name;
        MICROT_CHECK(drawTask(drawn.name, pictures, kPicturesPerClass, kSeed, job));
        if (project.findTask(drawn.name) != nullptr)
            continue;
        Task task;
        task.name = drawn.name;
        task.dataset = project.relativise(pictures);
        project.tasks.push_back(task);
    }
    if (project.activeTask.empty())
        project.activeTask = project.tasks.front().name;
    MICROT_CHECK(saveProject(project));
    return project;
}

} // namespace microt
