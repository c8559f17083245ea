// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <system_error>

#include "engine/base/files.h"
#include "engine/project/run_record.h"

namespace microt {

namespace fs = std::filesystem;

namespace {

constexpr const char* kLabelWork = "/reading/labelWork";

/// Sets what is named by `setting`; what the list does not have was no setting of the task.
Status applySetting(TaskSettings& settings, const RunRecord::Setting& setting)
{
    for (FieldRef& field : fieldsOf(settings)) // anew each time: a choice changes what follows
        if (field.path == setting.path && field.path != kLabelWork)
            return field.set(shellWords(setting.words), field.path);
    return {};
}

Status applyTask(Project& project, const RunRecord& run)
{
    Task* task = project.findTask(run.task);
    if (task == nullptr)
        return Failure{Error::invalidArgument,
                       "The task " + printable(run.task) + " is no longer in the project."};
    TaskSettings settings = project.settingsOf(*task);
    for (const auto& [path, words] : settingsOfEarlierVersions())
        MICROT_CHECK(applySetting(settings, {path, words}));
    for (const RunRecord::Setting& setting : run.settings)
        MICROT_CHECK(applySetting(settings, setting));
    settings.reading.labelWork = task->reading.labelWork;
    task->reading = settings.reading;
    task->split = settings.split;
    task->stage = settings.stage;
    task->ratio = settings.ratio;
    project.network = settings.network;
    project.precision = settings.precision;
    project.choice = settings.choice;
    project.board = settings.board;
    project.activeTask = task->name;
    return {};
}

/// A shipped extractor has a name and no path.
bool isGone(const Project& project, const std::string& extractor)
{
    std::error_code error;
    return fs::path(extractor).has_parent_path() && !fs::exists(project.resolve(extractor), error);
}

} // namespace

Result<Project> projectOfRun(const Project& project, const RunRecord& run)
{
    Project restored = project;
    if (isGone(project, run.extractor))
        return Failure{Error::fileNotFound,
                       "Its extractor " + printable(run.extractor) + " is no longer there."};
    if (run.kind != RunKind::training)
        MICROT_CHECK(applyTask(restored, run));
    if (!run.extractor.empty())
        restored.extractor = run.extractor;
    return restored;
}

} // namespace microt
