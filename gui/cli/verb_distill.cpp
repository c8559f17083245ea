// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <memory>
#include <optional>

#include <nlohmann/json.hpp>

#include "engine/base/files.h"
#include "engine/cut/joint_gain.h"
#include "engine/exchange/mtx/mtx.h"
#include "engine/exchange/open_extractor.h"
#include "engine/model/cost.h"
#include "engine/project/probe.h"
#include "engine/train/forward/embed.h"
#include "gui/cli/run_training.h"
#include "gui/cli/task_options.h"
#include "gui/cli/verbs.h"
#include "gui/words/training_words.h"

namespace microt::cli {

namespace {

struct DistillArguments
{
    DistillJob work;
    RankOptions ranks;
    CacheOptions cache; ///< of the teacher's embeddings
    std::string output;
    std::string probe;
    int probeEvery = 5;
    std::vector<int> cuts; ///< of join
};

std::string describe(const Result<ProbeAccuracy>& measured, bool hasPart)
{
    if (!measured.ok())
        return measured.failure().what;
    return "probe " + (hasPart ? "part " + fixed(percent(measured.value().part), 1) + " %  " : "") + "full " +
           fixed(percent(measured.value().full), 1) + " %";
}

/// Trains and saves. Of several ranks only the first has a file.
Result<Distilled> train(DistillArguments options, Console& console)
{
    const JobContext job = console.job();
    const DistillOptions& distilling = options.work.options;
    options.work.checkpoints.folder = options.output + ".checkpoints";
    MICROT_TRY(const RankPlace place, rankFromEnvironment());
    MICROT_TRY(const Device device, openDevice(options.work.device, place.count, place.localRank));
    MICROT_TRY(const std::unique_ptr<Ranks> ranks,
               joinRanks(place, options.ranks, device.isCuda() ? std::optional(device.index) : std::nullopt));
    options.work.ranks = ranks.get();
    if (place.rank != 0)
        options.probe.clear();
    std::optional<Probe> probe;
    if (!options.probe.empty()) {
        MICROT_TRY(Dataset dataset, openDataset(options.probe, job));
        MICROT_CHECK(assignSplit(dataset, {}));
        probe.emplace(std::make_shared<const Dataset>(std::move(dataset)), distilling.cut.value_or(0));
    }
    const auto onEpoch = [&](const DistillEpoch& epoch, const Graph& graph) {
        if (console.quiet || place.rank != 0)
            return;
        std::string line = "epoch " + std::to_string(epoch.epoch) + "  loss " + fixed(epoch.loss, 4) +
                           "  test R2 " + fixed(epoch.testR2, 3) + "  " + fixed(epoch.picturesPerSecond, 0) +
                           " pictures/s";
        if (probe && (epoch.epoch % options.probeEvery == 0 || epoch.epoch == distilling.epochs))
            line += "  " + describe(probe->measure(graph, job), distilling.cut.has_value());
        std::fprintf(stderr, "%s\n", line.c_str());
    };
    return distillExtractor(options.work, options.output, options.cache.folder(), onEpoch, job);
}

/// Every cut of an extractor on a local task.
Result<CutTable> cutsOf(const Extractor& extractor, const Dataset& dataset, const JobContext& job)
{
    MICROT_TRY(const FeatureSet features, embedDataset(extractor, dataset, {}, job));
    return evaluateCuts(features, dataset, countCost(extractor.graph), {}, job);
}

/// Of a series: whether `one` was trained to its end before, from the same start with the same options.
bool isFinished(const DistillArguments& one, const Extractor& start)
{
    const auto made = readMtx(one.output);
    if (!made.ok())
        return false;
    const auto recipe = nlohmann::json::parse(made.value().recipe, nullptr, false);
    const auto training = readTraining(recipe);
    const DistillJob* before = training.ok() ? std::get_if<DistillJob>(&training.value()) : nullptr;
    return before != nullptr && sameFields(identityOf(*before), identityOf(one.work)) &&
           recipe.contains("/student/weights_sha256"_json_pointer) &&
           recipe["student"]["weights_sha256"] == start.sha256;
}

/// Joint training at one candidate cut after another, each from the same start, and what each gained.
Status runCandidates(const DistillArguments& options, Console& console)
{
    if (options.probe.empty())
        return Failure{Error::invalidArgument,
                       "Several cuts are compared on a local dataset; name one with --probe."};
    MICROT_TRY(const RankPlace place, rankFromEnvironment());
    if (place.count > 1)
        return Failure{Error::invalidArgument, "Several cuts are trained in one process; unset WORLD_SIZE."};
    MICROT_CHECK(openDevice(options.work.device));
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
        DistillArguments one = options;
        one.work.options.cut = cut;
        one.output = fileAtCut(options.output, cut).string();
        if (one.work.checkpoints.resume && isFinished(one, start)) {
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

Status runDistill(const DistillArguments& options, Console& console)
{
    if (options.cuts.size() > 1)
        return runCandidates(options, console);
    DistillArguments one = options;
    if (!options.cuts.empty())
        one.work.options.cut = options.cuts.front();
    MICROT_TRY(const Distilled made, train(std::move(one), console));
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
void addVerb(Verb verb, bool joint)
{
    auto& options = verb.keep<DistillArguments>();
    options.work = usualDistillJob(joint);
    if (joint) {
        verb.takes("EXTRACTOR", options.work.student, "The extractor whose training goes on").required();
        verb.fields(options.work, {"/student", "/resolution", "/training/cut"});
        verb.takes("--cut", options.cuts,
                   "Where the part model ends; of several, each is trained in turn and compared on --probe")
            .required();
    } else {
        verb.fields(options.work);
        verb.require("--student");
    }
    verb.require("--teacher");
    verb.takes("POOL", options.work.pools,
               "Folders of pictures; they need no labels, and none of your task's test pictures")
        .required();
    verb.takes("-o,--output", options.output, "The .mtx to write").required();
    verb.takes("--probe", options.probe,
               "A local dataset; heads on its calibration split say how useful the student is");
    verb.takes("--probe-every", options.probeEvery, "Epochs between probes").showDefault().range(1, 100000);
    verb.takes("--cache", options.cache.named, "Folder for the teacher's embeddings");
    verb.fields(options.work.checkpoints);
    verb.fields(options.ranks);
    verb.runs(options, runDistill);
}

} // namespace

Result<Distilled> runTraining(const DistillJob& work, const std::string& output, Console& console)
{
    DistillArguments options;
    options.work = work;
    options.output = output;
    return train(options, console);
}

void addDistill(Program& program)
{
    addVerb(program.verb("distill", "Teach a small student a large teacher's embeddings, without labels"),
            false);
}

void addJoin(Program& program)
{
    addVerb(program.verb("join", "Train part and full model of an extractor together at a cut"), true);
}

} // namespace microt::cli
