// SPDX-License-Identifier: Apache-2.0
#include "serial/work/live_session.h"

#include <algorithm>
#include <utility>

#include "engine/data/preprocess.h"

namespace microt {

namespace {

Picture shownOf(Picture picture)
{
    const int side = std::max(picture.width, picture.height);
    if (side <= LiveSession::kShownSide)
        return picture;
    const auto scaled = [side](int length) { return std::max(1, length * LiveSession::kShownSide / side); };
    return resizePicture(picture, scaled(picture.width), scaled(picture.height));
}

} // namespace

LiveSession::LiveSession(LiveTarget& target, PictureStream& stream, const BoardTraining& training)
    : m_target(target), m_stream(stream), m_training(training)
{}

Result<LiveSession::Step> LiveSession::next(const JobContext& job)
{
    Result<std::optional<StreamPicture>> next = m_stream.next(job);
    MICROT_CHECK(job.checkCancelled());
    if (!next.ok())
        return Step{{}, next.failure()};
    if (!next.value())
        return Step{};
    StreamPicture given = std::move(*next.value());
    Kept kept;
    kept.fitted = fitToExtractor(given.picture, m_target.preprocessing());
    LiveAnswer answer;
    MICROT_TRY(answer.reply, m_target.answer(kept.fitted, job));
    m_tally.answered(answer.reply.early());
    if (answer.reply.sameAsTwin)
        m_tally.compared(*answer.reply.sameAsTwin);
    kept.number = m_tally.figures().pictures;
    kept.predicted = answer.reply.predicted;
    kept.onlyMeasures = given.onlyMeasures;
    kept.afterLesson = m_tally.figures().lessons > 0;
    if (given.label >= 0)
        count(kept, given.label);
    answer.number = kept.number;
    answer.name = given.name;
    answer.label = given.label;
    answer.onlyMeasures = given.onlyMeasures;
    answer.shown = shownOf(std::move(given.picture));
    answer.figures = m_tally.figures();
    m_kept.push_back(std::move(kept));
    if (m_kept.size() > kKept)
        m_kept.pop_front();
    return Step{std::move(answer), {}};
}

LiveSession::Kept* LiveSession::find(int number)
{
    const auto found = std::find_if(m_kept.begin(), m_kept.end(),
                                    [number](const Kept& kept) { return kept.number == number; });
    return found == m_kept.end() ? nullptr : &*found;
}

void LiveSession::count(Kept& kept, std::int32_t label)
{
    if (!std::exchange(kept.counted, true))
        m_tally.judged(kept.predicted == label, kept.afterLesson);
}

Result<LiveLesson> LiveSession::judge(int number, std::int32_t label, const JobContext& job)
{
    LiveLesson lesson;
    lesson.number = number;
    lesson.label = label;
    Kept* kept = find(number);
    if (kept != nullptr && !std::exchange(kept->judged, true)) {
        count(*kept, label);
        if (kept->predicted == label)
            lesson.outcome = LiveLesson::Outcome::right;
        else if (kept->onlyMeasures)
            lesson.outcome = LiveLesson::Outcome::measured;
        else
            MICROT_CHECK(learn(*kept, lesson, job));
    }
    lesson.figures = m_tally.figures();
    return lesson;
}

Status LiveSession::learn(const Kept& kept, LiveLesson& lesson, const JobContext& job)
{
    const Status added = m_target.addSample(kept.fitted, static_cast<std::uint8_t>(lesson.label), job);
    if (!added.ok() && added.failure().code == Error::bankFull) {
        lesson.outcome = LiveLesson::Outcome::bankIsFull;
        return {};
    }
    MICROT_CHECK(added);
    MICROT_TRY(lesson.training, m_target.retrain(m_training, job));
    MICROT_TRY(lesson.bank, m_target.bank(job));
    m_tally.learned();
    lesson.outcome = LiveLesson::Outcome::learned;
    return {};
}

} // namespace microt
