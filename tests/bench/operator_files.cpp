// SPDX-License-Identifier: GPL-3.0-or-later
// Writes the networks of tests/support/operator_graphs.h as .mtx, .onnx, .tflite and .mti files: seeds for
// fuzz_files, and something to hold against other programs. Beside each NAME.tflite: NAME.input.bin and
// NAME.output.bin, int8, what the reference kernels make of four pictures.
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

/// The golden pictures and the features of the whole network, by the reference kernels.
void writeExpected(const QuantModel& model, const std::vector<std::uint8_t>& image, const fs::path& stem)
{
    const auto twin = Twin::create(image, HostKernels::reference);
    if (!twin.ok())
        return;
    TwinRun run(twin.value());
    Executor& executor = run.executor();
    std::string inputs;
    std::string outputs;
    const QuantTensor& tensor = model.tensors[static_cast<std::size_t>(model.inputTensor)];
    const auto bytes = static_cast<std::size_t>(tensor.shape.elements());
    for (int k = 0; k < test::kGoldenPictures; ++k) {
        std::string input;
        for (std::size_t i = 0; i < bytes; ++i)
            input.push_back(static_cast<char>(test::goldenByte(i, k)));
        executor.setInput(reinterpret_cast<const std::int8_t*>(input.data()));
        static_cast<void>(executor.runTo(0));
        inputs += input;
        const auto count = static_cast<std::size_t>(executor.image().feature(0).channels);
        outputs.append(reinterpret_cast<const char*>(executor.feature(0)), count);
    }
    said("input", writeFileAtomically(stem.string() + ".input.bin", inputs));
    said("output", writeFileAtomically(stem.string() + ".output.bin", outputs));
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
    const auto whole = buildImage(model, {}, "{}");
    if (!image.ok() || !whole.ok())
        return false;
    const auto* bytes = reinterpret_cast<const char*>(image.value().data());
    all = said(name, writeFileAtomically(with(".mti"), std::string(bytes, image.value().size()))) && all;
    writeExpected(model, whole.value(), stem);
    return all;
}

} // namespace

int main(int count, char** arguments)
{
    if (count != 2) {
        std::fprintf(stderr, "Usage: operator_files FOLDER\n");
        return 2;
    }
    const test::ScratchFolder scratch;
    const fs::path pictures = scratch / "signs";
    if (!said("pictures", drawTask("signs", pictures, 4, 1, {})) ||
        !said("folder", makeFolders(arguments[1])))
        return 1;
    auto dataset = openDataset(pictures, {});
    if (!dataset.ok() || !assignSplit(dataset.value(), {}).ok())
        return 1;
    bool all = true;
    for (const Graph& graph : test::operatorGraphs())
        all = writeAll(graph, dataset.value(), arguments[1]) && all;
    return all ? 0 : 1;
}
