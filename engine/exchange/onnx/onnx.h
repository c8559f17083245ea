// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "engine/base/result.h"
#include "engine/model/graph.h"

namespace microt {

/// Reads a float ONNX network, opset 11 to 17: Conv, BatchNormalization, Clip, Relu, Add, GlobalAveragePool,
/// ReduceMean, Flatten, Reshape, Gemm, Constant, Identity. External data are refused. Places where one
/// activation alone is alive and no clip bounds it become cuts, numbered as the names of torch.onnx.export
/// ("/blocks.3/…") number blocks, else from 1. ONNX does not carry preprocessing: unless the file's metadata
/// say otherwise, (x / 255 - 0.5) / 0.5 and squash are assumed. Errors: as readFile, malformed,
/// unsupportedVersion (opset), unsupportedOperator (names it), shapeMismatch, hostileContent, missingWeights,
/// those of validateGraph.
Result<Graph> importOnnx(const std::filesystem::path& path);

/// Writes a float graph as ONNX opset 13, batch dimension free, preprocessing in the metadata. Errors:
/// missingWeights, those of writing.
Status exportOnnx(const Graph& graph, const std::filesystem::path& path);

} // namespace microt
