// SPDX-License-Identifier: Apache-2.0
#include "serial/work/live_tally.h"

#include <algorithm>

namespace microt {

namespace {

/// Puts one in, and gives the share of those that are true.
double shareWith(std::deque<bool>& window, bool one)
{
    window.push_back(one);
    if (window.size() > LiveTally::kWindow)
        window.pop_front();
    return static_cast<double>(std::count(window.begin(), window.end(), true)) /
           static_cast<double>(window.size());
}

} // namespace

void LiveTally::answered(bool early)
{
    ++m_figures.pictures;
    m_figures.early += early ? 1 : 0;
    m_figures.earlyShare = shareWith(m_early, early);
}

void LiveTally::compared(bool same)
{
    ++m_figures.compared;
    m_figures.sameAsTwin += same ? 1 : 0;
}

void LiveTally::judged(bool right, bool afterLesson)
{
    Score& score = afterLesson ? m_figures.after : m_figures.before;
    ++score.judged;
    score.right += right ? 1 : 0;
    m_figures.accuracy = shareWith(m_right, right);
}

} // namespace microt
