// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/models/live_run.h"

#include <utility>

#include <QFile>

#include "engine/camera/camera.h"

namespace microt::gui {

void LiveFeed::add(const LiveAnswer& answer)
{
    const std::lock_guard<std::mutex> lock(m_mutex);
    m_news.points.push_back({answer.number, answer.figures.earlyShare, answer.figures.accuracy});
    m_news.answer = answer;
}

void LiveFeed::add(const LiveLesson& lesson)
{
    const std::lock_guard<std::mutex> lock(m_mutex);
    m_news.lessons.push_back(lesson);
}

void LiveFeed::add(const LiveBank& bank)
{
    const std::lock_guard<std::mutex> lock(m_mutex);
    m_news.bank = bank;
}

LiveNews LiveFeed::take()
{
    const std::lock_guard<std::mutex> lock(m_mutex);
    return std::exchange(m_news, {});
}

/// Of the train split all pictures: which are samples already, the target will know.
Result<std::unique_ptr<PictureStream>> LiveRun::open(const JobContext& job) const
{
    if (settings.source == LiveSource::camera)
        return openCamera(settings.camera);
    std::vector<PictureFile> files;
    if (settings.source == LiveSource::folder) {
        MICROT_TRY(files, filesBelow(QFile::encodeName(settings.folder).toStdString(), job));
        nameKnown(files, *dataset);
        if (settings.shuffled)
            shuffleFiles(files, seed);
    } else {
        files = filesOfSplit(*dataset, settings.source == LiveSource::test ? Split::test : Split::train);
    }
    if (files.empty())
        return Failure{Error::emptyDataset, "There are no pictures of this kind."};
    if (settings.most > 0 && settings.source != LiveSource::train &&
        files.size() > static_cast<std::size_t>(settings.most))
        files.resize(static_cast<std::size_t>(settings.most));
    return showFiles(std::move(files), dataset->background);
}

/// `makeTarget() -> Result<LiveTarget*>` is called once it is known that there are pictures.
template <typename MakeTarget>
Result<LiveEnd> LiveRun::run(MakeTarget makeTarget, const JobContext& job) const
{
    control->attach(job.cancel);
    Result<std::unique_ptr<PictureStream>> opened = open(job);
    if (!opened.ok())
        return LiveEnd{opened.failure()};
    std::unique_ptr<PictureStream> stream = std::move(opened).value();
    MICROT_TRY(LiveTarget * target, makeTarget());
    MICROT_TRY(const LiveBank bank, target->bank(job));
    feed->add(bank);
    if (settings.source == LiveSource::train)
        stream = onlyNew(std::move(stream), *target, settings.most);
    LiveSession session(*target, *stream, training);
    LiveWatch watch;
    watch.answered = [this](const LiveAnswer& answer) { feed->add(answer); };
    watch.judged = [this](const LiveLesson& lesson) { feed->add(lesson); };
    return runLive(session, *control, watch, job);
}

Result<LiveEnd> LiveRun::onBoard(Board& board, const JobContext& job) const
{
    std::unique_ptr<LiveTarget> target;
    return run(
        [&]() -> Result<LiveTarget*> {
            MICROT_TRY(const Image image, makeImage(job));
            MICROT_TRY(target, liveBoard(board, *image, *dataset, training, job));
            return target.get();
        },
        job);
}

Result<LiveEnd> LiveRun::onTwin(const JobContext& job) const
{
    return run(
        [&]() -> Result<LiveTarget*> {
            MICROT_TRY(const Image image, makeImage(job));
            if (twin->target && twin->image == image && twin->dataset == dataset) {
                MICROT_CHECK(twin->target->retrain(training, job)); // the ratio may be another one
                return twin->target.get();
            }
            twin->target.reset();
            MICROT_TRY(twin->target, liveTwin(*image, *dataset, training, job));
            twin->image = image;
            twin->dataset = dataset;
            return twin->target.get();
        },
        job);
}

} // namespace microt::gui
