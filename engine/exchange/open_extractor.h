// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/model/extractor.h"

namespace microt {

/// Opens any extractor: a zoo `.json` with its `.pth` beside it, our `.mtx`, a float `.onnx`, an int8
/// `.tflite`, or the name of one shipped in resources/extractors. Errors: fileNotFound (says where it
/// looked), unsupportedFormat, and those of the importer.
Result<Extractor> openExtractor(const std::string& spec);

/// Names of the extractors shipped in resources/extractors.
std::vector<std::string> shippedExtractors();

} // namespace microt
