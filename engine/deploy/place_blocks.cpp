// SPDX-License-Identifier: Apache-2.0
#include "engine/deploy/place_blocks.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <random>
#include <utility>

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

/// Of two blocks of which one may lie over the other, the bytes that both can have.
std::int64_t sharedBytes(const std::vector<MemoryBlock>& blocks, std::size_t a, std::size_t b)
{
    for (const auto& [over, under] : {std::pair(a, b), std::pair(b, a)})
        if (const MemoryBlock::Over* found = findOver(blocks[over], under)) {
            const std::int64_t own = blocks[over].bytes;
            const std::int64_t other = blocks[under].bytes;
            const std::int64_t together = std::max({own, other, found->clearance + other});
            return std::max(std::int64_t{0}, own + other - together);
        }
    return 0;
}

std::int64_t leastAt(int step, const std::vector<MemoryBlock>& blocks)
{
    std::vector<std::size_t> alive;
    std::int64_t kept = 0;
    std::int64_t scratch = 0;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        if (!blocks[i].steps.overlap({step, step}))
            continue;
        std::int64_t own = blocks[i].bytes;
        for (const std::size_t other : alive)
            own -= sharedBytes(blocks, i, other);
        if (blocks[i].scratch) // of operators that run one at a time
            scratch = std::max(scratch, own);
        else
            kept += own;
        alive.push_back(i);
    }
    return kept + scratch;
}

/// Orders of the blocks, the best of which is kept; ties go to the earlier one.
class PlaceSearch
{
public:
    explicit PlaceSearch(std::vector<MemoryBlock>& blocks) : m_blocks(blocks)
    {
        using Key = std::function<std::int64_t(const MemoryBlock&)>;
        const std::vector<Key> keys = {
            [](const MemoryBlock& b) { return std::int64_t{b.bytes}; },
            [](const MemoryBlock& b) { return std::int64_t{b.bytes} * (b.steps.last - b.steps.first + 1); },
            [](const MemoryBlock& b) { return std::int64_t{b.steps.last} - b.steps.first; },
            [](const MemoryBlock& b) { return -std::int64_t{b.steps.first}; },
        };
        for (const Key& key : keys) {
            std::vector<std::size_t> order(blocks.size());
            std::iota(order.begin(), order.end(), std::size_t{0});
            std::stable_sort(order.begin(), order.end(),
                             [&](std::size_t a, std::size_t b) { return key(blocks[a]) > key(blocks[b]); });
            attempt(std::move(order));
        }
    }

    void exchange(int trials, std::uint32_t enough)
    {
        std::minstd_rand random(1);
        for (int trial = 0; trial < trials && m_peak > enough; ++trial) {
            std::vector<std::size_t> order = m_order;
            for (int pair = 0; pair <= trial % 3; ++pair)
                std::swap(order[random() % order.size()], order[random() % order.size()]);
            attempt(std::move(order));
        }
    }

    std::uint32_t takeBest()
    {
        m_blocks = std::move(m_best);
        return m_peak;
    }

private:
    void attempt(std::vector<std::size_t> order)
    {
        std::vector<MemoryBlock> trial = m_blocks;
        const std::uint32_t peak = placeInOrder(trial, order);
        if (peak >= m_peak)
            return;
        m_peak = peak;
        m_best = std::move(trial);
        m_order = std::move(order);
    }

    std::vector<MemoryBlock>& m_blocks;
    std::vector<MemoryBlock> m_best;
    std::vector<std::size_t> m_order;
    std::uint32_t m_peak = UINT32_MAX;
};

} // namespace

std::uint32_t placeBlocks(std::vector<MemoryBlock>& blocks)
{
    return PlaceSearch(blocks).takeBest();
}

std::uint32_t searchPlaces(std::vector<MemoryBlock>& blocks, std::uint32_t enough, int trials)
{
    PlaceSearch search(blocks);
    search.exchange(trials, enough);
    return search.takeBest();
}

std::uint32_t leastBytes(const std::vector<MemoryBlock>& blocks)
{
    int steps = 0;
    for (const MemoryBlock& block : blocks)
        steps = std::max(steps, block.steps.last + 1);
    std::int64_t least = 0;
    for (int step = 0; step < steps; ++step)
        least = std::max(least, leastAt(step, blocks));
    return static_cast<std::uint32_t>(least);
}

} // namespace microt
