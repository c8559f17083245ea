// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

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

} // namespace microt
