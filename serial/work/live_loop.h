// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>

#include "serial/work/live_session.h"

namespace microt {

/// How a stream of pictures is steered while it runs: what a person wants, from any thread, and what
/// runLive() is to do next.
class LiveControl
{
public:
    // For the person.
    void setPaused(bool paused);
    void setInterval(std::chrono::milliseconds interval); ///< from one picture to the next, at least
    /// Wrong answers to pictures of known label are learned from by themselves.
    void setLearning(bool learning);
    void step(); ///< one more picture, while paused
    /// What a picture shows, as LiveSession::judge(); while paused the next picture follows.
    void judge(int number, std::int32_t label);
    void stop(); ///< also what is being done

    // For the loop.
    struct Turn
    {
        enum class Kind { picture, judgement, stop };
        Kind kind = Kind::stop;
        int number = 0; ///< of a judged picture
        std::int32_t label = -1;
    };
    /// From now on stop() raises this token too; at once if it was called before.
    void attach(const CancelToken& token);
    /// Waits for what is to be done; `mayShow`: there may be more pictures. Stop once the token is raised.
    Turn wait(bool mayShow);
    bool learning() const;

private:
    bool showNow(std::chrono::steady_clock::time_point now);

    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    CancelToken m_token;
    bool m_paused = false;
    bool m_learning = false;
    int m_steps = 0;
    std::chrono::milliseconds m_interval{0};
    std::chrono::steady_clock::time_point m_next; ///< not before it comes the next picture
    std::deque<Turn> m_judgements;
};

/// Who looks on; called in the thread of the loop. What is empty is not called.
struct LiveWatch
{
    std::function<void(const LiveAnswer&)> answered;
    std::function<void(const LiveLesson&)> judged;
};

/// Why a stream ended without a failure of the target.
struct LiveEnd
{
    std::optional<Failure> ofStream; ///< none: it was over
};

/// Shows pictures and learns from judgements until the stream is over and its last picture was judged, or it
/// fails. Errors: those of the target, cancelled when it is stopped.
Result<LiveEnd> runLive(LiveSession& session, LiveControl& control, const LiveWatch& watch,
                        const JobContext& job);

} // namespace microt
