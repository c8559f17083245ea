// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/exchange/onnx/onnx.h"

namespace microt::test {

/// The network of an `.onnx` alone. Errors as importOnnx.
inline Result<Graph> graphOf(const std::filesystem::path& path, const std::string& features = {})
{
    MICROT_TRY(OnnxImport read, importOnnx(path, features));
    return std::move(read.graph);
}

} // namespace microt::test
