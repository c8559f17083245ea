// SPDX-License-Identifier: GPL-3.0-or-later
#include <system_error>

#include <unistd.h>

#include <nlohmann/json.hpp>

#include "engine/bench/device_bench.h"
#include "engine/bench/distill_bench.h"
#include "engine/bench/embed_bench.h"
#include "engine/bench/twin_bench.h"
#include "engine/deploy/planner.h"
#include "engine/drawn/drawn_tasks.h"
#include "engine/exchange/open_extractor.h"
#include "engine/quant/features_at.h"
#include "gui/cli/task_options.h"
#include "gui/cli/verbs.h"
#include "serial/link/connected_board.h"
#include "serial/work/board_work.h"

namespace microt::cli {

namespace {

constexpr int kDrawnPicturesPerClass = 20;

struct BenchArguments
{
    std::string extractor = "microt-vww0-64";
    std::string data;
    DeviceOptions device;
};

/// A folder that goes when it is out of scope.
struct TemporaryFolder
{
    std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("microt-bench-" + std::to_string(::getpid()));
    ~TemporaryFolder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
};

/// The image of the full extractor.
Result<std::vector<std::uint8_t>> imageOf(const Extractor& extractor, const Dataset& dataset,
                                          const JobContext& job)
{
    constexpr int kCalibrationPictures = 16;
    QuantizeOptions options;
    options.pictures = kCalibrationPictures;
    MICROT_TRY(const QuantModel model, int8ModelOf(extractor, dataset, options, job));
    return buildImage(model, {}, "");
}

/// It on the twin.
Result<TwinBench> benchInt8(const Extractor& extractor, const std::vector<std::uint8_t>& image,
                            const JobContext& job)
{
    constexpr int kRounds = 5;
    MICROT_TRY(const FloatExecutor executor, FloatExecutor::create(extractor.graph));
    const Shape& input = extractor.graph.nodes[0].output;
    return benchTwin(
        image, HostKernels::best, [&] { return floatSpeedOneThread(executor, input); }, kRounds, job);
}

/// And on the virtual Cortex-M7: instructions of one inference, the same in every run.
Result<std::uint64_t> countInstructions(const std::vector<std::uint8_t>& image,
                                        const Preprocessing& preprocessing,
                                        const std::filesystem::path& folder, const JobContext& job)
{
    MICROT_TRY(const ConnectedBoard connected, connectBoard("virtual", folder, job));
    MICROT_CHECK(connected.board->deploy(image, job));
    const Picture grey = greyPicture(preprocessing);
    MICROT_TRY(const Board::Profile profile, connected.board->profile(grey.rgb.data(), grey.rgb.size(), job));
    return totalOf(profile.counters);
}

/// Training on one device: how fast, how busy it is, and whether it learns what the CPU does.
Status runDeviceBench(const Extractor& extractor, const Dataset& dataset, const Device& device,
                      Console& console)
{
    MICROT_TRY(const DeviceBench bench, benchDevice(extractor.graph, dataset, device, {}, console.job()));
    nlohmann::json rows = nlohmann::json::array();
    std::string text = describe(device) + "\n batch   pictures/s   device busy\n";
    for (const DeviceSpeed& speed : bench.speeds) {
        char line[96];
        std::snprintf(line, sizeof line, "%6d   %10.0f   %9.0f %%\n", speed.batch, speed.training,
                      percent(speed.busy()));
        if (speed.refused.empty()) {
            rows.push_back({{"batch", speed.batch},
                            {"pictures_per_s", speed.training},
                            {"computing_pictures_per_s", speed.computing},
                            {"busy", speed.busy()}});
            text += line;
        } else {
            rows.push_back({{"batch", speed.batch}, {"refused", speed.refused}});
            text += "   " + speed.refused + "\n";
        }
    }
    const std::size_t steps = bench.losses.size();
    text += "losses of " + std::to_string(steps) + " steps differ from the CPU's by " +
            fixed(percent(bench.largestDifference()), 2) + " % at most; the last is " +
            fixed(bench.losses.back(), 4) + ", the CPU's " + fixed(bench.cpuLosses.back(), 4) + "\n";
    console.print({{"extractor", extractor.graph.name},
                   {"device", describe(device)},
                   {"training", rows},
                   {"loss_steps", steps},
                   {"loss", bench.losses.back()},
                   {"cpu_loss", bench.cpuLosses.back()},
                   {"largest_loss_difference", bench.largestDifference()}},
                  text);
    return {};
}

Status runBench(const BenchArguments& options, Console& console)
{
    const JobContext job = console.job();
    MICROT_TRY(const Device device, openDevice(options.device));
    MICROT_TRY(const Extractor extractor, openExtractor(options.extractor));
    const TemporaryFolder drawn;
    std::filesystem::path data = options.data;
    if (data.empty()) {
        data = drawn.path;
        MICROT_CHECK(drawTask("parts", data, kDrawnPicturesPerClass, 1, job));
    }
    MICROT_TRY(const Dataset dataset, openDataset(data, job));
    if (options.device.device != DeviceOptions().device)
        return runDeviceBench(extractor, dataset, device, console);
    MICROT_TRY(const EmbedBench bench, benchEmbedding(extractor, dataset, {}, job));

    MICROT_TRY(const std::vector<std::uint8_t> image, imageOf(extractor, dataset, job));
    MICROT_TRY(const DistillBench distilling, benchDistilling(extractor.graph, dataset, job));
    MICROT_TRY(const TwinBench twin, benchInt8(extractor, image, job));
    MICROT_TRY(const std::uint64_t counted,
               countInstructions(image, extractor.graph.preprocessing, drawn.path / "board", job));
    const auto instructions = static_cast<double>(counted);
    const auto macs = static_cast<double>(countCost(extractor.graph).full.macs);
    const double peer = std::max(bench.bareLoop, bench.bareLoopAllCores);
    const std::string unit = " [pictures/s]";
    const nlohmann::json rows = {
        {{"what", "embedding at all cuts, decoded pictures, against a bare libtorch loop" + unit},
         {"ours", bench.embedding},
         {"peer", peer},
         {"ratio", bench.ratio}},
        {{"what", "embedding at all cuts, from files, against the same loop" + unit},
         {"ours", bench.embeddingFromFiles},
         {"peer", peer},
         {"ratio", bench.ratioFromFiles}},
        {{"what", std::string("int8 twin (") + hostKernelsName(twin.kernels) +
                      ") against libtorch float, one thread each" + unit},
         {"ours", twin.twin},
         {"peer", twin.peer},
         {"ratio", twin.ratio}},
        {{"what", "distilling a student, views of pictures included, against a bare libtorch loop" + unit},
         {"ours", distilling.training},
         {"peer", distilling.bareLoop},
         {"ratio", distilling.ratio}},
        {{"what", "views of pictures alone, against the student that learns from them" + unit},
         {"ours", distilling.pipeline},
         {"peer", distilling.training},
         {"ratio", distilling.pipeline / distilling.training}},
        {{"what", "int8 on the virtual Cortex-M7: instructions of an inference, against its MACs [M]"},
         {"ours", instructions / 1e6},
         {"peer", macs / 1e6},
         {"ratio", macs / instructions}}};
    std::string text;
    for (const auto& row : rows)
        text += row["what"].get<std::string>() + "\n    ours " + fixed(row["ours"], 1) + "  peer " +
                fixed(row["peer"], 1) + "  ratio " + fixed(row["ratio"], 2) + "\n";
    console.print({{"extractor", extractor.graph.name}, {"rows", rows}}, text);
    return {};
}

} // namespace

void addBench(Program& program)
{
    Verb verb = program.verb(
        "bench",
        "Speed as ratios against peers, measured in one run; with --device, how fast training is there");
    auto& options = verb.keep<BenchArguments>();
    verb.takes("EXTRACTOR", options.extractor, "Network to measure").showDefault();
    verb.takes("DATA", options.data, "Pictures to measure on (default: drawn ones)");
    verb.fields(options.device);
    verb.runs(options, runBench);
}

} // namespace microt::cli
