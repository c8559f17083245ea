// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

#include "engine/data/dataset.h"
#include "engine/energy/board_profile.h"
#include "engine/features/feature_set.h"
#include "engine/model/cost.h"
#include "engine/model/extractor.h"
#include "engine/quant/features_at.h"
#include "engine/stage/stage_model.h"
#include "gui/cli/console.h"

namespace CLI {
class App;
}

namespace microt::cli {

/// What can be opened as an extractor, for --help.
constexpr const char* kExtractorHelp =
    "A zoo .json (weights .pth beside it), float .onnx, int8 .tflite, our .mtx, or a shipped name";

/// Options of the verbs that take an extractor and a dataset.
struct TaskOptions
{
    std::string extractor;
    std::string data;
    std::string cache;
    bool noCache = false;
    SplitOptions split;
    std::string head = "logistic";
    double regularisation = kChosenFromData;
    bool asPublished = false; ///< HeadOptions::asPublished
    std::string measure = "max";
    bool temperature = false;
    std::string board = "stm32h7a3zi";
    std::string precision = "float";
    std::string ranges = "mse";
    int calibrationPictures = QuantizeOptions{}.pictures;

    /// Adds EXTRACTOR, DATA and the cache options.
    void addInput(CLI::App& app);
    /// Adds --precision.
    void addPrecision(CLI::App& app);
    /// Adds how int8 ranges are found.
    void addRanges(CLI::App& app);
    /// Adds the options of split and heads, and of the board.
    void addTraining(CLI::App& app);

    std::filesystem::path cacheFolder() const;
    /// Errors: invalidArgument.
    Result<StageOptions> stageOptions() const;
    Result<QuantizeOptions> quantizeOptions() const;
};

/// What those verbs start from.
struct TaskInput
{
    Precision precision = Precision::float32; ///< of the features
    Extractor extractor;
    GraphCost cost;
    Dataset dataset; ///< divided
    FeatureSet features;
};

/// Opens, divides and embeds. Errors: those of the steps.
Result<TaskInput> openInput(const TaskOptions& options, const JobContext& job);

/// The verbs. Each adds itself to `app` and, when chosen, sets `status`.
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
