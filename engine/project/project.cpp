// SPDX-License-Identifier: Apache-2.0
#include "engine/project/project.h"

#include <algorithm>
#include <cstdio>
#include <system_error>
#include <utility>

#include "engine/base/files.h"
#include "engine/project/board_record.h"
#include "engine/project/run_record.h"

namespace microt {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMaxTaskName = 64;

bool isNameCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
}

} // namespace

Task* Project::findTask(const std::string& taskName)
{
    return const_cast<Task*>(std::as_const(*this).findTask(taskName));
}

const Task* Project::findTask(const std::string& taskName) const
{
    const auto found =
        std::find_if(tasks.begin(), tasks.end(), [&](const Task& task) { return task.name == taskName; });
    return found == tasks.end() ? nullptr : &*found;
}

TaskSettings Project::settingsOf(const Task& task) const
{
    TaskSettings settings;
    settings.network = network;
    settings.reading = task.reading;
    if (!task.reading.labelWork.empty())
        settings.reading.labelWork = resolve(task.reading.labelWork).string();
    settings.split = task.split;
    settings.stage = task.stage;
    settings.ratio = task.ratio;
    settings.precision = precision;
    settings.choice = choice;
    settings.board = board;
    return settings;
}

fs::path Project::splitFile(const Task& task) const
{
    char division[96];
    std::snprintf(division, sizeof division, "-test%.9g-calibration%.9g-seed%llu.csv", task.split.testShare,
                  task.split.calibrationShare, static_cast<unsigned long long>(task.split.seed));
    return folder / "splits" / (task.name + division);
}

fs::path Project::resolve(const std::string& path) const
{
    return (folder / path).lexically_normal();
}

std::string Project::relativise(const fs::path& path) const
{
    const fs::path absolute = fs::absolute(path).lexically_normal();
    const fs::path inside = absolute.lexically_relative(folder.lexically_normal());
    const bool leaves = inside.empty() || *inside.begin() == "..";
    return (leaves ? absolute : inside).string();
}

bool isTaskName(const std::string& name)
{
    return !name.empty() && name.size() <= kMaxTaskName && name.front() != '.' &&
           std::all_of(name.begin(), name.end(), isNameCharacter);
}

namespace {

/// Moves a file over one that may be there; nothing where there is none.
Status moveFile(const fs::path& from, const fs::path& to)
{
    std::error_code error;
    if (!fs::exists(from, error))
        return {};
    fs::rename(from, to, error);
    if (error)
        return Failure{Error::ioFailure, printable(from) + " cannot be renamed to " +
                                             printable(to.filename()) + ": " + error.message() + "."};
    return {};
}

} // namespace

Status renameTask(Project& project, const std::string& from, const std::string& to)
{
    Task* task = project.findTask(from);
    if (task == nullptr || !isTaskName(to) || project.findTask(to) != nullptr)
        return Failure{Error::invalidArgument,
                       "\"" + printable(to) +
                           "\" cannot name a task: 1 to 64 letters, digits, '-', '_' and "
                           "'.' that no other task has."};
    Task renamed = *task;
    renamed.name = to;
    MICROT_CHECK(moveFile(project.splitFile(*task), project.splitFile(renamed)));
    if (task->reading.labelWork == Project::labelWorkFile(*task)) {
        renamed.reading.labelWork = Project::labelWorkFile(renamed);
        MICROT_CHECK(
            moveFile(project.resolve(task->reading.labelWork), project.resolve(renamed.reading.labelWork)));
    }
    MICROT_CHECK(renameBoardRecords(project, from, to));
    MICROT_CHECK(renameRuns(project, from, to));
    if (project.activeTask == from)
        project.activeTask = to;
    *task = std::move(renamed);
    return {};
}

std::string freeTaskName(const Project& project, const std::string& wish)
{
    std::string name;
    for (const char c : wish) {
        if (isNameCharacter(c))
            name += c;
        else if (!name.empty() && name.back() != '-')
            name += '-'; // one for any run of other characters
    }
    name.erase(0, name.find_first_not_of(".-"));
    constexpr std::size_t kRoomForNumber = 8;
    name.resize(std::min(name.size(), kMaxTaskName - kRoomForNumber));
    while (!name.empty() && name.back() == '-')
        name.pop_back();
    if (name.empty())
        name = "task";

    std::string free = name;
    for (int number = 2; project.findTask(free) != nullptr; ++number)
        free = name + "-" + std::to_string(number);
    return free;
}

} // namespace microt
