// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"

namespace microt {

/// A tensor to be written. `values` holds as many numbers as `shape` says.
struct TensorToStore
{
    std::string name;
    std::vector<std::int64_t> shape;
    const std::vector<float>* values;
    bool half; ///< as float16
};

/// A tensor in a file that was read; `bytes` point into it.
struct StoredTensor
{
    std::vector<std::int64_t> shape;
    std::string_view bytes;
    bool half = false;
};

/// What a safetensors file holds.
struct Safetensors
{
    std::map<std::string, std::string> metadata;
    std::map<std::string, StoredTensor> tensors;
};

/// The bytes of a safetensors file (https://github.com/huggingface/safetensors: length of the header as 8
/// bytes, JSON header, data), tensors in the given order without gaps. Errors: numericFailure (a number does
/// not fit float16), invalidArgument (text that is not UTF-8).
Result<std::string> writeSafetensors(const std::map<std::string, std::string>& metadata,
                                     const std::vector<TensorToStore>& tensors);

/// Reads the structure of `bytes`, which must outlive the result; `source` names them in errors. Every byte
/// after the header must belong to one tensor. Errors: truncated, malformed, hostileContent (header above 4
/// MiB or nested deeply, tensors that overlap), unsupportedFormat (neither F32 nor F16).
Result<Safetensors> readSafetensors(std::string_view bytes, const std::string& source);

/// The numbers of `tensor` as float32.
std::vector<float> unpack(const StoredTensor& tensor);

} // namespace microt
