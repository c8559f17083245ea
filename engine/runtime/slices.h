// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "engine/runtime/image.h"

namespace microt {

// Operators in slices. A slice group is a run of operators, ops [first, first + ImageOp::sliceOps), that
// makes its last output some rows at a time: each operator makes the rows that those behind it need next, so
// that what lies between them is never whole in memory. Of such a tensor the arena holds ImageTensor::rows
// rows: at its start the first row that somebody still needs, and behind it all that were made. No row is
// made twice.
//
//   input, whole ─▶ 1x1 ─▶ [rows of the window] ─▶ depthwise ─▶ [rows of a slice] ─▶ 1x1 ─▶ output, whole
//
// The last output may lie over a tensor that dies in the group wherever the rows under it were all read:
// clearance() says how far apart they must begin. Planner, checkImage() and Executor all count rows with what
// stands here.

constexpr int kMaxSliceOps = 8;
constexpr int kMaxSliceRows = 255;

/// Whether an operator can make some rows of its output from some rows of its inputs.
constexpr bool isRowwise(ImageOpKind kind)
{
    return kind == ImageOpKind::convolution || kind == ImageOpKind::depthwise || kind == ImageOpKind::add ||
           kind == ImageOpKind::multiply || kind == ImageOpKind::localAverage ||
           kind == ImageOpKind::localMax || kind == ImageOpKind::localMean || kind == ImageOpKind::concat ||
           kind == ImageOpKind::selectChannels || kind == ImageOpKind::table;
}

/// Rows [begin, end) of a tensor.
struct Rows
{
    std::int32_t begin = 0;
    std::int32_t end = 0;
};

/// The rows of an input of `height` rows that output rows `made`, at least one, are computed from.
Rows rowsSeen(const ImageOp& op, std::int32_t height, Rows made);

/// A slice group of an image, or of one that is being planned: `tensors` need their extents alone, `ops`
/// their kinds, tensors and windows, first of all `sliceOps` and `sliceRows` of the first. Owns nothing.
class SliceGroup
{
public:
    SliceGroup(const ImageTensor* tensors, const ImageOp* ops, int first);

    int first() const { return m_first; }
    int end() const { return m_first + m_ops[m_first].sliceOps; } ///< behind the last operator
    int last() const { return end() - 1; }
    int output() const { return m_ops[last()].output; }
    int slices() const;

    /// Rows of each operator's output, the group's first operator first.
    struct Made
    {
        std::int32_t rows[kMaxSliceOps] = {};
    };

    /// How many there are after a slice; before the first one (slice -1) none.
    Made madeAfter(int slice) const;

    /// The first row of `tensor` that an operator of the group still reads when `made` are there; its height
    /// if there is none.
    std::int32_t firstRowRead(int tensor, const Made& made) const;

    /// The first row of the output of `op`, not the last operator, that the arena holds when `made` are
    /// there.
    std::int32_t firstRowKept(int op, const Made& made) const;

    /// Rows that the arena must hold of each operator's output; of the last one's none.
    Made rowsHeld() const;

    /// The least distance, in bytes, from where the group's output begins to where `tensor`, none of its
    /// outputs, begins, so that the output may lie over it: what is written was read before the operator that
    /// writes it began. Negative: the output may begin behind it.
    std::int64_t clearance(int tensor) const;

    /// Whether the output may begin where `tensor` begins because the last operator reads each number before
    /// it replaces it, and the others have read it by then.
    bool mayReplace(int tensor) const;

private:
    bool reads(int op, int tensor) const { return m_ops[op].input == tensor || m_ops[op].input2 == tensor; }

    const ImageTensor* m_tensors;
    const ImageOp* m_ops;
    int m_first;
};

} // namespace microt
