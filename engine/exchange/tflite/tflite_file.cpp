// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/tflite/tflite_file_private.h"

#include <cmath>
#include <map>

#include "engine/base/files.h"

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
        return 2;
    case TensorType::FLOAT32:
    case TensorType::INT32:
        return 4;
    case TensorType::INT64:
        return 8;
    }
    return 0;
}

const char* opName(int code)
{
    static const std::map<int, const char*> names{{kAdd, "ADD"},
                                                  {kAveragePool, "AVERAGE_POOL_2D"},
                                                  {kConvolution, "CONV_2D"},
                                                  {kDepthwise, "DEPTHWISE_CONV_2D"},
                                                  {kDequantize, "DEQUANTIZE"},
                                                  {kFullyConnected, "FULLY_CONNECTED"},
                                                  {kReshape, "RESHAPE"},
                                                  {kSoftmax, "SOFTMAX"},
                                                  {kPad, "PAD"},
                                                  {kMean, "MEAN"},
                                                  {kQuantize, "QUANTIZE"}};
    const auto found = names.find(code);
    return found == names.end() ? nullptr : found->second;
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

Result<int> TfliteFile::opCode(int index) const
{
    const auto* codes = m_model->operator_codes();
    const std::uint32_t at = op(index).opcode_index();
    if (codes == nullptr || at >= codes->size() || codes->Get(at) == nullptr)
        return fail(Error::malformed, "operator " + std::to_string(index) + " names no operator code.");
    const OperatorCode& code = *codes->Get(at);
    if (code.custom_code() != nullptr && code.custom_code()->size() > 0)
        return -1;
    // Files from before 2020 have the number in a byte alone.
    return std::max(static_cast<int>(code.short_code()), static_cast<int>(code.code()));
}

std::string TfliteFile::describe(int index) const
{
    const auto code = opCode(index);
    std::string text = "operator " + std::to_string(index);
    if (!code.ok())
        return text;
    const char* name = opName(code.value());
    return text + " (" +
           (code.value() < 0  ? "custom"
            : name != nullptr ? name
                              : "number " + std::to_string(code.value())) +
           ")";
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
    const std::string which = "tensor " + std::to_string(index) + " (" + info.name + ")";
    info.type = record.type();
    std::int64_t elements = 1;
    if (const auto* shape = record.shape()) {
        if (shape->size() > kMaxRank)
            return fail(Error::hostileContent,
                        which + " has " + std::to_string(shape->size()) + " dimensions.");
        for (const int side : *shape) {
            if (side < 1 || side > kMaxSide || (elements *= side) > kMaxElements)
                return fail(Error::hostileContent,
                            which + " has a side of " + std::to_string(side) + " or too many elements.");
            info.shape.push_back(side);
        }
    }
    if (const auto* quantization = record.quantization()) {
        const auto* scale = quantization->scale();
        const auto* zero = quantization->zero_point();
        const std::size_t count = scale != nullptr ? scale->size() : 0;
        if (count > 0 && (zero == nullptr || zero->size() != count) && zero != nullptr && zero->size() != 0)
            return fail(Error::malformed, which + " has " + std::to_string(count) + " scales and " +
                                              std::to_string(zero->size()) + " zero points.");
        info.quantizedDimension = quantization->quantized_dimension();
        for (std::uint32_t i = 0; i < count; ++i) {
            info.scale.push_back(scale->Get(i));
            info.zeroPoint.push_back(zero != nullptr && zero->size() == count ? zero->Get(i) : 0);
            // Weights may have scales of zero or below, and converters do write such.
            if (!(std::abs(info.scale.back()) < 1e30F))
                return fail(Error::hostileContent, which + " has the scale " +
                                                       std::to_string(info.scale.back()) + " at " +
                                                       std::to_string(i) + ".");
        }
    }
    const auto* buffers = m_model->buffers();
    if (buffers == nullptr || record.buffer() >= buffers->size() || buffers->Get(record.buffer()) == nullptr)
        return fail(Error::malformed, which + " names no buffer.");
    const Buffer& buffer = *buffers->Get(record.buffer());
    if (buffer.offset() > 1 || buffer.size() > 1)
        return fail(Error::unsupportedFormat, which + " keeps its data outside the model.");
    if (buffer.data() != nullptr && buffer.data()->size() > 0) {
        info.data = buffer.data()->data();
        info.bytes = buffer.data()->size();
        if (info.bytes != static_cast<std::size_t>(elements) * bytesOf(info.type))
            return fail(Error::malformed,
                        which + " needs " +
                            std::to_string(static_cast<std::size_t>(elements) * bytesOf(info.type)) +
                            " bytes of data and has " + std::to_string(info.bytes) + ".");
    }
    return info;
}

} // namespace microt::tflite
