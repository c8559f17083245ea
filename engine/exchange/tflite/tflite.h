// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "engine/base/result.h"
#include "engine/model/quant_model.h"

namespace microt {

/// Reads a full-integer int8 `.tflite` (schema 3): CONV_2D, DEPTHWISE_CONV_2D, ADD, AVERAGE_POOL_2D, MEAN,
/// PAD (folded into the next convolution), RESHAPE (copies bytes), FULLY_CONNECTED, fused RELU and RELU6,
/// QUANTIZE of the input. Places where one activation alone is alive become cuts, numbered as blocks are:
/// those that no clip bounds. Errors: as readFile, malformed (flatbuffers verifier), unsupportedOperator
/// (names it), shapeMismatch, hostileContent, unsupportedFormat (float or uint8 models).
Result<QuantModel> importTflite(const std::filesystem::path& path);

/// Writes the extractor up to `cut` (0: all of it) as int8 `.tflite`: input int8 [1, r, r, 3], output the
/// means of the last activation's channels, int8 [1, channels] by MEAN. At a cut these are the first half of
/// the features here: deviations need a square root, which TFLite lacks in int8. Errors: invalidArgument (no
/// such cut), those of writing.
Status exportTflite(const QuantModel& model, int cut, const std::filesystem::path& path);

} // namespace microt
