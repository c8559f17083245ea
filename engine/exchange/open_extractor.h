// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/exchange/extractor_options.h"
#include "engine/model/extractor.h"

namespace microt {

/// Opens any extractor: a zoo `.json` with its `.pth` beside it, our `.mtx`, an `.onnx`, a `.tflite`, or the
/// name of one shipped in resources/extractors. Files are judged by their bytes, not their names. `options`:
/// what the file does not say: features of an `.onnx` or `.tflite`, and the input of any. Errors:
/// fileNotFound (says where it looked), unsupportedFormat (says what the file is and what to do),
/// invalidArgument, and those of the importer.
Result<Extractor> openExtractor(const std::string& spec, const ExtractorOptions& options = {});

/// Names of the extractors shipped in resources/extractors.
std::vector<std::string> shippedExtractors();

} // namespace microt
