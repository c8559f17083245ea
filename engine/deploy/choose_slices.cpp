// SPDX-License-Identifier: Apache-2.0
#include "engine/deploy/choose_slices.h"

#include <algorithm>

#include "engine/runtime/slices.h"

namespace microt {

namespace {

/// Between two operators, where a single tensor is alive.
struct NarrowPlace
{
    int step = 0; ///< of the operator behind it
    int tensor = 0;
    std::int64_t bytes = 0;
};

/// Operators that could be a slice group.
struct Candidate
{
    int first = 0;
    int ops = 0;
    int height = 0; ///< of the last output
};

std::vector<NarrowPlace> narrowPlaces(const LayoutProblem& problem)
{
    std::vector<Steps> lives = lifetimesOf(problem);
    for (const int feature : problem.features)
        lives[static_cast<std::size_t>(feature)] = {}; // small, and always there
    std::vector<NarrowPlace> places;
    for (int step = 0; step <= static_cast<int>(problem.ops.size()); ++step) {
        NarrowPlace place{step, -1, 0};
        int alive = 0;
        for (int tensor = 0; tensor < static_cast<int>(lives.size()); ++tensor) {
            const Steps& own = lives[static_cast<std::size_t>(tensor)];
            const bool there = own.first < step || tensor == problem.inputTensor;
            if (there && own.last >= step) {
                ++alive;
                place.tensor = tensor;
            }
        }
        if (step == static_cast<int>(problem.ops.size())) { // behind the end
            places.push_back(place);
        } else if (alive == 1) {
            place.bytes = problem.bytesOf(place.tensor);
            places.push_back(place);
        }
    }
    return places;
}

bool isRowwiseOp(const LayoutProblem& problem, int step)
{
    return isRowwise(static_cast<ImageOpKind>(problem.ops[static_cast<std::size_t>(step)].kind));
}

bool allRowwise(const LayoutProblem& problem, int first, int end)
{
    for (int step = first; step < end; ++step)
        if (!isRowwiseOp(problem, step))
            return false;
    return true;
}

/// Whether a group ends at `place`, which stands between `before` and `after`.
bool isBorder(const LayoutProblem& problem, const NarrowPlace& before, const NarrowPlace& place,
              const NarrowPlace& after)
{
    return (place.bytes <= before.bytes && place.bytes <= after.bytes) ||
           !allRowwise(problem, before.step, place.step) || !allRowwise(problem, place.step, after.step);
}

std::vector<Candidate> candidatesOf(const LayoutProblem& problem)
{
    const std::vector<NarrowPlace> places = narrowPlaces(problem);
    std::vector<Candidate> candidates;
    const auto add = [&](const NarrowPlace& from, const NarrowPlace& to) {
        const int ops = to.step - from.step;
        if (to.tensor < 0 || ops < 1 || ops > kMaxSliceOps || !allRowwise(problem, from.step, to.step) ||
            problem.ops[static_cast<std::size_t>(to.step - 1)].output != to.tensor)
            return;
        candidates.push_back({from.step, ops, problem.tensors[static_cast<std::size_t>(to.tensor)].height});
    };
    std::size_t from = 0;
    for (std::size_t i = 1; i < places.size(); ++i) {
        const bool tooLong = places[i].step - places[from].step > kMaxSliceOps;
        if (tooLong && i - 1 > from) { // ends at the last narrow place that is near enough
            add(places[from], places[i - 1]);
            from = i - 1;
        }
        if (i + 1 == places.size() || isBorder(problem, places[i - 1], places[i], places[i + 1])) {
            add(places[from], places[i]);
            from = i;
        }
    }
    return candidates;
}

/// The search: how many rows each candidate's slices have, 0 where it is no group.
class Search
{
public:
    Search(LayoutProblem& problem, std::uint32_t ramBytes, int leastRows)
        : m_problem(problem), m_ramBytes(ramBytes), m_leastRows(leastRows),
          m_candidates(candidatesOf(problem)), m_rows(m_candidates.size(), 0)
    {}

    void run()
    {
        ArenaLayout layout = tryRows(m_rows);
        std::vector<int> best = m_rows;
        std::uint32_t least = layout.bytes;
        while (least > m_ramBytes && tighten(candidateAt(peakStep(layout)))) {
            layout = tryRows(m_rows);
            if (layout.bytes < least) {
                least = layout.bytes;
                best = m_rows;
            }
        }
        m_rows = best;
        loosen(std::max(least, m_ramBytes));
        mark(m_problem, m_rows);
    }

private:
    void mark(LayoutProblem& problem, const std::vector<int>& rows) const
    {
        for (std::size_t i = 0; i < m_candidates.size(); ++i) {
            ImageOp& first = problem.ops[static_cast<std::size_t>(m_candidates[i].first)];
            first.sliceOps = static_cast<std::uint8_t>(rows[i] > 0 ? m_candidates[i].ops : 0);
            first.sliceRows = static_cast<std::uint8_t>(rows[i]);
        }
    }

    ArenaLayout tryRows(const std::vector<int>& rows) const
    {
        LayoutProblem trial = m_problem;
        mark(trial, rows);
        return layOut(trial, false);
    }

    /// The step whose blocks take most, of those that need the block at the top.
    static int peakStep(const ArenaLayout& layout)
    {
        const MemoryBlock* top = &layout.blocks.front();
        for (const MemoryBlock& block : layout.blocks)
            if (block.offset + block.bytes > top->offset + top->bytes)
                top = &block;
        int most = top->steps.first;
        std::int64_t mostBytes = -1;
        for (int step = top->steps.first; step <= top->steps.last; ++step) {
            std::int64_t bytes = 0;
            for (const MemoryBlock& block : layout.blocks)
                if (block.steps.first <= step && step <= block.steps.last)
                    bytes += block.bytes;
            if (bytes > mostBytes) {
                mostBytes = bytes;
                most = step;
            }
        }
        return most;
    }

    int candidateAt(int step) const
    {
        for (std::size_t i = 0; i < m_candidates.size(); ++i)
            if (step >= m_candidates[i].first && step < m_candidates[i].first + m_candidates[i].ops)
                return static_cast<int>(i);
        return -1;
    }

    /// Slices for a candidate, or smaller ones; false: it has the smallest.
    bool tighten(int candidate)
    {
        if (candidate < 0)
            return false;
        int& rows = m_rows[static_cast<std::size_t>(candidate)];
        const int now = rows > 0 ? rows : m_candidates[static_cast<std::size_t>(candidate)].height;
        const int smaller = std::max(m_leastRows, std::min(kMaxSliceRows, (now + 1) / 2));
        if (smaller >= now)
            return false;
        rows = smaller;
        return true;
    }

    /// Fewer and higher slices where the arena stays within `limit`.
    void loosen(std::uint32_t limit)
    {
        for (std::size_t i = 0; i < m_rows.size(); ++i) {
            const int height = m_candidates[i].height;
            for (int slices = 1; m_rows[i] > 0 && slices <= height; ++slices) {
                std::vector<int> trial = m_rows;
                trial[i] = slices == 1 ? 0 : (height + slices - 1) / slices;
                if (trial[i] == m_rows[i])
                    break;
                if (trial[i] <= kMaxSliceRows && tryRows(trial).bytes <= limit) {
                    m_rows = trial;
                    break;
                }
            }
        }
    }

    LayoutProblem& m_problem;
    std::uint32_t m_ramBytes;
    int m_leastRows;
    std::vector<Candidate> m_candidates;
    std::vector<int> m_rows;
};

} // namespace

void chooseSlices(LayoutProblem& problem, std::uint32_t ramBytes, int leastRows)
{
    Search(problem, ramBytes, leastRows).run();
}

} // namespace microt
