// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/project/probe.h"
#include "engine/train/recipes/distill_extractor.h"

namespace microt::gui {

/// What is trained: a student, or part and full model of the project's extractor together.
enum class Training { distil, join };

struct ProbePoint
{
    int epoch = 0; ///< 0: before the training
    Result<ProbeAccuracy> accuracy;
};

/// A training as it was asked for, and how far it came. While it is not finished it lies beside its output,
/// so that it outlives the window. A value.
struct TrainingRun
{
    Training purpose = Training::distil;
    std::string name; ///< of the result; of a kept run that of its file
    DistillJob work;
    std::vector<int> cuts; ///< to be trained in turn; one, or none when distilling
    int probeEvery = 5;    ///< epochs
    std::vector<DistillEpoch> epochs;
    std::vector<ProbePoint> probes;

    int lastEpoch() const { return epochs.empty() ? 0 : epochs.back().epoch; }
};

/// Adds what was told since; an epoch that was told before the run went on is told again.
void addTold(TrainingRun& run, const std::vector<DistillEpoch>& epochs,
             const std::vector<ProbePoint>& probes);

/// The folder of a project's trained extractors.
std::filesystem::path trainedFolder(const std::filesystem::path& project);
/// Where the result of a run goes.
std::filesystem::path outputOf(const std::filesystem::path& project, const std::string& name);

/// Errors: those of writing.
Status keepRun(const std::filesystem::path& output, const TrainingRun& run);
void forgetRun(const std::filesystem::path& output);
/// Nothing if there is none, or none that can be read.
std::optional<TrainingRun> readRun(const std::filesystem::path& output);
/// The run of a project that stopped last, if one did.
std::optional<TrainingRun> lastUnfinishedRun(const std::filesystem::path& project);

} // namespace microt::gui
