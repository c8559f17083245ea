// SPDX-License-Identifier: Apache-2.0
#include "tests/support/golden_networks.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "engine/base/files.h"
#include "engine/deploy/unplanned_run.h"
#include "engine/exchange/tflite/tflite.h"

namespace microt::test {

namespace fs = std::filesystem;

namespace {

std::string difference(const char* what, const std::vector<std::uint8_t>& is,
                       const std::vector<std::uint8_t>& expected)
{
    if (is.size() != expected.size())
        return std::string(what) + " have " + std::to_string(is.size()) + " bytes, not " +
               std::to_string(expected.size());
    std::size_t differing = 0;
    for (std::size_t i = 0; i < is.size(); ++i)
        differing += is[i] == expected[i] ? 0 : 1;
    return differing == 0 ? std::string()
                          : std::string(what) + " differ in " + std::to_string(differing) + " of " +
                                std::to_string(is.size()) + " bytes";
}

} // namespace

std::vector<std::string> goldenNames(const fs::path& folder)
{
    const std::string suffix = ".logits.bin";
    std::vector<std::pair<std::uintmax_t, std::string>> found;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
        const std::string file = entry->path().filename().string();
        if (file.size() <= suffix.size() || file.substr(file.size() - suffix.size()) != suffix)
            continue;
        const std::string name = file.substr(0, file.size() - suffix.size());
        found.emplace_back(fs::file_size(folder / (name + ".tflite"), error), name);
    }
    std::sort(found.begin(), found.end());
    std::vector<std::string> names;
    for (const auto& [bytes, name] : found)
        names.push_back(name);
    return names;
}

std::vector<std::int8_t> GoldenNetwork::input(int k) const
{
    const QuantTensor& tensor = model.tensors[static_cast<std::size_t>(model.inputTensor)];
    std::vector<std::int8_t> input(static_cast<std::size_t>(tensor.shape.elements()));
    for (std::size_t i = 0; i < input.size(); ++i) {
        const std::uint8_t byte = goldenByte(i, k);
        const float real = static_cast<float>(byte) / 127.5F - 1.0F;
        const auto rounded = static_cast<std::int32_t>(std::round(real / tensor.scale)) + tensor.zeroPoint;
        input[i] = static_cast<std::int8_t>(isFloat ? std::clamp(rounded, -128, 127) : byte);
    }
    return input;
}

std::vector<std::uint8_t> GoldenNetwork::pixels(int k) const
{
    std::vector<std::uint8_t> pixels;
    for (const std::int8_t value : input(k))
        pixels.push_back(static_cast<std::uint8_t>(value + 128));
    return pixels;
}

void GoldenNetwork::add(GoldenOutputs& outputs, const std::int8_t* featureValues,
                        const std::int8_t* logits) const
{
    const auto tensorOf = [this](int op) -> const QuantTensor& {
        return whole.tensors[static_cast<std::size_t>(whole.ops[static_cast<std::size_t>(op)].output)];
    };
    if (!expected.features.empty())
        outputs.features.insert(outputs.features.end(), featureValues,
                                featureValues + tensorOf(features).shape.elements());
    const QuantTensor& scaled = tensorOf(static_cast<int>(whole.ops.size()) - 1);
    for (std::int64_t i = 0; i < scaled.shape.elements(); ++i) {
        const float real = scaled.scale * static_cast<float>(logits[i] - scaled.zeroPoint);
        std::uint8_t raw[sizeof real] = {static_cast<std::uint8_t>(logits[i])};
        if (isFloat)
            std::memcpy(raw, &real, sizeof real);
        outputs.logits.insert(outputs.logits.end(), raw, raw + (isFloat ? sizeof real : 1));
    }
}

std::string GoldenNetwork::difference(const GoldenOutputs& outputs) const
{
    const std::string ofFeatures = test::difference("features", outputs.features, expected.features);
    const std::string ofLogits = test::difference("logits", outputs.logits, expected.logits);
    return ofFeatures + (ofFeatures.empty() || ofLogits.empty() ? "" : ", ") + ofLogits;
}

Result<GoldenNetwork> openGolden(const fs::path& folder, const std::string& name)
{
    GoldenNetwork network;
    MICROT_TRY(TfliteImport imported, importTflite(folder / (name + ".tflite")));
    if (!imported.int8 || imported.int8->classifier.empty())
        return Failure{Error::badModel, name + " has no integers, or no classifier."};
    network.model = std::move(*imported.int8);
    network.whole = network.model;
    network.features = static_cast<int>(network.model.ops.size());
    network.whole.ops.insert(network.whole.ops.end(), network.model.classifier.begin(),
                             network.model.classifier.end());
    network.whole.classifier.clear();
    const int logits = network.model.logitsTensor;
    network.whole.cuts = {{0, logits, network.model.tensors[static_cast<std::size_t>(logits)], true}};
    MICROT_TRY(network.expected.logits, readFile(folder / (name + ".logits.bin")));
    const fs::path features = folder / (name + ".features.bin");
    std::error_code error;
    if (fs::exists(features, error)) {
        MICROT_TRY(network.expected.features, readFile(features));
    }
    const auto values = static_cast<std::size_t>(network.whole.cuts[0].pooled.shape.elements());
    network.isFloat = network.expected.logits.size() == sizeof(float) * kGoldenPictures * values;
    return network;
}

GoldenOutputs runUnplanned(const GoldenNetwork& network)
{
    GoldenOutputs outputs;
    UnplannedRun run(network.whole);
    for (int k = 0; k < kGoldenPictures; ++k) {
        run.setInput(network.input(k).data());
        for (const QuantOp& op : network.whole.ops)
            run.run(op);
        const int features = network.whole.ops[static_cast<std::size_t>(network.features)].output;
        network.add(outputs, run.tensor(features).data(), run.tensor(network.model.logitsTensor).data());
    }
    return outputs;
}

} // namespace microt::test
