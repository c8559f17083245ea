// SPDX-License-Identifier: Apache-2.0
#include "serial/work/live_target.h"

#include <algorithm>
#include <utility>

#include "engine/data/preprocess.h"
#include "engine/runtime/sha256.h"
#include "serial/work/board_twin.h"

namespace microt {

using namespace protocol;

namespace {

LiveReply replyOf(const BoardTwin::Inference& inference, int exits)
{
    LiveReply reply;
    reply.predicted = inference.answer.predicted;
    reply.confidence = inference.answer.confidence;
    reply.exit = inference.exit();
    reply.exits = exits;
    return reply;
}

class LiveTwin : public LiveTarget
{
public:
    explicit LiveTwin(BoardTwin twin)
        : m_twin(std::move(twin)), m_preprocessing(preprocessingOf(m_twin.image()))
    {}

    const Preprocessing& preprocessing() const override { return m_preprocessing; }

    Result<LiveReply> answer(const Picture& fitted, const JobContext&) override
    {
        return replyOf(m_twin.infer(fitted.rgb.data()), m_twin.exits());
    }

    Status addSample(const Picture& fitted, std::uint8_t label, const JobContext&) override
    {
        m_twin.extract(fitted.rgb.data(), label);
        return {};
    }

    Result<LiveTraining> retrain(const BoardTraining& options, const JobContext& job) override
    {
        MICROT_CHECK(job.checkCancelled());
        MICROT_CHECK(m_twin.train(options.request()));
        LiveTraining training;
        training.samples = m_twin.samples();
        MICROT_TRY(training.thresholds, m_twin.calibrate(static_cast<float>(options.ratio)));
        return training;
    }

    Result<LiveBank> bank(const JobContext&) override
    {
        return LiveBank{m_twin.samples(), m_twin.samplesPerClass()};
    }

    bool hasSample(const Picture& fitted) override { return m_twin.hasSample(fitted.rgb.data()); }

private:
    BoardTwin m_twin;
    Preprocessing m_preprocessing;
};

class LiveBoard : public LiveTarget
{
public:
    LiveBoard(Board& board, BoardTwin twin)
        : m_board(board), m_twin(std::move(twin)), m_preprocessing(preprocessingOf(m_twin.image()))
    {}

    const Preprocessing& preprocessing() const override { return m_preprocessing; }

    Result<LiveReply> answer(const Picture& fitted, const JobContext& job) override
    {
        MICROT_TRY(const InferResponse answer,
                   m_board.infer(fitted.rgb.data(), fitted.rgb.size(), kAnyExit, job));
        const LiveReply twin = replyOf(m_twin.infer(fitted.rgb.data()), m_twin.exits());
        LiveReply reply;
        reply.predicted = answer.predicted;
        reply.confidence = answer.confidence;
        reply.exit = answer.exit;
        reply.exits = answer.thresholds.size + 1;
        reply.counted = totalOf(answer.counters);
        reply.sameAsTwin = reply.predicted == twin.predicted && reply.confidence == twin.confidence &&
                           reply.exit == twin.exit;
        return reply;
    }

    Status addSample(const Picture& fitted, std::uint8_t label, const JobContext& job) override
    {
        MICROT_CHECK(m_board.extract(fitted.rgb.data(), fitted.rgb.size(), label, job));
        m_twin.extract(fitted.rgb.data(), label);
        return {};
    }

    Result<LiveTraining> retrain(const BoardTraining& options, const JobContext& job) override
    {
        MICROT_TRY(const BoardTrained board, trainOnBank(m_board, options, {}, job));
        MICROT_TRY(const std::vector<std::uint8_t> blob, m_twin.train(options.request()));
        MICROT_TRY(const std::vector<float> thresholds, m_twin.calibrate(static_cast<float>(options.ratio)));
        LiveTraining training;
        training.samples = board.training.samples;
        training.thresholds = vectorOf(board.calibration.thresholds);
        training.sameAsTwin = board.training.headsSha256 == sha256Of(blob.data(), blob.size()) &&
                              training.thresholds == thresholds;
        return training;
    }

    Result<LiveBank> bank(const JobContext& job) override
    {
        MICROT_TRY(const BankInfoResponse info, m_board.link().ask<Message::bankInfo>({}, job));
        LiveBank bank;
        bank.samples = info.labelled;
        for (const std::uint16_t count : vectorOf(info.perClass))
            bank.perClass.push_back(count);
        return bank;
    }

    bool hasSample(const Picture& fitted) override { return m_twin.hasSample(fitted.rgb.data()); }

private:
    Board& m_board;
    BoardTwin m_twin;
    Preprocessing m_preprocessing;
};

class OnlyNew : public PictureStream
{
public:
    OnlyNew(std::unique_ptr<PictureStream> from, LiveTarget& target, int most)
        : m_from(std::move(from)), m_target(target), m_most(most)
    {}

    Result<std::optional<StreamPicture>> next(const JobContext& job) override
    {
        while (m_most == 0 || m_shown < m_most) {
            MICROT_CHECK(job.checkCancelled());
            MICROT_TRY(std::optional<StreamPicture> picture, m_from->next(job));
            if (!picture)
                break;
            if (m_target.hasSample(fitToExtractor(picture->picture, m_target.preprocessing())))
                continue;
            ++m_shown;
            return picture;
        }
        if (m_shown == 0)
            return Failure{Error::emptyDataset, "All train pictures were learned from already."};
        return std::optional<StreamPicture>();
    }

    int total() const override { return m_most > 0 ? std::min(m_most, m_from->total()) : m_from->total(); }
    int skipped() const override { return m_from->skipped(); }

private:
    std::unique_ptr<PictureStream> m_from;
    LiveTarget& m_target;
    int m_most;
    int m_shown = 0;
};

/// Whether the selected task has heads, and samples that they can be trained on anew.
Result<bool> hasLearned(Board& board, const JobContext& job)
{
    MICROT_TRY(const HeadsInfoResponse heads, board.link().ask<Message::headsInfo>({}, job));
    MICROT_TRY(const BankInfoResponse bank, board.link().ask<Message::bankInfo>({}, job));
    return heads.bytes > 0 && bank.labelled > 0;
}

/// Puts what the board's bank holds into the twin's.
Status copyBank(Board& board, BoardTwin& twin, const JobContext& job)
{
    MICROT_TRY(const BankInfoResponse bank, board.link().ask<Message::bankInfo>({}, job));
    for (int sample = 0; sample < bank.samples; ++sample) {
        job.report({"Copying samples to the twin", sample, bank.samples, "samples"});
        MICROT_TRY(const Board::BankSample row, board.bankSample(sample, job));
        MICROT_CHECK(twin.addFeatures(row.features, row.label));
    }
    return {};
}

/// `twin`, with samples, heads and thresholds of the board.
Result<BoardTwin> twinOf(Board& board, BoardTwin twin, const JobContext& job)
{
    MICROT_CHECK(copyBank(board, twin, job));
    MICROT_TRY(const HeadsInfoResponse heads, board.link().ask<Message::headsInfo>({}, job));
    MICROT_TRY(const std::vector<std::uint8_t> blob, board.readHeads(job));
    MICROT_CHECK(twin.useHeads(blob, vectorOf(heads.thresholds)));
    return twin;
}

/// The samples of a split go into the twin's bank.
Status teach(BoardTwin& twin, const Dataset& dataset, Split split, int most, const JobContext& job)
{
    const Preprocessing preprocessing = preprocessingOf(twin.image());
    const auto samples = balancedSamples(dataset, split, most);
    std::int64_t done = 0;
    for (const std::int32_t sample : samples) {
        MICROT_CHECK(job.checkCancelled());
        job.report({split == Split::train ? "Collecting samples" : "Collecting calibration samples", done++,
                    static_cast<std::int64_t>(samples.size()), "pictures"});
        MICROT_TRY(const Picture picture, fittedSample(dataset, sample, preprocessing));
        const std::int32_t label = dataset.samples[static_cast<std::size_t>(sample)].label;
        twin.extract(picture.rgb.data(), split == Split::train ? static_cast<std::uint8_t>(label) : kNoLabel);
    }
    return {};
}

} // namespace

std::unique_ptr<PictureStream> onlyNew(std::unique_ptr<PictureStream> from, LiveTarget& target, int most)
{
    return std::make_unique<OnlyNew>(std::move(from), target, most);
}

Result<std::unique_ptr<LiveTarget>> liveBoard(Board& board, const std::vector<std::uint8_t>& image,
                                              const Dataset& dataset, const BoardTraining& options,
                                              const JobContext& job)
{
    MICROT_TRY(BoardTwin blank, BoardTwin::create(image, static_cast<int>(dataset.classes.size())));
    MICROT_CHECK(prepareBoard(board, image, dataset, job));
    MICROT_TRY(const bool learned, hasLearned(board, job));
    if (learned)
        MICROT_CHECK(recalibrateBoard(board, options.ratio, job));
    else
        MICROT_CHECK(trainBoard(board, dataset, preprocessingOf(blank.image()), options, {}, job));
    MICROT_TRY(BoardTwin twin, twinOf(board, std::move(blank), job));
    return std::unique_ptr<LiveTarget>(std::make_unique<LiveBoard>(board, std::move(twin)));
}

Result<std::unique_ptr<LiveTarget>> liveTwin(const std::vector<std::uint8_t>& image, const Dataset& dataset,
                                             const BoardTraining& options, const JobContext& job)
{
    MICROT_TRY(BoardTwin twin, BoardTwin::create(image, static_cast<int>(dataset.classes.size())));
    MICROT_CHECK(teach(twin, dataset, Split::train, options.samples, job));
    if (twin.samples() == 0)
        return Failure{Error::tooFewSamples, "The train split of " + dataset.name + " has no pictures."};
    MICROT_CHECK(teach(twin, dataset, Split::calibration, options.calibration, job));
    auto target = std::make_unique<LiveTwin>(std::move(twin));
    MICROT_CHECK(target->retrain(options, job));
    return std::unique_ptr<LiveTarget>(std::move(target));
}

} // namespace microt
