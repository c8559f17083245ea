// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/fields.h"
#include "engine/cut/cut_table.h"
#include "engine/data/dataset.h"
#include "engine/exchange/extractor_options.h"
#include "engine/quant/features_at.h"
#include "engine/stage/stage_model.h"

namespace microt {

/// Everything a user chooses that decides the figures of one task with one extractor.
struct TaskSettings
{
    ExtractorOptions network; ///< what its file does not say
    ReadOptions reading;
    SplitOptions split; ///< its seed is the task's one seed: also of heads, of int8 ranges, of draws
    StageOptions stage;
    std::optional<double> ratio;              ///< none: the recommended one
    Precision precision = Precision::float32; ///< of the features behind every figure
    QuantizeOptions ranges;
    CutChoice choice;
    std::string board = "stm32h7a3zi";

    template <typename Self, typename Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit(self.network, Field("network", ""));
        visit(self.reading, Field("reading", ""));
        visit(self.split, Field("split", ""));
        visit(self.stage, Field("stage", ""));
        visit(self.ratio, kRatioField);
        visit(self.precision, kPrecisionField);
        visit(self.ranges, Field("ranges", ""));
        visit(self.choice, Field("choice", ""));
        visit(self.board, kBoardField);
    }
    static constexpr Field kRatioField =
        Field("ratio", "Stage-decision ratio: share the part model should answer (default: the recommended)")
            .range(0.0, 1.0);
    static constexpr Field kPrecisionField =
        Field("precision", "Arithmetic of the features: float, or int8 as the board computes");
    static constexpr Field kBoardField = Field("board", "Board whose energy is modelled");
};

/// One local task of a project: a dataset with its own split, heads, cut, ratio.
struct Task
{
    std::string name;    ///< unique in the project, also a file name: letters, digits, '-', '_', '.'
    std::string dataset; ///< folder or manifest; relative to the project folder when inside it
    ReadOptions reading;
    SplitOptions split;
    StageOptions stage;
    std::optional<double> ratio; ///< none: the recommended one

    template <typename Self, typename Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit(self.name, Field("name", "Name of the task"));
        visit(self.dataset, Field("dataset", "Folder or manifest"));
        visit(self.reading, Field("reading", ""));
        visit(self.split, Field("split", ""));
        visit(self.stage, Field("stage", ""));
        visit(self.ratio, TaskSettings::kRatioField);
    }
    bool operator==(const Task& other) const { return sameFields(*this, other); }
};

/// What a user works on: one extractor, several tasks, and the choices he made. A project is a folder; this
/// is its project.json. Results are not stored in it: features live in cache/, splits in splits/, everything
/// else is recomputed from them in seconds.
struct Project
{
    std::filesystem::path folder; ///< absolute; not part of the file
    std::string name;
    std::string extractor; ///< openExtractor() spec; relative to the folder when inside it; empty: none yet
    ExtractorOptions network; ///< what the extractor's file does not say
    std::vector<Task> tasks;  ///< not among the fields, but in the file
    std::string activeTask;   ///< name, or empty
    std::string board = TaskSettings().board;
    Precision precision = Precision::float32;
    CutChoice choice;
    std::string page; ///< page the window was left on

    template <typename Self, typename Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit(self.name, Field("name", "Name of the project"));
        visit(self.extractor, Field("extractor", "Extractor of all tasks"));
        visit(self.network, Field("network", ""));
        visit(self.activeTask, Field("activeTask", "Task that is shown"));
        visit(self.board, TaskSettings::kBoardField);
        visit(self.precision, TaskSettings::kPrecisionField);
        visit(self.choice, Field("choice", ""));
        visit(self.page, Field("page", "Page that is shown"));
    }

    Task* findTask(const std::string& taskName);
    const Task* findTask(const std::string& taskName) const;
    TaskSettings settingsOf(const Task& task) const; ///< its label work with the folder, for any caller
    std::filesystem::path cacheFolder() const { return folder / "cache"; }
    /// Named by the task and how it is divided, so that other shares or another seed never meet an old split.
    std::filesystem::path splitFile(const Task& task) const;
    /// Where a task's label work is saved, as ReadOptions::labelWork: relative to the folder.
    static std::string labelWorkFile(const Task& task) { return "labels/" + task.name + ".csv"; }
    std::filesystem::path resolve(const std::string& path) const; ///< relative paths: from the folder
    std::string relativise(const std::filesystem::path& path) const;
};

/// Whether `name` can be a task's name: 1 to 64 letters, digits, '-', '_', '.' of ASCII, not beginning with
/// '.'.
bool isTaskName(const std::string& name);

/// Makes an empty project. Errors: invalidArgument if the folder already holds one; those of writing.
Result<Project> createProject(const std::filesystem::path& folder, const std::string& name);

/// Opens `folder/project.json`. Unknown keys are ignored, missing ones take their defaults. Errors:
/// fileNotFound, malformed (with byte or key), hostileContent (nested too deep), unsupportedVersion.
Result<Project> openProject(const std::filesystem::path& folder);

/// Saves atomically. Errors: as writeFileAtomically; invalidArgument for what openProject would refuse: task
/// names that are not unique or not names, numbers out of range.
Status saveProject(const Project& project);

/// Gives a task another name, and its files with it. Errors: invalidArgument (no name, or another task's),
/// ioFailure (a file cannot be moved); the project is then as before.
Status renameTask(Project& project, const std::string& from, const std::string& to);

/// A task name that is free in the project, made from `wish`.
std::string freeTaskName(const Project& project, const std::string& wish);

} // namespace microt
