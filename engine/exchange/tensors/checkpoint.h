// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/exchange/tensors/pickle.h"
#include "engine/exchange/tensors/storage_type.h"
#include "engine/exchange/tensors/zip_archive.h"

namespace microt {

/// The tensors of a PyTorch checkpoint, legacy pickle or zip, read without executing anything in it. Owns the
/// file's bytes; numbers are only unpacked for the tensors that are asked for.
class Checkpoint
{
public:
    /// Opens a checkpoint of at most 512 MiB: either a state_dict, or a dictionary with one under
    /// "state_dict". Errors: as readFile, malformed, truncated, unsupportedFormat, hostileContent.
    static Result<Checkpoint> open(const std::filesystem::path& path);

    Checkpoint(Checkpoint&&) = default;
    Checkpoint& operator=(Checkpoint&&) = default;

    /// The numbers of tensor `name` as float32 in C order. Errors: missingWeights (no such tensor),
    /// shapeMismatch (it is not of `shape`), unsupportedFormat (not floating point), malformed (it reaches
    /// out of its storage).
    Result<std::vector<float>> floats(const std::string& name, const std::vector<std::int64_t>& shape) const;

private:
    Checkpoint() = default;

    /// Numbers in the file that tensors look into.
    struct Storage
    {
        StorageType type;
        std::string_view bytes;
        std::int64_t count = 0;
        bool found = false;
    };

    struct Tensor
    {
        std::string key; ///< of its storage
        std::int64_t offset = 0;
        std::vector<std::int64_t> size;
        std::vector<std::int64_t> stride;
    };

    Status readLegacy(std::string_view bytes);
    Status readLegacyStorages(std::string_view bytes, std::size_t at);
    Status readZip(std::string_view bytes);
    Status readZipStorages(const ZipArchive& archive, const std::string& folder);
    Status collect(const Pickle& pickle);
    Status collectStorage(const Pickle& pickle, const PickleValue& value);
    Status collectTensor(const Pickle& pickle, const std::string& name, const PickleValue& value);

    std::string m_source;
    std::vector<std::uint8_t> m_file;
    std::map<std::string, Storage> m_storages;
    std::map<std::string, Tensor> m_tensors;
};

} // namespace microt
