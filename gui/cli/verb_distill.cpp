// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <memory>
#include <optional>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "engine/base/files.h"
#include "engine/cut/joint_gain.h"
#include "engine/exchange/mtx/mtx.h"
#include "engine/exchange/open_extractor.h"
#include "engine/model/cost.h"
#include "engine/project/probe.h"
#include "engine/train/forward/embed.h"
#include "engine/train/recipes/distill_extractor.h"
#include "gui/cli/task_options.h"

namespace microt::cli {

namespace {

struct Options
{
    DistillJob work;
    TaskOptions cache; ///< of the teacher's embeddings
    std::string output;
    std::string schedule = "one-cycle";
    std::string distance = "mse";
    std::string probe;
    int probeEvery = 5;
    std::vector<int> cuts; ///< of join
    std::string device = "cpu";
    bool raw = false;
};

Status takeNames(Options& options)
{
    DistillOptions& distilling = options.work.options;
    if (options.schedule == "constant")
        distilling.schedule = RateSchedule::constant;
    else if (options.schedule == "cosine")
        distilling.schedule = RateSchedule::cosine;
    else if (options.schedule != "one-cycle")
        return Failure{Error::invalidArgument, "There is no schedule \"" + printable(options.schedule) +
                                                   "\"; choose one-cycle, cosine or constant."};
    if (options.distance == "cosine")
        distilling.distance = EmbeddingDistance::cosine;
    else if (options.distance != "mse")
        return Failure{Error::invalidArgument,
                       "There is no distance \"" + printable(options.distance) + "\"; choose mse or cosine."};
    if (options.device != "cpu" && options.device != "cuda")
        return Failure{Error::invalidArgument,
                       "There is no device \"" + printable(options.device) + "\"; choose cpu or cuda."};
    distilling.device.cuda = options.device == "cuda";
    distilling.standardise = !options.raw;
    options.work.labelled = distilling.weights.fullLabel > 0.0 || distilling.weights.partLabel > 0.0;
    return {};
}

std::string describe(const Result<ProbeAccuracy>& measured, int cut)
{
    if (!measured.ok())
        return measured.failure().what;
    return "probe " + (cut != 0 ? "part " + fixed(percent(measured.value().part), 1) + " %  " : "") +
           "full " + fixed(percent(measured.value().full), 1) + " %";
}

/// Trains and saves. Of several ranks only the first has a file.
Result<Distilled> train(Options options, Console& console)
{
    const JobContext job = console.job();
    DistillOptions& distilling = options.work.options;
    distilling.checkpoints = options.output + ".checkpoints";
    MICROT_TRY(const RankPlace place, rankFromEnvironment());
    MICROT_TRY(const std::unique_ptr<Ranks> ranks, joinRanks(place));
    distilling.ranks = ranks.get();
    if (place.rank != 0)
        options.probe.clear();
    std::optional<Probe> probe;
    if (!options.probe.empty()) {
        MICROT_TRY(Dataset dataset, openDataset(options.probe, job));
        MICROT_CHECK(assignSplit(dataset, {}));
        probe.emplace(std::make_shared<const Dataset>(std::move(dataset)), distilling.cut);
    }
    const auto onEpoch = [&](const DistillEpoch& epoch, const Graph& graph) {
        if (console.quiet || place.rank != 0)
            return;
        std::string line = "epoch " + std::to_string(epoch.epoch) + "  loss " + fixed(epoch.loss, 4) +
                           "  test R2 " + fixed(epoch.testR2, 3) + "  " + fixed(epoch.picturesPerSecond, 0) +
                           " pictures/s";
        if (probe && (epoch.epoch % options.probeEvery == 0 || epoch.epoch == distilling.epochs))
            line += "  " + describe(probe->measure(graph, job), distilling.cut);
        std::fprintf(stderr, "%s\n", line.c_str());
    };
    return distillExtractor(options.work, options.output, options.cache.cacheFolder(), onEpoch, job);
}

/// Every cut of an extractor on a local task.
Result<CutTable> cutsOf(const Extractor& extractor, const Dataset& dataset, const JobContext& job)
{
    MICROT_TRY(const FeatureSet features, embedDataset(extractor, dataset, {}, job));
    return evaluateCuts(features, dataset, countCost(extractor.graph), {}, job);
}

/// Of a series: whether `one` was trained to its end before, from the same start by the same command.
bool isFinished(const Options& one, const Extractor& start)
{
    const auto made = readMtx(one.output);
    if (!made.ok())
        return false;
    const auto recipe = nlohmann::json::parse(made.value().recipe, nullptr, false);
    return recipe.is_object() && recipe.value("command", "") == distillCommand(one.work, one.output) &&
           recipe.contains("/student/weights_sha256"_json_pointer) &&
           recipe["student"]["weights_sha256"] == start.sha256;
}

/// Joint training at one candidate cut after another, each from the same start, and what each gained.
Status runCandidates(const Options& options, Console& console)
{
    if (options.probe.empty())
        return Failure{Error::invalidArgument,
                       "Several cuts are compared on a local dataset; name one with --probe."};
    MICROT_TRY(const RankPlace place, rankFromEnvironment());
    if (place.count > 1)
        return Failure{Error::invalidArgument, "Several cuts are trained in one process; unset WORLD_SIZE."};
    const JobContext job = console.job();
    MICROT_TRY(const Extractor start, openExtractor(options.work.student));
    MICROT_TRY(Dataset dataset, openDataset(options.probe, job));
    MICROT_CHECK(assignSplit(dataset, {}));
    MICROT_TRY(const CutTable tableBefore, cutsOf(start, dataset, job));
    for (const int cut : options.cuts)
        MICROT_CHECK(jointGain(tableBefore, tableBefore, cut)); // every cut is one, before any is trained
    nlohmann::json rows = nlohmann::json::array();
    std::string text =
        " cut   part %, before and after   full %, before and after   fused score, before and after\n";
    std::vector<JointGain> gains;
    for (const int cut : options.cuts) {
        Options one = options;
        one.work.options.cut = cut;
        one.output = fileAtCut(options.output, cut).string();
        if (one.work.options.resume && isFinished(one, start)) {
            if (!console.quiet)
                std::fprintf(stderr, "%s is there already\n", printable(one.output).c_str());
        } else {
            MICROT_CHECK(train(one, console));
        }
        MICROT_TRY(const Extractor joint, readMtx(one.output));
        MICROT_TRY(const CutTable tableAfter, cutsOf(joint, dataset, job));
        MICROT_TRY(const JointGain gain, jointGain(tableBefore, tableAfter, cut));
        rows.push_back({{"cut", cut},
                        {"file", printable(one.output)},
                        {"part_before", percent(gain.partBefore)},
                        {"part_after", percent(gain.partAfter)},
                        {"full_before", percent(gain.fullBefore)},
                        {"full_after", percent(gain.fullAfter)},
                        {"fused_score_before", gain.scoreBefore},
                        {"fused_score_after", gain.scoreAfter}});
        char line[160];
        std::snprintf(line, sizeof line, "%4d   %12.2f %12.2f   %12.2f %12.2f   %14.3f %14.3f\n", cut,
                      percent(gain.partBefore), percent(gain.partAfter), percent(gain.fullBefore),
                      percent(gain.fullAfter), gain.scoreBefore, gain.scoreAfter);
        text += line;
        gains.push_back(gain);
    }
    const int best = std::max_element(gains.begin(), gains.end(), scoresLess)->cut;
    console.print({{"cuts", rows}, {"recommended", best}},
                  text + "recommended: " + std::to_string(best) + ", " +
                      printable(fileAtCut(options.output, best)) + "  (accuracies: calibration split of " +
                      printable(dataset.name) + ")\n");
    return {};
}

Status runDistill(Options options, Console& console)
{
    MICROT_CHECK(takeNames(options));
    if (options.cuts.size() > 1)
        return runCandidates(options, console);
    if (!options.cuts.empty())
        options.work.options.cut = options.cuts.front();
    MICROT_TRY(const Distilled made, train(options, console));
    if (made.file.empty())
        return {};
    const LossWeights& losses = made.last.losses;
    console.print({{"files", {printable(made.file), printable(made.record)}},
                   {"sha256", made.sha256},
                   {"bytes", made.bytes},
                   {"loss", made.last.loss},
                   {"losses",
                    {{"full_teacher", losses.fullTeacher},
                     {"full_label", losses.fullLabel},
                     {"part_label", losses.partLabel},
                     {"part_teacher", losses.partTeacher}}},
                   {"test_mse", made.last.testMse},
                   {"test_rmse", made.last.testRmse},
                   {"test_r2", made.last.testR2},
                   {"images_per_s", made.last.picturesPerSecond}},
                  printable(made.file) + "  " + std::to_string(made.bytes) + " bytes  loss " +
                      fixed(made.last.loss, 4) + "  test R2 " + fixed(made.last.testR2, 3) + "\n");
    return {};
}

/// What both verbs share. `joint`: part and full model together.
void addOptions(CLI::App& verb, Options& options, bool joint)
{
    DistillJob& work = options.work;
    DistillOptions& distilling = work.options;
    verb.add_option("--teacher", work.teacher,
                    "An extractor, a TorchScript .pt, or embeddings .npy with their .csv")
        ->required();
    verb.add_option("-o,--output", options.output, "The .mtx to write")->required();
    verb.add_option("--teacher-resolution", work.teacherPictures.resolution, "Side of a .pt teacher's input")
        ->capture_default_str();
    verb.add_option("--teacher-mean", work.teacherPictures.mean,
                    "Mean of red, green and blue (0..1) that a .pt teacher expects to be taken off; default "
                    "ImageNet's");
    verb.add_option("--teacher-deviation", work.teacherPictures.deviation,
                    "Deviation that it expects to be divided by");
    verb.add_option("--views", work.views.count,
                    "Views of each picture that teacher and student share; small pictures have one")
        ->capture_default_str();
    verb.add_option("--smallest-view", work.views.variation.smallestArea,
                    "Share of a picture's area that a view shows at least")
        ->check(CLI::Range(0.01, 1.0))
        ->capture_default_str();
    verb.add_option("--mixup", work.views.mixup,
                    "Share of the views but the first into which another picture's view is blended")
        ->check(CLI::Range(0.0, 1.0))
        ->capture_default_str();
    verb.add_option("--light", work.views.variation.light,
                    "Brightness, contrast and saturation of a view each change by up to this share")
        ->check(CLI::Range(0.0, 0.9))
        ->capture_default_str();
    verb.add_option("--full-teacher", distilling.weights.fullTeacher,
                    "Weight of the full embedding against the teacher's")
        ->capture_default_str();
    verb.add_option("--full-label", distilling.weights.fullLabel,
                    "Weight of the full model's labels; pools in class folders have them")
        ->capture_default_str();
    verb.add_option("--part-label", distilling.weights.partLabel, "Weight of the part model's labels")
        ->capture_default_str();
    verb.add_option("--part-teacher", distilling.weights.partTeacher,
                    "Weight of the part embedding against the teacher's")
        ->capture_default_str();
    if (joint)
        verb.add_option(
                "--cut", options.cuts,
                "Where the part model ends; of several, each is trained in turn and compared on --probe")
            ->required();
    else
        verb.add_option("--cut", distilling.cut, "Where the part model ends");
    verb.add_option("--distance", options.distance, "mse or cosine")->capture_default_str();
    verb.add_flag("--raw", options.raw, "Do not standardise the teacher's embeddings");
    verb.add_option("--epochs", distilling.epochs, "Passes over the pool")->capture_default_str();
    verb.add_option("--batch", distilling.batch, "Pictures a step")->capture_default_str();
    verb.add_option("--rate", distilling.learningRate,
                    "Peak learning rate; the default is the paper's, a small pool is learned several times "
                    "faster at 1")
        ->capture_default_str();
    verb.add_option("--schedule", options.schedule, "one-cycle, cosine or constant")->capture_default_str();
    verb.add_option("--warm-up", distilling.warmUp, "Share of all steps over which the rate first rises")
        ->capture_default_str();
    verb.add_option("--momentum", distilling.momentum, "Momentum")->capture_default_str();
    verb.add_option("--weight-decay", distilling.weightDecay, "Weight decay")->capture_default_str();
    verb.add_option("--clip", distilling.clipNorm, "Longest gradient; 0: any")->capture_default_str();
    verb.add_option("--jitter", distilling.jitter,
                    "How much closer than the teacher's view the student's may be")
        ->capture_default_str();
    verb.add_option("--seed", distilling.seed, "Seed of weights, order and views")->capture_default_str();
    verb.add_option("--probe", options.probe,
                    "A local dataset; heads on its calibration split say how useful the student is");
    verb.add_option("--probe-every", options.probeEvery, "Epochs between probes")
        ->capture_default_str()
        ->check(CLI::PositiveNumber);
    verb.add_option("--cache", options.cache.cache, "Folder for the teacher's embeddings");
    verb.add_flag("--resume", distilling.resume,
                  joint ? "Go on with the cut that was interrupted, from its newest checkpoint"
                        : "Go on from the newest checkpoint, beside the output");
    verb.add_option("--checkpoint-seconds", distilling.checkpointSeconds, "Between checkpoints, at least")
        ->capture_default_str()
        ->check(CLI::NonNegativeNumber);
    verb.add_option("--device", options.device, "cpu or cuda")->capture_default_str();
    verb.add_flag("--mixed", distilling.device.mixed,
                  "Mixed precision: convolutions in bfloat16, weights in float32");
    verb.add_flag("--half", work.halfPrecision, "Store weights as float16");
}

void finishVerb(CLI::App& verb, const std::shared_ptr<Options>& options, Console& console, int& status)
{
    verb.callback([options, &console, &status] {
        options->work.views.seed = options->work.options.seed;
        const Status result = runDistill(*options, console);
        status = result.ok() ? kSuccess : console.fail(result.failure());
    });
}

} // namespace

void addDistill(CLI::App& app, Console& console, int& status)
{
    CLI::App* verb =
        app.add_subcommand("distill", "Teach a small student a large teacher's embeddings, without labels");
    auto options = std::make_shared<Options>();
    verb->add_option("--student", options->work.student,
                     "A built-in architecture (fresh weights) or an extractor")
        ->required();
    verb->add_option("--resolution", options->work.resolution, "Side of a fresh student's input, pixels");
    verb->add_option("POOL", options->work.pools, "Folders of pictures")->required();
    addOptions(*verb, *options, false);
    finishVerb(*verb, options, console, status);
}

void addJoin(CLI::App& app, Console& console, int& status)
{
    CLI::App* verb =
        app.add_subcommand("join", "Train part and full model of an extractor together at a cut");
    auto options = std::make_shared<Options>();
    options->work.options.weights.partTeacher = 0.5;
    verb->add_option("EXTRACTOR", options->work.student, kExtractorHelp)->required();
    verb->add_option("POOL", options->work.pools, "Folders of pictures")->required();
    addOptions(*verb, *options, true);
    finishVerb(*verb, options, console, status);
}

} // namespace microt::cli
