// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/runtime/error.h"
#include "engine/runtime/image.h"
#include "engine/runtime/slices.h"

namespace microt {

/// Everything a kernel needs for one operator of an image: pointers into arena and constants.
struct OpCall
{
    const ImageOp* op = nullptr;
    int index = 0; ///< of the op in the image
    /// Of a slice: as many rows as the kernel is to see of it, the window's padding above what belongs there.
    const ImageTensor* inputTensor = nullptr;
    const ImageTensor* input2Tensor = nullptr; ///< of operators with two inputs
    const ImageTensor* outputTensor = nullptr;
    const std::int8_t* input = nullptr;
    const std::int8_t* input2 = nullptr;
    std::int8_t* output = nullptr;
    const std::int8_t* weights = nullptr;
    ChannelConstants constants;
    std::int8_t* scratch = nullptr;
    std::uint32_t scratchBytes = 0;
    AddConstants addition; ///< add only
    OutputRange range;
    Window window;
};

/// Runs one operator. A faster implementation calls `runOpReference` for what it does not know.
using RunOp = void (*)(const OpCall& call, void* context);
void runOpReference(const OpCall& call, void* context);

/// Runs a checked image in a caller's arena: exit by exit, pausing at each with the activations left in the
/// arena, so that the full model resumes from the part model's output and nothing is computed twice. Owns no
/// memory, allocates nothing.
class Executor
{
public:
    /// `arena`: at least image.header->arenaBytes, aligned to 16, untouched by others between setInput and
    /// the last exit. `runOp` with `context` chooses the kernels. Errors: invalidArgument (alignment),
    /// outOfMemory (arena too small).
    Error attach(const ImageView& image, std::uint8_t* arena, std::size_t arenaBytes,
                 RunOp runOp = runOpReference, void* context = nullptr);

    /// Takes a fitted picture, uint8 of the input tensor's extent, through the image's input table. Starts
    /// over.
    void setPicture(const std::uint8_t* pixels);

    /// Takes an input that is quantized already, int8 of the input tensor's extent. Starts over.
    void setInput(const std::int8_t* values);

    /// Runs from where it stands to `exit` (0 .. exitCount - 1); one that was passed already returns at once.
    /// Errors: outOfRange.
    Error runTo(int exit);

    /// Runs a single operator more; in a slice group (slices.h) one operator on one slice. Errors: outOfRange
    /// at the end.
    Error step();
    int position() const { return m_position; } ///< operators that have run; a slice group counts at its end
    int lastOp() const { return m_lastOp; }     ///< the operator that step() ran

    /// Pooled features of an exit that was reached, int8 [channels]. Valid until the next picture.
    const std::int8_t* feature(int exit) const;

    /// The same as numbers: scale * (q - zeroPoint), float32 [channels].
    void readFeature(int exit, float* values) const;

    /// A tensor's bytes in the arena, for comparing layer by layer; meaningful while it is live and if it is
    /// whole there (ImageTensor::rows is 0).
    const std::int8_t* tensor(int index) const;

    const ImageView& image() const { return m_image; }

private:
    void startOver();
    OpCall callOf(int index) const;
    void moveKept(const SliceGroup& group, int op, const SliceGroup::Made& made);
    bool runSlice(const SliceGroup& group, int op);
    void stepInGroup();

    ImageView m_image;
    std::uint8_t* m_arena = nullptr;
    RunOp m_runOp = runOpReference;
    void* m_context = nullptr;
    int m_position = 0;
    int m_slice = 0;   ///< in a slice group that has begun
    int m_sliceOp = 0; ///< operators that have run on this slice
    int m_lastOp = 0;
};

} // namespace microt
