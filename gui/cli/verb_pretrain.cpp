// SPDX-License-Identifier: GPL-3.0-or-later

#include <nlohmann/json.hpp>

#include "engine/base/files.h"
#include "gui/cli/run_training.h"
#include "gui/cli/task_options.h"
#include "gui/cli/verbs.h"

namespace microt::cli {

Result<MadeExtractor> runTraining(const PretrainJob& work, const std::string& output, Console& console)
{
    const auto onEpoch = [&console](const PretrainEpoch& epoch) {
        if (!console.quiet)
            std::fprintf(stderr, "epoch %d  loss %.4f  validation %.2f %%  %.0f pictures/s\n", epoch.epoch,
                         epoch.trainLoss, percent(epoch.validationAccuracy), epoch.picturesPerSecond);
    };
    return makeExtractor(work, output, onEpoch, console.job());
}

namespace {

Status runPretrain(const PretrainJob& work, const std::string& output, Console& console)
{
    MICROT_TRY(const MadeExtractor made, runTraining(work, output, console));
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

void addPretrain(Program& program)
{
    Verb verb = program.verb("pretrain", "Make an extractor from labelled pictures, from fresh weights");
    auto& work = verb.keep<PretrainJob>();
    auto& output = verb.keep<std::string>();
    verb.takes("DATA", work.data, "A folder of pictures in any known layout, or a CSV manifest").required();
    verb.fields(work);
    verb.takes("-o,--output", output, "The .mtx to write").required();
    verb.runs([&](Console& console) { return runPretrain(work, output, console); });
}

} // namespace microt::cli
