// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "engine/model/graph.h"
#include "engine/model/quant_model.h"

namespace microt {

/// Where it is known from what a network expects of its pictures.
enum class InputSource {
    file,    ///< the file says so, or its kind does
    assumed, ///< the file does not say; the usual was taken
    stated,  ///< by the user
};

/// A network ready for use, and where it came from.
struct Extractor
{
    Graph graph;                    ///< with weights; of an int8 file: what its numbers stand for
    std::string source;             ///< the path or shipped name it was opened with
    std::string format;             ///< "MCUNet zoo", "mtx", "ONNX", "TFLite int8"
    std::string sha256;             ///< of the file that holds the weights
    std::string recipe;             ///< JSON text that says how the weights were made, or empty
    std::optional<QuantModel> int8; ///< of an int8 file: its own integers; otherwise nothing
    std::string note;               ///< what the user should know of how the file was read, or empty
    std::string features;           ///< the tensor that was chosen for them, or empty
    InputSource inputSource = InputSource::file;

    /// For keys of what was computed with it: the weights and the features that were chosen.
    std::string identity() const { return features.empty() ? sha256 : sha256 + " " + features; }
};

} // namespace microt
