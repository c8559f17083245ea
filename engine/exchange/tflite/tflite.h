// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "engine/base/result.h"
#include "engine/model/extractor.h"

namespace microt {

/// What a `.tflite` holds.
struct TfliteImport
{
    Graph graph;                    ///< with weights; of an int8 network: what its numbers stand for
    std::optional<QuantModel> int8; ///< of an int8 network: its own integers, exact
    std::string sha256;             ///< of the file
    InputSource inputSource = InputSource::file; ///< assumed: a float input that nothing scales
};

/// Reads a `.tflite` (schema 3) for pictures: input [1, height, width, 1 or 3] or channels first, int8, uint8
/// or float. Int8 networks, per channel or per tensor, keep their integers. Uint8 networks (TensorFlow 1),
/// float ones, float16 weights and int8 weights with float activations become float networks. The table of
/// operators is in ../README.md. What cannot be read and lies behind the features is left out. `features`:
/// see chooseExits(). Errors: as readFile and chooseExits, malformed (flatbuffers verifier),
/// unsupportedOperator (names it), shapeMismatch, hostileContent, unsupportedFormat (int16, compiled for
/// other hardware, no picture).
Result<TfliteImport> importTflite(const std::filesystem::path& path, const std::string& features = {});

/// Writes the extractor up to `cut` (0: all of it) as int8 `.tflite`: input int8 [1, height, width,
/// channels], output the means of the last activation's channels, int8 [1, channels], by MEAN, or by
/// AVERAGE_POOL_2D where they keep its scale, or all its numbers. At a cut these are the first half of the
/// features here: deviations need a square root, which TFLite lacks in int8. Tables become the operator that
/// computes them, within one step of the output where TFLite rounds otherwise. Errors: invalidArgument (no
/// such cut), unsupportedOperator (what TFLite cannot express, named), those of writing.
Status exportTflite(const QuantModel& model, int cut, const std::filesystem::path& path);

} // namespace microt
