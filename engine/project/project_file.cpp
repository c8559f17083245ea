// SPDX-License-Identifier: Apache-2.0
#include <system_error>

#include "engine/base/fields_json.h"
#include "engine/base/files.h"
#include "engine/base/guarded_json.h"
#include "engine/project/project.h"

namespace microt {

namespace fs = std::filesystem;

namespace {

using nlohmann::json;

constexpr int kFormat = 2; // raised when an older workbench could no longer read the file rightly
constexpr std::uint64_t kLargestProjectFile = std::uint64_t{1} << 24;

fs::path projectFile(const fs::path& folder)
{
    return folder / "project.json";
}

json toJson(const Project& project)
{
    json content = fieldsToJson(project);
    content["format"] = kFormat;
    json& tasks = content["tasks"] = json::array();
    for (const Task& task : project.tasks)
        tasks.push_back(fieldsToJson(task));
    return content;
}

/// A task of a file of format 1 as one of format 2: cut 0 meant the recommended one, what heads see belonged
/// to the heads, and a file from before there was a choice meant the paper's features.
void upgradeTask(json& task)
{
    if (!task.is_object())
        return;
    task.emplace("ratio", 0.5);
    json& stage = task.emplace("stage", json::object()).first.value();
    if (!stage.is_object())
        return;
    if (stage.value("cut", json(0)) == json(0))
        stage.erase("cut");
    if (stage.value("measure", json()) == "maxProbability")
        stage["measure"] = nameOf(ConfidenceMeasure::maxProbability);
    json published =
        !stage.value("fullSeesPart", json(false)).is_boolean() || !stage.value("fullSeesPart", false);
    if (const auto head = stage.find("head"); head != stage.end() && head->is_object())
        published = head->value("asPublished", published);
    stage["asPublished"] = published;
}

/// Files from before heads saw earlier cuts, too, mean those that do not.
json withSight(json task)
{
    if (task.is_object())
        if (const auto stage = task.find("stage"); stage != task.end() && stage->is_object())
            stage->emplace("earlier", 0);
    return task;
}

/// A file of format 1 as one of format 2, which recommended by the fused score.
void upgrade(json& content)
{
    content["choice"] = {{"by", nameOf(Recommendation::score)},
                         {"weights", content.value("weights", json::object())}};
    if (const auto tasks = content.find("tasks"); tasks != content.end() && tasks->is_array())
        for (json& task : *tasks)
            upgradeTask(task);
}

Result<Task> readTask(const json& content, const std::string& where)
{
    Task task;
    MICROT_CHECK(readFields(content, where, task));
    if (!isTaskName(task.name))
        return Failure{Error::malformed, "\"" + where +
                                             ".name\" is missing or no name: letters, digits, '-', "
                                             "'_' and '.' are allowed."};
    if (task.dataset.empty())
        return Failure{Error::malformed, "\"" + where + ".dataset\" is missing."};
    return task;
}

Result<Project> readProject(const json& content)
{
    Project project;
    MICROT_CHECK(readFields(content, "", project));
    const json tasks = content.value("tasks", json::array());
    if (!tasks.is_array())
        return Failure{Error::malformed, "\"tasks\" is not a list."};
    for (const json& entry : tasks) {
        const std::string where = "tasks[" + std::to_string(project.tasks.size()) + "]";
        MICROT_TRY(Task task, readTask(withSight(entry), where));
        if (project.findTask(task.name) != nullptr)
            return Failure{Error::malformed, "\"" + where + ".name\" is the name of another task too."};
        project.tasks.push_back(std::move(task));
    }
    if (project.findTask(project.activeTask) == nullptr)
        project.activeTask = project.tasks.empty() ? "" : project.tasks.front().name;
    return project;
}

/// The format comes first: of a newer file nothing else can be judged.
Status checkFormat(const json& content, const std::string& file)
{
    const auto format = content.is_object() ? content.find("format") : content.end();
    if (format == content.end() || !format->is_number_integer())
        return Failure{Error::malformed, file + " is not a project: \"format\" is missing."};
    if (*format < 1 || *format > kFormat)
        return Failure{Error::unsupportedVersion,
                       file + " has format " + format->dump() + "; this workbench reads formats 1 to " +
                           std::to_string(kFormat) + ". Open it with a newer workbench."};
    return {};
}

} // namespace

Result<Project> createProject(const fs::path& folder, const std::string& name)
{
    Project project;
    project.folder = fs::absolute(folder).lexically_normal();
    project.name = name;
    std::error_code error;
    if (fs::exists(fs::symlink_status(projectFile(project.folder), error)))
        return Failure{Error::invalidArgument,
                       printable(project.folder) +
                           " already holds a project. Open it, or choose another folder."};
    MICROT_CHECK(saveProject(project));
    return project;
}

Result<Project> openProject(const fs::path& folder)
{
    const fs::path path = projectFile(fs::absolute(folder).lexically_normal());
    const std::string file = printable(path);
    MICROT_TRY(const std::string text, readTextFile(path, kLargestProjectFile));
    MICROT_TRY(json content, parseJson(text, file));
    MICROT_CHECK(checkFormat(content, file));
    if (content["format"] == 1)
        upgrade(content);
    Result<Project> project = readProject(content);
    if (!project.ok())
        return Failure{project.failure().code, file + " is damaged: " + project.failure().what};
    project.value().folder = path.parent_path();
    return project;
}

Status saveProject(const Project& project)
{
    const json content = toJson(project);
    // What could not be opened again must not replace what can.
    if (const Result<Project> read = readProject(content); !read.ok())
        return Failure{Error::invalidArgument, "Cannot save the project: " + read.failure().what};
    return writeFileAtomically(projectFile(project.folder),
                               content.dump(2, ' ', false, json::error_handler_t::replace) + "\n");
}

} // namespace microt
