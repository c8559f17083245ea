// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "engine/base/result.h"

namespace microt {

/// What a file is, judged by its bytes.
enum class FileKind {
    json, ///< perhaps a network of the MCUNet zoo
    mtx,
    tflite,
    onnx,
};

/// Looks at the first bytes of `path`, and at its name only where bytes do not tell. Errors:
/// unsupportedFormat (says what it is and what to do: a Git LFS pointer, a web page, TorchScript, Keras, …),
/// malformed (empty), those of reading.
Result<FileKind> fileKindOf(const std::filesystem::path& path);

/// Why a folder is no extractor: unsupportedFormat (a SavedModel says how to convert it), or fileNotFound.
Failure folderFailure(const std::filesystem::path& path);

} // namespace microt
