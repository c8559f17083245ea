// SPDX-License-Identifier: Apache-2.0
// Private to engine/deploy: where tensors and scratch lie when operators and their slices are given.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/runtime/image.h"

namespace microt {

/// What decides about memory: operators and tensors as an image has them, without offsets and constants.
struct LayoutProblem
{
    std::vector<ImageTensor> tensors;
    std::vector<ImageOp> ops; ///< slice groups are marked
    int inputTensor = 0;
    std::vector<int> features; ///< tensors that live to the end

    std::int64_t bytesOf(int tensor) const
    {
        const ImageTensor& own = tensors[static_cast<std::size_t>(tensor)];
        return std::int64_t{own.rows != 0 ? own.rows : own.height} * own.width * own.channels;
    }
};

/// Steps [first, last] in which something is needed: executed operators, those of a slice group all at once.
struct Steps
{
    int first = 0;
    int last = -1;
    bool overlap(const Steps& other) const { return first <= other.last && other.first <= last; }
};

/// When each tensor is written first and needed last. The input is there before step 0; features stay.
std::vector<Steps> lifetimesOf(const LayoutProblem& problem);

/// A piece of memory: tensors that are each written over the one before, or scratch of one operator.
struct MemoryBlock
{
    Steps steps;
    std::uint32_t bytes = 0;
    std::uint32_t offset = 0;
    bool scratch = false;
    /// The blocks over which this one may lie, beginning at least `clearance` bytes before them
    /// (SliceGroup::clearance).
    struct Over
    {
        int block;
        std::int64_t clearance;
    };
    std::vector<Over> over;
};

struct ArenaLayout
{
    std::vector<MemoryBlock> blocks;
    std::vector<int> blockOf;   ///< one a tensor; -1: of no use
    std::vector<int> scratchOf; ///< block, one an operator; -1: it needs none
    std::uint32_t bytes = 0;    ///< of the arena
    std::uint32_t least = 0;    ///< no placement of these blocks takes less
};

/// Lays out an arena; sets in `problem` the rows that slice groups hold and which depthwise operators run in
/// place. Operators of slice groups get all the scratch they want. No other gets so much that the arena
/// grows; with `thorough` each gets the most that leaves it as it is, else the least, and places are searched
/// for until none can be better, or long enough.
ArenaLayout layOut(LayoutProblem& problem, bool thorough);

} // namespace microt
