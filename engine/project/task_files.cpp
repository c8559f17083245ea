// SPDX-License-Identifier: Apache-2.0
#include "engine/project/task_files.h"

#include <string_view>

#include <nlohmann/json.hpp>

#include "engine/base/files.h"
#include "engine/base/npy.h"
#include "engine/data/csv.h"
#include "engine/exchange/tflite/tflite.h"
#include "engine/project/workflow.h"

namespace microt {

namespace fs = std::filesystem;

namespace {

std::string provenance(const TaskSettings& settings, const std::vector<int>& exits,
                       const Extractor& extractor, const Dataset& dataset, const QuantizeResult& quantized)
{
    nlohmann::json made = {
        {"extractor",
         {{"name", extractor.graph.name}, {"format", extractor.format}, {"sha256", extractor.sha256}}},
        {"cut", exits.front()},
        {"cuts", exits},
        {"as_published", settings.stage.asPublished},
        {"earlier", settings.stage.sight().earlier},
        {"program", std::string("MicroT Workbench ") + MICROT_VERSION}};
    if (!quantized.calibration.empty())
        made["ranges"] = {{"method", nameOf(settings.ranges.method)},
                          {"pictures", quantized.calibration.size()},
                          {"seed", settings.split.seed},
                          {"dataset", dataset.name},
                          {"dataset_sha256", dataset.contentHash}};
    return made.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// Which row is which picture.
std::string rowList(const Dataset& dataset, const FeatureSet& features)
{
    std::string text = "path,label\n";
    for (const std::int32_t index : features.samples) {
        const Sample& sample = dataset.samples[static_cast<std::size_t>(index)];
        const std::string label = dataset.classes.size() < 2
                                      ? std::string()
                                      : csvField(dataset.classes[static_cast<std::size_t>(sample.label)]);
        text += csvField(sample.path) + ',' + label + '\n';
    }
    return text;
}

} // namespace

Result<TaskImage> makeTaskImage(const TaskSettings& settings, const std::vector<int>& exits,
                                const Extractor& extractor, const Dataset& dataset, std::uint32_t ramBytes,
                                const JobContext& job)
{
    TaskImage image;
    MICROT_TRY(image.int8, quantizeTask(settings, extractor, dataset, job));
    image.cuts = cutsFor(image.int8.model, exits, settings.stage.sight());
    image.made = provenance(settings, exits, extractor, dataset, image.int8);
    MICROT_TRY(image.bytes, buildImage(image.int8.model, image.cuts, image.made, ramBytes));
    return image;
}

Status writeImageFile(const std::vector<std::uint8_t>& bytes, const fs::path& file)
{
    return writeFileAtomically(file,
                               std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

Result<std::vector<fs::path>> writeTfliteFiles(const QuantModel& model, int cut, const fs::path& folder)
{
    std::vector<fs::path> files;
    for (const int exit : {cut, 0}) {
        const fs::path file =
            folder / (exit == 0 ? std::string("full.tflite") : "part-" + std::to_string(exit) + ".tflite");
        MICROT_CHECK(exportTflite(model, exit, file));
        files.push_back(file);
    }
    return files;
}

Result<std::vector<fs::path>> writeFeatureFiles(const FeatureSet& features, const Dataset& dataset, int cut,
                                                const fs::path& file)
{
    const ExitFeatures* exit = features.at(cut);
    if (exit == nullptr)
        return Failure{Error::invalidArgument, "There are no features at cut " + std::to_string(cut) + "."};
    MICROT_CHECK(writeNpy(file, exit->values.data(), exit->values.rows(), exit->values.cols()));
    std::vector<fs::path> files{file};
    if (isWrittenInto(file)) // beside a pipe or a device nothing is put
        return files;
    files.push_back(fs::path(file).replace_extension(".csv"));
    MICROT_CHECK(writeFileAtomically(files.back(), rowList(dataset, features)));
    return files;
}

} // namespace microt
