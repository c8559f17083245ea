// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/tiny_network.h"

namespace microt::test {

enum class StoredAs { float32, float16, float64, bfloat16, int64 };

std::string littleEndian(std::uint64_t value, std::size_t bytes);

/// The opcodes of one pickle, as Python's pickler of protocol 2 writes them.
class PickleWriter
{
public:
    PickleWriter() { out = std::string("\x80\x02", 2); }

    PickleWriter& raw(const std::string& bytes);
    PickleWriter& text(const std::string& value);
    PickleWriter& number(std::uint32_t value);
    PickleWriter& global(const std::string& module, const std::string& name);
    PickleWriter& numbers(const std::vector<std::int64_t>& values);
    /// A tensor that begins at 0 of storage `key`, which holds it alone, in C order.
    PickleWriter& tensor(const NamedTensor& tensor, const std::string& key, StoredAs type, bool legacy);
    std::string finish() { return out + "."; }

    std::string out;
};

/// {"state_dict": OrderedDict of the tensors}, with attributes on the OrderedDict as torch writes them.
std::string stateDictPickle(const std::vector<NamedTensor>& tensors, StoredAs type, bool legacy);

/// The numbers of a storage.
std::string storageBytes(const NamedTensor& tensor, StoredAs type);

/// torch.save(…, _use_new_zipfile_serialization=False).
std::string legacyCheckpoint(const std::vector<NamedTensor>& tensors, StoredAs type = StoredAs::float32);

/// torch.save: a zip archive of stored entries.
std::string zipCheckpoint(const std::vector<NamedTensor>& tensors, StoredAs type = StoredAs::float32);

/// A zip archive of stored entries.
std::string zipOf(const std::vector<std::pair<std::string, std::string>>& entries);

} // namespace microt::test
