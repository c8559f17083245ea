// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace microt::gui {

/// Smoothed speed of a counter: an exponential average of the rates between readings at least kMinGapMs
/// apart, so that bursts of progress do not make the figure dance. A value without a thread.
class RateMeter
{
public:
    static constexpr qint64 kMinGapMs = 200;
    static constexpr double kTimeConstantMs = 3000.0;

    /// The counter stood at `done` when `nowMs` had passed. A counter that falls starts afresh.
    void add(qint64 done, qint64 nowMs);

    double perSecond() const { return m_perSecond; } ///< 0: not known yet

    /// Seconds until the counter reaches `total`; negative: not known.
    double secondsLeft(qint64 done, qint64 total) const;

private:
    qint64 m_done = -1;
    qint64 m_timeMs = 0;
    double m_perSecond = 0.0;
};

} // namespace microt::gui
