// SPDX-License-Identifier: GPL-3.0-or-later
// Writes the networks of tests/support/operator_graphs.h as .mtx, .onnx, .tflite and .mti files: seeds for
// fuzz_files, and something to hold against other programs. Beside each NAME.tflite: NAME.input.bin and
// NAME.output.bin, int8, what the reference kernels make of four pictures. Named images (.mti) instead get
// that of every exit, in files beside them, to be held against what `microt quantize --tflite` wrote.
#include <cstdio>

#include "engine/base/files.h"
#include "engine/deploy/planner.h"
#include "engine/drawn/drawn_tasks.h"
#include "engine/exchange/mtx/mtx.h"
#include "engine/exchange/onnx/onnx.h"
#include "engine/exchange/tflite/tflite.h"
#include "engine/quant/quantizer.h"
#include "engine/twin/twin.h"
#include "tests/support/golden_networks.h"
#include "tests/support/operator_graphs.h"
#include "tests/support/support.h"

using namespace microt;
namespace fs = std::filesystem;

namespace {

bool said(const std::string& what, const Status& status)
{
    if (!status.ok())
        std::printf("%s: %s\n", what.c_str(), status.failure().what.c_str());
    return status.ok();
}

std::string fileName(const std::string& name)
{
    std::string file = name;
    for (char& c : file)
        c = std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
    return file;
}

/// The golden pictures, and the features at every exit by the reference kernels: the whole network's in
/// STEM.output.bin, the means at cut N in STEM.N.output.bin.
bool writeExpected(const std::vector<std::uint8_t>& image, const std::string& stem)
{
    const auto twin = Twin::create(image, HostKernels::reference);
    if (!twin.ok())
        return said(stem, twin.failure());
    TwinRun run(twin.value());
    Executor& executor = run.executor();
    const ImageView& view = executor.image();
    const int last = view.header->exitCount - 1;
    const std::size_t bytes = std::size_t{view.input().height} * view.input().width * view.input().channels;
    std::string inputs;
    std::vector<std::string> outputs(static_cast<std::size_t>(last) + 1);
    for (int k = 0; k < test::kGoldenPictures; ++k) {
        std::string input;
        for (std::size_t i = 0; i < bytes; ++i)
            input.push_back(static_cast<char>(test::goldenByte(i, k)));
        executor.setInput(reinterpret_cast<const std::int8_t*>(input.data()));
        inputs += input;
        for (int exit = 0; exit <= last; ++exit) {
            if (executor.runTo(exit) != Error::none)
                return false;
            const int each = view.exits[exit].cut == 0 ? 1 : kCutFeaturesPerChannel;
            outputs[static_cast<std::size_t>(exit)].append(
                reinterpret_cast<const char*>(executor.feature(exit)), view.feature(exit).channels / each);
        }
    }
    bool all = said("input", writeFileAtomically(stem + ".input.bin", inputs));
    for (int exit = 0; exit <= last; ++exit) {
        const std::string number = exit < last ? '.' + std::to_string(view.exits[exit].cut) : std::string();
        all = said("output", writeFileAtomically(stem + number + ".output.bin",
                                                 outputs[static_cast<std::size_t>(exit)])) &&
              all;
    }
    return all;
}

bool writeAll(const Graph& graph, const Dataset& dataset, const fs::path& folder)
{
    const fs::path stem = folder / fileName(graph.name);
    const auto with = [&stem](const char* suffix) { return fs::path(stem.string() + suffix); };
    const std::string& name = graph.name;
    bool all = said(name + " .mtx", saveMtx(with(".mtx"), graph, "{}", false));
    all = said(name + " .onnx", exportOnnx(graph, with(".onnx"))) && all;
    const auto result = quantize(graph, dataset, {}, {});
    if (!result.ok())
        return said(name, result.failure());
    const QuantModel& model = result.value().model;
    all = said(name + " .tflite", exportTflite(model, 0, with(".tflite"))) && all;
    all = said(name + " part .tflite", exportTflite(model, 1, with(".part.tflite"))) && all;
    const auto image = buildImage(model, {1}, "{}");
    if (!image.ok())
        return said(name, image.failure());
    const auto* bytes = reinterpret_cast<const char*>(image.value().data());
    all = said(name, writeFileAtomically(with(".mti"), std::string(bytes, image.value().size()))) && all;
    return writeExpected(image.value(), stem.string()) && all;
}

bool writeOperators(const fs::path& folder)
{
    const test::ScratchFolder scratch;
    const fs::path pictures = scratch / "signs";
    if (!said("pictures", drawTask("signs", pictures, 4, 1, {})) || !said("folder", makeFolders(folder)))
        return false;
    auto dataset = openDataset(pictures, {});
    if (!dataset.ok() || !assignSplit(dataset.value(), {}).ok())
        return false;
    bool all = true;
    for (const Graph& graph : test::operatorGraphs())
        all = writeAll(graph, dataset.value(), folder) && all;
    return all;
}

} // namespace

int main(int count, char** arguments)
{
    if (count < 2) {
        std::fprintf(stderr, "Usage: operator_files FOLDER | IMAGE.mti...\n");
        return 2;
    }
    if (fs::path(arguments[1]).extension() != ".mti")
        return writeOperators(arguments[1]) ? 0 : 1;
    bool all = true;
    for (int i = 1; i < count; ++i) {
        const auto image = readFile(arguments[i]);
        all = image.ok() &&
              writeExpected(image.value(), fs::path(arguments[i]).replace_extension().string()) && all;
    }
    return all ? 0 : 1;
}
