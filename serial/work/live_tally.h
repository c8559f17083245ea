// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <deque>
#include <optional>

namespace microt {

/// How many of some pictures were answered rightly.
struct Score
{
    int judged = 0;
    int right = 0;
    double share() const { return judged > 0 ? static_cast<double>(right) / judged : 0.0; }
};

/// What is counted while pictures come. A value.
struct LiveFigures
{
    int pictures = 0;
    int early = 0;                  ///< of them, answered before the last exit
    int lessons = 0;                ///< samples that were learned from
    Score before;                   ///< answers of the heads that were there in the beginning
    Score after;                    ///< answers of heads that were trained since
    int compared = 0;               ///< pictures that the twin answered as well
    int sameAsTwin = 0;             ///< of them, the same answer in every bit
    double earlyShare = 0.0;        ///< of the last LiveTally::kWindow pictures
    std::optional<double> accuracy; ///< of the last kWindow judged ones; none: none was judged
};

/// Counts answers and judgements.
class LiveTally
{
public:
    static constexpr std::size_t kWindow = 50;

    void answered(bool early);
    void compared(bool same);
    /// `afterLesson`: the heads that answered had learned before.
    void judged(bool right, bool afterLesson);
    void learned() { ++m_figures.lessons; }

    const LiveFigures& figures() const { return m_figures; }

private:
    LiveFigures m_figures;
    std::deque<bool> m_early;
    std::deque<bool> m_right;
};

} // namespace microt
