// SPDX-License-Identifier: Apache-2.0
#include "tests/support/checkpoint_writer.h"

#include <cstring>

#include <zlib.h>

#include "engine/exchange/tensors/half.h"

namespace microt::test {

namespace {

template <typename T>
void append(std::string& bytes, T value)
{
    bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

const char* storageName(StoredAs type)
{
    switch (type) {
    case StoredAs::float32:
        return "FloatStorage";
    case StoredAs::float16:
        return "HalfStorage";
    case StoredAs::float64:
        return "DoubleStorage";
    case StoredAs::bfloat16:
        return "BFloat16Storage";
    case StoredAs::int64:
        return "LongStorage";
    }
    return "";
}

} // namespace

std::string littleEndian(std::uint64_t value, std::size_t bytes)
{
    std::string text;
    for (std::size_t i = 0; i < bytes; ++i)
        text += static_cast<char>(i < 8 ? value >> (8 * i) & 0xff : 0);
    return text;
}

PickleWriter& PickleWriter::raw(const std::string& bytes)
{
    out += bytes;
    return *this;
}

PickleWriter& PickleWriter::text(const std::string& value)
{
    return raw("X" + littleEndian(value.size(), 4) + value);
}

PickleWriter& PickleWriter::number(std::uint32_t value)
{
    if (value < 256)
        return raw("K" + littleEndian(value, 1));
    return value < 65536 ? raw("M" + littleEndian(value, 2)) : raw("J" + littleEndian(value, 4));
}

PickleWriter& PickleWriter::global(const std::string& module, const std::string& name)
{
    return raw("c" + module + "\n" + name + "\n");
}

PickleWriter& PickleWriter::numbers(const std::vector<std::int64_t>& values)
{
    raw("(");
    for (std::int64_t value : values)
        number(static_cast<std::uint32_t>(value));
    return raw("t");
}

PickleWriter& PickleWriter::tensor(const NamedTensor& tensor, const std::string& key, StoredAs type,
                                   bool legacy)
{
    std::vector<std::int64_t> stride(tensor.shape.size(), 1);
    for (std::size_t i = tensor.shape.size(); i-- > 1;)
        stride[i - 1] = stride[i] * tensor.shape[i];
    global("torch._utils", "_rebuild_tensor_v2").raw("((").text("storage").global("torch", storageName(type));
    text(key).text("cpu").number(static_cast<std::uint32_t>(tensor.values.size())).raw(legacy ? "Nt" : "t");
    raw("Q").number(0).numbers(tensor.shape).numbers(stride).raw("\x89");
    return global("collections", "OrderedDict").raw(")RtR");
}

std::string stateDictPickle(const std::vector<NamedTensor>& tensors, StoredAs type, bool legacy)
{
    PickleWriter pickle;
    pickle.raw("}").text("state_dict").global("collections", "OrderedDict").raw(")R(");
    for (std::size_t i = 0; i < tensors.size(); ++i)
        pickle.text(tensors[i].name).tensor(tensors[i], std::to_string(i), type, legacy);
    pickle.raw("u}").text("_metadata").raw("}sbs");
    return pickle.finish();
}

std::string storageBytes(const NamedTensor& tensor, StoredAs type)
{
    std::string bytes;
    for (float value : tensor.values) {
        std::uint32_t bits = 0;
        std::memcpy(&bits, &value, sizeof bits);
        if (type == StoredAs::float32)
            append(bytes, value);
        else if (type == StoredAs::float16)
            append(bytes, halfFromFloat(value));
        else if (type == StoredAs::float64)
            append(bytes, static_cast<double>(value));
        else if (type == StoredAs::bfloat16)
            append(bytes, static_cast<std::uint16_t>(bits >> 16));
        else
            append(bytes, static_cast<std::int64_t>(value));
    }
    return bytes;
}

std::string legacyCheckpoint(const std::vector<NamedTensor>& tensors, StoredAs type)
{
    std::string file("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.", 15);
    file += PickleWriter().number(1001).finish();
    file += PickleWriter().raw("}(").text("little_endian").raw("\x88u").finish();
    file += stateDictPickle(tensors, type, true);
    PickleWriter keys;
    keys.raw("](");
    for (std::size_t i = 0; i < tensors.size(); ++i)
        keys.text(std::to_string(i));
    file += keys.raw("e").finish();
    for (const NamedTensor& tensor : tensors)
        file += littleEndian(tensor.values.size(), 8) + storageBytes(tensor, type);
    return file;
}

std::string zipCheckpoint(const std::vector<NamedTensor>& tensors, StoredAs type)
{
    std::vector<std::pair<std::string, std::string>> entries;
    entries.emplace_back("archive/data.pkl", stateDictPickle(tensors, type, false));
    for (std::size_t i = 0; i < tensors.size(); ++i)
        entries.emplace_back("archive/data/" + std::to_string(i), storageBytes(tensors[i], type));
    entries.emplace_back("archive/version", "3\n");
    return zipOf(entries);
}

std::string zipOf(const std::vector<std::pair<std::string, std::string>>& entries)
{
    std::string file;
    std::string directory;
    for (const auto& [name, content] : entries) {
        const auto checksum = crc32(0, reinterpret_cast<const Bytef*>(content.data()), content.size());
        const std::string common = littleEndian(0, 8) + littleEndian(checksum, 4) +
                                   littleEndian(content.size(), 4) + littleEndian(content.size(), 4) +
                                   littleEndian(name.size(), 2) + littleEndian(0, 2);
        directory += "PK\1\2" + littleEndian(0, 2) + littleEndian(0, 2) + common + littleEndian(0, 10) +
                     littleEndian(file.size(), 4) + name;
        file += "PK\3\4" + littleEndian(0, 2) + common + name + content;
    }
    return file + directory + "PK\5\6" + littleEndian(0, 4) + littleEndian(entries.size(), 2) +
           littleEndian(entries.size(), 2) + littleEndian(directory.size(), 4) +
           littleEndian(file.size(), 4) + littleEndian(0, 2);
}

} // namespace microt::test
