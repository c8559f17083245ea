// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/slices.h"

namespace microt {

namespace {

std::int32_t smaller(std::int32_t a, std::int32_t b)
{
    return a < b ? a : b;
}

std::int32_t larger(std::int32_t a, std::int32_t b)
{
    return a > b ? a : b;
}

bool hasWindow(const ImageOp& op)
{
    const auto kind = static_cast<ImageOpKind>(op.kind);
    return isConvolution(kind) || kind == ImageOpKind::localAverage || kind == ImageOpKind::localMax ||
           kind == ImageOpKind::localMean;
}

std::int64_t rowBytes(const ImageTensor& tensor)
{
    return std::int64_t{tensor.width} * tensor.channels;
}

} // namespace

Rows rowsSeen(const ImageOp& op, std::int32_t height, Rows made)
{
    if (!hasWindow(op))
        return height == 1 ? Rows{0, 1} : made; // one row is one value a channel for all rows
    const std::int32_t begin = made.begin * op.strideY - op.padTop;
    const std::int32_t end = (made.end - 1) * op.strideY - op.padTop + op.windowHeight;
    return {smaller(larger(begin, 0), height), smaller(larger(end, 0), height)};
}

SliceGroup::SliceGroup(const ImageTensor* tensors, const ImageOp* ops, int first)
    : m_tensors(tensors), m_ops(ops), m_first(first)
{}

int SliceGroup::slices() const
{
    const int rows = m_ops[m_first].sliceRows;
    return (m_tensors[output()].height + rows - 1) / rows;
}

SliceGroup::Made SliceGroup::madeAfter(int slice) const
{
    Made made;
    if (slice < 0)
        return made;
    const std::int32_t wanted = (slice + 1) * m_ops[m_first].sliceRows;
    made.rows[last() - m_first] = smaller(wanted, m_tensors[output()].height);
    for (int op = last() - 1; op >= m_first; --op) {
        const int tensor = m_ops[op].output;
        const std::int32_t height = m_tensors[tensor].height;
        for (int reader = op + 1; reader < end(); ++reader)
            if (const std::int32_t rows = made.rows[reader - m_first]; rows > 0 && reads(reader, tensor))
                made.rows[op - m_first] =
                    larger(made.rows[op - m_first], rowsSeen(m_ops[reader], height, {0, rows}).end);
    }
    return made;
}

std::int32_t SliceGroup::firstRowRead(int tensor, const Made& made) const
{
    const std::int32_t height = m_tensors[tensor].height;
    std::int32_t row = height;
    for (int reader = m_first; reader < end(); ++reader) {
        const std::int32_t next = made.rows[reader - m_first];
        if (reads(reader, tensor) && next < m_tensors[m_ops[reader].output].height)
            row = smaller(row, rowsSeen(m_ops[reader], height, {next, next + 1}).begin);
    }
    return row;
}

std::int32_t SliceGroup::firstRowKept(int op, const Made& made) const
{
    return smaller(firstRowRead(m_ops[op].output, made), made.rows[op - m_first]);
}

SliceGroup::Made SliceGroup::rowsHeld() const
{
    Made held;
    Made before;
    for (int slice = 0; slice < slices(); ++slice) {
        const Made after = madeAfter(slice);
        for (int op = m_first; op < last(); ++op) {
            std::int32_t& most = held.rows[op - m_first];
            most = larger(most, after.rows[op - m_first] - firstRowKept(op, before));
        }
        before = after;
    }
    return held;
}

std::int64_t SliceGroup::clearance(int tensor) const
{
    const std::int32_t height = m_tensors[tensor].height;
    std::int64_t most = -height * rowBytes(m_tensors[tensor]);
    Made read; // when the last operator of a slice begins, all others of that slice have read
    for (int slice = 0; slice < slices(); ++slice) {
        const std::int32_t before = read.rows[last() - m_first];
        read = madeAfter(slice);
        const std::int32_t written = read.rows[last() - m_first];
        read.rows[last() - m_first] = before;
        if (const std::int32_t row = firstRowRead(tensor, read); row < height) {
            const std::int64_t distance =
                written * rowBytes(m_tensors[output()]) - row * rowBytes(m_tensors[tensor]);
            most = distance > most ? distance : most;
        }
        read.rows[last() - m_first] = written;
    }
    return most;
}

bool SliceGroup::mayReplace(int tensor) const
{
    const ImageTensor& replaced = m_tensors[tensor];
    const ImageTensor& made = m_tensors[output()];
    if (!reads(last(), tensor) || replaced.height != made.height || rowBytes(replaced) != rowBytes(made) ||
        !microt::mayReplaceInput(static_cast<ImageOpKind>(m_ops[last()].kind), m_ops[last()].input == tensor))
        return false;
    for (int slice = 0; slice < slices(); ++slice) {
        const Made after = madeAfter(slice);
        if (firstRowRead(tensor, after) < after.rows[last() - m_first])
            return false;
    }
    return true;
}

} // namespace microt
