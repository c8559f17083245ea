// SPDX-License-Identifier: Apache-2.0
// How the executor runs the operators of a slice group.
#include <cstring>

#include "engine/runtime/executor.h"

namespace microt {

namespace {

std::ptrdiff_t rowBytes(const ImageTensor& tensor)
{
    return static_cast<std::ptrdiff_t>(tensor.width) * tensor.channels;
}

/// `call` for some rows of its operator: tensors of as many rows as the kernel is to see.
class SliceCall
{
public:
    SliceCall(const OpCall& call, Rows made) : m_call(call), m_made(made) {}
    SliceCall(const SliceCall&) = delete;
    SliceCall& operator=(const SliceCall&) = delete;

    /// `firstHeld`: the row where the memory of the tensor begins.
    void setInput(std::int32_t firstHeld)
    {
        m_call.input = narrow(m_call.inputTensor, m_input, m_call.input, firstHeld);
        const std::int32_t above = m_made.begin * m_call.window.strideY;
        m_call.window.padTop = above < m_call.window.padTop ? m_call.window.padTop - above : 0;
    }
    void setInput2(std::int32_t firstHeld)
    {
        m_call.input2 = narrow(m_call.input2Tensor, m_input2, m_call.input2, firstHeld);
    }
    void setOutput(std::int32_t firstHeld)
    {
        m_output = *m_call.outputTensor;
        m_output.height = static_cast<std::uint16_t>(m_made.end - m_made.begin);
        m_call.outputTensor = &m_output;
        m_call.output += (m_made.begin - firstHeld) * rowBytes(m_output);
    }
    const OpCall& call() const { return m_call; }

private:
    const std::int8_t* narrow(const ImageTensor*& tensor, ImageTensor& narrowed, const std::int8_t* bytes,
                              std::int32_t firstHeld)
    {
        const Rows seen = rowsSeen(*m_call.op, tensor->height, m_made);
        narrowed = *tensor;
        narrowed.height = static_cast<std::uint16_t>(seen.end - seen.begin);
        tensor = &narrowed;
        return bytes + (seen.begin - firstHeld) * rowBytes(narrowed);
    }

    OpCall m_call;
    Rows m_made;
    ImageTensor m_input{};
    ImageTensor m_input2{};
    ImageTensor m_output{};
};

/// The operator of the group that makes `tensor`; -1: it comes from before.
int makerOf(const ImageOp* ops, const SliceGroup& group, int tensor)
{
    for (int op = group.first(); op < group.last(); ++op)
        if (ops[op].output == tensor)
            return op;
    return -1;
}

} // namespace

/// Moves the rows of an operator's output that are kept to the start of their memory.
void Executor::moveKept(const SliceGroup& group, int op, const SliceGroup::Made& made)
{
    if (op == group.last() || m_slice == 0)
        return;
    const std::int32_t first = group.firstRowKept(op, made);
    const std::int32_t before = group.firstRowKept(op, group.madeAfter(m_slice - 2));
    if (first == before)
        return;
    const ImageTensor& tensor = m_image.tensors[m_image.ops[op].output];
    std::uint8_t* held = m_arena + tensor.arenaOffset;
    std::memmove(held, held + (first - before) * rowBytes(tensor),
                 static_cast<std::size_t>((made.rows[op - group.first()] - first) * rowBytes(tensor)));
}

/// False where the operator has nothing to do in this slice.
bool Executor::runSlice(const SliceGroup& group, int op)
{
    const SliceGroup::Made before = group.madeAfter(m_slice - 1);
    moveKept(group, op, before);
    const Rows made{before.rows[op - group.first()], group.madeAfter(m_slice).rows[op - group.first()]};
    if (made.begin == made.end)
        return false;
    const auto firstHeld = [&](int tensor) {
        const int maker = makerOf(m_image.ops, group, tensor);
        return maker < 0 ? 0 : group.firstRowKept(maker, before);
    };
    const ImageOp& record = m_image.ops[op];
    SliceCall slice(callOf(op), made);
    slice.setInput(firstHeld(record.input));
    if (hasTwoInputs(static_cast<ImageOpKind>(record.kind)))
        slice.setInput2(firstHeld(record.input2));
    slice.setOutput(firstHeld(record.output));
    m_runOp(slice.call(), m_context);
    return true;
}

void Executor::stepInGroup()
{
    const SliceGroup group(m_image.tensors, m_image.ops, m_position);
    bool ran = false;
    while (!ran) { // the last operator always has something to do
        m_lastOp = group.first() + m_sliceOp;
        ran = runSlice(group, m_lastOp);
        if (++m_sliceOp == m_image.ops[group.first()].sliceOps) {
            m_sliceOp = 0;
            ++m_slice;
        }
    }
    if (m_slice == group.slices()) {
        m_slice = 0;
        m_position = group.end();
    }
}

} // namespace microt
