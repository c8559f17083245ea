// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

#include "engine/project/workflow.h"
#include "gui/cli/console.h"

namespace CLI {
class App;
}

namespace microt::cli {

/// What can be opened as an extractor, for --help.
constexpr const char* kExtractorHelp =
    "A zoo .json (weights .pth beside it), float .onnx, int8 .tflite, our .mtx, or a shipped name";

/// What the verbs take that begin with an extractor and a dataset.
struct TaskOptions
{
    std::string extractor;
    std::string data;
    std::string cache;
    bool noCache = false;
    TaskSettings settings;

    /// Adds EXTRACTOR, DATA, the cache options, and an option for each of the settings but those below
    /// `except` (addFields()).
    void add(CLI::App& app, const std::vector<std::string>& except);

    std::filesystem::path cacheFolder() const;
};

/// What those verbs start from.
struct OpenedTask
{
    BoardProfile board;
    Extractor extractor;
    GraphCost cost;
    Dataset dataset; ///< divided
};

/// The dataset, divided by nothing yet; pictures without classes as those of one class, all of them to learn
/// from. Errors: those of openDataset().
Result<Dataset> openPictures(const TaskOptions& options, const JobContext& job);

/// Opens and divides. `mayLackClasses`: pictures without classes are taken as openPictures() does. Errors:
/// those of the steps.
Result<OpenedTask> openTask(const TaskOptions& options, const JobContext& job, bool mayLackClasses = false);

/// All steps of the work. Errors: those of openTask() and runSteps().
Result<TaskResult> runTask(const TaskOptions& options, const OpenedTask& opened, bool wantsCuts,
                           const JobContext& job);

/// The verbs. Each adds itself to `app` and, when chosen, sets `status`.
void addData(CLI::App& app, Console& console, int& status);
void addInfo(CLI::App& app, Console& console, int& status);
void addEmbed(CLI::App& app, Console& console, int& status);
void addCuts(CLI::App& app, Console& console, int& status);
void addQuantize(CLI::App& app, Console& console, int& status);
void addTune(CLI::App& app, Console& console, int& status);
void addDistill(CLI::App& app, Console& console, int& status);
void addJoin(CLI::App& app, Console& console, int& status);
void addPretrain(CLI::App& app, Console& console, int& status);
void addRemake(CLI::App& app, Console& console, int& status);
void addReport(CLI::App& app, Console& console, int& status);
void addDemo(CLI::App& app, Console& console, int& status);
void addBoard(CLI::App& app, Console& console, int& status);
void addCompare(CLI::App& app, Console& console, int& status);
void addBench(CLI::App& app, Console& console, int& status);

} // namespace microt::cli
