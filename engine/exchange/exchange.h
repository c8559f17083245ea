// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/model/graph.h"
#include "engine/quant/quant_model.h"

namespace microt {

/// Reads a full-integer int8 `.tflite` (schema 3): CONV_2D, DEPTHWISE_CONV_2D, ADD, AVERAGE_POOL_2D, MEAN,
/// PAD (folded into the next convolution), RESHAPE, FULLY_CONNECTED, RELU, RELU6, QUANTIZE of the input.
/// Block boundaries become cuts: places where one activation alone is alive that no clip bounds. Errors: as
/// readFile, malformed (flatbuffers verifier), unsupportedOperator (names it), shapeMismatch, hostileContent,
/// unsupportedFormat (float or uint8 models).
Result<QuantModel> importTflite(const std::filesystem::path& path);

/// The float network with the values that an int8 one stands for: for layer tables, costs and float
/// comparison.
Graph dequantize(const QuantModel& model);

/// Writes the extractor up to `cut` (0: all of it) as int8 `.tflite`: input int8 [1, r, r, 3], output the
/// pooled features int8 [1, channels] by MEAN. Errors: invalidArgument (no such cut), those of writing.
Status exportTflite(const QuantModel& model, int cut, const std::filesystem::path& path);

/// Reads a float ONNX network, opset 11 to 17: Conv, BatchNormalization, Clip, Relu, Add, GlobalAveragePool,
/// ReduceMean, Flatten, Reshape, Gemm, Constant, Identity. External data are refused. Cuts as importTflite.
/// ONNX does not carry preprocessing: (x / 255 - 0.5) / 0.5 and squash are assumed. Errors: as importTflite.
Result<Graph> importOnnx(const std::filesystem::path& path);

/// Writes a float graph as ONNX opset 13, batch dimension free. Errors: missingWeights, those of writing.
Status exportOnnx(const Graph& graph, const std::filesystem::path& path);

} // namespace microt
