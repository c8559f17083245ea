// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <system_error>

#include "engine/base/files.h"
#include "engine/base/guarded_json.h"
#include "engine/base/hash.h"
#include "engine/project/run_file_private.h"

namespace microt {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr int kRunFormat = 1; // raised when an older workbench could no longer read the file rightly
constexpr std::string_view kRunPrefix = "run-";
constexpr std::string_view kRunEnding = ".json";
constexpr std::uint64_t kMostRunBytes = 1 << 20;

fs::path resultsOf(const Project& project)
{
    return project.folder / "results";
}

std::string dumped(const json& content, int indent)
{
    return content.dump(indent, ' ', false, json::error_handler_t::replace);
}

std::string sealedText(json content)
{
    content.erase("seal");
    content["seal"] = sha256Hex(dumped(content, -1));
    return dumped(content, 1) + "\n";
}

json runJson(const RunRecord& run)
{
    json settings = json::array();
    for (const RunRecord::Setting& setting : run.settings)
        settings.push_back({setting.path, setting.words});
    json figures = json::array();
    for (const RunRecord::Figure& figure : run.figures)
        if (std::isfinite(figure.value)) // JSON has nothing else
            figures.push_back({figure.name, figure.value});
    return {{"format", kRunFormat}, {"kind", nameOf(run.kind)}, {"title", run.title},
            {"task", run.task},     {"made", run.made},         {"extractor", run.extractor},
            {"settings", settings}, {"figures", figures},       {"artefacts", run.artefacts},
            {"star", run.star},     {"note", run.note}};
}

/// Throws json::exception where something is not what it should be.
RunFile fromJson(const json& content)
{
    RunFile file;
    RunRecord& run = file.run;
    const auto kind = parseName<RunKind>(content.at("kind").get<std::string>(), "kind");
    run.kind = kind.ok() ? kind.value() : RunKind::outcome;
    run.title = content.at("title").get<std::string>();
    run.task = content.at("task").get<std::string>();
    run.made = content.at("made").get<std::string>();
    run.extractor = content.at("extractor").get<std::string>();
    for (const json& setting : content.at("settings"))
        run.settings.push_back({setting.at(0).get<std::string>(), setting.at(1).get<std::string>()});
    for (const json& figure : content.at("figures"))
        run.figures.push_back({figure.at(0).get<std::string>(), figure.at(1).get<double>()});
    run.artefacts = content.at("artefacts").get<std::vector<std::string>>();
    run.star = content.value("star", false);
    run.note = content.value("note", std::string());
    file.removed = content.value("removed", false);
    return file;
}

Failure damaged(const fs::path& file)
{
    return {Error::malformed, printable(file) + " is damaged: it is not as it was written."};
}

/// The object, whole and of a format that is known.
Result<json> readSealed(const fs::path& file)
{
    MICROT_TRY(const std::string text, readTextFile(file, kMostRunBytes));
    MICROT_TRY(json content, parseJson(text, printable(file)));
    if (!content.is_object() || !content.contains("seal"))
        return damaged(file);
    json whole = content;
    whole.erase("seal");
    if (content["seal"] != sha256Hex(dumped(whole, -1)))
        return damaged(file);
    if (const json format = content.value("format", json()); format != kRunFormat)
        return Failure{Error::unsupportedVersion,
                       printable(file) + " was written by a newer workbench; open it with that."};
    return content;
}

} // namespace

fs::path runFile(const Project& project, const std::string& id)
{
    return resultsOf(project) / (std::string(kRunPrefix) + id + std::string(kRunEnding));
}

std::vector<fs::path> runFiles(const Project& project)
{
    std::vector<fs::path> files;
    std::error_code error;
    for (fs::directory_iterator at(resultsOf(project), error), end; !error && at != end; at.increment(error))
        if (at->path().filename().string().compare(0, kRunPrefix.size(), kRunPrefix) == 0 &&
            at->path().extension() == kRunEnding)
            files.push_back(at->path());
    std::sort(files.begin(), files.end());
    return files;
}

std::string runText(const RunRecord& run)
{
    return sealedText(runJson(run));
}

Result<RunFile> readRunFile(const fs::path& file)
{
    MICROT_TRY(const json content, readSealed(file));
    try {
        RunFile read = fromJson(content);
        read.run.id = file.stem().string().substr(kRunPrefix.size());
        return read;
    } catch (const json::exception&) {
        return damaged(file);
    }
}

Status changeRunFile(const fs::path& file, const json& members)
{
    MICROT_TRY(json content, readSealed(file));
    content.update(members);
    return writeFileAtomically(file, sealedText(std::move(content)));
}

} // namespace microt
