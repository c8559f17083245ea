// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/jobs/rate_meter.h"

#include <cmath>

namespace microt::gui {

void RateMeter::add(qint64 done, qint64 nowMs)
{
    if (m_done < 0 || done < m_done) {
        m_done = done;
        m_timeMs = nowMs;
        m_perSecond = 0.0;
        return;
    }
    const qint64 gapMs = nowMs - m_timeMs;
    if (gapMs < kMinGapMs)
        return;
    const double rate = 1000.0 * static_cast<double>(done - m_done) / static_cast<double>(gapMs);
    const double share =
        m_perSecond > 0.0 ? 1.0 - std::exp(-static_cast<double>(gapMs) / kTimeConstantMs) : 1.0;
    m_perSecond += share * (rate - m_perSecond);
    m_done = done;
    m_timeMs = nowMs;
}

double RateMeter::secondsLeft(qint64 done, qint64 total) const
{
    if (total <= 0 || m_perSecond <= 0.0)
        return -1.0;
    return static_cast<double>(qMax<qint64>(0, total - done)) / m_perSecond;
}

} // namespace microt::gui
