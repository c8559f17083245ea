// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/cli/task_options.h"

#include <cstdlib>

#include <CLI/CLI.hpp>

#include "engine/exchange/open_extractor.h"

namespace microt::cli {

namespace fs = std::filesystem;

void TaskOptions::addInput(CLI::App& app)
{
    app.add_option("EXTRACTOR", extractor, kExtractorHelp)->required();
    app.add_option("DATA", data,
                   "A folder of pictures in any known layout, or a CSV manifest (path,label,split)")
        ->required();
    app.add_option("--cache", cache, "Folder for features (default: the user's cache folder)");
    app.add_flag("--no-cache", noCache, "Compute features anew and keep nothing");
}

void TaskOptions::addTraining(CLI::App& app)
{
    app.add_option("--seed", split.seed, "Seed of the split and the heads")->capture_default_str();
    app.add_option("--test-share", split.testShare, "Share of pictures that only measure (0..1)")
        ->capture_default_str();
    app.add_option("--calibration-share", split.calibrationShare,
                   "Share for thresholds (0..1); with a given train/test split, of train")
        ->capture_default_str();
    app.add_option("--head", head, "logistic, as boards train, knn or mlp")->capture_default_str();
    app.add_option("--c", regularisation,
                   "C of logistic heads, as in scikit-learn: the smaller, the simpler the head "
                   "(default: what cross-validation on the train split prefers)");
    app.add_flag(
        "--as-published", asPublished,
        "The paper's features: the part head sees means alone, the full head the full model's features "
        "alone; else deviations, too, and the part's beside the full model's");
    app.add_option("--confidence", measure, "max (softmax probability), margin or entropy")
        ->capture_default_str();
    app.add_flag("--temperature", temperature, "Fit a temperature on calibration data");
    addPrecision(app);
    addRanges(app);
    app.add_option("--board", board, "Board whose energy is modelled")->capture_default_str();
}

void TaskOptions::addPrecision(CLI::App& app)
{
    app.add_option("--precision", precision,
                   "Arithmetic of the features: float, or int8 as the board computes")
        ->capture_default_str();
}

void TaskOptions::addRanges(CLI::App& app)
{
    app.add_option("--ranges", ranges, "How int8 ranges are found: min-max, percentile or mse")
        ->capture_default_str();
    app.add_option("--calibration-pictures", calibrationPictures,
                   "Pictures of the train split that show the int8 ranges, the same number of each class")
        ->capture_default_str();
}

fs::path TaskOptions::cacheFolder() const
{
    if (noCache)
        return {};
    if (!cache.empty())
        return cache;
    if (const char* xdg = std::getenv("XDG_CACHE_HOME"); xdg != nullptr && *xdg != '\0')
        return fs::path(xdg) / "microt";
    const char* home = std::getenv("HOME");
    return home != nullptr ? fs::path(home) / ".cache" / "microt" : fs::path();
}

Result<StageOptions> TaskOptions::stageOptions() const
{
    StageOptions options;
    MICROT_TRY(options.head.kind, parseHeadKind(head));
    options.head.seed = split.seed;
    options.head.inverseRegularisation = regularisation;
    options.fitTemperature = temperature;
    options.head.asPublished = asPublished;
    if (measure == "max")
        options.measure = ConfidenceMeasure::maxProbability;
    else if (measure == "margin")
        options.measure = ConfidenceMeasure::margin;
    else if (measure == "entropy")
        options.measure = ConfidenceMeasure::entropy;
    else
        return Failure{Error::invalidArgument,
                       "There is no confidence \"" + measure + "\"; choose max, margin or entropy."};
    return options;
}

Result<QuantizeOptions> TaskOptions::quantizeOptions() const
{
    QuantizeOptions options;
    MICROT_TRY(options.method, parseRangeMethod(ranges));
    options.pictures = calibrationPictures;
    options.seed = split.seed;
    return options;
}

Result<TaskInput> openInput(const TaskOptions& options, const JobContext& job)
{
    TaskInput input;
    MICROT_TRY(input.precision, parsePrecision(options.precision));
    MICROT_TRY(const QuantizeOptions quantization, options.quantizeOptions());
    MICROT_TRY(input.extractor, openExtractor(options.extractor));
    input.cost = countCost(input.extractor.graph);
    MICROT_TRY(input.dataset, openDataset(options.data, job));
    MICROT_CHECK(assignSplit(input.dataset, options.split));
    MICROT_TRY(input.features, featuresAt(input.precision, input.extractor, input.dataset, quantization,
                                          options.cacheFolder(), job));
    return input;
}

} // namespace microt::cli
