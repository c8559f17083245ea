// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

#include "engine/project/workflow.h"
#include "gui/cli/verb.h"

namespace microt::cli {

constexpr const char* kDataHelp =
    "A folder of pictures in any known layout, or a CSV manifest (path,label,split)";
/// What can be opened as an extractor, for --help.
constexpr const char* kExtractorHelp =
    "A zoo .json (weights .pth beside it), .onnx, .tflite, our .mtx, or a shipped name";

/// Has the option, if there is one, take only a board that there is.
void checkBoard(Verb& verb, const std::string& option = "--board");

/// Where verbs keep what they computed of pictures.
struct CacheOptions
{
    std::string named;
    bool none = false;

    /// Adds --cache and --no-cache; `what` is kept: "features".
    void add(Verb& verb, const std::string& what);
    std::filesystem::path folder() const; ///< the user's if none is named; empty: nothing is kept
};

/// What the verbs take that begin with an extractor and a dataset.
struct TaskOptions
{
    std::string extractor;
    std::string data;
    CacheOptions cache;
    TaskSettings settings;

    /// Adds EXTRACTOR, DATA, the cache options, and an option for each of the settings but those below
    /// `except` (Verb::fields()).
    void add(Verb& verb, const std::vector<std::string>& except);

    std::filesystem::path cacheFolder() const { return cache.folder(); }
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

/// All but the dataset. Errors: those of findBoardProfile() and openExtractor().
Result<OpenedTask> openTools(const TaskOptions& options);

/// Opens and divides. `mayLackClasses`: pictures without classes are taken as openPictures() does. Errors:
/// those of the steps.
Result<OpenedTask> openTask(const TaskOptions& options, const JobContext& job, bool mayLackClasses = false);

/// All steps of the work. Errors: those of openTask() and runSteps().
Result<TaskResult> runTask(const TaskOptions& options, const OpenedTask& opened, bool wantsCuts,
                           const JobContext& job);

} // namespace microt::cli
