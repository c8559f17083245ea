// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/tflite/tflite_file_private.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "engine/base/files.h"
#include "engine/base/hash.h"

namespace microt::tflite {

namespace {

constexpr std::uint64_t kMaxBytes = std::uint64_t{64} << 20;
constexpr std::size_t kMaxName = 200;
constexpr int kMaxRank = 8;
constexpr int kMaxSide = 1 << 16;
constexpr std::int64_t kMaxElements = std::int64_t{1} << 27;

/// A file's name for something, cut to what a person reads.
std::string readable(const flatbuffers::String* text)
{
    if (text == nullptr)
        return "";
    const std::string_view all(text->c_str(), text->size());
    return printable(all.substr(0, kMaxName));
}

std::size_t bytesOf(TensorType type)
{
    switch (type) {
    case TensorType::INT8:
    case TensorType::UINT8:
        return 1;
    case TensorType::INT16:
    case TensorType::FLOAT16:
        return 2;
    case TensorType::FLOAT32:
    case TensorType::INT32:
        return 4;
    case TensorType::INT64:
        return 8;
    }
    return 0;
}

} // namespace

Result<TfliteFile> TfliteFile::open(const std::filesystem::path& path)
{
    TfliteFile file;
    file.m_name = printable(path);
    MICROT_TRY(file.m_bytes, readFile(path, kMaxBytes));
    if (file.m_bytes.size() < 8 || !ModelBufferHasIdentifier(file.m_bytes.data()))
        return file.fail(Error::malformed, "it does not begin as a .tflite file does (TFL3 at byte 4).");
    flatbuffers::Verifier verifier(file.m_bytes.data(), file.m_bytes.size(), 32, 200000);
    if (!VerifyModelBuffer(verifier))
        return file.fail(Error::malformed, "its structure is damaged or cut off.");
    file.m_model = GetModel(file.m_bytes.data());
    if (file.m_model->version() != 3)
        return file.fail(Error::unsupportedVersion,
                         "schema version " + std::to_string(file.m_model->version()) + "; 3 is read.");
    const auto* graphs = file.m_model->subgraphs();
    if (graphs == nullptr || graphs->size() != 1 || graphs->Get(0) == nullptr)
        return file.fail(Error::unsupportedFormat, "one subgraph is expected, it has " +
                                                       std::to_string(graphs ? graphs->size() : 0) + ".");
    return file;
}

std::string TfliteFile::sha256() const
{
    return sha256Hex({reinterpret_cast<const char*>(m_bytes.data()), m_bytes.size()});
}

Failure TfliteFile::fail(Error error, const std::string& why) const
{
    return {error, m_name + ": " + why};
}

int TfliteFile::opCount() const
{
    const auto* ops = graph().operators();
    return ops == nullptr ? 0 : static_cast<int>(ops->size());
}

const Operator& TfliteFile::op(int index) const
{
    return *graph().operators()->Get(static_cast<flatbuffers::uoffset_t>(index));
}

const OperatorCode* TfliteFile::codeOf(int index) const
{
    const auto* codes = m_model->operator_codes();
    const std::uint32_t at = op(index).opcode_index();
    return codes == nullptr || at >= codes->size() ? nullptr : codes->Get(at);
}

Result<int> TfliteFile::opCode(int index) const
{
    const OperatorCode* code = codeOf(index);
    if (code == nullptr)
        return fail(Error::malformed, "operator " + std::to_string(index) + " names no operator code.");
    if (code->custom_code() != nullptr && code->custom_code()->size() > 0)
        return -1;
    // Files from before 2020 have the number in a byte alone.
    return std::max(static_cast<int>(code->short_code()), static_cast<int>(code->code()));
}

std::string TfliteFile::customName(int index) const
{
    const OperatorCode* code = codeOf(index);
    return code == nullptr ? std::string() : readable(code->custom_code());
}

std::string TfliteFile::describe(int index) const
{
    const auto code = opCode(index);
    const std::string text = "operator " + std::to_string(index);
    if (!code.ok())
        return text;
    if (code.value() < 0)
        return text + " (custom, " + customName(index) + ")";
    const char* name = operatorName(code.value());
    return text + " (" + (name != nullptr ? name : "number " + std::to_string(code.value())) + ")";
}

Result<TensorInfo> TfliteFile::tensor(int index) const
{
    const auto* tensors = graph().tensors();
    if (tensors == nullptr || index < 0 || static_cast<std::uint32_t>(index) >= tensors->size() ||
        tensors->Get(static_cast<std::uint32_t>(index)) == nullptr)
        return fail(Error::malformed, "there is no tensor " + std::to_string(index) + ".");
    const Tensor& record = *tensors->Get(static_cast<std::uint32_t>(index));
    TensorInfo info;
    info.name = readable(record.name());
    info.type = record.type();
    const std::string which = "tensor " + std::to_string(index) + " (" + info.name + ")";
    MICROT_CHECK(readShape(record, which, info));
    MICROT_CHECK(readScales(record, which, info));
    MICROT_CHECK(readData(record, which, info));
    return info;
}

Status TfliteFile::readShape(const Tensor& record, const std::string& which, TensorInfo& info) const
{
    const auto* shape = record.shape();
    if (shape == nullptr)
        return {};
    if (shape->size() > kMaxRank)
        return fail(Error::hostileContent, which + " has " + std::to_string(shape->size()) + " dimensions.");
    for (const int side : *shape) {
        const bool anyBatch = info.shape.empty() && (side == -1 || side == 0);
        info.shape.push_back(anyBatch ? 1 : side);
        if ((side < 1 && !anyBatch) || side > kMaxSide || info.elements() > kMaxElements)
            return fail(Error::hostileContent,
                        which + " has a side of " + std::to_string(side) + " or too many elements.");
    }
    return {};
}

Status TfliteFile::readScales(const Tensor& record, const std::string& which, TensorInfo& info) const
{
    const auto* quantization = record.quantization();
    if (quantization == nullptr)
        return {};
    const auto* scale = quantization->scale();
    const auto* zero = quantization->zero_point();
    const std::size_t count = scale != nullptr ? scale->size() : 0;
    if (count > 0 && (zero == nullptr || zero->size() != count) && zero != nullptr && zero->size() != 0)
        return fail(Error::malformed, which + " has " + std::to_string(count) + " scales and " +
                                          std::to_string(zero->size()) + " zero points.");
    info.quantizedDimension = quantization->quantized_dimension();
    for (std::uint32_t i = 0; i < count; ++i) {
        info.scale.push_back(scale->Get(i));
        std::int64_t zeroPoint = 0;
        if (zero != nullptr && zero->size() == count) // perhaps not aligned
            std::memcpy(&zeroPoint, zero->Data() + i * sizeof zeroPoint, sizeof zeroPoint);
        info.zeroPoint.push_back(zeroPoint);
        // Weights may have scales of zero or below, and converters do write such.
        if (!(std::abs(info.scale.back()) < 1e30F))
            return fail(Error::hostileContent, which + " has the scale " + std::to_string(info.scale.back()) +
                                                   " at " + std::to_string(i) + ".");
    }
    return {};
}

Status TfliteFile::readData(const Tensor& record, const std::string& which, TensorInfo& info) const
{
    const auto* buffers = m_model->buffers();
    if (buffers == nullptr || record.buffer() >= buffers->size() || buffers->Get(record.buffer()) == nullptr)
        return fail(Error::malformed, which + " names no buffer.");
    const Buffer& buffer = *buffers->Get(record.buffer());
    if (buffer.offset() > 1 || buffer.size() > 1)
        return fail(Error::unsupportedFormat, which + " keeps its data outside the model.");
    if (buffer.data() == nullptr || buffer.data()->size() == 0)
        return {};
    if (record.sparsity() != nullptr)
        return fail(Error::unsupportedFormat, which + " is sparse; convert the network without sparsity.");
    info.data = buffer.data()->data();
    info.bytes = buffer.data()->size();
    const std::size_t each = bytesOf(info.type);
    const std::size_t needed = static_cast<std::size_t>(info.elements()) * each;
    if (each != 0 && info.bytes != needed)
        return fail(Error::malformed, which + " needs " + std::to_string(needed) + " bytes of data and has " +
                                          std::to_string(info.bytes) + ".");
    return {};
}

std::int64_t TensorInfo::elements() const
{
    std::int64_t count = 1;
    for (const int side : shape)
        count *= side;
    return count;
}

} // namespace microt::tflite
