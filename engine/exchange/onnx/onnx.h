// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "engine/base/result.h"
#include "engine/model/extractor.h"

namespace microt {

/// What an `.onnx` holds.
struct OnnxImport
{
    Graph graph;                    ///< with weights; of an int8 network: what its numbers stand for
    std::optional<QuantModel> int8; ///< of a network in the QDQ format: its own integers
    std::string notInt8;            ///< why such a network has none here, or empty
    std::string sha256;             ///< of the file, and of the files beside it that hold its weights
    InputSource inputSource = InputSource::file; ///< assumed: a floating point input that nothing scales
};

/// Reads an ONNX network, opset 9 to 23: the operators that engine/exchange/README.md
/// lists, weights of any floating point type, inside the file or in files of its folder. The batch counts as
/// 1. Networks quantized with QuantizeLinear and DequantizeLinear keep their integers where their scales
/// allow it; else they are read with the weights that these stand for, and pairs at activations are dropped,
/// but for the bounds that took a ReLU's place.
///
/// An operator that cannot be read matters only if it stands before the features (`features`: see
/// chooseExits). Cuts are numbered as the names of torch.onnx.export ("/blocks.3/…") number blocks, else from
/// 1.
///
/// ONNX does not carry preprocessing. It is what the file's metadata say, if it is ours; else constants that
/// are subtracted, multiplied or divided at the input tell it (a uint8 input holds pixels); else
/// (x / 255 - 0.5) / 0.5 and squash are assumed.
///
/// Errors: as readFile, malformed, unsupportedVersion (opset), unsupportedOperator (names it),
/// unsupportedFormat, shapeMismatch, hostileContent, those of chooseExits and validateGraph.
Result<OnnxImport> importOnnx(const std::filesystem::path& path, const std::string& features = {});

/// Writes a float graph as ONNX opset 13, batch dimension free; preprocessing, features and cuts in the
/// metadata. Errors: missingWeights, those of validateGraph and of writing.
Status exportOnnx(const Graph& graph, const std::filesystem::path& path);

} // namespace microt
