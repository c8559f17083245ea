// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/slice_check.h"

#include "engine/runtime/slices.h"

namespace microt {

namespace {

/// Whether a group may begin at `first`: as many operators, all of which know rows, none with a group of its
/// own.
bool isGroup(const ImageView& image, int first)
{
    const ImageOp& head = image.ops[first];
    if (head.sliceOps > kMaxSliceOps || head.sliceOps > image.header->opCount - first || head.sliceRows == 0)
        return false;
    for (int op = first; op < first + head.sliceOps; ++op) {
        const ImageOp& record = image.ops[op];
        if (!isRowwise(static_cast<ImageOpKind>(record.kind)) ||
            (op > first && (record.sliceOps != 0 || record.sliceRows != 0)))
            return false;
    }
    return true;
}

bool hasExitInside(const ImageView& image, OperatorRange group)
{
    for (int i = 0; i < image.header->exitCount; ++i)
        if (image.exits[i].opEnd > group.first && image.exits[i].opEnd < group.end)
            return true;
    return false;
}

/// Whether a tensor that the group makes on its way is nobody else's: no feature, not read or made elsewhere.
bool isInside(const ImageView& image, OperatorRange group, int tensor)
{
    for (int i = 0; i < image.header->exitCount; ++i)
        if (image.exits[i].feature == tensor)
            return false;
    for (int op = 0; op < image.header->opCount; ++op) {
        const ImageOp& record = image.ops[op];
        const bool uses = record.input == tensor || record.input2 == tensor || record.output == tensor;
        if (uses && (op < group.first || op >= group.end))
            return false;
    }
    return tensor != image.header->inputTensor && image.ops[group.end - 1].output != tensor;
}

Error checkGroup(const ImageView& image, int first)
{
    if (!isGroup(image, first))
        return Error::hostileContent;
    const SliceGroup group(image.tensors, image.ops, first);
    const OperatorRange range{group.first(), group.end()};
    if (hasExitInside(image, range))
        return Error::hostileContent;
    const SliceGroup::Made held = group.rowsHeld();
    for (int op = first; op < group.last(); ++op) {
        const std::uint16_t output = image.ops[op].output;
        const ImageTensor& tensor = image.tensors[output];
        if (!isInside(image, range, output) || tensor.rows == 0 || tensor.rows > tensor.height ||
            tensor.rows < held.rows[op - first])
            return Error::hostileContent;
    }
    return Error::none;
}

} // namespace

Error checkSlices(const ImageView& image)
{
    int partial = 0; // tensors that groups hold in part
    for (int op = 0; op < image.header->opCount;) {
        const int ops = image.ops[op].sliceOps;
        if (ops == 0 && image.ops[op].sliceRows != 0)
            return Error::hostileContent;
        if (ops > 0) {
            if (const Error error = checkGroup(image, op); error != Error::none)
                return error;
            partial += ops - 1;
        }
        op += ops > 0 ? ops : 1;
    }
    for (int i = 0; i < image.header->tensorCount; ++i)
        partial -= image.tensors[i].rows != 0 ? 1 : 0;
    return partial == 0 ? Error::none : Error::hostileContent;
}

OperatorRange operatorsWith(const ImageView& image, int op)
{
    int first = 0;
    while (true) {
        const int ops = image.ops[first].sliceOps > 0 ? image.ops[first].sliceOps : 1;
        if (op < first + ops)
            return {first, first + ops};
        first += ops;
    }
}

bool mayWriteOver(const ImageView& image, int op, int tensor)
{
    const ImageOp& record = image.ops[op];
    const ImageTensor& own = image.tensors[tensor];
    const ImageTensor& output = image.tensors[record.output];
    const OperatorRange range = operatorsWith(image, op);
    if (image.ops[range.first].sliceOps == 0)
        return output.arenaOffset == own.arenaOffset &&
               mayReplaceInput(static_cast<ImageOpKind>(record.kind), record.input == tensor);
    const SliceGroup group(image.tensors, image.ops, range.first);
    if (op != group.last() || own.rows != 0)
        return false;
    if (output.arenaOffset == own.arenaOffset && group.mayReplace(tensor))
        return true;
    return std::int64_t{own.arenaOffset} - std::int64_t{output.arenaOffset} >= group.clearance(tensor);
}

} // namespace microt
