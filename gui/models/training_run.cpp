// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/models/training_run.h"

#include <algorithm>
#include <system_error>

#include "engine/base/fields_json.h"
#include "engine/base/files.h"
#include "engine/base/guarded_json.h"

namespace microt::gui {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr const char* kEnding = ".run.json";
constexpr std::uint64_t kMostBytes = 1 << 24;

fs::path fileOf(const fs::path& output)
{
    return output.string() + kEnding;
}

json epochsJson(const TrainingRun& run)
{
    json rows = json::array();
    for (const DistillEpoch& e : run.epochs)
        rows.push_back({e.epoch, e.loss, e.testMse, e.testRmse, e.testR2, e.picturesPerSecond});
    return rows;
}

json probesJson(const TrainingRun& run)
{
    json rows = json::array();
    for (const ProbePoint& probe : run.probes)
        if (probe.accuracy.ok())
            rows.push_back({probe.epoch, probe.accuracy.value().part, probe.accuracy.value().full});
    return rows;
}

/// `rows` of numbers only, each at least `columns` long.
bool isTable(const json& rows, std::size_t columns)
{
    return rows.is_array() && std::all_of(rows.begin(), rows.end(), [columns](const json& row) {
               return row.is_array() && row.size() >= columns &&
                      std::all_of(row.begin(), row.end(), [](const json& cell) { return cell.is_number(); });
           });
}

void readCurves(const json& content, TrainingRun& run)
{
    if (const json rows = content.value("epochs", json::array()); isTable(rows, 6))
        for (const json& row : rows) {
            DistillEpoch epoch;
            epoch.epoch = row[0];
            epoch.loss = row[1];
            epoch.testMse = row[2];
            epoch.testRmse = row[3];
            epoch.testR2 = row[4];
            epoch.picturesPerSecond = row[5];
            run.epochs.push_back(epoch);
        }
    if (const json rows = content.value("probes", json::array()); isTable(rows, 3))
        for (const json& row : rows)
            run.probes.push_back({row[0], ProbeAccuracy{row[1], row[2]}});
}

} // namespace

void addTold(TrainingRun& run, const std::vector<DistillEpoch>& epochs, const std::vector<ProbePoint>& probes)
{
    for (const DistillEpoch& epoch : epochs) {
        while (!run.epochs.empty() && run.epochs.back().epoch >= epoch.epoch)
            run.epochs.pop_back();
        run.epochs.push_back(epoch);
    }
    for (const ProbePoint& probe : probes) {
        while (!run.probes.empty() && run.probes.back().epoch >= probe.epoch)
            run.probes.pop_back();
        run.probes.push_back(probe);
    }
}

fs::path trainedFolder(const fs::path& project)
{
    return project / "extractors";
}

fs::path outputOf(const fs::path& project, const std::string& name)
{
    return trainedFolder(project) / (name + ".mtx");
}

Status keepRun(const fs::path& output, const TrainingRun& run)
{
    const json content = {{"purpose", run.purpose == Training::join ? "join" : "distil"},
                          {"cuts", run.cuts},
                          {"probeEvery", run.probeEvery},
                          {"options", fieldsToJson(run.work)},
                          {"epochs", epochsJson(run)},
                          {"probes", probesJson(run)}};
    MICROT_CHECK(makeFolders(output.parent_path()));
    return writeFileAtomically(fileOf(output), content.dump(1, ' ', false, json::error_handler_t::replace));
}

void forgetRun(const fs::path& output)
{
    std::error_code ignored;
    fs::remove(fileOf(output), ignored);
}

std::optional<TrainingRun> readRun(const fs::path& output)
{
    const auto text = readTextFile(fileOf(output), kMostBytes);
    if (!text.ok())
        return std::nullopt;
    const auto content = parseJson(text.value(), printable(fileOf(output)));
    TrainingRun run;
    run.name = output.stem().string();
    if (!content.ok() || !content.value().is_object() ||
        !readFields(content.value().value("options", json::object()), "options", run.work).ok())
        return std::nullopt;
    try {
        run.purpose = content.value().at("purpose") == "join" ? Training::join : Training::distil;
        run.cuts = content.value().at("cuts").get<std::vector<int>>();
        run.probeEvery = std::max(1, content.value().at("probeEvery").get<int>());
    } catch (const json::exception&) {
        return std::nullopt;
    }
    readCurves(content.value(), run);
    return run;
}

std::optional<TrainingRun> lastUnfinishedRun(const fs::path& project)
{
    std::error_code error;
    std::optional<TrainingRun> last;
    fs::file_time_type when;
    for (fs::directory_iterator at(trainedFolder(project), error), end; !error && at != end;
         at.increment(error)) {
        std::string file = at->path().string();
        const std::string ending(kEnding);
        if (file.size() <= ending.size() ||
            file.compare(file.size() - ending.size(), ending.size(), ending) != 0)
            continue;
        const auto written = fs::last_write_time(at->path(), error);
        if (last && written <= when)
            continue;
        if (auto run = readRun(file.substr(0, file.size() - ending.size()))) {
            last = std::move(run);
            when = written;
        }
    }
    return last;
}

} // namespace microt::gui
