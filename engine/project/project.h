// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/cut/cut_table.h"
#include "engine/data/dataset.h"
#include "engine/quant/features_at.h"
#include "engine/stage/stage_model.h"

namespace microt {

/// One local task of a project: a dataset with its own split, heads, cut, ratio.
struct Task
{
    std::string name;    ///< unique in the project, also a file name: letters, digits, '-', '_', '.'
    std::string dataset; ///< folder or manifest; relative to the project folder when inside it
    SplitOptions split;
    StageOptions stage; ///< stage.cut 0: take the recommended cut
    double ratio = 0.5;
    bool operator==(const Task& other) const;
};

/// What a user works on: one extractor, several tasks, and the choices he made. A project is a folder; this
/// is its project.json. Results are not stored in it: features live in cache/, splits in splits/, everything
/// else is recomputed from them in seconds.
struct Project
{
    std::filesystem::path folder; ///< absolute; not part of the file
    std::string name;
    std::string extractor; ///< openExtractor() spec; relative to the folder when inside it; empty: none yet
    std::vector<Task> tasks;
    std::string activeTask; ///< name, or empty
    std::string board = "stm32h7a3zi";
    Precision precision = Precision::float32; ///< of the features behind every figure
    FusedWeights weights;
    std::string page; ///< page the window was left on

    Task* findTask(const std::string& taskName);
    const Task* findTask(const std::string& taskName) const;
    std::filesystem::path cacheFolder() const { return folder / "cache"; }
    /// Named by the task and how it is divided, so that other shares or another seed never meet an old split.
    std::filesystem::path splitFile(const Task& task) const;
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

/// A task name that is free in the project, made from `wish`.
std::string freeTaskName(const Project& project, const std::string& wish);

} // namespace microt
