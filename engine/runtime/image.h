// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/runtime/error.h"
#include "engine/runtime/int8_ops.h"

namespace microt {

// The deployment image, `.mti`: one flat little-endian file that a board runs in place from flash. Sections
// in this order, each aligned to kImageAlignment and without gaps but zero padding:
//   ImageHeader | ImageTensor[tensorCount] | ImageOp[opCount] | ImageExit[exitCount] | constants | text
//   (UTF-8 JSON)
// Every offset of an op into the constants is in bytes from the start of that section. Extractors only:
// heads, thresholds and labels belong to tasks and are kept outside.

constexpr std::uint32_t kImageMagic = 0x3149544DU; ///< "MTI1"
constexpr std::uint16_t kImageVersion = 1;
constexpr std::uint32_t kImageAlignment = 16;
constexpr std::uint32_t kMaxImageBytes = 64U << 20;
constexpr int kMaxExits = 64;
constexpr std::uint16_t kNoTensor = 0xFFFF;
constexpr std::uint32_t kNoConstant = 0xFFFFFFFFU;

enum class ImageOpKind : std::uint8_t {
    convolution = 0,      ///< also pointwise; weights [out, window, in]
    depthwise = 1,        ///< weights [window, channels]
    depthwiseInPlace = 2, ///< output is the input's memory
    add = 3,              ///< may write over either input
    averagePool = 4,      ///< over the whole picture
    mean = 5,             ///< over the whole picture, requantized
    meanAndDeviation = 6, ///< the same, and the standard deviation: twice the channels
};

/// Whether it makes features of a whole picture.
constexpr bool isPool(ImageOpKind kind)
{
    return kind == ImageOpKind::averagePool || kind == ImageOpKind::mean ||
           kind == ImageOpKind::meanAndDeviation;
}

struct ImageHeader
{
    std::uint32_t magic;
    std::uint16_t version;
    std::uint16_t headerBytes; ///< sizeof(ImageHeader)
    std::uint32_t totalBytes;
    std::uint8_t sha256[32]; ///< of the whole file with this field zero
    std::uint16_t tensorCount;
    std::uint16_t opCount;
    std::uint16_t exitCount;
    std::uint16_t inputTensor; ///< int8 [resolution, resolution, 3]
    std::uint32_t constantBytes;
    std::uint32_t textBytes;
    std::uint32_t arenaBytes; ///< what a run needs: activations and scratch
    std::uint32_t inputTable; ///< constants: int8 [3][256], pixel value of each colour to input value
    std::uint16_t resolution; ///< pixels
    std::uint8_t resizeMode;  ///< 0 squash, 1 centre crop
    std::uint8_t reserved;
};
static_assert(sizeof(ImageHeader) == 72, "the file format");

struct ImageTensor
{
    std::uint16_t height;
    std::uint16_t width;
    std::uint16_t channels;
    std::uint16_t reserved;
    std::uint32_t arenaOffset; ///< aligned to 4
    float scale;               ///< real = scale * (q - zeroPoint), positive and finite
    std::int32_t zeroPoint;    ///< [-128, 127]
};
static_assert(sizeof(ImageTensor) == 20, "the file format");

struct ImageOp
{
    std::uint8_t kind; ///< ImageOpKind
    std::int8_t low;   ///< clamp of the output
    std::int8_t high;
    std::uint8_t windowHeight;
    std::uint8_t windowWidth;
    std::uint8_t strideY;
    std::uint8_t strideX;
    std::uint8_t padTop;
    std::uint8_t padLeft;
    std::uint8_t reserved[3];
    std::uint16_t input;
    std::uint16_t input2; ///< add only, else kNoTensor
    std::uint16_t output;
    std::uint16_t reserved2;
    std::uint32_t weights;      ///< constants: int8
    std::uint32_t bias;         ///< constants: int32 [output channels], aligned to 4
    std::uint32_t multiplier;   ///< constants: int32; convolutions [output channels], add [3], mean and
                                ///< meanAndDeviation [1]
    std::uint32_t shift;        ///< constants: int8, as many
    std::uint32_t scratch;      ///< arena offset of memory that only this op uses
    std::uint32_t scratchBytes; ///< depthwiseInPlace: at least height * width
};
static_assert(sizeof(ImageOp) == 44, "the file format");

/// A place where the extractor may stop and answer.
struct ImageExit
{
    std::uint16_t opEnd;   ///< ops [0, opEnd) have run when this exit is reached
    std::uint16_t feature; ///< pooled tensor [1, 1, channels]
    std::uint16_t cut;     ///< cut index as users see it; 0 for the full extractor
    std::uint16_t reserved;
    std::uint64_t macs; ///< up to here
};
static_assert(sizeof(ImageExit) == 16, "the file format");

/// A validated image in memory it does not own. The bytes must be aligned to kImageAlignment, stay where they
/// are and stay unchanged.
struct ImageView
{
    const ImageHeader* header = nullptr;
    const ImageTensor* tensors = nullptr;
    const ImageOp* ops = nullptr;
    const ImageExit* exits = nullptr;
    const std::uint8_t* constants = nullptr;
    const char* text = nullptr;

    const ImageTensor& input() const { return tensors[header->inputTensor]; }
    const ImageTensor& feature(int exit) const { return tensors[exits[exit].feature]; }
    static Extent extentOf(const ImageTensor& tensor)
    {
        return {tensor.height, tensor.width, tensor.channels};
    }
};

/// Checks everything the executor relies on, so that a checked image cannot make it read or write outside the
/// image and `arenaBytes`: sizes, hash, counts, offsets, alignment, shapes of every operator against its
/// tensors, ranges of parameters, order of definition and use, that no live tensor is overwritten, exits. The
/// one validator of host and firmware; linear in the image's size but for the overlap check (tensors x ops).
/// `view` is set only on success. Errors: truncated, malformed (magic, hash, sections), unsupportedVersion,
/// unsupportedOperator, shapeMismatch, hostileContent (offsets, overlaps, ranges), invalidArgument (bytes not
/// aligned).
Error checkImage(const std::uint8_t* bytes, std::size_t count, ImageView& view);

} // namespace microt
