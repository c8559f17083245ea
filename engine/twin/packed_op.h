// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/runtime/executor.h"

namespace microt {

/// How an instruction set multiplies: `lanes` sums at once, each of `taps` products of neighbouring bytes
/// (VNNI: unsigned times signed) or 16-bit numbers (AVX2). Data travel in groups of `taps` inputs, 32 bits
/// each; `offset` is what was added to every input to make it fit.
struct DotShape
{
    int lanes = 0;
    int taps = 0;
    std::int32_t offset = 0;
};

/// The constants of a convolution, laid out for one instruction set. Channels are filled up to whole blocks
/// of `lanes` with zeros.
struct PackedOp
{
    bool usable = false; ///< false: the reference kernel computes this operator
    int groups = 0;      ///< of inputs in a sum; depthwise: in one row of the window
    std::vector<std::uint32_t>
        weights; ///< convolution [blocks][groups][lanes]; depthwise [blocks][rows][groups][lanes]
    std::vector<std::int32_t> bias; ///< less what offset and zero point add
    std::vector<std::int32_t> multiplier;
    std::vector<std::int32_t> rightShift; ///< 0 to 31
    std::vector<std::int32_t> rounding;   ///< half of what the shift divides by; 0 where nothing is shifted
    std::vector<std::int32_t> sign;       ///< -1 where shifting rounds, 0 elsewhere
};

/// Lays out operator `call` of an image. Not usable: left shifts, or sums that could leave 31 bits, so that
/// fast kernels need not think of either.
PackedOp packOp(const OpCall& call, const DotShape& shape);

/// What a fast kernel computes with beside the call itself.
struct KernelContext
{
    const PackedOp* ops = nullptr; ///< one an operator of the image
    std::uint8_t* scratch = nullptr;
};

/// Bytes of scratch that any operator of `image` needs, aligned to 64.
std::size_t kernelScratchBytes(const ImageView& image, const DotShape& shape);

// One of each for every instruction set; RunOp's context is a KernelContext. Inputs may be read up to 64
// bytes beyond their end.
extern const DotShape kAvx2Shape;
void runOpAvx2(const OpCall& call, void* context);
extern const DotShape kVnniShape;
void runOpVnni(const OpCall& call, void* context);

} // namespace microt
