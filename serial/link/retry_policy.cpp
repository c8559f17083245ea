// SPDX-License-Identifier: Apache-2.0
#include "serial/link/retry_policy.h"

#include <algorithm>
#include <cmath>

namespace microt {

namespace {
constexpr int kMostBackoff = 8;
}

void RetryPolicy::heard(Time sent, Time now)
{
    m_lastMs =
        std::max(0.0, std::chrono::duration<double, std::milli>(now - std::max(sent, m_heard)).count());
    m_heard = m_quietSince = now;
    m_silences = 0;
}

/// Jacobson's estimate (SIGCOMM 1988) of how long the line is silent at most.
void RetryPolicy::answered(bool once)
{
    if (m_silenceMs < 0.0) {
        m_silenceMs = m_lastMs;
        m_deviationMs = m_lastMs / 2.0;
    } else if (once) {
        m_deviationMs += (std::abs(m_lastMs - m_silenceMs) - m_deviationMs) / 4.0;
        m_silenceMs += (m_lastMs - m_silenceMs) / 8.0;
    } else {
        return;
    }
    m_backoff = 1;
}

bool RetryPolicy::silent(Time now)
{
    if (now < expected())
        return false;
    ++m_silences;
    m_backoff = std::min(m_backoff * 2, kMostBackoff);
    m_quietSince = now;
    return true;
}

RetryPolicy::Milliseconds RetryPolicy::longestSilence() const
{
    if (m_silenceMs < 0.0)
        return kFirstWait;
    // Schedulers are late at times, most of all where deviations are small.
    const int wait = static_cast<int>(m_silenceMs + std::max(4.0 * m_deviationMs, m_silenceMs / 2.0)) + 1;
    return std::clamp(std::max(Milliseconds(wait), kShortestWait) * m_backoff, kShortestWait, kLongestWait);
}

} // namespace microt
