// SPDX-License-Identifier: Apache-2.0
#include "engine/deploy/place_blocks.h"

#include <algorithm>
#include <functional>
#include <numeric>

namespace microt {

namespace {

/// Where a block that ends at `begin` or before, or begins at `end` or behind, is not in the way of another.
struct Obstacle
{
    std::int64_t begin;
    std::int64_t end;
};

const MemoryBlock::Over* findOver(const MemoryBlock& block, std::size_t other)
{
    for (const MemoryBlock::Over& over : block.over)
        if (static_cast<std::size_t>(over.block) == other)
            return &over;
    return nullptr;
}

/// What block `placed` is to block `own`; false: nothing.
bool isInTheWay(const std::vector<MemoryBlock>& blocks, std::size_t placed, std::size_t own,
                Obstacle& obstacle)
{
    const MemoryBlock& other = blocks[placed];
    const MemoryBlock& block = blocks[own];
    if (!other.steps.overlap(block.steps) || (other.scratch && block.scratch))
        return false; // an operator has its scratch while it runs alone
    obstacle = {other.offset, std::int64_t{other.offset} + other.bytes};
    if (const MemoryBlock::Over* over = findOver(block, placed)) {
        obstacle.begin = other.offset - over->clearance + block.bytes;
        return over->clearance > -std::int64_t{other.bytes};
    }
    if (const MemoryBlock::Over* over = findOver(other, own)) {
        obstacle.end = other.offset + over->clearance;
        return over->clearance > -std::int64_t{block.bytes};
    }
    return true;
}

/// Gives each the lowest offset that those before it in `order` leave.
std::uint32_t placeInOrder(std::vector<MemoryBlock>& blocks, const std::vector<std::size_t>& order)
{
    std::uint32_t peak = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        MemoryBlock& block = blocks[order[i]];
        std::vector<Obstacle> obstacles;
        Obstacle obstacle{};
        for (std::size_t before = 0; before < i; ++before)
            if (isInTheWay(blocks, order[before], order[i], obstacle))
                obstacles.push_back(obstacle);
        std::sort(obstacles.begin(), obstacles.end(),
                  [](const Obstacle& a, const Obstacle& b) { return a.begin < b.begin; });
        std::int64_t offset = 0;
        for (const Obstacle& one : obstacles) {
            if (offset + block.bytes <= one.begin)
                break;
            offset = std::max(offset, one.end);
        }
        block.offset = static_cast<std::uint32_t>(offset);
        peak = std::max(peak, block.offset + block.bytes);
    }
    return peak;
}

} // namespace

std::uint32_t placeBlocks(std::vector<MemoryBlock>& blocks)
{
    using Key = std::function<std::int64_t(const MemoryBlock&)>;
    const std::vector<Key> keys = {
        [](const MemoryBlock& b) { return std::int64_t{b.bytes}; },
        [](const MemoryBlock& b) { return std::int64_t{b.bytes} * (b.steps.last - b.steps.first + 1); },
        [](const MemoryBlock& b) { return std::int64_t{b.steps.last} - b.steps.first; },
        [](const MemoryBlock& b) { return -std::int64_t{b.steps.first}; },
    };
    std::vector<MemoryBlock> best;
    std::uint32_t bestPeak = UINT32_MAX;
    for (const Key& key : keys) { // ties go to the earlier order
        std::vector<MemoryBlock> trial = blocks;
        std::vector<std::size_t> order(blocks.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::stable_sort(order.begin(), order.end(),
                         [&](std::size_t a, std::size_t b) { return key(trial[a]) > key(trial[b]); });
        const std::uint32_t peak = placeInOrder(trial, order);
        if (peak < bestPeak) {
            bestPeak = peak;
            best = std::move(trial);
        }
    }
    blocks = std::move(best);
    return bestPeak;
}

} // namespace microt
