// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "engine/base/files.h"
#include "engine/train/distill_extractor.h"
#include "engine/train/embed.h"
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
    bool raw = false;
};

/// Accuracy of logistic heads on the calibration split of a local task: what a user is after, without
/// looking at his test pictures.
class Probe
{
public:
    static Result<Probe> open(const Options& options, const JobContext& job)
    {
        Probe probe;
        probe.m_cut = options.work.options.cut;
        if (options.probe.empty())
            return probe;
        MICROT_TRY(probe.m_dataset, openDataset(options.probe, job));
        MICROT_CHECK(assignSplit(probe.m_dataset, {}));
        return probe;
    }

    bool isOpen() const { return !m_dataset.samples.empty(); }

    Result<std::string> measure(const Graph& graph, const JobContext& job) const
    {
        Extractor extractor;
        extractor.graph = graph;
        MICROT_TRY(const FeatureSet features, embedDataset(extractor, m_dataset, {}, {job.cancel, {}}));
        StageOptions stage;
        stage.cut = m_cut != 0 ? m_cut : features.exits.front().cut;
        MICROT_TRY(const StageModel model, buildStageModel(features, m_dataset, stage, {job.cancel, {}}));
        const StageCurve curve(model.calibration);
        return "probe " + (m_cut != 0 ? "part " + fixed(percent(curve.partAccuracy()), 1) + " %  " : "") +
               "full " + fixed(percent(curve.fullAccuracy()), 1) + " %";
    }

private:
    Dataset m_dataset;
    int m_cut = 0;
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
    distilling.standardise = !options.raw;
    options.work.labelled = distilling.weights.fullLabel > 0.0 || distilling.weights.partLabel > 0.0;
    return {};
}

Status runDistill(Options options, Console& console)
{
    const JobContext job = console.job();
    MICROT_CHECK(takeNames(options));
    DistillOptions& distilling = options.work.options;
    distilling.checkpoints = options.output + ".checkpoints";
    MICROT_TRY(const Probe probe, Probe::open(options, job));
    const auto onEpoch = [&](const DistillEpoch& epoch, const Graph& graph) {
        if (console.quiet)
            return;
        std::string line = "epoch " + std::to_string(epoch.epoch) + "  loss " + fixed(epoch.loss, 4) +
                           "  test R2 " + fixed(epoch.testR2, 3) + "  " + fixed(epoch.picturesPerSecond, 0) +
                           " pictures/s";
        if (probe.isOpen() && (epoch.epoch % options.probeEvery == 0 || epoch.epoch == distilling.epochs)) {
            const auto measured = probe.measure(graph, job);
            line += "  " + (measured.ok() ? measured.value() : measured.failure().what);
        }
        std::fprintf(stderr, "%s\n", line.c_str());
    };
    MICROT_TRY(const Distilled made,
               distillExtractor(options.work, options.output, options.cache.cacheFolder(), onEpoch, job));
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

/// The command that makes the file again, for its record: data by name, never by path.
std::string commandOf(const Options& options, bool joint)
{
    const auto nameOf = [](const std::string& path) {
        const std::string name = printable(std::filesystem::path(path).filename());
        return name.empty() ? printable(path) : name;
    };
    const DistillOptions& o = options.work.options;
    std::string text = joint ? "microt join" : "microt distill";
    const auto add = [&text](const std::string& name, const std::string& value) {
        text += " " + name + " " + value;
    };
    const auto number = [](double value) { return nlohmann::json(value).dump(); };
    add("--teacher", nameOf(options.work.teacher));
    if (joint)
        text += " " + nameOf(options.work.student);
    else
        add("--student", nameOf(options.work.student));
    if (options.work.resolution != 0)
        add("--resolution", std::to_string(options.work.resolution));
    for (const std::string& pool : options.work.pools)
        text += " " + nameOf(pool);
    if (o.cut != 0)
        add("--cut", std::to_string(o.cut));
    add("--views", std::to_string(options.work.views.count));
    add("--full-teacher", number(o.weights.fullTeacher));
    add("--full-label", number(o.weights.fullLabel));
    add("--part-label", number(o.weights.partLabel));
    add("--part-teacher", number(o.weights.partTeacher));
    add("--distance", options.distance);
    if (options.raw)
        text += " --raw";
    add("--epochs", std::to_string(o.epochs));
    add("--batch", std::to_string(o.batch));
    add("--rate", number(o.learningRate));
    add("--schedule", options.schedule);
    add("--warm-up", number(o.warmUp));
    add("--momentum", number(o.momentum));
    add("--weight-decay", number(o.weightDecay));
    add("--clip", number(o.clipNorm));
    add("--jitter", number(o.jitter));
    add("--seed", std::to_string(o.seed));
    if (options.work.halfPrecision)
        text += " --half";
    add("-o", nameOf(options.output));
    return text;
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
    verb.add_option("--teacher-resolution", work.teacherPictures.resolution, "Side of a .pt teacher's input");
    verb.add_option("--views", work.views.count, "Views of each picture that teacher and student share")
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
    auto* cut = verb.add_option("--cut", distilling.cut, "Where the part model ends");
    if (joint)
        cut->required();
    verb.add_option("--distance", options.distance, "mse or cosine")->capture_default_str();
    verb.add_flag("--raw", options.raw, "Do not standardise the teacher's embeddings");
    verb.add_option("--epochs", distilling.epochs, "Passes over the pool")->capture_default_str();
    verb.add_option("--batch", distilling.batch, "Pictures a step")->capture_default_str();
    verb.add_option("--rate", distilling.learningRate, "Peak learning rate")->capture_default_str();
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
    verb.add_flag("--resume", distilling.resume, "Go on from the newest checkpoint, beside the output");
    verb.add_flag("--half", work.halfPrecision, "Store weights as float16");
}

void finishVerb(CLI::App& verb, const std::shared_ptr<Options>& options, bool joint, Console& console,
                int& status)
{
    verb.callback([options, joint, &console, &status] {
        options->work.views.seed = options->work.options.seed;
        options->work.command = commandOf(*options, joint);
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
    finishVerb(*verb, options, false, console, status);
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
    finishVerb(*verb, options, true, console, status);
}

} // namespace microt::cli
