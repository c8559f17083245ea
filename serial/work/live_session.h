// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <optional>
#include <string>

#include "engine/data/picture_stream.h"
#include "serial/work/live_tally.h"
#include "serial/work/live_target.h"

namespace microt {

/// A picture that was answered.
struct LiveAnswer
{
    int number = 0;            ///< from 1
    std::string name;          ///< of the picture, for people
    std::int32_t label = -1;   ///< what it shows; -1: not known
    bool onlyMeasures = false; ///< nothing may learn from it
    Picture shown;             ///< RGB, at most LiveSession::kShownSide a side
    LiveReply reply;
    LiveFigures figures; ///< with it
};

/// What came of a judgement.
struct LiveLesson
{
    enum class Outcome {
        nothing,   ///< there is no such picture any more, or it was judged before
        right,     ///< the answer was right: counted, nothing to learn
        learned,   ///< the picture is a sample now, the heads are trained anew
        measured,  ///< counted; the picture only measures, so nothing was learned
        bankIsFull ///< counted; the bank takes no more samples
    };
    Outcome outcome = Outcome::nothing;
    int number = 0;          ///< of the picture
    std::int32_t label = -1; ///< what it shows
    LiveTraining training;   ///< where it was learned
    LiveBank bank;           ///< after it
    LiveFigures figures;     ///< with it
};

/// Pictures go in, answers come out, mistakes are learned from. Blocking, one thread.
class LiveSession
{
public:
    static constexpr int kShownSide = 480;
    static constexpr std::size_t kKept = 8; ///< latest pictures that can still be judged

    /// Both must outlive it.
    LiveSession(LiveTarget& target, PictureStream& stream, const BoardTraining& training);

    /// What next() gives: an answer; or none, for the stream is over or failed.
    struct Step
    {
        std::optional<LiveAnswer> answer;
        std::optional<Failure> ofStream;
    };
    /// Asks the stream for a picture and the target for an answer, and counts it; a picture whose label is
    /// known is judged by itself. Errors: those of the target, cancelled.
    Result<Step> next(const JobContext& job);

    /// Says what a picture shows: `label`, 0 or more. A wrong answer becomes a sample with this label and
    /// the heads are trained anew. Errors: those of the target, outOfRange, cancelled.
    Result<LiveLesson> judge(int number, std::int32_t label, const JobContext& job);

    const LiveFigures& figures() const { return m_tally.figures(); }

private:
    struct Kept
    {
        int number = 0;
        Picture fitted;
        int predicted = 0;
        bool counted = false; ///< whether it was right
        bool judged = false;
        bool onlyMeasures = false;
        bool afterLesson = false;
    };

    Kept* find(int number);
    void count(Kept& kept, std::int32_t label);
    Status learn(const Kept& kept, LiveLesson& lesson, const JobContext& job);

    LiveTarget& m_target;
    PictureStream& m_stream;
    BoardTraining m_training;
    LiveTally m_tally;
    std::deque<Kept> m_kept;
};

} // namespace microt
