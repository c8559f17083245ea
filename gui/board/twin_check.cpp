// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/board/twin_check.h"

#include <algorithm>

#include "engine/data/preprocess.h"
#include "engine/runtime/sha256.h"
#include "gui/board/board_twin.h"

namespace microt {

using namespace protocol;

namespace {

class Check
{
public:
    Check(Board& board, BoardTwin& twin, const Dataset& dataset, const JobContext& job)
        : m_board(board), m_twin(twin), m_dataset(dataset), m_job(job)
    {
        m_preprocessing.resolution = twin.image().header->resolution;
        m_preprocessing.resize =
            twin.image().header->resizeMode == 0 ? ResizeMode::squash : ResizeMode::centreCrop;
    }

    Result<TwinCheck> run(const TwinCheckOptions& options)
    {
        const auto samples = balancedSamples(m_dataset, Split::train, options.samples);
        if (samples.empty())
            return Failure{Error::tooFewSamples,
                           "The train split of " + m_dataset.name + " has no pictures."};
        MICROT_CHECK(collect(samples, true, m_result.samples));
        MICROT_CHECK(train(options));
        MICROT_CHECK(collect(balancedSamples(m_dataset, Split::calibration, options.calibration), false,
                             m_result.calibration));
        MICROT_CHECK(calibrate(options.ratio));
        MICROT_CHECK(infer(balancedSamples(m_dataset, Split::test, options.pictures)));
        return std::move(m_result);
    }

private:
    Result<Picture> fitted(std::int32_t sample) const
    {
        MICROT_TRY(const Picture picture,
                   decodePicture(m_dataset.pathOf(m_dataset.samples[static_cast<std::size_t>(sample)])));
        return fitToExtractor(picture, m_preprocessing);
    }

    void note(const std::string& what)
    {
        if (m_result.difference.empty())
            m_result.difference = what;
    }

    /// Shows pictures to both; `count` becomes how many.
    Status collect(const std::vector<std::int32_t>& samples, bool labelled, int& count)
    {
        for (const std::int32_t sample : samples) {
            m_job.report(
                {"Collecting samples", count, static_cast<std::int64_t>(samples.size()), "pictures"});
            MICROT_TRY(const Picture picture, fitted(sample));
            const auto label = static_cast<std::uint8_t>(
                labelled ? m_dataset.samples[static_cast<std::size_t>(sample)].label : kNoLabel);
            MICROT_TRY(const ExtractResponse extracted,
                       m_board.extract(picture.rgb.data(), m_preprocessing.resolution, label, m_job));
            (void)extracted;
            MICROT_CHECK(compareFeatures(m_twin.extract(picture.rgb.data(), label),
                                         "sample " + std::to_string(count)));
            ++count;
        }
        return {};
    }

    Status compareFeatures(const BoardTwin::Inference& twin, const std::string& where)
    {
        bool same = true;
        for (int exit = 0; exit < kWireExits; ++exit) {
            if (twin.features[exit].empty())
                continue;
            MICROT_TRY(const std::vector<std::int8_t> features, m_board.features(exit, m_job));
            same = same && features == twin.features[exit];
            if (!same)
                note(where + ": the features of the " + (exit == 0 ? "part" : "full") + " model differ");
        }
        m_result.sameFeatures += same ? 1 : 0;
        return {};
    }

    Status train(const TwinCheckOptions& options)
    {
        MICROT_TRY(
            const TrainResponse trained,
            m_board.link().ask<Message::train>(
                options.training, m_job, [this](const TrainProgress& progress) {
                    m_job.report({"Training on the board", progress.epoch + 1, progress.epochs, "epochs"});
                }));
        MICROT_TRY(const std::vector<std::uint8_t> blob, m_twin.train(options.training));
        MICROT_TRY(const std::vector<std::uint8_t> heads, m_board.readHeads(m_job));
        Sha256 sha;
        sha.update(blob.data(), blob.size());
        m_result.sameHeads = heads == blob && trained.headsSha256 == sha.finish();
        if (!m_result.sameHeads)
            note("the trained heads differ");
        return {};
    }

    Status calibrate(float ratio)
    {
        CalibrateRequest request;
        request.ratio = ratio;
        request.samples = static_cast<std::uint16_t>(m_result.calibration);
        MICROT_TRY(const CalibrateResponse calibrated,
                   m_board.link().ask<Message::calibrate>(request, m_job));
        MICROT_TRY(const float threshold, m_twin.calibrate(ratio));
        m_result.sameThreshold = calibrated.threshold == threshold;
        if (!m_result.sameThreshold)
            note("the thresholds differ");
        return {};
    }

    Status infer(const std::vector<std::int32_t>& pictures)
    {
        if (pictures.empty())
            return Failure{Error::tooFewSamples, "The test split of " + m_dataset.name + " has no pictures."};
        int full = 0;
        for (const std::int32_t sample : pictures) {
            m_job.report({"Inferring on the board", m_result.pictures,
                          static_cast<std::int64_t>(pictures.size()), "pictures"});
            const std::string where = "picture " + std::to_string(m_result.pictures);
            MICROT_TRY(const Picture picture, fitted(sample));
            MICROT_TRY(
                const InferResponse answer,
                m_board.infer(picture.rgb.data(), m_preprocessing.resolution, InferMode::staged, m_job));
            const BoardTwin::Inference twin = m_twin.infer(picture.rgb.data(), InferMode::staged);
            MICROT_CHECK(compareFeatures(twin, where));
            bool sameLogits = true;
            for (int exit = 0; exit <= answer.exit; ++exit) {
                MICROT_TRY(const std::vector<float> logits, m_board.logits(exit, m_job));
                sameLogits = sameLogits && logits == twin.logits[exit];
            }
            const bool sameDecision =
                answer.predicted == twin.answer.predicted && answer.confidence == twin.answer.confidence &&
                answer.exit == twin.exit && answer.partConfidence == twin.partConfidence;
            if (!sameLogits || !sameDecision)
                note(where + ": the " + (sameLogits ? "decisions" : "logits") + " differ");
            m_result.sameLogits += sameLogits ? 1 : 0;
            m_result.sameDecisions += sameDecision ? 1 : 0;
            m_result.early += answer.exit == 0 ? 1 : 0;
            m_result.right +=
                answer.predicted == m_dataset.samples[static_cast<std::size_t>(sample)].label ? 1 : 0;
            m_result.partCount += static_cast<double>(answer.counters.part);
            m_result.fullCount += static_cast<double>(answer.counters.full);
            full += answer.exit;
            ++m_result.pictures;
        }
        m_result.partCount /= m_result.pictures;
        m_result.fullCount /= std::max(1, full);
        return {};
    }

    Board& m_board;
    BoardTwin& m_twin;
    const Dataset& m_dataset;
    const JobContext& m_job;
    Preprocessing m_preprocessing;
    TwinCheck m_result;
};

} // namespace

std::vector<std::int32_t> balancedSamples(const Dataset& dataset, Split split, int most)
{
    std::vector<std::vector<std::int32_t>> classes(dataset.classes.size());
    for (std::size_t i = 0; i < dataset.samples.size(); ++i)
        if (dataset.samples[i].split == split)
            classes[static_cast<std::size_t>(dataset.samples[i].label)].push_back(
                static_cast<std::int32_t>(i));
    std::vector<std::int32_t> chosen;
    for (std::size_t turn = 0, left = 1; left > 0; ++turn) {
        left = 0;
        for (const auto& one : classes)
            if (turn < one.size() && static_cast<int>(chosen.size()) < most) {
                chosen.push_back(one[turn]);
                ++left;
            }
    }
    return chosen;
}

Result<TwinCheck> checkAgainstTwin(Board& board, const std::vector<std::uint8_t>& image,
                                   const Dataset& dataset, const TwinCheckOptions& options,
                                   const JobContext& job)
{
    const int classes = static_cast<int>(dataset.classes.size());
    MICROT_TRY(BoardTwin twin, BoardTwin::create(image, classes));
    MICROT_TRY(const Board::Deployed deployed, board.deploy(image, job));
    (void)deployed;
    MICROT_CHECK(board.useTask(dataset.name, classes, job));
    MICROT_TRY(const Done cleared, board.link().ask<Message::bankClear>({}, job));
    (void)cleared;
    return Check(board, twin, dataset, job).run(options);
}

} // namespace microt
