// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>

#include "serial/protocol/frame.h"

namespace microt {

/// When a line that is silent counts as at fault, and how large a piece gets through it. A value without a
/// clock of its own: every time is the caller's.
class RetryPolicy
{
public:
    using Time = std::chrono::steady_clock::time_point;
    using Milliseconds = std::chrono::milliseconds;

    static constexpr Milliseconds kFirstWait{300}; ///< until it is known better
    static constexpr Milliseconds kShortestWait{15};
    static constexpr Milliseconds kLongestWait{1000}; ///< it doubles up to this
    static constexpr int kTries = 3;                  ///< of a piece before it becomes smaller
    static constexpr int kFewestSilences = 24;        ///< before a board that once answered counts as gone
    static constexpr std::size_t kSmallestPiece = 32; ///< a multiple of what images need

    /// Answers are awaited from now on.
    void start(Time now)
    {
        m_heard = m_quietSince = now;
        m_silences = 0;
    }
    /// Something came for us. `sent`: when what it belongs to was sent last.
    void heard(Time sent, Time now);
    /// What was heard is an answer. `once`: to a request sent once; after a second one the time says nothing
    /// (Karn).
    void answered(bool once);
    /// True if the line has been silent for too long: then all waits double, until one is answered at once.
    bool silent(Time now);

    Time expected() const { return m_quietSince + longestSilence(); }
    Milliseconds longestSilence() const;
    int silences() const { return m_silences; } ///< one after the other
    bool gone(Time now, Milliseconds patience, bool neverAnswered) const
    {
        return now - m_heard > patience && (neverAnswered || m_silences >= kFewestSilences);
    }

    /// A line of many losses lets shorter pieces through.
    std::size_t pieceBytes() const { return m_piece; }
    bool canShrink() const { return m_piece > kSmallestPiece; }
    void shrink(std::size_t payloadBytes)
    {
        m_piece = std::max(kSmallestPiece, std::min(m_piece, payloadBytes) / 2);
        m_backoff = 1; // it loses frames, it is not slow
    }
    void grow() { m_piece = std::min<std::size_t>(m_piece * 2, protocol::kMaxPayloadBytes); }

private:
    Time m_heard;
    Time m_quietSince; ///< the last byte for us, or the last silence
    double m_lastMs = 0.0;
    double m_silenceMs = -1.0; ///< while answers are awaited; negative: not known yet
    double m_deviationMs = 0.0;
    int m_backoff = 1;
    int m_silences = 0;
    std::size_t m_piece = protocol::kMaxPayloadBytes;
};

} // namespace microt
