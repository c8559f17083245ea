// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/image.h"

#include <cstring>

#include "engine/runtime/op_check.h"
#include "engine/runtime/sha256.h"
#include "engine/runtime/slice_check.h"

namespace microt {

namespace {

constexpr std::int32_t kMaxSide = 4096;
constexpr std::int32_t kMaxChannels = 8192;
constexpr std::int64_t kMaxElements = std::int64_t{1} << 26;
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

Region regionOf(const ImageTensor& tensor)
{
    const std::uint64_t rows = tensor.rows != 0 ? tensor.rows : tensor.height;
    return {tensor.arenaOffset, tensor.arenaOffset + rows * tensor.width * tensor.channels};
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
            error = checkOp(m_view, m_view.ops[i]);
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
    Error checkExits() const;
    Error checkLifetime(int tensor) const;
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
    if (!constantsInside(m_view, header.inputTable, std::uint64_t{256} * input.channels, 1))
        return Error::hostileContent;
    return Error::none;
}

Error Checker::checkExits() const
{
    int previous = 0;
    for (int i = 0; i < m_view.header->exitCount; ++i) {
        const ImageExit& exit = m_view.exits[i];
        if (exit.opEnd <= previous || exit.opEnd > m_view.header->opCount ||
            exit.feature >= m_view.header->tensorCount || exit.onlySeen > 1)
            return Error::hostileContent;
        const ImageTensor& feature = m_view.tensors[exit.feature];
        if (feature.height != 1 || feature.width != 1)
            return Error::shapeMismatch;
        previous = exit.opEnd;
    }
    const ImageExit& last = m_view.exits[m_view.header->exitCount - 1];
    return previous == m_view.header->opCount && last.onlySeen == 0 ? Error::none : Error::malformed;
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
