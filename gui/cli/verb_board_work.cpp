// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "engine/base/files.h"
#include "engine/data/kept_looks.h"
#include "engine/data/preprocess.h"
#include "engine/energy/board_profile.h"
#include "gui/cli/board_options.h"
#include "gui/cli/data_notes.h"
#include "gui/cli/task_options.h"
#include "gui/cli/verbs.h"
#include "serial/work/characterise_board.h"
#include "serial/work/twin_check.h"

namespace microt::cli {

namespace {

using namespace protocol;
using Json = nlohmann::json;

/// Which exit answers.
enum class Answering { staged, part, full };
constexpr std::array<const char*, 3> namesOf(Answering)
{
    return {"staged", "part", "full"};
}
int exitOf(Answering answering)
{
    return answering == Answering::staged ? kAnyExit : answering == Answering::part ? 0 : kLastExit;
}

struct InferOptions
{
    int pictures = 20;
    Answering mode = Answering::staged;

    template <typename Self, typename Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit(self.pictures, Field("pictures", "Pictures of the test split").range(1, 60000));
        visit(self.mode, Field("mode", "Which exit answers: the first confident one, part or full"));
    }
};

struct WorkOptions
{
    PortOptions port;
    std::string image;
    std::string data;
    std::string picture;
    ReadOptions reading;
    SplitOptions split;
    TwinCheckOptions work; ///< that compares with the twin; training alone of it that trains
    InferOptions inference;
};

/// An exit's name as a part of keys: "part", "part2", "full".
std::string keyOf(int exit, int exits)
{
    std::string name = exitName(exit, exits);
    name.erase(std::remove(name.begin(), name.end(), ' '), name.end());
    return name;
}

/// `trains`: what the board would not see is told before.
Result<Dataset> openDivided(const WorkOptions& options, bool trains, const JobContext& job)
{
    MICROT_TRY(Dataset dataset, openDataset(options.data, options.reading, CacheOptions().folder(), job));
    MICROT_CHECK(assignSplit(dataset, options.split));
    const std::vector<int> unseen = unseenClasses(dataset, options.work.training.samples);
    if (trains && !unseen.empty())
        std::fprintf(
            stderr,
            "microt: warning: the board will see no picture of %zu of %zu classes and never answer with "
            "them (%s); raise --samples or give them train pictures\n",
            unseen.size(), dataset.classes.size(), namesWords(unseen, dataset).c_str());
    return dataset;
}

/// The board with a task for the dataset, and the dataset, divided.
struct Work
{
    ConnectedBoard connected;
    Dataset dataset;
    Preprocessing preprocessing;
};

Result<Work> openWork(const WorkOptions& options, bool trains, const JobContext& job)
{
    Work work;
    MICROT_TRY(work.dataset, openDivided(options, trains, job));
    MICROT_TRY(const DeploymentImage image, readImage(options.image));
    work.preprocessing = preprocessingOf(image.twin.image());
    MICROT_TRY(work.connected, options.port.connect(job));
    MICROT_CHECK(prepareBoard(*work.connected.board, image.bytes, work.dataset, job));
    return work;
}

Status runTrain(const WorkOptions& options, Console& console)
{
    const JobContext job = console.job();
    MICROT_TRY(const Work work, openWork(options, true, job));
    Json epochs = Json::array();
    BoardTrainingWatch watch;
    watch.epoch = [&epochs](const TrainProgress& progress) {
        Json epoch;
        for (int exit = 0; exit < progress.exits.size; ++exit) {
            const HeadProgress& head = progress.exits.items[static_cast<std::size_t>(exit)];
            const std::string name = keyOf(exit, progress.exits.size);
            epoch[name + "_loss"] = head.loss;
            epoch[name + "_accuracy"] = head.accuracy;
        }
        epochs.push_back(std::move(epoch));
    };
    MICROT_TRY(const BoardTrained trained, trainBoard(*work.connected.board, work.dataset, work.preprocessing,
                                                      options.work.training, watch, job));
    const TrainResponse& training = trained.training;
    std::string losses;
    for (int exit = 0; exit < training.last.exits.size; ++exit)
        losses += (exit > 0 ? ", " : "") + exitName(exit, training.last.exits.size) + " " +
                  fixed(training.last.exits.items[static_cast<std::size_t>(exit)].loss, 3);
    console.print({{"samples", training.samples},
                   {"epochs", epochs},
                   {"counted", training.counted},
                   {"heads_sha256", hexOf(training.headsSha256)},
                   {"ratio", options.work.training.ratio},
                   {"threshold", thresholdJson(trained.calibration.thresholds)}},
                  std::to_string(training.samples) + " samples, loss " + losses + "; threshold " +
                      describeThresholds(trained.calibration.thresholds) + " for ratio " +
                      fixed(options.work.training.ratio, 2) + "\n" + dataNotes(work.dataset));
    return {};
}

Status runCalibrate(const PortOptions& options, double ratio, int samples, Console& console)
{
    const JobContext job = console.job();
    MICROT_TRY(const ConnectedBoard connected, options.connect(job));
    CalibrateRequest request;
    request.ratio = static_cast<float>(ratio);
    request.samples = static_cast<std::uint16_t>(samples);
    MICROT_TRY(const CalibrateResponse response, connected.link->ask<Message::calibrate>(request, job));
    console.print(
        {{"ratio", ratio}, {"threshold", thresholdJson(response.thresholds)}, {"samples", response.samples}},
        "threshold " + describeThresholds(response.thresholds) + " from " + std::to_string(response.samples) +
            " samples\n");
    return {};
}

Status runInfer(const WorkOptions& options, Console& console)
{
    const JobContext job = console.job();
    MICROT_TRY(const Work work, openWork(options, false, job));
    const auto samples = balancedSamples(work.dataset, Split::test, options.inference.pictures);
    Json answers = Json::array();
    std::string text;
    int right = 0;
    int early = 0;
    for (const std::int32_t index : samples) {
        job.report({"Inferring on the board", static_cast<std::int64_t>(answers.size()),
                    static_cast<std::int64_t>(samples.size()), "pictures"});
        const Sample& sample = work.dataset.samples[static_cast<std::size_t>(index)];
        MICROT_TRY(const Picture picture, fittedSample(work.dataset, index, work.preprocessing));
        MICROT_TRY(const InferResponse answer,
                   work.connected.board->infer(picture.rgb.data(), picture.rgb.size(),
                                               exitOf(options.inference.mode), job));
        const std::string& name = work.dataset.classes[answer.predicted];
        right += answer.predicted == sample.label ? 1 : 0;
        const int exits = answer.thresholds.size + 1;
        const std::string exit = exitName(answer.exit, exits);
        early += answer.exit + 1 < exits ? 1 : 0;
        answers.push_back({{"picture", sample.path},
                           {"label", work.dataset.classes[static_cast<std::size_t>(sample.label)]},
                           {"answer", name},
                           {"exit", exit},
                           {"confidence", answer.confidence}});
        for (int stage = 0; stage < exits; ++stage)
            answers.back()["count_" + keyOf(stage, exits)] =
                answer.counters.items[static_cast<std::size_t>(stage)];
        text +=
            printable(sample.path) + "  " + name + "  " + exit + "  " + fixed(answer.confidence, 3) + "\n";
    }
    const auto count = static_cast<double>(samples.size());
    console.print({{"pictures", samples.size()},
                   {"accuracy", count > 0.0 ? 100.0 * right / count : 0.0},
                   {"exit_rate", count > 0.0 ? early / count : 0.0},
                   {"answers", answers}},
                  text + std::to_string(right) + " of " + std::to_string(samples.size()) + " right, " +
                      std::to_string(early) + " answered by the part model\n" + dataNotes(work.dataset));
    return {};
}

Status runProfile(const PortOptions& options, const std::string& file, const std::string& pictureFile,
                  Console& console)
{
    const JobContext job = console.job();
    MICROT_TRY(const DeploymentImage image, readImage(file));
    const ImageView& view = image.twin.image();
    const Preprocessing preprocessing = preprocessingOf(view);
    Picture picture = greyPicture(preprocessing);
    if (!pictureFile.empty()) {
        MICROT_TRY(const Picture decoded, decodePicture(pictureFile));
        picture = fitToExtractor(decoded, preprocessing);
    }
    MICROT_TRY(const ConnectedBoard connected, options.connect(job));
    MICROT_CHECK(connected.board->deploy(image.bytes, job));
    MICROT_TRY(const DescribeResponse board, connected.link->ask<Message::describe>({}, job));
    MICROT_TRY(const Board::Profile profile,
               connected.board->profile(picture.rgb.data(), picture.rgb.size(), job));
    Json ops = Json::array();
    std::string text;
    for (std::size_t i = 0; i < profile.ops.size(); ++i) {
        const std::string what = describeOp(view, static_cast<int>(i));
        ops.push_back({{"op", i}, {"what", what}, {"count", profile.ops[i]}});
        text += std::to_string(i) + "  " + what + "  " + std::to_string(profile.ops[i]) + "\n";
    }
    const char* unit = unitName(board.counterUnit);
    Json json = {{"unit", unit}, {"provenance", "counted"}, {"ops", ops}};
    std::string stages;
    std::uint64_t counted = 0;
    for (int exit = 0; exit < profile.counters.size; ++exit) {
        json[keyOf(exit, profile.counters.size)] = counted +=
            profile.counters.items[static_cast<std::size_t>(exit)];
        stages += (exit > 0 ? ", " : "") + exitName(exit, profile.counters.size) + " " +
                  fixed(static_cast<double>(counted) / 1e6, 1) + " M";
    }
    console.print(json, text + stages + " " + unit + ", counted\n");
    return {};
}

struct CharacteriseOptions
{
    std::string profile = "stm32h7a3zi";
    std::string output;
};

Status runCharacterise(const PortOptions& port, const CharacteriseOptions& options, Console& console)
{
    const JobContext job = console.job();
    MICROT_TRY(const std::string base,
               readTextFile(resourceFolder() / "boards" / (options.profile + ".json"), 1U << 20));
    MICROT_TRY(const ConnectedBoard connected, port.connect(job));
    MICROT_TRY(const Characterisation made, characteriseBoard(*connected.board, job));
    if (!options.output.empty()) {
        MICROT_TRY(const std::string text, profileWith(base, made));
        MICROT_CHECK(writeFileAtomically(options.output, text));
    }
    Json kernels = Json::array();
    std::string text;
    for (const KernelCost& kernel : made.kernels) {
        const Residuals residuals = residualsOf({kernel}, made.counted);
        Json row = {{"kind", workKindName(kernel.kind)},
                    {"window", kernel.window},
                    {"stride", kernel.stride},
                    {"median_residual", residuals.median},
                    {"worst_residual", residuals.worst}};
        text += kernel.describe();
        text += ":";
        for (std::size_t t = 0; t < kCostTermCount; ++t) {
            const char* term = costTermName(static_cast<CostTerm>(t));
            row[term] = kernel.instructions[t];
            if (kernel.instructions[t] > 0.0)
                text += std::string(" ") + fixed(kernel.instructions[t], 2) + " a " + term + ",";
        }
        text += " off by " + fixed(100.0 * residuals.median, 1) + " % in the median, " +
                fixed(100.0 * residuals.worst, 1) + " % at worst\n";
        kernels.push_back(std::move(row));
    }
    console.print({{"board", made.board},
                   {"unit", made.cycles ? "cycles" : "instructions"},
                   {"provenance", "counted"},
                   {"operators", made.counted.size()},
                   {"pool_element", made.poolElement},
                   {"kernels", kernels}},
                  text + std::to_string(made.counted.size()) + " operators counted on " +
                      printable(made.board) + "\n");
    return {};
}

Status runCompare(const WorkOptions& options, Console& console)
{
    const JobContext job = console.job();
    MICROT_TRY(const Dataset dataset, openDivided(options, true, job));
    MICROT_TRY(const DeploymentImage image, readImage(options.image));
    MICROT_TRY(const ConnectedBoard connected, options.port.connect(job));
    MICROT_TRY(const TwinCheck result,
               checkAgainstTwin(*connected.board, image.bytes, dataset, options.work, job));
    console.print({{"matches", result.matches()},
                   {"difference", result.difference},
                   {"samples", result.samples},
                   {"pictures", result.pictures},
                   {"same_features", result.sameFeatures},
                   {"same_logits", result.sameLogits},
                   {"same_decisions", result.sameDecisions},
                   {"same_heads", result.sameHeads},
                   {"same_threshold", result.sameThresholds},
                   {"accuracy", 100.0 * result.right / std::max(1, result.pictures)},
                   {"exit_rate", 1.0 * result.early / std::max(1, result.pictures)}},
                  (result.matches() ? "the board and its twin agree in every bit: "
                                    : "they differ: " + result.difference + ". Equal: ") +
                      std::to_string(result.sameFeatures) + " features of " +
                      std::to_string(result.samples + result.calibration + result.pictures) + ", " +
                      std::to_string(result.sameLogits) + " logits and " +
                      std::to_string(result.sameDecisions) + " decisions of " +
                      std::to_string(result.pictures) + ", heads " + (result.sameHeads ? "yes" : "no") +
                      ", threshold " + (result.sameThresholds ? "yes" : "no") + "\n");
    return {};
}

void addWorkOptions(Verb& verb, WorkOptions& options)
{
    options.port.add(verb);
    verb.takes("IMAGE", options.image, kImageHelp).required();
    verb.takes("DATA", options.data, "Pictures").required();
    verb.takes("--seed", options.split.seed, "Seed of the split").showDefault();
    verb.fields(options.reading);
}

} // namespace

void addBoardWork(Verb& board)
{
    auto& options = board.keep<WorkOptions>();

    Verb train = board.part("train", "Collect samples, train part and full head, calibrate");
    addWorkOptions(train, options);
    train.fields(options.work.training);
    train.runs(options, runTrain);

    auto& samples = board.keep<int>();
    Verb calibrate = board.part("calibrate", "Threshold for a ratio, from samples on the board");
    options.port.add(calibrate);
    calibrate.takes("--ratio", options.work.training.ratio, "Stage-decision ratio").range(0.0, 1.0);
    calibrate.takes("--samples", samples, "The last so many; 0: all").range(0, 65535);
    calibrate.runs([&](Console& console) {
        return runCalibrate(options.port, options.work.training.ratio, samples, console);
    });

    Verb infer = board.part("infer", "Test pictures through the board");
    addWorkOptions(infer, options);
    infer.fields(options.inference);
    infer.runs(options, runInfer);

    Verb profile = board.part("profile", "Instructions or cycles of every operator");
    options.port.add(profile);
    profile.takes("IMAGE", options.image, kImageHelp).required();
    profile.takes("--picture", options.picture, "A picture instead of grey");
    profile.runs(
        [&](Console& console) { return runProfile(options.port, options.image, options.picture, console); });

    auto& characterising = board.keep<CharacteriseOptions>();
    Verb characterise =
        board.part("characterise", "What operators cost on the board, by kind and size, as a board profile");
    options.port.add(characterise);
    characterise
        .takes("--profile", characterising.profile,
               "The shipped profile that gives clock, power and memories")
        .showDefault();
    checkBoard(characterise, "--profile");
    characterise.takes("-o,--output", characterising.output, "The board profile (.json) to write");
    characterise.runs(
        [&](Console& console) { return runCharacterise(options.port, characterising, console); });

    Verb compare =
        board.part("compare", "Samples, training and inference beside the twin: equal in every bit?");
    addWorkOptions(compare, options);
    compare.fields(options.work);
    compare.runs(options, runCompare);
}

} // namespace microt::cli
