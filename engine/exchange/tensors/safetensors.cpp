// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/tensors/safetensors.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "engine/base/files.h"
#include "engine/base/guarded_json.h"
#include "engine/exchange/tensors/half.h"
#include "engine/model/parameters.h"

namespace microt {

namespace {

constexpr std::uint64_t kMaxHeader = std::uint64_t{4} << 20;
constexpr std::int64_t kMaxOffset = std::int64_t{1} << 40;
constexpr std::size_t kMostDimensions = 8;
constexpr const char* kMetadata = "__metadata__";

Status append(std::string& data, const TensorToStore& tensor)
{
    for (float value : *tensor.values) {
        if (!tensor.half) {
            data.append(reinterpret_cast<const char*>(&value), sizeof value);
            continue;
        }
        const std::uint16_t bits = halfFromFloat(value);
        if (std::isfinite(value) && !std::isfinite(floatFromHalf(bits)))
            return Failure{Error::numericFailure, "\"" + tensor.name + "\" holds " + std::to_string(value) +
                                                      ", which does not fit float16; save as float32."};
        data.append(reinterpret_cast<const char*>(&bits), sizeof bits);
    }
    return {};
}

std::string lengthBytes(std::uint64_t length)
{
    std::string bytes(8, '\0');
    for (std::size_t i = 0; i < 8; ++i)
        bytes[i] = static_cast<char>(length >> (8 * i) & 0xff);
    return bytes;
}

struct Placed
{
    std::string name;
    StoredTensor tensor;
    std::int64_t begin = 0;
    std::int64_t end = 0;
};

Result<Placed> parseTensor(const JsonObject& json, const std::string& name)
{
    Placed placed;
    placed.name = name;
    MICROT_TRY(const std::string type, json.string("dtype"));
    if (type != "F32" && type != "F16")
        return Failure{Error::unsupportedFormat, json.path("dtype") + " is " +
                                                     printable(std::string_view(type)) +
                                                     ", expected F32 or F16."};
    placed.tensor.half = type == "F16";
    MICROT_TRY(placed.tensor.shape, json.integers("shape", 1, std::int64_t{1} << 31, kMostDimensions));
    MICROT_TRY(const auto offsets, json.integers("data_offsets", 0, kMaxOffset, 2));
    std::int64_t size = placed.tensor.half ? 2 : 4;
    bool tooLarge = false;
    for (std::int64_t side : placed.tensor.shape)
        tooLarge |= __builtin_mul_overflow(size, side, &size);
    if (offsets.size() != 2 || tooLarge || offsets[0] > kMaxOffset - size || offsets[0] + size != offsets[1])
        return Failure{Error::malformed, json.path("data_offsets") + " do not agree with shape " +
                                             shapeText(placed.tensor.shape) + " and type " + type + "."};
    placed.begin = offsets[0];
    placed.end = offsets[1];
    return placed;
}

/// Gives every tensor its bytes; they must follow each other without holes and fill `data`.
Status place(std::vector<Placed>& all, std::string_view data, const std::string& source, Safetensors& file)
{
    std::sort(all.begin(), all.end(), [](const Placed& a, const Placed& b) { return a.begin < b.begin; });
    std::int64_t at = 0;
    for (Placed& placed : all) {
        const std::string which = source + ": tensor \"" + printable(std::string_view(placed.name)) + "\" ";
        if (placed.begin < at)
            return Failure{Error::hostileContent, which + "overlaps another one."};
        if (placed.begin > at)
            return Failure{Error::malformed, which + "leaves a hole before it, at byte " +
                                                 std::to_string(at) + " of the data."};
        if (placed.end > static_cast<std::int64_t>(data.size()))
            return Failure{Error::truncated, which + "reaches beyond the end of the file; it was cut short."};
        placed.tensor.bytes = data.substr(placed.begin, placed.end - placed.begin);
        at = placed.end;
        file.tensors.emplace(placed.name, std::move(placed.tensor));
    }
    if (at != static_cast<std::int64_t>(data.size()))
        return Failure{Error::malformed, source + " goes on after its last tensor, at byte " +
                                             std::to_string(at) + " of the data."};
    return {};
}

} // namespace

Result<std::string> writeSafetensors(const std::map<std::string, std::string>& metadata,
                                     const std::vector<TensorToStore>& tensors)
{
    nlohmann::json header;
    header[kMetadata] = metadata;
    std::string data;
    for (const TensorToStore& tensor : tensors) {
        const std::size_t begin = data.size();
        MICROT_CHECK(append(data, tensor));
        header[tensor.name] = {{"dtype", tensor.half ? "F16" : "F32"},
                               {"shape", tensor.shape},
                               {"data_offsets", {begin, data.size()}}};
    }
    try {
        std::string text = header.dump();
        text.append((8 - text.size() % 8) % 8, ' '); // so that the data are aligned
        return lengthBytes(text.size()) + text + data;
    } catch (const nlohmann::json::exception&) {
        return Failure{Error::invalidArgument, "The network's names and recipe must be UTF-8 text."};
    }
}

Result<Safetensors> readSafetensors(std::string_view bytes, const std::string& source)
{
    if (bytes.size() < 8)
        return Failure{Error::truncated, source + " has only " + std::to_string(bytes.size()) + " bytes."};
    std::uint64_t length = 0;
    for (std::size_t i = 0; i < 8; ++i)
        length |= std::uint64_t{static_cast<std::uint8_t>(bytes[i])} << (8 * i);
    if (length > kMaxHeader)
        return Failure{Error::hostileContent,
                       source + " announces a header of " + std::to_string(length) +
                           " bytes, at most 4 MiB are accepted; it is probably no .mtx file."};
    if (length > bytes.size() - 8)
        return Failure{Error::truncated,
                       source + " ends inside its header, at byte " + std::to_string(bytes.size()) + "."};
    MICROT_TRY(const nlohmann::json header, parseJson(bytes.substr(8, length), source + ", header"));
    if (!header.is_object())
        return Failure{Error::malformed, source + ": the header is no JSON object."};
    Safetensors file;
    std::vector<Placed> all;
    for (const auto& [name, value] : header.items()) {
        const std::string where = source + ": " + printable(std::string_view(name));
        MICROT_TRY(const JsonObject json, JsonObject::of(value, where));
        if (name == kMetadata) {
            for (const auto& [key, text] : value.items()) {
                if (!text.is_string())
                    return Failure{Error::malformed,
                                   where + "." + printable(std::string_view(key)) + " is no text."};
                file.metadata[key] = text.get<std::string>();
            }
            continue;
        }
        MICROT_TRY(Placed placed, parseTensor(json, name));
        all.push_back(std::move(placed));
    }
    MICROT_CHECK(place(all, bytes.substr(8 + length), source, file));
    return file;
}

std::vector<float> unpack(const StoredTensor& tensor)
{
    std::vector<float> values(tensor.bytes.size() / (tensor.half ? 2 : 4));
    if (!tensor.half) {
        std::memcpy(values.data(), tensor.bytes.data(), tensor.bytes.size());
        return values;
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        std::uint16_t bits = 0;
        std::memcpy(&bits, tensor.bytes.data() + 2 * i, sizeof bits);
        values[i] = floatFromHalf(bits);
    }
    return values;
}

} // namespace microt
