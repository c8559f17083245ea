// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/image.h"

#include <cstring>

#include "engine/runtime/sha256.h"
#include "engine/runtime/slice_check.h"

namespace microt {

namespace {

constexpr std::int32_t kMaxSide = 4096;
constexpr std::int32_t kMaxChannels = 8192;
constexpr std::int64_t kMaxElements = std::int64_t{1} << 26;
/// Taps of one output: 2^15 * 255 * 128 = 2^30 less a little, so that their sum fits 32 bits. Any bias may be
/// added: that sum wraps, and TFLite's own files have such biases where a channel is dead.
constexpr std::int64_t kMaxTaps = 1 << 15;
/// Values of the header, as engine/model/preprocessing.h numbers them.
constexpr std::uint8_t kLastResizeMode = 2;
constexpr std::uint8_t kLastInterpolation = 2;
constexpr std::uint8_t kGrey = 2;

struct Region
{
    std::uint64_t begin;
    std::uint64_t end;
    bool overlaps(const Region& other) const { return begin < other.end && other.begin < end; }
};

std::uint64_t alignUp(std::uint64_t value)
{
    return (value + kImageAlignment - 1) / kImageAlignment * kImageAlignment;
}

std::int64_t elementsOf(const ImageTensor& tensor)
{
    return std::int64_t{tensor.height} * tensor.width * tensor.channels;
}

Region regionOf(const ImageTensor& tensor)
{
    const std::uint64_t rows = tensor.rows != 0 ? tensor.rows : tensor.height;
    return {tensor.arenaOffset, tensor.arenaOffset + rows * tensor.width * tensor.channels};
}

bool sameExtent(const ImageTensor& a, const ImageTensor& b)
{
    return a.height == b.height && a.width == b.width && a.channels == b.channels;
}

bool isZero(const std::uint8_t* bytes, std::uint64_t count)
{
    for (std::uint64_t i = 0; i < count; ++i)
        if (bytes[i] != 0)
            return false;
    return true;
}

/// One pass over an image; each check assumes that those before it passed.
class Checker
{
public:
    Checker(const std::uint8_t* bytes, std::size_t count) : m_bytes(bytes), m_count(count) {}

    Error run()
    {
        Error error = checkSections();
        if (error == Error::none)
            error = checkTensors();
        for (int i = 0; error == Error::none && i < m_view.header->opCount; ++i)
            error = checkOp(m_view.ops[i]);
        if (error == Error::none)
            error = checkExits();
        if (error == Error::none)
            error = checkSlices(m_view);
        for (int i = 0; error == Error::none && i < m_view.header->tensorCount; ++i)
            error = checkLifetime(i);
        return error;
    }

    const ImageView& view() const { return m_view; }

private:
    Error checkSections();
    Error checkTensors() const;
    Error checkOp(const ImageOp& op) const;
    Error checkWindow(const ImageOp& op) const;
    Error checkConvolution(const ImageOp& op) const;
    Error checkLocalPool(const ImageOp& op) const;
    Error checkElementwise(const ImageOp& op) const;
    Error checkRearrangement(const ImageOp& op) const;
    Error checkExits() const;
    Error checkLifetime(int tensor) const;
    bool constantsInside(std::uint32_t offset, std::uint64_t bytes, std::uint32_t alignment) const
    {
        return offset % alignment == 0 && offset <= m_view.header->constantBytes &&
               bytes <= m_view.header->constantBytes - offset;
    }
    Error checkPool(const ImageTensor& input, const ImageTensor& output, int perChannel) const;
    bool scalingIsValid(const ImageOp& op, std::int32_t count, std::int32_t highestShift) const;
    bool isFeature(int tensor) const
    {
        for (int i = 0; i < m_view.header->exitCount; ++i)
            if (m_view.exits[i].feature == tensor)
                return true;
        return false;
    }

    const std::uint8_t* m_bytes;
    std::size_t m_count;
    ImageView m_view;
};

Error Checker::checkSections()
{
    if (reinterpret_cast<std::uintptr_t>(m_bytes) % kImageAlignment != 0)
        return Error::invalidArgument;
    if (m_count < sizeof(ImageHeader))
        return Error::truncated;
    const auto* header = reinterpret_cast<const ImageHeader*>(m_bytes);
    if (header->magic != kImageMagic)
        return Error::malformed;
    if (header->version != kImageVersion)
        return Error::unsupportedVersion;
    if (header->headerBytes != sizeof(ImageHeader) || header->totalBytes > kMaxImageBytes)
        return Error::malformed;
    if (header->totalBytes > m_count)
        return Error::truncated;
    if (header->totalBytes < m_count || header->tensorCount == 0 || header->opCount == 0 ||
        header->exitCount == 0 || header->exitCount > kMaxExits || header->tensorCount > 1024 ||
        header->opCount > 1024)
        return Error::malformed;

    const std::uint64_t tensors = alignUp(sizeof(ImageHeader));
    const std::uint64_t tensorEnd = tensors + header->tensorCount * sizeof(ImageTensor);
    const std::uint64_t ops = alignUp(tensorEnd);
    const std::uint64_t opEnd = ops + header->opCount * sizeof(ImageOp);
    const std::uint64_t exits = alignUp(opEnd);
    const std::uint64_t exitEnd = exits + header->exitCount * sizeof(ImageExit);
    const std::uint64_t constants = alignUp(exitEnd);
    const std::uint64_t constantEnd = constants + header->constantBytes;
    const std::uint64_t text = alignUp(constantEnd);
    if (text + header->textBytes != header->totalBytes)
        return Error::malformed;
    if (!isZero(m_bytes + sizeof(ImageHeader), tensors - sizeof(ImageHeader)) ||
        !isZero(m_bytes + tensorEnd, ops - tensorEnd) || !isZero(m_bytes + opEnd, exits - opEnd) ||
        !isZero(m_bytes + exitEnd, constants - exitEnd) || !isZero(m_bytes + constantEnd, text - constantEnd))
        return Error::malformed;

    ImageHeader hashed = *header;
    std::memset(hashed.sha256, 0, sizeof hashed.sha256);
    Sha256 sha;
    sha.update(&hashed, sizeof hashed);
    sha.update(m_bytes + sizeof(ImageHeader), header->totalBytes - sizeof(ImageHeader));
    const Sha256::Digest digest = sha.finish();
    if (std::memcmp(digest.data(), header->sha256, digest.size()) != 0)
        return Error::malformed;

    m_view.header = header;
    m_view.tensors = reinterpret_cast<const ImageTensor*>(m_bytes + tensors);
    m_view.ops = reinterpret_cast<const ImageOp*>(m_bytes + ops);
    m_view.exits = reinterpret_cast<const ImageExit*>(m_bytes + exits);
    m_view.constants = m_bytes + constants;
    m_view.text = reinterpret_cast<const char*>(m_bytes + text);
    return Error::none;
}

Error Checker::checkTensors() const
{
    const ImageHeader& header = *m_view.header;
    for (int i = 0; i < header.tensorCount; ++i) {
        const ImageTensor& tensor = m_view.tensors[i];
        if (tensor.height == 0 || tensor.width == 0 || tensor.channels == 0 || tensor.height > kMaxSide ||
            tensor.width > kMaxSide || tensor.channels > kMaxChannels || elementsOf(tensor) > kMaxElements)
            return Error::hostileContent;
        if (!(tensor.scale > 0.0F && tensor.scale < 1e30F) || tensor.zeroPoint < -128 ||
            tensor.zeroPoint > 127)
            return Error::hostileContent;
        if (tensor.arenaOffset % 4 != 0 || regionOf(tensor).end > header.arenaBytes)
            return Error::hostileContent;
    }
    if (header.inputTensor >= header.tensorCount || header.resizeMode > kLastResizeMode ||
        header.colour % 16 > kGrey || header.colour / 16 > kLastInterpolation)
        return Error::hostileContent;
    const ImageTensor& input = m_view.input();
    if (input.channels != (header.colour % 16 == kGrey ? 1 : 3) || input.height != header.inputHeight)
        return Error::shapeMismatch;
    if (!constantsInside(header.inputTable, std::uint64_t{256} * input.channels, 1))
        return Error::hostileContent;
    return Error::none;
}

bool Checker::scalingIsValid(const ImageOp& op, std::int32_t count, std::int32_t highestShift) const
{
    if (!constantsInside(op.multiplier, std::uint64_t{4} * static_cast<std::uint32_t>(count), 4) ||
        !constantsInside(op.shift, static_cast<std::uint32_t>(count), 1))
        return false;
    const auto* multiplier = reinterpret_cast<const std::int32_t*>(m_view.constants + op.multiplier);
    const auto* shift = reinterpret_cast<const std::int8_t*>(m_view.constants + op.shift);
    for (std::int32_t i = 0; i < count; ++i)
        if (multiplier[i] < 0 || shift[i] < -31 || shift[i] > highestShift)
            return false;
    return true;
}

Error Checker::checkPool(const ImageTensor& input, const ImageTensor& output, int perChannel) const
{
    if (output.height != 1 || output.width != 1 || output.channels != perChannel * input.channels)
        return Error::shapeMismatch;
    // The sum of all pixels must fit 32 bits with room to spare.
    return std::int64_t{input.height} * input.width > (1 << 22) ? Error::hostileContent : Error::none;
}

Error Checker::checkWindow(const ImageOp& op) const
{
    const ImageTensor& input = m_view.tensors[op.input];
    const ImageTensor& output = m_view.tensors[op.output];
    if (op.windowHeight == 0 || op.windowWidth == 0 || op.strideY == 0 || op.strideX == 0 ||
        op.padTop >= op.windowHeight || op.padLeft >= op.windowWidth)
        return Error::hostileContent;
    // Every window must touch the input: the last one starts inside it.
    if ((output.height - 1) * op.strideY - op.padTop >= input.height ||
        (output.width - 1) * op.strideX - op.padLeft >= input.width)
        return Error::shapeMismatch;
    return Error::none;
}

Error Checker::checkConvolution(const ImageOp& op) const
{
    if (const Error error = checkWindow(op); error != Error::none)
        return error;
    const ImageTensor& input = m_view.tensors[op.input];
    const ImageTensor& output = m_view.tensors[op.output];
    const bool dense = op.kind == static_cast<std::uint8_t>(ImageOpKind::convolution);
    const std::int32_t groups = dense && op.groups > 1 ? op.groups : 1;
    if ((!dense && op.groups > 1) || input.channels % groups != 0 || output.channels % groups != 0)
        return Error::shapeMismatch;
    const std::int64_t taps =
        std::int64_t{op.windowHeight} * op.windowWidth * (dense ? input.channels / groups : 1);
    if (taps > kMaxTaps)
        return Error::hostileContent;
    if (!dense && input.channels != output.channels)
        return Error::shapeMismatch;
    const auto layout = static_cast<WeightLayout>(op.layout);
    if (layout != WeightLayout::rows && (!dense || groups > 1))
        return Error::shapeMismatch;
    const std::int64_t bytes = weightBytes(layout, output.channels, static_cast<std::int32_t>(taps));
    if (!constantsInside(op.weights, static_cast<std::uint64_t>(bytes),
                         layout == WeightLayout::pairs ? 4 : 1) ||
        !constantsInside(op.bias, std::uint64_t{4} * output.channels, 4) ||
        !scalingIsValid(op, output.channels, 30))
        return Error::hostileContent;
    return Error::none;
}

Error Checker::checkLocalPool(const ImageOp& op) const
{
    if (const Error error = checkWindow(op); error != Error::none)
        return error;
    const ImageTensor& input = m_view.tensors[op.input];
    const ImageTensor& output = m_view.tensors[op.output];
    if (input.channels != output.channels)
        return Error::shapeMismatch;
    const auto kind = static_cast<ImageOpKind>(op.kind);
    if (kind == ImageOpKind::localAverage || kind == ImageOpKind::localMax)
        return Error::none;
    // All of a window must lie inside the picture.
    const bool inside = op.padTop == 0 && op.padLeft == 0 &&
                        (output.height - 1) * op.strideY + op.windowHeight <= input.height &&
                        (output.width - 1) * op.strideX + op.windowWidth <= input.width;
    if (!inside)
        return Error::shapeMismatch;
    return scalingIsValid(op, 1, 30) ? Error::none : Error::hostileContent;
}

/// One output number for each input number; perhaps a second input.
Error Checker::checkElementwise(const ImageOp& op) const
{
    const ImageTensor& input = m_view.tensors[op.input];
    const ImageTensor& output = m_view.tensors[op.output];
    if (!sameExtent(input, output))
        return Error::shapeMismatch;
    const auto kind = static_cast<ImageOpKind>(op.kind);
    if (kind == ImageOpKind::table) {
        if (op.groups > 1 && op.groups != input.channels)
            return Error::shapeMismatch;
        const std::uint64_t tables = op.groups > 1 ? op.groups : 1;
        return constantsInside(op.weights, 256 * tables, 1) ? Error::none : Error::hostileContent;
    }
    const ImageTensor& other = m_view.tensors[op.input2];
    const bool perChannel = other.height == 1 && other.width == 1 && other.channels == input.channels;
    if (!sameExtent(other, input) && !(kind == ImageOpKind::multiply && perChannel))
        return Error::shapeMismatch;
    const bool isAdd = kind == ImageOpKind::add;
    return scalingIsValid(op, isAdd ? 3 : 1, isAdd ? 0 : 30) ? Error::none : Error::hostileContent;
}

Error Checker::checkRearrangement(const ImageOp& op) const
{
    const ImageTensor& input = m_view.tensors[op.input];
    const ImageTensor& output = m_view.tensors[op.output];
    const bool sameSides = input.height == output.height && input.width == output.width;
    switch (static_cast<ImageOpKind>(op.kind)) {
    case ImageOpKind::concat: {
        const ImageTensor& other = m_view.tensors[op.input2];
        if (!sameSides || other.height != input.height || other.width != input.width ||
            input.channels + other.channels != output.channels)
            return Error::shapeMismatch;
        return constantsInside(op.weights, 2 * 256, 1) ? Error::none : Error::hostileContent;
    }
    case ImageOpKind::selectChannels: {
        if (!sameSides)
            return Error::shapeMismatch;
        if (!constantsInside(op.weights, std::uint64_t{2} * output.channels, 4))
            return Error::hostileContent;
        const auto* channels = reinterpret_cast<const std::uint16_t*>(m_view.constants + op.weights);
        for (std::int32_t c = 0; c < output.channels; ++c)
            if (channels[c] >= input.channels)
                return Error::hostileContent;
        return Error::none;
    }
    case ImageOpKind::pad:
        return input.channels == output.channels && op.padTop + input.height <= output.height &&
                       op.padLeft + input.width <= output.width
                   ? Error::none
                   : Error::shapeMismatch;
    case ImageOpKind::resize:
        return input.channels == output.channels ? Error::none : Error::shapeMismatch;
    default: // flatten
        return output.height == 1 && output.width == 1 && elementsOf(input) == output.channels
                   ? Error::none
                   : Error::shapeMismatch;
    }
}

Error Checker::checkOp(const ImageOp& op) const
{
    const ImageHeader& header = *m_view.header;
    if (op.kind >= kImageOpKindCount)
        return Error::unsupportedOperator;
    const auto kind = static_cast<ImageOpKind>(op.kind);
    if (op.layout >= (isConvolution(kind) ? kWeightLayoutCount : 1))
        return Error::hostileContent;
    if (op.input >= header.tensorCount || op.output >= header.tensorCount || op.low > op.high)
        return Error::hostileContent;
    if (hasTwoInputs(kind) ? op.input2 >= header.tensorCount : op.input2 != kNoTensor)
        return Error::hostileContent;
    if (op.scratch % 4 != 0 || std::uint64_t{op.scratch} + op.scratchBytes > header.arenaBytes)
        return Error::hostileContent;

    const ImageTensor& input = m_view.tensors[op.input];
    const ImageTensor& output = m_view.tensors[op.output];
    switch (kind) {
    case ImageOpKind::convolution:
    case ImageOpKind::depthwise:
        return checkConvolution(op);
    case ImageOpKind::depthwiseInPlace:
        if (!sameExtent(input, output) || input.arenaOffset != output.arenaOffset || op.strideX != 1 ||
            op.strideY != 1)
            return Error::shapeMismatch;
        if (op.scratchBytes < static_cast<std::uint32_t>(input.height) * input.width)
            return Error::hostileContent;
        return checkConvolution(op);
    case ImageOpKind::add:
    case ImageOpKind::multiply:
    case ImageOpKind::table:
        return checkElementwise(op);
    case ImageOpKind::localAverage:
    case ImageOpKind::localMax:
    case ImageOpKind::localMean:
        return checkLocalPool(op);
    case ImageOpKind::averagePool:
        return checkPool(input, output, 1);
    case ImageOpKind::mean:
        return scalingIsValid(op, 1, 30) ? checkPool(input, output, 1) : Error::hostileContent;
    case ImageOpKind::meanAndDeviation:
        return scalingIsValid(op, 1, 30) ? checkPool(input, output, 2) : Error::hostileContent;
    default:
        return checkRearrangement(op);
    }
}

Error Checker::checkExits() const
{
    int previous = 0;
    for (int i = 0; i < m_view.header->exitCount; ++i) {
        const ImageExit& exit = m_view.exits[i];
        if (exit.opEnd <= previous || exit.opEnd > m_view.header->opCount ||
            exit.feature >= m_view.header->tensorCount)
            return Error::hostileContent;
        const ImageTensor& feature = m_view.tensors[exit.feature];
        if (feature.height != 1 || feature.width != 1)
            return Error::shapeMismatch;
        previous = exit.opEnd;
    }
    return previous == m_view.header->opCount ? Error::none : Error::malformed;
}

/// A tensor is written once, before its first use, and nothing else touches its memory until its last use,
/// but for what may be written over it then. Pooled features live until the next picture.
Error Checker::checkLifetime(int tensor) const
{
    const int opCount = m_view.header->opCount;
    int defined = tensor == m_view.header->inputTensor ? -1 : opCount;
    int lastUse = defined;
    for (int i = 0; i < opCount; ++i) {
        const ImageOp& op = m_view.ops[i];
        if (op.input == tensor || op.input2 == tensor) {
            if (defined >= i)
                return Error::hostileContent;
            lastUse = i;
        }
        if (op.output == tensor) {
            if (defined < opCount)
                return Error::hostileContent;
            defined = i;
            lastUse = i;
        }
    }
    if (defined == opCount)
        return Error::hostileContent;
    if (isFeature(tensor)) {
        for (int i = 0; i < m_view.header->exitCount; ++i)
            if (m_view.exits[i].feature == tensor && defined >= m_view.exits[i].opEnd)
                return Error::hostileContent;
        lastUse = opCount;
    }

    // The operators of a slice group run in turns.
    const int begin = defined < 0 ? 0 : operatorsWith(m_view, defined).first;
    const int end = lastUse < opCount ? operatorsWith(m_view, lastUse).end : opCount;
    const Region own = regionOf(m_view.tensors[tensor]);
    for (int i = begin; i < end; ++i) {
        const ImageOp& op = m_view.ops[i];
        const Region scratch{op.scratch, std::uint64_t{op.scratch} + op.scratchBytes};
        if (op.scratchBytes > 0 && scratch.overlaps(own))
            return Error::hostileContent;
        if (i == defined || !regionOf(m_view.tensors[op.output]).overlaps(own))
            continue;
        const OperatorRange writers = operatorsWith(m_view, i);
        if (lastUse < writers.first || lastUse >= writers.end || !mayWriteOver(m_view, i, tensor))
            return Error::hostileContent;
    }
    return Error::none;
}

} // namespace

Error checkImage(const std::uint8_t* bytes, std::size_t count, ImageView& view)
{
    Checker checker(bytes, count);
    const Error error = checker.run();
    if (error == Error::none)
        view = checker.view();
    return error;
}

} // namespace microt
