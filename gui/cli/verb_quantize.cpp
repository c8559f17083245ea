// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "engine/base/files.h"
#include "engine/cut/cut_table.h"
#include "engine/deploy/planner.h"
#include "engine/exchange/onnx/onnx.h"
#include "engine/exchange/tflite/tflite.h"
#include "engine/runtime/image.h"
#include "gui/cli/task_options.h"

namespace microt::cli {

namespace {

namespace fs = std::filesystem;

struct Options
{
    TaskOptions task;
    int cut = 0;
    std::string output;
    std::string tflite;
    std::string onnx;
};

/// Test accuracies of the two heads at one precision, and each class's share of right full answers.
struct Accuracy
{
    double part = 0.0;
    double full = 0.0;
    std::vector<double> classes;
};

Result<Accuracy> measure(const FeatureSet& features, const Dataset& dataset, const StageOptions& stage,
                         const JobContext& job)
{
    MICROT_TRY(const StageModel model, buildStageModel(features, dataset, stage, job));
    Accuracy accuracy{percent(model.testCurve.partAccuracy()), percent(model.testCurve.fullAccuracy()), {}};
    std::vector<int> right(dataset.classes.size(), 0);
    std::vector<int> all(dataset.classes.size(), 0);
    for (std::size_t i = 0; i < model.test.size(); ++i) {
        const auto label = static_cast<std::size_t>(model.test.label[i]);
        ++all[label];
        right[label] += model.test.fullPredicted[i] == model.test.label[i] ? 1 : 0;
    }
    for (std::size_t c = 0; c < all.size(); ++c)
        accuracy.classes.push_back(all[c] > 0 ? 100.0 * right[c] / all[c] : 0.0);
    return accuracy;
}

/// The network in int8 and what is known of its quality; an imported int8 network has no float twin to be
/// compared with, so nothing is known of its layers.
Result<QuantizeResult> int8Of(const TaskInput& input, const QuantizeOptions& options, const JobContext& job)
{
    if (!input.extractor.int8)
        return quantize(input.extractor.graph, input.dataset, options, job);
    QuantizeResult result;
    result.model = *input.extractor.int8;
    return result;
}

nlohmann::json provenance(const TaskInput& input, const QuantizeOptions& options, int cut,
                          const QuantizeResult& quantized)
{
    nlohmann::json made = {{"extractor",
                            {{"name", input.extractor.graph.name},
                             {"format", input.extractor.format},
                             {"sha256", input.extractor.sha256}}},
                           {"cut", cut},
                           {"program", std::string("MicroT Workbench ") + MICROT_VERSION}};
    if (!quantized.calibration.empty())
        made["ranges"] = {{"method", rangeMethodName(options.method)},
                          {"pictures", quantized.calibration.size()},
                          {"seed", options.seed},
                          {"dataset", input.dataset.name},
                          {"dataset_sha256", input.dataset.contentHash}};
    return made;
}

/// A number for JSON, which has no infinity: a layer without any error.
nlohmann::json finite(double value)
{
    return std::isfinite(value) ? nlohmann::json(value) : nlohmann::json(nullptr);
}

Result<std::vector<std::string>> exportBoth(const QuantModel& model, int cut, const fs::path& folder)
{
    std::vector<std::string> files;
    for (const int exit : {cut, 0}) {
        const fs::path file =
            folder / (exit == 0 ? std::string("full.tflite") : "part-" + std::to_string(exit) + ".tflite");
        MICROT_CHECK(exportTflite(model, exit, file));
        files.push_back(file.string());
    }
    return files;
}

/// The layers that lose most, for people; all of them are in the JSON.
std::string worstLayers(std::vector<LayerSignal> layers)
{
    constexpr std::size_t kShown = 3;
    std::sort(layers.begin(), layers.end(), [](const LayerSignal& a, const LayerSignal& b) {
        return a.signalToNoiseDecibel < b.signalToNoiseDecibel;
    });
    std::string text;
    for (std::size_t i = 0; i < std::min(kShown, layers.size()); ++i)
        text += (i == 0 ? "least signal to noise: " : ", ") + layers[i].name + " " +
                fixed(layers[i].signalToNoiseDecibel, 1) + " dB";
    return text.empty() ? text : text + "\n";
}

Status runQuantize(Options options, Console& console)
{
    const JobContext job = console.job();
    MICROT_TRY(StageOptions stage, options.task.stageOptions());
    MICROT_TRY(const QuantizeOptions quantization, options.task.quantizeOptions());
    options.task.precision = precisionName(Precision::float32);
    MICROT_TRY(const TaskInput input, openInput(options.task, job));
    stage.cut = options.cut;
    if (stage.cut == 0) {
        MICROT_TRY(const CutTable table,
                   evaluateCuts(input.features, input.dataset, input.cost, stage.head, {}, job));
        stage.cut = table.recommended;
    }
    MICROT_TRY(const QuantizeResult quantized, int8Of(input, quantization, job));
    const nlohmann::json made = provenance(input, quantization, stage.cut, quantized);
    MICROT_TRY(const std::vector<std::uint8_t> image, buildImage(quantized.model, {stage.cut}, made.dump()));
    MICROT_TRY(const ArenaPlan plan, planArena(quantized.model, {stage.cut}));
    MICROT_TRY(const FeatureSet features, featuresAt(Precision::int8, input.extractor, input.dataset,
                                                     quantization, options.task.cacheFolder(), job));
    MICROT_TRY(const Accuracy real, measure(input.features, input.dataset, stage, job));
    MICROT_TRY(const Accuracy small, measure(features, input.dataset, stage, job));

    std::vector<std::string> files{options.output};
    MICROT_CHECK(writeFileAtomically(
        options.output, std::string_view(reinterpret_cast<const char*>(image.data()), image.size())));
    if (!options.tflite.empty()) {
        MICROT_TRY(const std::vector<std::string> exported,
                   exportBoth(quantized.model, stage.cut, options.tflite));
        files.insert(files.end(), exported.begin(), exported.end());
    }
    if (!options.onnx.empty()) {
        MICROT_CHECK(exportOnnx(input.extractor.graph, options.onnx));
        files.push_back(options.onnx);
    }

    nlohmann::json classes = nlohmann::json::array();
    std::string text = "test accuracy at cut " + std::to_string(stage.cut) +
                       "      float     int8\n  part            " + fixed(real.part, 2) + " %  " +
                       fixed(small.part, 2) + " %\n  full            " + fixed(real.full, 2) + " %  " +
                       fixed(small.full, 2) + " %\n";
    for (std::size_t c = 0; c < real.classes.size(); ++c) {
        classes.push_back({{"class", input.dataset.classes[c]},
                           {"float_accuracy", real.classes[c]},
                           {"int8_accuracy", small.classes[c]}});
        text += "    " + input.dataset.classes[c] + "  " + fixed(real.classes[c], 1) + " %  " +
                fixed(small.classes[c], 1) + " %\n";
    }
    text += worstLayers(quantized.layers);
    nlohmann::json layers = nlohmann::json::array();
    for (const LayerSignal& layer : quantized.layers)
        layers.push_back({{"layer", layer.name}, {"snr_db", finite(layer.signalToNoiseDecibel)}});
    nlohmann::json cosines = nlohmann::json::array();
    for (const ExitSimilarity& exit : quantized.exits)
        if (exit.cut == stage.cut || exit.cut == 0) {
            cosines.push_back({{"cut", exit.cut}, {"cosine", exit.cosine}});
            text += (exit.cut == 0 ? std::string("full") : "cut " + std::to_string(exit.cut)) +
                    " features: mean cosine to float " + fixed(exit.cosine, 4) + "\n";
        }
    text += options.output + ": " + std::to_string(image.size()) + " bytes of flash, " +
            std::to_string(plan.arenaBytes) + " bytes of arena, input included\n";
    console.print({{"cut", stage.cut},
                   {"float_accuracy", real.full},
                   {"int8_accuracy", small.full},
                   {"float_part_accuracy", real.part},
                   {"int8_part_accuracy", small.part},
                   {"classes", classes},
                   {"cosine", cosines},
                   {"layers", layers},
                   {"flash_bytes", image.size()},
                   {"arena_bytes", plan.arenaBytes},
                   {"provenance", made},
                   {"files", files}},
                  text);
    return {};
}

} // namespace

void addQuantize(CLI::App& app, Console& console, int& status)
{
    CLI::App* verb = app.add_subcommand(
        "quantize", "int8: deployment image, accuracy against float, .tflite of part and full, ONNX");
    auto options = std::make_shared<Options>();
    options->task.addInput(*verb);
    options->task.addTraining(*verb);
    verb->remove_option(verb->get_option("--precision")); // both are measured
    verb->add_option("--cut", options->cut, "Where the part model ends (default: the recommended cut)");
    verb->add_option("-o,--output", options->output, "The deployment image (.mti) to write")->required();
    verb->add_option("--tflite", options->tflite,
                     "Folder for part-CUT.tflite (its means alone) and full.tflite");
    verb->add_option("--onnx", options->onnx, "File for the float network as ONNX");
    verb->callback([options, &console, &status] {
        const Status result = runQuantize(*options, console);
        status = result.ok() ? kSuccess : console.fail(result.failure());
    });
}

} // namespace microt::cli
