// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <system_error>

#include "engine/base/files.h"
#include "engine/base/guarded_json.h"
#include "engine/project/json_fields.h"
#include "engine/project/project.h"

namespace microt {

namespace fs = std::filesystem;

namespace {

using nlohmann::json;

constexpr int kFormat = 1; // raised when an older workbench could no longer read the file rightly
constexpr std::uint64_t kMaxFileBytes = std::uint64_t{1} << 24;
constexpr int kMaxCount = 1000000;

struct MeasureName
{
    ConfidenceMeasure measure;
    const char* name;
};
constexpr std::array<MeasureName, 3> kMeasures{{{ConfidenceMeasure::maxProbability, "maxProbability"},
                                                {ConfidenceMeasure::margin, "margin"},
                                                {ConfidenceMeasure::entropy, "entropy"}}};

const char* nameOf(ConfidenceMeasure measure)
{
    for (const MeasureName& entry : kMeasures)
        if (entry.measure == measure)
            return entry.name;
    return kMeasures[0].name;
}

fs::path projectFile(const fs::path& folder)
{
    return folder / "project.json";
}

json toJson(const HeadOptions& head)
{
    return {{"kind", headKindName(head.kind)},     {"inverseRegularisation", head.inverseRegularisation},
            {"maxIterations", head.maxIterations}, {"neighbours", head.neighbours},
            {"hiddenUnits", head.hiddenUnits},     {"seed", head.seed},
            {"asPublished", head.asPublished}};
}

json toJson(const Task& task)
{
    return {{"name", task.name},
            {"dataset", pathToJson(task.dataset)},
            {"split",
             {{"testShare", task.split.testShare},
              {"calibrationShare", task.split.calibrationShare},
              {"seed", task.split.seed}}},
            {"stage",
             {{"cut", task.stage.cut},
              {"measure", nameOf(task.stage.measure)},
              {"fitTemperature", task.stage.fitTemperature},
              {"head", toJson(task.stage.head)}}},
            {"ratio", task.ratio}};
}

json toJson(const Project& project)
{
    json tasks = json::array();
    for (const Task& task : project.tasks)
        tasks.push_back(toJson(task));
    return {{"format", kFormat},
            {"name", project.name},
            {"extractor", pathToJson(project.extractor)},
            {"tasks", tasks},
            {"activeTask", project.activeTask},
            {"board", project.board},
            {"precision", precisionName(project.precision)},
            {"weights",
             {{"accuracy", project.weights.accuracy},
              {"gain", project.weights.gain},
              {"macs", project.weights.macs}}},
            {"page", project.page}};
}

void readHead(JsonFields fields, HeadOptions& head)
{
    std::string kind = headKindName(head.kind);
    fields.read("kind", kind);
    const Result<HeadKind> parsed = parseHeadKind(kind);
    if (parsed.ok())
        head.kind = parsed.value();
    else
        fields.refuse("kind", "is no known kind of head");
    fields.read("inverseRegularisation", head.inverseRegularisation, kChosenFromData, 1e12);
    fields.read("maxIterations", head.maxIterations, 1, kMaxCount);
    fields.read("neighbours", head.neighbours, 1, kMaxCount);
    fields.read("hiddenUnits", head.hiddenUnits, 1, kMaxCount);
    fields.read("seed", head.seed);
    fields.read("asPublished", head.asPublished);
}

void readStage(JsonFields fields, StageOptions& stage)
{
    fields.read("cut", stage.cut, 0, kMaxCount);
    std::string measure = nameOf(stage.measure);
    fields.read("measure", measure);
    bool known = false;
    for (const MeasureName& entry : kMeasures)
        if (measure == entry.name) {
            stage.measure = entry.measure;
            known = true;
        }
    if (!known)
        fields.refuse("measure", "is no known measure of confidence");
    bool fullSeesPart = false; // a file from before there was a choice meant the paper's features
    fields.read("fullSeesPart", fullSeesPart);
    stage.head.asPublished = !fullSeesPart;
    fields.read("fitTemperature", stage.fitTemperature);
    readHead(fields.object("head"), stage.head);
}

Task readTask(JsonFields fields)
{
    Task task;
    fields.read("name", task.name);
    if (!isTaskName(task.name))
        fields.refuse("name", "is missing or no name: letters, digits, '-', '_' and '.' are allowed");
    fields.readPath("dataset", task.dataset);
    if (task.dataset.empty())
        fields.refuse("dataset", "is missing");
    JsonFields split = fields.object("split");
    split.read("testShare", task.split.testShare, 0.0, 1.0);
    split.read("calibrationShare", task.split.calibrationShare, 0.0, 1.0);
    split.read("seed", task.split.seed);
    readStage(fields.object("stage"), task.stage);
    fields.read("ratio", task.ratio, 0.0, 1.0);
    return task;
}

Project readProject(const json& content, Failure& failure)
{
    Project project;
    JsonFields fields(content, "", failure);
    fields.read("name", project.name);
    fields.readPath("extractor", project.extractor);
    fields.read("activeTask", project.activeTask);
    fields.read("board", project.board);
    fields.read("page", project.page);
    std::string precision = precisionName(project.precision);
    fields.read("precision", precision);
    if (const Result<Precision> parsed = parsePrecision(precision); parsed.ok())
        project.precision = parsed.value();
    else
        fields.refuse("precision", "must be float or int8");
    JsonFields weights = fields.object("weights");
    weights.read("accuracy", project.weights.accuracy, 0.0, 1e6);
    weights.read("gain", project.weights.gain, 0.0, 1e6);
    weights.read("macs", project.weights.macs, 0.0, 1e6);
    for (const json& entry : fields.list("tasks")) {
        const std::string where = "tasks[" + std::to_string(project.tasks.size()) + "]";
        Task task = readTask(JsonFields(entry, where, failure));
        if (project.findTask(task.name) != nullptr)
            JsonFields(entry, where, failure).refuse("name", "is the name of another task too");
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
    if (*format != kFormat)
        return Failure{Error::unsupportedVersion,
                       file + " has format " + format->dump() + "; this workbench reads format " +
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
    MICROT_TRY(const std::string text, readTextFile(path, kMaxFileBytes));
    MICROT_TRY(const json content, parseJson(text, file));
    MICROT_CHECK(checkFormat(content, file));
    Failure failure;
    Project project = readProject(content, failure);
    if (failure.code != Error::none)
        return Failure{failure.code, file + " is damaged: " + failure.what + "."};
    project.folder = path.parent_path();
    return project;
}

Status saveProject(const Project& project)
{
    const json content = toJson(project);
    // What could not be opened again must not replace what can.
    Failure failure;
    readProject(content, failure);
    if (failure.code != Error::none)
        return Failure{Error::invalidArgument, "Cannot save the project: " + failure.what + "."};
    return writeFileAtomically(projectFile(project.folder),
                               content.dump(2, ' ', false, json::error_handler_t::replace) + "\n");
}

} // namespace microt
