// SPDX-License-Identifier: Apache-2.0
#include "serial/work/live_loop.h"

#include <algorithm>
#include <utility>

namespace microt {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kPoll{50}; ///< of the token

/// One run of runLive().
class Loop
{
public:
    Loop(LiveSession& session, LiveControl& control, const LiveWatch& watch, const JobContext& job)
        : m_session(session), m_control(control), m_watch(watch), m_job(job)
    {}

    Result<LiveEnd> run()
    {
        while (!m_over || m_open > 0) {
            const LiveControl::Turn turn = m_control.wait(!m_over);
            if (turn.kind == LiveControl::Turn::Kind::stop)
                return Failure{Error::cancelled, "Cancelled."};
            if (turn.kind == LiveControl::Turn::Kind::judgement)
                MICROT_CHECK(judge(turn.number, turn.label));
            else
                MICROT_CHECK(show());
        }
        return m_end;
    }

private:
    Status show()
    {
        MICROT_TRY(const LiveSession::Step step, m_session.next(m_job));
        m_over = !step.answer.has_value();
        if (m_over) {
            m_end.ofStream = step.ofStream;
            m_open = step.ofStream ? 0 : m_open; // what failed is told at once
            return {};
        }
        const LiveAnswer& answer = *step.answer;
        m_open = answer.label < 0 ? answer.number : 0;
        if (m_watch.answered)
            m_watch.answered(answer);
        m_job.report({"Answering", answer.number, 0, "pictures"});
        if (answer.label >= 0 && answer.label != answer.reply.predicted && m_control.learning())
            return judge(answer.number, answer.label);
        return {};
    }

    Status judge(int number, std::int32_t label)
    {
        MICROT_TRY(const LiveLesson lesson, m_session.judge(number, label, m_job));
        if (number == m_open)
            m_open = 0;
        if (m_watch.judged)
            m_watch.judged(lesson);
        return {};
    }

    LiveSession& m_session;
    LiveControl& m_control;
    const LiveWatch& m_watch;
    const JobContext& m_job;
    LiveEnd m_end;
    bool m_over = false;
    int m_open = 0; ///< the latest picture, while it waits for a judgement; 0: it does not
};

} // namespace

void LiveControl::setPaused(bool paused)
{
    const std::lock_guard<std::mutex> lock(m_mutex);
    m_paused = paused;
    m_steps = 0;
    m_changed.notify_all();
}

void LiveControl::setInterval(std::chrono::milliseconds interval)
{
    const std::lock_guard<std::mutex> lock(m_mutex);
    m_next += interval - m_interval;
    m_interval = interval;
    m_changed.notify_all();
}

void LiveControl::setLearning(bool learning)
{
    const std::lock_guard<std::mutex> lock(m_mutex);
    m_learning = learning;
}

bool LiveControl::learning() const
{
    const std::lock_guard<std::mutex> lock(m_mutex);
    return m_learning;
}

void LiveControl::step()
{
    const std::lock_guard<std::mutex> lock(m_mutex);
    ++m_steps;
    m_changed.notify_all();
}

void LiveControl::judge(int number, std::int32_t label)
{
    const std::lock_guard<std::mutex> lock(m_mutex);
    m_judgements.push_back({Turn::Kind::judgement, number, label});
    m_steps += m_paused ? 1 : 0;
    m_changed.notify_all();
}

void LiveControl::stop()
{
    const std::lock_guard<std::mutex> lock(m_mutex);
    m_token.cancel();
    m_changed.notify_all();
}

void LiveControl::attach(const CancelToken& token)
{
    const std::lock_guard<std::mutex> lock(m_mutex);
    if (m_token.cancelled())
        CancelToken(token).cancel();
    m_token = token;
}

bool LiveControl::showNow(Clock::time_point now)
{
    if (m_paused ? m_steps == 0 : now < m_next)
        return false;
    m_steps = std::max(0, m_steps - 1);
    m_next = now + m_interval;
    return true;
}

LiveControl::Turn LiveControl::wait(bool mayShow)
{
    std::unique_lock<std::mutex> lock(m_mutex);
    while (!m_token.cancelled()) {
        const Clock::time_point now = Clock::now();
        if (!m_judgements.empty()) {
            const Turn turn = m_judgements.front();
            m_judgements.pop_front();
            return turn;
        }
        if (mayShow && showNow(now))
            return {Turn::Kind::picture, 0, -1};
        const bool timed = mayShow && !m_paused;
        m_changed.wait_until(lock, timed ? std::min(m_next, now + kPoll) : now + kPoll);
    }
    return {};
}

Result<LiveEnd> runLive(LiveSession& session, LiveControl& control, const LiveWatch& watch,
                        const JobContext& job)
{
    control.attach(job.cancel);
    return Loop(session, control, watch, job).run();
}

} // namespace microt
