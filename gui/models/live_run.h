// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include <QString>

#include "engine/data/dataset.h"
#include "serial/work/live_loop.h"

namespace microt::gui {

/// Where the pictures of a live stream come from.
enum class LiveSource {
    test,   ///< the test split of the task: they only measure
    train,  ///< pictures of its train split that were not learned from yet
    folder, ///< any folder
    camera,
};

/// How a live stream is set up. A value.
struct LiveSettings
{
    LiveSource source = LiveSource::test;
    QString folder;       ///< for LiveSource::folder
    int camera = 0;       ///< number, for LiveSource::camera
    bool shuffled = true; ///< files of a folder: in an order from the task's seed, else by name
    bool onTwin = false;  ///< without a board
    int samples = 100;    ///< to learn from before the stream, where nothing was learned yet
    int most = 0;         ///< files that are shown; 0: all
};

/// A point of the running shares, 0..1.
struct LivePoint
{
    int picture = 0;
    double early = 0.0;
    std::optional<double> accuracy; ///< none before the first judgement
};

/// What came out of a stream, on its way to the GUI thread.
struct LiveNews
{
    std::optional<LiveAnswer> answer; ///< the latest
    std::vector<LivePoint> points;    ///< of every answer
    std::vector<LiveLesson> lessons;
    std::optional<LiveBank> bank; ///< as it was in the beginning
};

/// Where the news wait. Any thread.
class LiveFeed
{
public:
    void add(const LiveAnswer& answer);
    void add(const LiveLesson& lesson);
    void add(const LiveBank& bank);
    LiveNews take();

private:
    std::mutex m_mutex;
    LiveNews m_news;
};

/// The twin of a live stream and what it learned, kept from one stream to the next.
struct LiveTwinKept
{
    std::shared_ptr<const std::vector<std::uint8_t>> image; ///< that it has
    std::shared_ptr<const Dataset> dataset;                 ///< that it learned
    std::unique_ptr<LiveTarget> target;
};

/// What a stream works with; copied into the job.
struct LiveRun
{
    using Image = std::shared_ptr<const std::vector<std::uint8_t>>;

    LiveSettings settings;
    BoardTraining training;
    std::uint64_t seed = 0; ///< of the order of files
    std::shared_ptr<const Dataset> dataset;
    std::function<Result<Image>(const JobContext&)> makeImage;
    std::shared_ptr<LiveControl> control;
    std::shared_ptr<LiveFeed> feed;
    std::shared_ptr<LiveTwinKept> twin;

    /// The whole stream, in the thread of the board or of a job. What fails in the pictures is told in
    /// LiveEnd. Errors: those of liveBoard(), liveTwin(), runLive().
    Result<LiveEnd> onBoard(Board& board, const JobContext& job) const;
    Result<LiveEnd> onTwin(const JobContext& job) const;

private:
    Result<std::unique_ptr<PictureStream>> open(const JobContext& job) const;
    template <typename MakeTarget>
    Result<LiveEnd> run(MakeTarget makeTarget, const JobContext& job) const;
};

} // namespace microt::gui
