// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/tensors/checkpoint.h"

#include "engine/base/files.h"
#include "engine/model/parameters.h"

namespace microt {

namespace {

using Kind = PickleValue::Kind;

constexpr std::uint64_t kMaxBytes = std::uint64_t{512} << 20;
constexpr std::int64_t kMaxElements = std::int64_t{1} << 31;
constexpr std::size_t kMaxDimensions = 8;

Result<std::vector<std::int64_t>> numbersOf(const Pickle& pickle, const PickleValue& tuple)
{
    std::vector<std::int64_t> numbers;
    if (tuple.kind != Kind::tuple || tuple.members.size() > kMaxDimensions)
        return Failure{Error::malformed, "is no tuple of at most 8 numbers"};
    for (std::uint32_t member : tuple.members) {
        const PickleValue& number = pickle.at(member);
        if (number.kind != Kind::integer || number.integer < 0 || number.integer > kMaxElements)
            return Failure{Error::malformed, "holds something else than numbers from 0 to 2^31"};
        numbers.push_back(number.integer);
    }
    return numbers;
}

} // namespace

Result<Checkpoint> Checkpoint::open(const std::filesystem::path& path)
{
    Checkpoint checkpoint;
    checkpoint.m_source = printable(path);
    MICROT_TRY(checkpoint.m_file, readFile(path, kMaxBytes));
    const std::string_view bytes(reinterpret_cast<const char*>(checkpoint.m_file.data()),
                                 checkpoint.m_file.size());
    if (bytes.size() < 4)
        return Failure{Error::truncated, checkpoint.m_source + " has only " + std::to_string(bytes.size()) +
                                             " bytes; it is not a whole PyTorch checkpoint."};
    if (bytes.substr(0, 4) == "PK\3\4") {
        MICROT_CHECK(checkpoint.readZip(bytes));
    } else if (bytes[0] == '\x80') {
        MICROT_CHECK(checkpoint.readLegacy(bytes));
    } else {
        return Failure{Error::malformed, checkpoint.m_source +
                                             " is not a PyTorch checkpoint: it begins neither as a "
                                             "zip archive nor as a pickle."};
    }
    return checkpoint;
}

/// Four pickles (magic number, protocol, machine, object), the list of storages, then each storage's count
/// and bytes.
Status Checkpoint::readLegacy(std::string_view bytes)
{
    const auto next = [&](std::size_t& at) -> Result<Pickle> {
        MICROT_TRY(Pickle pickle, readPickle(bytes.substr(at), m_source, at));
        at += pickle.bytesRead;
        return pickle;
    };
    std::size_t at = 0;
    MICROT_TRY(const Pickle magic, next(at));
    if (magic.at(magic.root).kind != Kind::magic)
        return Failure{Error::malformed, m_source +
                                             " is a pickle but not a PyTorch checkpoint: its magic number is "
                                             "wrong (byte 0)."};
    MICROT_TRY(const Pickle protocol, next(at));
    if (protocol.at(protocol.root).kind != Kind::integer || protocol.at(protocol.root).integer != 1001)
        return Failure{Error::unsupportedVersion, m_source + ": expected PyTorch's protocol version 1001."};
    MICROT_TRY(const Pickle machine, next(at));
    const PickleValue* littleEndian = machine.find(machine.at(machine.root), "little_endian");
    if (littleEndian == nullptr || littleEndian->kind != Kind::boolean || littleEndian->integer != 1)
        return Failure{Error::unsupportedFormat, m_source + " was written by a big-endian machine."};
    {
        MICROT_TRY(const Pickle object, next(at));
        MICROT_CHECK(collect(object));
    }
    return readLegacyStorages(bytes, at);
}

Status Checkpoint::readLegacyStorages(std::string_view bytes, std::size_t at)
{
    MICROT_TRY(const Pickle keys, readPickle(bytes.substr(at), m_source, at));
    at += keys.bytesRead;
    const PickleValue& list = keys.at(keys.root);
    if (list.kind != Kind::list)
        return Failure{Error::malformed,
                       m_source + ": the list of storages is missing (byte " + std::to_string(at) + ")."};
    for (std::uint32_t member : list.members) {
        const std::string& key = keys.at(member).text;
        const auto found = m_storages.find(key);
        if (found == m_storages.end() || found->second.found)
            return Failure{Error::malformed, m_source + ": storage \"" + printable(std::string_view(key)) +
                                                 "\" is listed twice or belongs to no tensor."};
        Storage& storage = found->second;
        const Failure cut{Error::truncated, m_source + " ends in the middle of the weights, at byte " +
                                                std::to_string(bytes.size()) + "."};
        if (bytes.size() - at < 8)
            return cut;
        std::uint64_t count = 0;
        for (std::size_t i = 0; i < 8; ++i)
            count |= std::uint64_t{static_cast<std::uint8_t>(bytes[at + i])} << (8 * i);
        at += 8;
        if (count != static_cast<std::uint64_t>(storage.count))
            return Failure{Error::malformed, m_source + ": storage \"" + key + "\" holds " +
                                                 std::to_string(count) + " numbers, expected " +
                                                 std::to_string(storage.count) + " (byte " +
                                                 std::to_string(at - 8) + ")."};
        const std::uint64_t size = count * static_cast<std::uint64_t>(storage.type.bytes);
        if (size > bytes.size() - at)
            return cut;
        storage.bytes = bytes.substr(at, size);
        storage.found = true;
        at += size;
    }
    for (const auto& [key, storage] : m_storages)
        if (!storage.found)
            return Failure{Error::malformed,
                           m_source + ": storage \"" + printable(std::string_view(key)) + "\" is missing."};
    if (at != bytes.size())
        return Failure{Error::malformed,
                       m_source + " goes on after the last weight, at byte " + std::to_string(at) + "."};
    return {};
}

Status Checkpoint::readZip(std::string_view bytes)
{
    MICROT_TRY(const ZipArchive archive, ZipArchive::open(bytes, m_source));
    MICROT_TRY(const std::string folder, archive.folderOf("data.pkl"));
    MICROT_TRY(const std::string_view order, archive.read(folder + "byteorder"));
    if (!order.empty() && order != "little")
        return Failure{Error::unsupportedFormat, m_source + " was written by a big-endian machine."};
    MICROT_TRY(const std::string_view pickled, archive.read(folder + "data.pkl"));
    MICROT_TRY(const Pickle object, readPickle(pickled, m_source + ", " + folder + "data.pkl", 0));
    MICROT_CHECK(collect(object));
    return readZipStorages(archive, folder);
}

Status Checkpoint::readZipStorages(const ZipArchive& archive, const std::string& folder)
{
    for (auto& [key, storage] : m_storages) {
        const std::string name = folder + "data/" + key;
        MICROT_TRY(storage.bytes, archive.read(name));
        const std::uint64_t size = static_cast<std::uint64_t>(storage.count * storage.type.bytes);
        if (storage.bytes.size() != size)
            return Failure{Error::malformed, m_source + ": entry " + printable(std::string_view(name)) +
                                                 " has " + std::to_string(storage.bytes.size()) +
                                                 " bytes, expected " + std::to_string(size) + "."};
        storage.found = true;
    }
    return {};
}

Status Checkpoint::collect(const Pickle& pickle)
{
    const PickleValue* dict = &pickle.at(pickle.root);
    if (const PickleValue* inner = pickle.find(*dict, "state_dict"))
        dict = inner;
    if (dict->kind != Kind::dict)
        return Failure{Error::malformed, m_source + " holds no state_dict."};
    for (const PickleValue& value : pickle.values)
        if (value.kind == Kind::storage)
            MICROT_CHECK(collectStorage(pickle, value));
    for (std::size_t i = 0; i + 1 < dict->members.size(); i += 2) {
        const PickleValue& name = pickle.at(dict->members[i]);
        const PickleValue& value = pickle.at(dict->members[i + 1]);
        if (name.kind == Kind::text && value.kind == Kind::tensor)
            MICROT_CHECK(collectTensor(pickle, name.text, value));
    }
    return {};
}

Status Checkpoint::collectStorage(const Pickle& pickle, const PickleValue& value)
{
    Storage storage;
    const std::string& type = pickle.at(value.members[0]).text;
    storage.type = storageTypeOf(type);
    storage.count = pickle.at(value.members[3]).integer;
    const std::string& key = pickle.at(value.members[1]).text;
    if (storage.type.bytes == 0 || storage.count < 0 || storage.count > kMaxElements)
        return Failure{Error::malformed, m_source + ": storage \"" + printable(std::string_view(key)) +
                                             "\" has type " + type + " and " + std::to_string(storage.count) +
                                             " numbers."};
    const auto [found, added] = m_storages.emplace(key, storage);
    if (!added && (found->second.type.number != storage.type.number ||
                   found->second.type.bytes != storage.type.bytes || found->second.count != storage.count))
        return Failure{Error::malformed, m_source + ": storage \"" + printable(std::string_view(key)) +
                                             "\" is described in two ways."};
    return {};
}

Status Checkpoint::collectTensor(const Pickle& pickle, const std::string& name, const PickleValue& value)
{
    const auto damaged = [&](const std::string& what) {
        return Failure{Error::malformed,
                       m_source + ": tensor \"" + printable(std::string_view(name)) + "\" " + what + "."};
    };
    const PickleValue& storage = pickle.at(value.members[0]);
    const PickleValue& offset = pickle.at(value.members[1]);
    if (storage.kind != Kind::storage || offset.kind != Kind::integer || offset.integer < 0 ||
        offset.integer > kMaxElements)
        return damaged("has no storage or a wrong offset");
    Tensor tensor;
    tensor.key = pickle.at(storage.members[1]).text;
    tensor.offset = offset.integer;
    auto size = numbersOf(pickle, pickle.at(value.members[2]));
    auto stride = numbersOf(pickle, pickle.at(value.members[3]));
    if (!size.ok() || !stride.ok() || size.value().size() != stride.value().size())
        return damaged("has a size or stride that makes no sense");
    tensor.size = std::move(size).value();
    tensor.stride = std::move(stride).value();
    m_tensors[name] = std::move(tensor);
    return {};
}

Result<std::vector<float>> Checkpoint::floats(const std::string& name,
                                              const std::vector<std::int64_t>& shape) const
{
    const auto found = m_tensors.find(name);
    if (found == m_tensors.end())
        return Failure{Error::missingWeights, m_source + " has no weights \"" + name + "\"."};
    const Tensor& tensor = found->second;
    if (tensor.size != shape)
        return Failure{Error::shapeMismatch, m_source + ": \"" + name + "\" has shape " +
                                                 shapeText(tensor.size) + ", expected " + shapeText(shape) +
                                                 "."};
    const Storage& storage = m_storages.at(tensor.key);
    if (storage.type.number == StorageType::Number::integer)
        return Failure{Error::unsupportedFormat,
                       m_source + ": \"" + name + "\" holds integers, expected floating point numbers."};
    std::int64_t count = 1;
    std::int64_t last = tensor.offset;
    for (std::size_t i = 0; i < shape.size(); ++i) {
        count *= shape[i]; // the shape is the network's, whose products validateGraph has bounded
        last += (shape[i] - 1) * tensor.stride[i];
    }
    if (count > 0 && last >= storage.count)
        return Failure{Error::malformed, m_source + ": \"" + name + "\" reaches out of its storage."};

    std::vector<float> values(count);
    std::vector<std::int64_t> index(shape.size(), 0);
    std::int64_t at = tensor.offset;
    for (float& value : values) {
        value = readNumber(storage.type.number, storage.bytes.data() + at * storage.type.bytes);
        for (std::size_t i = shape.size(); i-- > 0;) {
            at += tensor.stride[i];
            if (++index[i] < shape[i])
                break;
            at -= shape[i] * tensor.stride[i];
            index[i] = 0;
        }
    }
    return values;
}

} // namespace microt
