// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/open_extractor.h"

#include <algorithm>

#include "engine/base/files.h"
#include "engine/base/hash.h"
#include "engine/exchange/file_kind.h"
#include "engine/exchange/mtx/mtx.h"
#include "engine/exchange/onnx/onnx.h"
#include "engine/exchange/tflite/tflite.h"
#include "engine/exchange/zoo/zoo_import.h"

namespace microt {

namespace fs = std::filesystem;

namespace {

fs::path shippedFolder()
{
    return resourceFolder() / "extractors";
}

Result<Extractor> openZoo(const fs::path& json)
{
    fs::path weights = json;
    weights.replace_extension(".pth");
    std::error_code error;
    if (!fs::exists(weights, error))
        return Failure{Error::fileNotFound, "The weights of " + printable(json) +
                                                " are missing: expected them in " + printable(weights) + "."};
    Extractor extractor;
    extractor.source = printable(json);
    extractor.format = "MCUNet zoo";
    MICROT_TRY(extractor.graph, importZoo(json, weights));
    MICROT_TRY(extractor.sha256, sha256HexOfFile(weights));
    return extractor;
}

Result<Extractor> openTflite(const fs::path& path, const std::string& features)
{
    MICROT_TRY(TfliteImport imported, importTflite(path, features));
    Extractor extractor;
    extractor.source = printable(path);
    extractor.graph = std::move(imported.graph);
    extractor.int8 = std::move(imported.int8);
    extractor.sha256 = std::move(imported.sha256);
    extractor.format = extractor.int8 ? "TFLite int8" : "TFLite";
    extractor.inputSource = imported.inputSource;
    return extractor;
}

Result<Extractor> openOnnx(const fs::path& path, const std::string& features)
{
    MICROT_TRY(OnnxImport imported, importOnnx(path, features));
    Extractor extractor;
    extractor.source = printable(path);
    extractor.graph = std::move(imported.graph);
    extractor.int8 = std::move(imported.int8);
    extractor.format = extractor.int8 ? "ONNX int8" : "ONNX";
    if (!imported.notInt8.empty())
        extractor.note = "Read as a float network, to be quantized again: " + imported.notInt8;
    extractor.sha256 = std::move(imported.sha256);
    extractor.inputSource = imported.inputSource;
    return extractor;
}

Result<Extractor> openFile(const fs::path& path, const std::string& features)
{
    MICROT_TRY(const FileKind kind, fileKindOf(path));
    if (kind == FileKind::onnx)
        return openOnnx(path, features);
    if (kind == FileKind::tflite)
        return openTflite(path, features);
    if (!features.empty())
        return Failure{Error::invalidArgument, printable(path) +
                                                   " says itself which tensor gives the features; "
                                                   "they are chosen for .onnx and .tflite alone."};
    return kind == FileKind::mtx ? readMtx(path) : openZoo(path);
}

Failure notFound(const std::string& spec)
{
    std::string names;
    for (const std::string& name : shippedExtractors())
        names += (names.empty() ? "" : ", ") + name;
    std::error_code error;
    const fs::path looked = fs::absolute(fs::path(spec), error);
    return {Error::fileNotFound, "There is no extractor \"" + printable(std::string_view(spec)) +
                                     "\": neither a file " + printable(looked) + " nor one shipped in " +
                                     printable(shippedFolder()) + " (" +
                                     (names.empty() ? "which is empty" : names) + ")."};
}

} // namespace

std::vector<std::string> shippedExtractors()
{
    std::vector<std::string> names;
    std::error_code error;
    for (fs::directory_iterator entry(shippedFolder(), error), end; !error && entry != end;
         entry.increment(error))
        if (entry->path().extension() == ".mtx")
            names.push_back(printable(entry->path().stem()));
    std::sort(names.begin(), names.end());
    return names;
}

namespace {

Result<Extractor> openAny(const std::string& spec, const std::string& features)
{
    std::error_code error;
    const fs::path path(spec);
    if (!spec.empty() && fs::is_regular_file(path, error))
        return openFile(path, features);
    const auto shipped = shippedExtractors();
    if (std::find(shipped.begin(), shipped.end(), spec) == shipped.end())
        return !spec.empty() && fs::is_directory(path, error) ? folderFailure(path) : notFound(spec);
    if (!features.empty())
        return Failure{Error::invalidArgument,
                       "The extractor " + spec + " says itself which tensor gives the features."};
    MICROT_TRY(Extractor extractor, readMtx(shippedFolder() / (spec + ".mtx")));
    extractor.source = spec;
    return extractor;
}

} // namespace

Result<Extractor> openExtractor(const std::string& spec, const ExtractorOptions& options)
{
    MICROT_TRY(Extractor extractor, openAny(spec, options.features));
    extractor.features = options.features;
    MICROT_CHECK(stateInput(options, extractor));
    return extractor;
}

} // namespace microt
