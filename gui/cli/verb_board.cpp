// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "engine/base/files.h"
#include "engine/data/preprocess.h"
#include "engine/deploy/planner.h"
#include "engine/twin/twin.h"
#include "gui/board/twin_check.h"
#include "gui/cli/task_options.h"
#include "serial/link/connected_board.h"

namespace microt::cli {

namespace {

namespace fs = std::filesystem;
using namespace protocol;
using Json = nlohmann::json;

/// What every board verb takes.
struct PortOptions
{
    std::string port = "virtual";
    std::string state;
    std::string log;
    std::ofstream logFile;

    void add(CLI::App& verb)
    {
        verb.add_option("--port", port, "virtual, virtual:mps2-an386, or a serial port such as /dev/ttyACM0")
            ->capture_default_str();
        verb.add_option("--state", state, "Folder where virtual boards keep their flash");
        verb.add_option("--log", log, "Write a line for every frame to this file");
    }

    fs::path stateFolder() const
    {
        if (!state.empty())
            return state;
        const char* xdg = std::getenv("XDG_STATE_HOME");
        if (xdg != nullptr && *xdg != '\0')
            return fs::path(xdg) / "microt" / "boards";
        const char* home = std::getenv("HOME");
        return fs::path(home != nullptr ? home : ".") / ".local" / "state" / "microt" / "boards";
    }

    Result<ConnectedBoard> connect(const JobContext& job)
    {
        MICROT_TRY(ConnectedBoard connected, connectBoard(port, stateFolder(), job));
        if (!log.empty()) {
            logFile.open(log);
            if (!logFile)
                return Failure{Error::ioFailure, "Cannot write " + printable(log) + "."};
            connected.link->setLog(&logFile);
        }
        return connected;
    }
};

template <std::size_t N>
std::string textOf(const Text<N>& text)
{
    return printable(std::string_view(text.chars.data(), text.size));
}

std::string hexOf(const Digest& digest)
{
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string text;
    for (const std::uint8_t byte : digest) {
        text += kDigits[byte >> 4];
        text += kDigits[byte & 15];
    }
    return text;
}

const char* slotStateName(SlotState state)
{
    static constexpr const char* kNames[] = {"empty", "receiving", "whole", "active", "damaged"};
    return kNames[static_cast<int>(state)];
}

const char* unitName(CounterUnit unit)
{
    return unit == CounterUnit::instructions ? "instructions" : "cycles";
}

Json statisticsJson(const LinkStatistics& statistics)
{
    return {{"bytes_sent", statistics.bytesSent}, {"bytes_received", statistics.bytesReceived},
            {"requests", statistics.requests},    {"retries", statistics.retries},
            {"crc_errors", statistics.crcErrors}, {"malformed", statistics.malformed},
            {"overflows", statistics.overflows}};
}

Result<std::vector<std::uint8_t>> readImage(const std::string& path)
{
    MICROT_TRY(std::vector<std::uint8_t> bytes, readFile(path, kMaxImageBytes));
    MICROT_TRY(const Twin twin, Twin::create(bytes)); // the same check as the board's
    (void)twin;
    return bytes;
}

Status runPorts(Console& console)
{
    Json ports = Json::array();
    std::string text;
    for (const PortInfo& port : listPorts()) {
        ports.push_back({{"port", port.port}, {"description", port.description}, {"likely", port.likely}});
        text += port.port + "  " + port.description + "\n";
    }
    console.print({{"ports", ports}}, text);
    return {};
}

Status runInfo(PortOptions& options, Console& console)
{
    const JobContext job = console.job();
    MICROT_TRY(const ConnectedBoard connected, options.connect(job));
    Link& link = *connected.link;
    MICROT_TRY(const DescribeResponse board, link.ask<Message::describe>({}, job));
    MICROT_TRY(const StatisticsResponse statistics, link.ask<Message::statistics>({}, job));
    const HelloResponse& hello = link.board();
    Json memories = Json::array();
    Json slots = Json::array();
    std::string text = textOf(hello.board) + ", serial " + textOf(hello.serial) + ", firmware " +
                       textOf(hello.firmware) + "\n";
    for (std::uint8_t i = 0; i < board.memories.size; ++i) {
        const MemoryInfo& memory = board.memories.items[i];
        memories.push_back({{"name", textOf(memory.name)}, {"bytes", memory.bytes}, {"used", memory.used}});
        text += "  " + textOf(memory.name) + "  " + std::to_string(memory.used) + " of " +
                std::to_string(memory.bytes) + " bytes\n";
    }
    for (std::uint8_t i = 0; i < board.imageSlots.size; ++i) {
        const SlotInfo& slot = board.imageSlots.items[i];
        slots.push_back({{"state", slotStateName(slot.state)},
                         {"capacity", slot.capacity},
                         {"bytes", slot.imageBytes},
                         {"sha256", hexOf(slot.sha256)}});
        text += "  slot " + std::string(1, static_cast<char>('A' + i)) + "  " + slotStateName(slot.state) +
                (slot.imageBytes > 0 ? ", " + std::to_string(slot.imageBytes) + " bytes" : "") + "\n";
    }
    Json tasks = Json::array();
    TaskListRequest request;
    for (bool more = true; more;) {
        MICROT_TRY(const TaskListResponse list, link.ask<Message::taskList>(request, job));
        for (std::uint8_t i = 0; i < list.tasks.size; ++i) {
            const TaskInfo& task = list.tasks.items[i];
            tasks.push_back({{"name", textOf(task.name)},
                             {"classes", task.classes},
                             {"usable", task.usable},
                             {"selected", task.id == list.selected},
                             {"samples", task.samples},
                             {"capacity", task.capacity},
                             {"trained", task.trained},
                             {"threshold", task.threshold}});
            text += "  task " + textOf(task.name) + "  " + std::to_string(task.classes) + " classes, " +
                    std::to_string(task.samples) + " samples" + (task.trained ? ", trained" : "") +
                    (task.usable ? "" : ", for another network") + "\n";
        }
        request.first = static_cast<std::uint8_t>(request.first + list.tasks.size);
        more = list.tasks.size > 0 && request.first < list.total;
    }
    console.print({{"board", textOf(hello.board)},
                   {"serial", textOf(hello.serial)},
                   {"firmware", textOf(hello.firmware)},
                   {"protocol", hello.protocolVersion},
                   {"payload_bytes", hello.payloadBytes},
                   {"clock_hz", board.clockHz},
                   {"counter", unitName(board.counterUnit)},
                   {"arena_bytes", board.arenaBytes},
                   {"bank_bytes", board.bankBytes},
                   {"ram_high_water", statistics.ramHighWater},
                   {"stack_high_water", statistics.stackHighWater},
                   {"memories", memories},
                   {"slots", slots},
                   {"tasks", tasks},
                   {"link", statisticsJson(link.statistics())}},
                  text);
    return {};
}

Status runDeploy(PortOptions& options, const std::string& file, Console& console)
{
    const JobContext job = console.job();
    MICROT_TRY(const std::vector<std::uint8_t> image, readImage(file));
    MICROT_TRY(const ConnectedBoard connected, options.connect(job));
    MICROT_TRY(const Board::Deployed deployed, connected.board->deploy(image, job));
    const double rate = deployed.seconds > 0.0
                            ? (static_cast<double>(image.size()) - deployed.resumed) / deployed.seconds
                            : 0.0;
    console.print({{"bytes", image.size()},
                   {"was_there", deployed.wasThere},
                   {"resumed_at", deployed.resumed},
                   {"seconds", deployed.seconds},
                   {"bytes_per_s", rate},
                   {"link", statisticsJson(connected.link->statistics())}},
                  deployed.wasThere ? std::string("the board had this image already; it is active\n")
                                    : std::to_string(image.size()) + " bytes sent, read back and active, " +
                                          fixed(rate / 1e3, 1) + " kB/s\n");
    return {};
}

struct WorkOptions
{
    PortOptions port;
    std::string image;
    std::string data;
    std::string picture;
    SplitOptions split;
    int samples = 100;
    int calibration = 20;
    int pictures = 20;
    float ratio = 0.5F;
    std::string mode = "staged";
    TrainRequest training;
};

/// The board with a task for the dataset, and the dataset, divided.
struct Work
{
    ConnectedBoard connected;
    Dataset dataset;
    Preprocessing preprocessing;
};

Result<Work> openWork(WorkOptions& options, const JobContext& job)
{
    Work work;
    MICROT_TRY(work.dataset, openDataset(options.data, job));
    MICROT_CHECK(assignSplit(work.dataset, options.split));
    MICROT_TRY(work.connected, options.port.connect(job));
    MICROT_TRY(const std::vector<std::uint8_t> image, readImage(options.image));
    MICROT_TRY(const Board::Deployed deployed, work.connected.board->deploy(image, job));
    (void)deployed;
    MICROT_TRY(const Twin twin, Twin::create(image));
    work.preprocessing.resolution = twin.image().header->resolution;
    work.preprocessing.resize =
        twin.image().header->resizeMode == 0 ? ResizeMode::squash : ResizeMode::centreCrop;
    MICROT_CHECK(
        work.connected.board->useTask(work.dataset.name, static_cast<int>(work.dataset.classes.size()), job));
    return work;
}

Result<Picture> fitted(const Work& work, const fs::path& path)
{
    MICROT_TRY(const Picture picture, decodePicture(path));
    return fitToExtractor(picture, work.preprocessing);
}

Status runTrain(WorkOptions& options, Console& console)
{
    const JobContext job = console.job();
    MICROT_TRY(const Work work, openWork(options, job));
    Link& link = *work.connected.link;
    MICROT_TRY(const Done cleared, link.ask<Message::bankClear>({}, job));
    (void)cleared;
    const auto samples = balancedSamples(work.dataset, Split::train, options.samples);
    for (std::size_t i = 0; i < samples.size(); ++i) {
        job.report({"Collecting samples", static_cast<std::int64_t>(i),
                    static_cast<std::int64_t>(samples.size()), "pictures"});
        const Sample& sample = work.dataset.samples[static_cast<std::size_t>(samples[i])];
        MICROT_TRY(const Picture picture, fitted(work, work.dataset.pathOf(sample)));
        MICROT_TRY(const ExtractResponse extracted,
                   work.connected.board->extract(picture.rgb.data(), work.preprocessing.resolution,
                                                 static_cast<std::uint8_t>(sample.label), job));
        (void)extracted;
    }
    Json epochs = Json::array();
    MICROT_TRY(const TrainResponse trained,
               link.ask<Message::train>(options.training, job, [&](const TrainProgress& p) {
                   job.report({"Training on the board", p.epoch + 1, p.epochs, "epochs"});
                   epochs.push_back({{"part_loss", p.partLoss},
                                     {"part_accuracy", p.partAccuracy},
                                     {"full_loss", p.fullLoss},
                                     {"full_accuracy", p.fullAccuracy}});
               }));
    const auto calibration = balancedSamples(work.dataset, Split::calibration, options.calibration);
    for (const std::int32_t index : calibration) {
        const Sample& sample = work.dataset.samples[static_cast<std::size_t>(index)];
        MICROT_TRY(const Picture picture, fitted(work, work.dataset.pathOf(sample)));
        MICROT_TRY(
            const ExtractResponse extracted,
            work.connected.board->extract(picture.rgb.data(), work.preprocessing.resolution, kNoLabel, job));
        (void)extracted;
    }
    CalibrateRequest calibrate;
    calibrate.ratio = options.ratio;
    calibrate.samples = static_cast<std::uint16_t>(calibration.size());
    MICROT_TRY(const CalibrateResponse threshold, link.ask<Message::calibrate>(calibrate, job));
    console.print({{"samples", trained.samples},
                   {"epochs", epochs},
                   {"counted", trained.counted},
                   {"heads_sha256", hexOf(trained.headsSha256)},
                   {"ratio", options.ratio},
                   {"threshold", threshold.threshold}},
                  std::to_string(trained.samples) + " samples, loss part " + fixed(trained.last.partLoss, 3) +
                      ", full " + fixed(trained.last.fullLoss, 3) + "; threshold " +
                      fixed(threshold.threshold, 4) + " for ratio " + fixed(options.ratio, 2) + "\n");
    return {};
}

Status runCalibrate(PortOptions& options, float ratio, int samples, Console& console)
{
    const JobContext job = console.job();
    MICROT_TRY(const ConnectedBoard connected, options.connect(job));
    CalibrateRequest request;
    request.ratio = ratio;
    request.samples = static_cast<std::uint16_t>(samples);
    MICROT_TRY(const CalibrateResponse response, connected.link->ask<Message::calibrate>(request, job));
    console.print({{"ratio", ratio}, {"threshold", response.threshold}, {"samples", response.samples}},
                  "threshold " + fixed(response.threshold, 4) + " from " + std::to_string(response.samples) +
                      " samples\n");
    return {};
}

Result<InferMode> parseMode(const std::string& mode)
{
    if (mode == "staged")
        return InferMode::staged;
    if (mode == "part")
        return InferMode::part;
    if (mode == "full")
        return InferMode::full;
    return Failure{Error::invalidArgument,
                   "There is no mode \"" + printable(mode) + "\"; choose staged, part or full."};
}

Status runInfer(WorkOptions& options, Console& console)
{
    const JobContext job = console.job();
    MICROT_TRY(const InferMode mode, parseMode(options.mode));
    MICROT_TRY(const Work work, openWork(options, job));
    const auto samples = balancedSamples(work.dataset, Split::test, options.pictures);
    Json answers = Json::array();
    std::string text;
    int right = 0;
    int early = 0;
    for (const std::int32_t index : samples) {
        job.report({"Inferring on the board", static_cast<std::int64_t>(answers.size()),
                    static_cast<std::int64_t>(samples.size()), "pictures"});
        const Sample& sample = work.dataset.samples[static_cast<std::size_t>(index)];
        MICROT_TRY(const Picture picture, fitted(work, work.dataset.pathOf(sample)));
        MICROT_TRY(const InferResponse answer,
                   work.connected.board->infer(picture.rgb.data(), work.preprocessing.resolution, mode, job));
        const std::string& name = work.dataset.classes[answer.predicted];
        right += answer.predicted == sample.label ? 1 : 0;
        early += answer.exit == 0 ? 1 : 0;
        answers.push_back({{"picture", sample.path},
                           {"label", work.dataset.classes[static_cast<std::size_t>(sample.label)]},
                           {"answer", name},
                           {"exit", answer.exit == 0 ? "part" : "full"},
                           {"confidence", answer.confidence},
                           {"count_part", answer.counters.part},
                           {"count_full", answer.counters.full}});
        text += printable(sample.path) + "  " + name + "  " + (answer.exit == 0 ? "part" : "full") + "  " +
                fixed(answer.confidence, 3) + "\n";
    }
    const auto count = static_cast<double>(samples.size());
    console.print({{"pictures", samples.size()},
                   {"accuracy", count > 0.0 ? 100.0 * right / count : 0.0},
                   {"exit_rate", count > 0.0 ? early / count : 0.0},
                   {"answers", answers}},
                  text + std::to_string(right) + " of " + std::to_string(samples.size()) + " right, " +
                      std::to_string(early) + " answered by the part model\n");
    return {};
}

Status runProfile(PortOptions& options, const std::string& file, const std::string& pictureFile,
                  Console& console)
{
    const JobContext job = console.job();
    MICROT_TRY(const std::vector<std::uint8_t> image, readImage(file));
    MICROT_TRY(const Twin twin, Twin::create(image));
    const int resolution = twin.image().header->resolution;
    // What a picture shows does not change the work.
    Picture picture{resolution, resolution,
                    std::vector<std::uint8_t>(std::size_t{3} * static_cast<std::size_t>(resolution) *
                                                  static_cast<std::size_t>(resolution),
                                              128)};
    if (!pictureFile.empty()) {
        Preprocessing preprocessing;
        preprocessing.resolution = resolution;
        MICROT_TRY(const Picture decoded, decodePicture(pictureFile));
        picture = fitToExtractor(decoded, preprocessing);
    }
    MICROT_TRY(const ConnectedBoard connected, options.connect(job));
    MICROT_TRY(const Board::Deployed deployed, connected.board->deploy(image, job));
    (void)deployed;
    MICROT_TRY(const DescribeResponse board, connected.link->ask<Message::describe>({}, job));
    MICROT_TRY(const Board::Profile profile, connected.board->profile(picture.rgb.data(), resolution, job));
    static constexpr const char* kKinds[] = {"convolution", "depthwise", "depthwise", "add", "pool", "pool"};
    Json ops = Json::array();
    std::string text;
    for (std::size_t i = 0; i < profile.ops.size(); ++i) {
        const ImageOp& op = twin.image().ops[i];
        const ImageTensor& output = twin.image().tensors[op.output];
        const std::string shape = std::to_string(output.height) + "x" + std::to_string(output.width) + "x" +
                                  std::to_string(output.channels);
        ops.push_back({{"op", i}, {"kind", kKinds[op.kind]}, {"output", shape}, {"count", profile.ops[i]}});
        text += std::to_string(i) + "  " + kKinds[op.kind] + "  " + shape + "  " +
                std::to_string(profile.ops[i]) + "\n";
    }
    const char* unit = unitName(board.counterUnit);
    console.print({{"unit", unit},
                   {"part", profile.counters.part},
                   {"full", profile.counters.part + profile.counters.full},
                   {"provenance", "counted"},
                   {"ops", ops}},
                  text + "part " + fixed(static_cast<double>(profile.counters.part) / 1e6, 1) + " M, full " +
                      fixed(static_cast<double>(profile.counters.part + profile.counters.full) / 1e6, 1) +
                      " M " + unit + ", counted\n");
    return {};
}

Status runCompare(WorkOptions& options, Console& console)
{
    const JobContext job = console.job();
    MICROT_TRY(Dataset dataset, openDataset(options.data, job));
    MICROT_CHECK(assignSplit(dataset, options.split));
    MICROT_TRY(const std::vector<std::uint8_t> image, readImage(options.image));
    MICROT_TRY(const ConnectedBoard connected, options.port.connect(job));
    TwinCheckOptions check;
    check.samples = options.samples;
    check.calibration = options.calibration;
    check.pictures = options.pictures;
    check.ratio = options.ratio;
    check.training = options.training;
    MICROT_TRY(const TwinCheck result, checkAgainstTwin(*connected.board, image, dataset, check, job));
    console.print({{"matches", result.matches()},
                   {"difference", result.difference},
                   {"samples", result.samples},
                   {"pictures", result.pictures},
                   {"same_features", result.sameFeatures},
                   {"same_logits", result.sameLogits},
                   {"same_decisions", result.sameDecisions},
                   {"same_heads", result.sameHeads},
                   {"same_threshold", result.sameThreshold},
                   {"accuracy", 100.0 * result.right / std::max(1, result.pictures)},
                   {"exit_rate", 1.0 * result.early / std::max(1, result.pictures)}},
                  (result.matches() ? "the board and its twin agree in every bit: "
                                    : "they differ: " + result.difference + ". Equal: ") +
                      std::to_string(result.sameFeatures) + " features of " +
                      std::to_string(result.samples + result.calibration + result.pictures) + ", " +
                      std::to_string(result.sameLogits) + " logits and " +
                      std::to_string(result.sameDecisions) + " decisions of " +
                      std::to_string(result.pictures) + ", heads " + (result.sameHeads ? "yes" : "no") +
                      ", threshold " + (result.sameThreshold ? "yes" : "no") + "\n");
    return {};
}

Status runReset(PortOptions& options, bool forget, bool images, Console& console)
{
    const JobContext job = console.job();
    MICROT_TRY(const ConnectedBoard connected, options.connect(job));
    if (forget || images) {
        ForgetRequest request;
        request.images = images;
        MICROT_TRY(const Done done,
                   connected.link->ask<Message::forget>(request, job, [](const FlashProgress&) {}));
        (void)done;
    }
    MICROT_TRY(const Done done, connected.link->ask<Message::reset>({}, job));
    (void)done;
    MICROT_CHECK(connected.link->connect(job));
    console.print({{"forgot", forget || images}, {"erased_images", images}}, "the board started anew\n");
    return {};
}

void addTrainingOptions(CLI::App& verb, WorkOptions& options)
{
    verb.add_option("--samples", options.samples, "Pictures of the train split that the board learns from")
        ->capture_default_str()
        ->check(CLI::Range(1, 60000));
    verb.add_option("--calibration", options.calibration,
                    "Pictures of the calibration split that the threshold comes from")
        ->capture_default_str()
        ->check(CLI::Range(0, 60000));
    verb.add_option("--epochs", options.training.epochs, "Epochs")->capture_default_str();
    verb.add_option("--rate", options.training.learningRate, "Learning rate, falls to zero")
        ->capture_default_str();
    verb.add_option("--momentum", options.training.momentum, "Momentum")->capture_default_str();
    verb.add_option("--batch", options.training.batch, "Samples a step")->capture_default_str();
    verb.add_option("--train-seed", options.training.seed, "Seed of the order")->capture_default_str();
    verb.add_option("--ratio", options.ratio, "Stage-decision ratio")
        ->capture_default_str()
        ->check(CLI::Range(0.0, 1.0));
}

void addWorkOptions(CLI::App& verb, WorkOptions& options)
{
    options.port.add(verb);
    verb.add_option("IMAGE", options.image, "Deployment image (.mti) of microt quantize")->required();
    verb.add_option("DATA", options.data, "Pictures")->required();
    verb.add_option("--seed", options.split.seed, "Seed of the split")->capture_default_str();
}

} // namespace

void addBoard(CLI::App& app, Console& console, int& status)
{
    CLI::App* board = app.add_subcommand("board", "A microcontroller, real or virtual: deploy, train, infer");
    board->require_subcommand(1);
    const auto finish = [&console, &status](const Status& result) {
        status = result.ok() ? kSuccess : console.fail(result.failure());
    };

    CLI::App* ports = board->add_subcommand("ports", "Where a board may be");
    ports->callback([=, &console] { finish(runPorts(console)); });

    auto options = std::make_shared<WorkOptions>();
    CLI::App* info = board->add_subcommand("info", "Who it is, its memories, images and tasks");
    options->port.add(*info);
    info->callback([=, &console] { finish(runInfo(options->port, console)); });

    CLI::App* deploy = board->add_subcommand("deploy", "Send a deployment image; goes on where it stopped");
    options->port.add(*deploy);
    deploy->add_option("IMAGE", options->image, "Deployment image (.mti) of microt quantize")->required();
    deploy->callback([=, &console] { finish(runDeploy(options->port, options->image, console)); });

    CLI::App* train = board->add_subcommand("train", "Collect samples, train part and full head, calibrate");
    addWorkOptions(*train, *options);
    addTrainingOptions(*train, *options);
    train->callback([=, &console] { finish(runTrain(*options, console)); });

    auto samples = std::make_shared<int>(0);
    CLI::App* calibrate =
        board->add_subcommand("calibrate", "Threshold for a ratio, from samples on the board");
    options->port.add(*calibrate);
    calibrate->add_option("--ratio", options->ratio, "Stage-decision ratio")->check(CLI::Range(0.0, 1.0));
    calibrate->add_option("--samples", *samples, "The last so many; 0: all")->check(CLI::Range(0, 65535));
    calibrate->callback(
        [=, &console] { finish(runCalibrate(options->port, options->ratio, *samples, console)); });

    CLI::App* infer = board->add_subcommand("infer", "Test pictures through the board");
    addWorkOptions(*infer, *options);
    infer->add_option("--pictures", options->pictures, "How many")->capture_default_str();
    infer->add_option("--mode", options->mode, "staged, part or full")->capture_default_str();
    infer->callback([=, &console] { finish(runInfer(*options, console)); });

    CLI::App* profile = board->add_subcommand("profile", "Instructions or cycles of every operator");
    options->port.add(*profile);
    profile->add_option("IMAGE", options->image, "Deployment image (.mti)")->required();
    profile->add_option("--picture", options->picture, "A picture instead of grey");
    profile->callback(
        [=, &console] { finish(runProfile(options->port, options->image, options->picture, console)); });

    CLI::App* compare = board->add_subcommand(
        "compare", "Samples, training and inference beside the twin: equal in every bit?");
    addWorkOptions(*compare, *options);
    addTrainingOptions(*compare, *options);
    compare->add_option("--pictures", options->pictures, "Test pictures")->capture_default_str();
    compare->callback([=, &console] { finish(runCompare(*options, console)); });

    auto forget = std::make_shared<bool>(false);
    auto images = std::make_shared<bool>(false);
    CLI::App* reset = board->add_subcommand("reset", "Start the board anew");
    options->port.add(*reset);
    reset->add_flag("--forget", *forget, "Erase tasks, heads and settings first");
    reset->add_flag("--images", *images, "Erase the images too");
    reset->callback([=, &console] { finish(runReset(options->port, *forget, *images, console)); });
}

} // namespace microt::cli
