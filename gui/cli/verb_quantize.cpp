// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "engine/base/files.h"
#include "engine/exchange/onnx/onnx.h"
#include "engine/project/task_files.h"
#include "gui/cli/data_notes.h"
#include "gui/cli/task_options.h"
#include "gui/cli/verbs.h"

namespace microt::cli {

namespace {

namespace fs = std::filesystem;

struct QuantizeArguments
{
    TaskOptions task;
    std::string output;
    std::string tflite;
    std::string onnx;
    int ram = -1; ///< bytes; none given: as much as is fastest

    std::uint32_t ramBytes() const { return ram < 0 ? kWholeTensors : static_cast<std::uint32_t>(ram); }
};

/// Test accuracies of the two heads at one precision, and each class's share of right full answers.
struct Accuracy
{
    double part = 0.0;
    double full = 0.0;
    std::vector<double> classes;
};

Result<Accuracy> measure(const TaskSettings& settings, int cut, const FeatureSet& features,
                         const Dataset& dataset, const JobContext& job)
{
    MICROT_TRY(const StageModel model, trainTaskHeads(settings, cut, features, dataset, job));
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

/// A number for JSON, which has no infinity: a layer without any error.
nlohmann::json finite(double value)
{
    return std::isfinite(value) ? nlohmann::json(value) : nlohmann::json(nullptr);
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

/// What quantizing made and is known to cost.
struct Quantized
{
    int cut = 0;
    TaskImage image;
    Accuracy real;
    Accuracy small;
    std::int64_t arenaBytes = 0;
    std::int64_t wholeArenaBytes = 0;  ///< without slices
    std::int64_t slicedArenaBytes = 0; ///< at kFewSlices
    std::vector<std::string> files;
};

/// The settings with every exit named.
Result<TaskSettings> chooseExits(TaskSettings settings, const OpenedTask& input, const FeatureSet& features,
                                 const JobContext& job)
{
    if (settings.stage.cut && !leavesExitsOpen(settings.stage))
        return settings;
    if (input.dataset.classes.size() < 2)
        return Failure{Error::invalidArgument, "The pictures have no classes, so no cut can be recommended; "
                                               "name all with --cut, --second-cut and "
                                               "--third-cut."};
    MICROT_TRY(const CutTable table,
               evaluateTaskCuts(settings, features, input.dataset, input.cost, input.board, job));
    return withExits(settings, cutInUse(settings, &table).value_or(0), &table);
}

Result<std::vector<std::string>> writeFiles(const QuantizeArguments& options, const OpenedTask& input,
                                            const QuantModel& model, int cut,
                                            const std::vector<std::uint8_t>& image)
{
    std::vector<std::string> files{options.output};
    MICROT_CHECK(writeImageFile(image, options.output));
    if (!options.tflite.empty()) {
        MICROT_TRY(const std::vector<fs::path> exported, writeTfliteFiles(model, cut, options.tflite));
        for (const fs::path& file : exported)
            files.push_back(file.string());
    }
    if (!options.onnx.empty()) {
        MICROT_CHECK(exportOnnx(input.extractor.graph, options.onnx));
        files.push_back(options.onnx);
    }
    return files;
}

Result<std::int64_t> arenaBytes(const Quantized& done, std::uint32_t ramBytes)
{
    MICROT_TRY(const ArenaPlan plan, planArena(done.image.int8.model, done.image.cuts, ramBytes));
    return static_cast<std::int64_t>(plan.arenaBytes);
}

Result<Quantized> quantizeAndWrite(const QuantizeArguments& options, const OpenedTask& input,
                                   const JobContext& job)
{
    TaskSettings settings = options.task.settings;
    const std::filesystem::path cache = options.task.cacheFolder();
    const bool measures = input.dataset.classes.size() >= 2;
    FeatureSet real;
    if (measures) {
        MICROT_TRY(real, embedTask(settings, input.extractor, input.dataset, cache, job));
    }
    Quantized done;
    MICROT_TRY(settings, chooseExits(settings, input, real, job));
    MICROT_TRY(const std::vector<int> exits, earlyCuts(settings.stage));
    done.cut = exits.front();
    MICROT_TRY(done.image,
               makeTaskImage(settings, exits, input.extractor, input.dataset, options.ramBytes(), job));
    MICROT_TRY(done.arenaBytes, arenaBytes(done, options.ramBytes()));
    MICROT_TRY(done.wholeArenaBytes, arenaBytes(done, kWholeTensors));
    MICROT_TRY(done.slicedArenaBytes, arenaBytes(done, kFewSlices));
    if (measures) {
        settings.precision = Precision::int8;
        MICROT_TRY(const FeatureSet small, embedTask(settings, input.extractor, input.dataset, cache, job));
        MICROT_TRY(done.real, measure(settings, done.cut, real, input.dataset, job));
        MICROT_TRY(done.small, measure(settings, done.cut, small, input.dataset, job));
    }
    MICROT_TRY(done.files, writeFiles(options, input, done.image.int8.model, done.cut, done.image.bytes));
    return done;
}

std::string accuracyLine(double real, double small, const std::string& what)
{
    char numbers[64];
    std::snprintf(numbers, sizeof numbers, "%7.2f %%  %7.2f %%  ", real, small);
    return numbers + what + "\n";
}

std::string describe(const Quantized& done, const QuantizeArguments& options, const Dataset& dataset)
{
    std::string text;
    if (dataset.classes.size() < 2) {
        text = "cut " + std::to_string(done.cut) + "; no classes, so no accuracies\n";
    } else {
        text = "test accuracy, cut " + std::to_string(done.cut) + "\n    float       int8\n" +
               accuracyLine(done.real.part, done.small.part, "part") +
               accuracyLine(done.real.full, done.small.full, "full");
        for (std::size_t c = 0; c < done.real.classes.size(); ++c)
            text += accuracyLine(done.real.classes[c], done.small.classes[c],
                                 "full, " + printable(dataset.classes[c]));
    }
    text += worstLayers(done.image.int8.layers);
    for (const ExitSimilarity& exit : done.image.int8.exits)
        if (exit.cut == done.cut || exit.cut == 0)
            text += (exit.cut == 0 ? std::string("full") : "cut " + std::to_string(exit.cut)) +
                    " features: mean cosine to float " + fixed(exit.cosine, 4) + "\n";
    return text + options.output + ": " + std::to_string(done.image.bytes.size()) + " bytes of flash, " +
           std::to_string(done.arenaBytes) + " bytes of arena, input included (whole tensors " +
           std::to_string(done.wholeArenaBytes) + ", slices of rows " +
           std::to_string(done.slicedArenaBytes) + ", see --ram)\n" + dataNotes(dataset);
}

nlohmann::json toJson(const Quantized& done, const Dataset& dataset)
{
    nlohmann::json classes = nlohmann::json::array();
    for (std::size_t c = 0; c < done.real.classes.size(); ++c)
        classes.push_back({{"class", dataset.classes[c]},
                           {"float_accuracy", done.real.classes[c]},
                           {"int8_accuracy", done.small.classes[c]}});
    nlohmann::json layers = nlohmann::json::array();
    for (const LayerSignal& layer : done.image.int8.layers)
        layers.push_back({{"layer", layer.name}, {"snr_db", finite(layer.signalToNoiseDecibel)}});
    nlohmann::json cosines = nlohmann::json::array();
    for (const ExitSimilarity& exit : done.image.int8.exits)
        if (exit.cut == done.cut || exit.cut == 0)
            cosines.push_back({{"cut", exit.cut}, {"cosine", exit.cosine}});
    nlohmann::json json = {{"cut", done.cut},
                           {"cosine", cosines},
                           {"layers", layers},
                           {"flash_bytes", done.image.bytes.size()},
                           {"arena_bytes", done.arenaBytes},
                           {"arena_bytes_whole", done.wholeArenaBytes},
                           {"arena_bytes_sliced", done.slicedArenaBytes},
                           {"provenance", nlohmann::json::parse(done.image.made)},
                           {"data", dataNotesJson(dataset)},
                           {"files", done.files}};
    if (dataset.classes.size() >= 2)
        json.update({{"float_accuracy", done.real.full},
                     {"int8_accuracy", done.small.full},
                     {"float_part_accuracy", done.real.part},
                     {"int8_part_accuracy", done.small.part},
                     {"classes", classes}});
    return json;
}

Status runQuantize(const QuantizeArguments& options, Console& console)
{
    const JobContext job = console.job();
    MICROT_TRY(const OpenedTask input, openTask(options.task, job, true));
    MICROT_TRY(const Quantized done, quantizeAndWrite(options, input, job));
    console.print(toJson(done, input.dataset), describe(done, options, input.dataset));
    return {};
}

} // namespace

void addQuantize(Program& program)
{
    Verb verb = program.verb(
        "quantize", "int8: deployment image, accuracy against float, .tflite of part and full, ONNX");
    auto& options = verb.keep<QuantizeArguments>();
    options.task.add(verb, {"/precision", "/ratio"}); // both precisions are measured
    verb.takes("-o,--output", options.output, "The deployment image (.mti) to write").required();
    verb.takes("--tflite", options.tflite, "Folder for part-CUT.tflite (its means alone) and full.tflite");
    verb.takes(
            "--ram", options.ram,
            "Most bytes of arena; operators run in slices of rows, as few as that asks for. 0: slices that "
            "cost little time (default: whole tensors, the fastest)")
        .range(0, INT32_MAX);
    verb.takes("--onnx", options.onnx, "File for the float network as ONNX");
    verb.runs(options, runQuantize);
}

} // namespace microt::cli
