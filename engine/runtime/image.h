// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/runtime/error.h"
#include "engine/runtime/int8_ops.h"
#include "engine/runtime/weight_layout.h"

namespace microt {

// The deployment image, `.mti`: one flat little-endian file that a board runs in place from flash. Sections
// in this order, each aligned to kImageAlignment and without gaps but zero padding:
//   ImageHeader | ImageTensor[tensorCount] | ImageOp[opCount] | ImageExit[exitCount] | constants | text
//   (UTF-8 JSON)
// Every offset of an op into the constants is in bytes from the start of that section. Extractors only:
// heads, thresholds and labels belong to tasks and are kept outside.

constexpr std::uint32_t kImageMagic = 0x3149544DU; ///< "MTI1"
constexpr std::uint16_t kImageVersion = 4;         ///< 1 knew no WeightLayout, 2 no slices, 3 no onlySeen
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
    localAverage = 7,     ///< over a window, what lies outside does not count
    localMax = 8,         ///< over a window, what lies outside does not count
    localMean = 9,        ///< over a window inside the picture, requantized
    multiply = 10,        ///< by a tensor of the same shape, or by one number a channel
    concat = 11,          ///< two inputs along the channels; weights: a table [256] for each
    selectChannels = 12,  ///< weights: uint16 [output channels], the input channel of each
    pad = 13,             ///< the input's zero point around it
    resize = 14,          ///< nearest neighbour
    table = 15,           ///< weights: [256], or [channels][256]
    flatten = 16,         ///< a copy as [1, 1, height * width * channels]
};
constexpr int kImageOpKindCount = 17;

constexpr bool isConvolution(ImageOpKind kind)
{
    return kind == ImageOpKind::convolution || kind == ImageOpKind::depthwise ||
           kind == ImageOpKind::depthwiseInPlace;
}
/// Whether it reads two tensors.
constexpr bool hasTwoInputs(ImageOpKind kind)
{
    return kind == ImageOpKind::add || kind == ImageOpKind::multiply || kind == ImageOpKind::concat;
}
/// Whether output and input have one scale and zero point.
constexpr bool keepsScale(ImageOpKind kind)
{
    return kind == ImageOpKind::averagePool || kind == ImageOpKind::localAverage ||
           kind == ImageOpKind::localMax || kind == ImageOpKind::selectChannels || kind == ImageOpKind::pad ||
           kind == ImageOpKind::resize || kind == ImageOpKind::flatten;
}
/// Whether the output may lie where an input that dies there lies, its first or its second.
constexpr bool mayReplaceInput(ImageOpKind kind, bool first)
{
    return kind == ImageOpKind::add ||
           (first && (kind == ImageOpKind::multiply || kind == ImageOpKind::table ||
                      kind == ImageOpKind::depthwiseInPlace));
}
/// How many multipliers and shifts an operator has, by the channels of its output.
constexpr std::int32_t scalingCount(ImageOpKind kind, std::int32_t channels)
{
    return isConvolution(kind)        ? channels
           : kind == ImageOpKind::add ? 3
           : kind == ImageOpKind::mean || kind == ImageOpKind::localMean ||
                   kind == ImageOpKind::meanAndDeviation || kind == ImageOpKind::multiply
               ? 1
               : 0;
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
    std::uint16_t inputTensor; ///< int8 [height, width, 1 or 3]
    std::uint32_t constantBytes;
    std::uint32_t textBytes;
    std::uint32_t arenaBytes;  ///< what a run needs: activations and scratch
    std::uint32_t inputTable;  ///< constants: int8 [channels][256], pixel value of each colour to input value
    std::uint16_t inputHeight; ///< pixels, as the input tensor's
    std::uint8_t resizeMode;   ///< ResizeMode
    std::uint8_t colour;       ///< Colour, and Interpolation times 16
};
static_assert(sizeof(ImageHeader) == 72, "the file format");

struct ImageTensor
{
    std::uint16_t height;
    std::uint16_t width;
    std::uint16_t channels;
    std::uint16_t rows;        ///< that the arena holds at a time, in a slice group (slices.h); 0: all
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
    std::uint8_t layout;    ///< WeightLayout
    std::uint8_t sliceOps;  ///< first of a slice group (slices.h): how many operators it has, else 0
    std::uint8_t sliceRows; ///< the same: rows of the last one's output in a slice, else 0
    std::uint16_t input;
    std::uint16_t input2; ///< of those with two inputs, else kNoTensor
    std::uint16_t output;
    std::uint16_t groups;       ///< convolution; 0 is 1
    std::uint32_t weights;      ///< constants: int8; pairs, and selectChannels' uint16, aligned to 4
    std::uint32_t bias;         ///< constants: int32 [output channels], aligned to 4
    std::uint32_t multiplier;   ///< constants: int32 [scalingCount()]
    std::uint32_t shift;        ///< constants: int8, as many
    std::uint32_t scratch;      ///< arena offset of memory that only this op uses, aligned to 4
    std::uint32_t scratchBytes; ///< depthwiseInPlace: at least height * width
};
static_assert(sizeof(ImageOp) == 44, "the file format");

/// A place where the extractor may stop and answer.
struct ImageExit
{
    std::uint16_t opEnd;    ///< ops [0, opEnd) have run when this exit is reached
    std::uint16_t feature;  ///< pooled tensor [1, 1, channels]
    std::uint16_t cut;      ///< cut index as users see it; 0 for the full extractor
    std::uint16_t onlySeen; ///< 1: nothing answers here, heads further on see its features, too; else 0
    std::uint64_t macs;     ///< up to here
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
/// tensors, ranges of parameters, order of definition and use, slice groups and the rows that they hold, that
/// no live tensor is overwritten, exits. The one validator of host and firmware; linear in the image's size
/// but for the overlap check (tensors x ops) and slice groups (slices x their operators). `view` is set only
/// on success. Errors: truncated, malformed (magic, hash, sections), unsupportedVersion, unsupportedOperator,
/// shapeMismatch, hostileContent (offsets, overlaps, ranges), invalidArgument (bytes not aligned).
Error checkImage(const std::uint8_t* bytes, std::size_t count, ImageView& view);

} // namespace microt
