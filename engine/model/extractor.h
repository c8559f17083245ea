// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/model/graph.h"
#include "engine/model/quant_model.h"

namespace microt {

/// A network ready for use, and where it came from.
struct Extractor
{
    Graph graph;                    ///< with weights; of an int8 file: what its numbers stand for
    std::string source;             ///< the path or shipped name it was opened with
    std::string format;             ///< "MCUNet zoo", "mtx", "ONNX", "TFLite int8"
    std::string sha256;             ///< of the file that holds the weights
    std::string recipe;             ///< JSON text that says how the weights were made, or empty
    std::optional<QuantModel> int8; ///< of an int8 file: its own integers; otherwise nothing
};

/// Built-in architectures without weights: "mcunet-in0", "mcunet-in3", "mcunet-vww0", "proxyless-w0.3".
std::vector<std::string> architectureNames();

/// A built-in architecture at any resolution of 16 to 512 pixels. `resolution` 0 takes its own; `classes` 0
/// leaves out the classifier. Errors: invalidArgument, outOfRange.
Result<Graph> makeArchitecture(const std::string& name, int resolution, int classes);

/// Imports an MCUNet zoo network: architecture from `json`, weights from `checkpoint` (PyTorch pickle, legacy
/// or zip; nothing in it is executed). Errors: as readFile, malformed, truncated, badModel, missingWeights
/// (names the key), shapeMismatch, hostileContent.
Result<Graph> importZoo(const std::filesystem::path& json, const std::filesystem::path& checkpoint);

/// Saves as `.mtx`: a safetensors file whose metadata hold the graph, preprocessing and recipe.
/// `halfPrecision` stores weights as float16 (rounded to nearest even). Errors as writeFileAtomically.
Status saveMtx(const std::filesystem::path& path, const Graph& graph, const std::string& recipe,
               bool halfPrecision);

/// Reads what saveMtx wrote; weights come back as float32. Errors: as readFile, malformed, truncated,
/// unsupportedVersion, badModel, shapeMismatch, hostileContent.
Result<Extractor> readMtx(const std::filesystem::path& path);

} // namespace microt
