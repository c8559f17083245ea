// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "engine/base/files.h"
#include "engine/train/recipes/make_extractor.h"
#include "gui/cli/task_options.h"

namespace microt::cli {

namespace {

struct Options
{
    std::string data;
    std::string output;
    MakeExtractorOptions make;
};

Status runPretrain(const Options& options, Console& console)
{
    const JobContext job = console.job();
    const auto onEpoch = [&console](const PretrainEpoch& epoch) {
        if (!console.quiet)
            std::fprintf(stderr, "epoch %d  loss %.4f  validation %.2f %%  %.0f pictures/s\n", epoch.epoch,
                         epoch.trainLoss, percent(epoch.validationAccuracy), epoch.picturesPerSecond);
    };
    MICROT_TRY(const MadeExtractor made,
               makeExtractor(options.data, options.output, options.make, onEpoch, job));
    console.print({{"files", {printable(made.file), printable(made.record)}},
                   {"sha256", made.sha256},
                   {"bytes", made.bytes},
                   {"loss", made.last.trainLoss},
                   {"validation_accuracy", percent(made.last.validationAccuracy)}},
                  printable(made.file) + "  " + std::to_string(made.bytes) + " bytes  validation accuracy " +
                      fixed(percent(made.last.validationAccuracy), 2) + " %\n");
    return {};
}

} // namespace

void addPretrain(CLI::App& app, Console& console, int& status)
{
    CLI::App* verb =
        app.add_subcommand("pretrain", "Make an extractor from labelled pictures, from fresh weights");
    auto options = std::make_shared<Options>();
    MakeExtractorOptions& make = options->make;
    verb->add_option("DATA", options->data, "A folder of pictures in any known layout, or a CSV manifest")
        ->required();
    verb->add_option("-o,--output", options->output, "The .mtx to write")->required();
    verb->add_option("--arch", make.architecture, "Built-in architecture")->capture_default_str();
    verb->add_option("--resolution", make.resolution, "Side of the input, pixels")->capture_default_str();
    verb->add_option("--epochs", make.training.epochs, "Passes over the pictures")->capture_default_str();
    verb->add_option("--batch", make.training.batch, "Pictures a step")->capture_default_str();
    verb->add_option("--rate", make.training.learningRate, "Peak learning rate")->capture_default_str();
    verb->add_option("--weight-decay", make.training.weightDecay, "Weight decay")->capture_default_str();
    verb->add_option("--validation-share", make.training.validationShare,
                     "Share that is never trained on (0..1)")
        ->capture_default_str();
    verb->add_option("--seed", make.training.seed, "Seed of weights, order and augmentation")
        ->capture_default_str();
    verb->add_flag("--half", make.halfPrecision, "Store weights as float16");
    verb->callback([options, &console, &status] {
        const Status result = runPretrain(*options, console);
        status = result.ok() ? kSuccess : console.fail(result.failure());
    });
}

} // namespace microt::cli
