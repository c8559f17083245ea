// SPDX-License-Identifier: Apache-2.0
#include "serial/work/twin_check.h"

#include <algorithm>

#include "engine/runtime/sha256.h"
#include "serial/work/board_twin.h"

namespace microt {

using namespace protocol;

namespace {

class Check
{
public:
    Check(Board& board, BoardTwin& twin, const Dataset& dataset, const JobContext& job)
        : m_board(board), m_twin(twin), m_dataset(dataset), m_job(job),
          m_preprocessing(preprocessingOf(twin.image()))
    {}

    Result<TwinCheck> run(const TwinCheckOptions& options)
    {
        BoardTrainingWatch watch;
        watch.sample = [this](const Picture& picture, std::uint8_t label) -> Status {
            return compareFeatures(m_twin.extract(picture.rgb.data(), label), picture,
                                   "sample " + std::to_string(m_collected++));
        };
        watch.trained = [this, &options](const TrainResponse& trained) {
            return compareHeads(trained, options.training.request());
        };
        MICROT_TRY(const BoardTrained trained,
                   trainBoard(m_board, m_dataset, m_preprocessing, options.training, watch, m_job));
        m_result.samples = trained.training.samples;
        m_result.calibration = m_collected - m_result.samples;
        MICROT_TRY(const std::vector<float> thresholds, m_twin.calibrate(options.training.ratio));
        m_result.sameThresholds = vectorOf(trained.calibration.thresholds) == thresholds;
        if (!m_result.sameThresholds)
            note("the thresholds differ");
        MICROT_CHECK(infer(balancedSamples(m_dataset, Split::test, options.pictures)));
        if (!m_suspect.rgb.empty()) {
            MICROT_TRY(const int op, firstDifferingOp(m_board, m_twin, m_suspect, m_job));
            m_result.difference +=
                op < 0 ? ", but run again every operator agrees"
                       : ", first in operator " + std::to_string(op) + ", " + describeOp(m_twin.image(), op);
        }
        return std::move(m_result);
    }

private:
    void note(const std::string& what)
    {
        if (m_result.difference.empty())
            m_result.difference = what;
    }

    Status compareFeatures(const BoardTwin::Inference& twin, const Picture& picture, const std::string& where)
    {
        bool same = true;
        for (int exit = 0; exit <= twin.exit(); ++exit) {
            MICROT_TRY(const std::vector<std::int8_t> features, m_board.features(exit, m_job));
            same = same && features == twin.features[static_cast<std::size_t>(exit)];
            if (!same && m_result.difference.empty()) {
                note(where + ": the features of the " + exitName(exit, m_twin.exits()) + " model differ");
                m_suspect = picture;
            }
        }
        m_result.sameFeatures += same ? 1 : 0;
        return {};
    }

    Status compareHeads(const TrainResponse& trained, const TrainRequest& request)
    {
        MICROT_TRY(const std::vector<std::uint8_t> blob, m_twin.train(request));
        MICROT_TRY(const std::vector<std::uint8_t> heads, m_board.readHeads(m_job));
        m_result.sameHeads = heads == blob && trained.headsSha256 == sha256Of(blob.data(), blob.size());
        if (!m_result.sameHeads)
            note("the trained heads differ");
        return {};
    }

    Status infer(const std::vector<std::int32_t>& pictures)
    {
        if (pictures.empty())
            return Failure{Error::tooFewSamples, "The test split of " + m_dataset.name + " has no pictures."};
        m_result.counts.resize(static_cast<std::size_t>(m_twin.exits()));
        std::vector<int> came(m_result.counts.size());
        for (const std::int32_t sample : pictures) {
            m_job.report({"Inferring on the board", m_result.pictures,
                          static_cast<std::int64_t>(pictures.size()), "pictures"});
            MICROT_TRY(const InferResponse answer, compareAnswers(sample));
            m_result.early += answer.exit + 1 < m_twin.exits() ? 1 : 0;
            m_result.right +=
                answer.predicted == m_dataset.samples[static_cast<std::size_t>(sample)].label ? 1 : 0;
            for (std::size_t exit = 0; exit <= answer.exit; ++exit, ++came[exit - 1])
                m_result.counts[exit] += static_cast<double>(answer.counters.items[exit]);
            ++m_result.pictures;
        }
        for (std::size_t exit = 0; exit < came.size(); ++exit)
            m_result.counts[exit] /= std::max(1, came[exit]);
        return {};
    }

    Result<InferResponse> compareAnswers(std::int32_t sample)
    {
        const std::string where = "picture " + std::to_string(m_result.pictures);
        MICROT_TRY(const Picture picture, fittedSample(m_dataset, sample, m_preprocessing));
        MICROT_TRY(const InferResponse answer,
                   m_board.infer(picture.rgb.data(), picture.rgb.size(), kAnyExit, m_job));
        const BoardTwin::Inference twin = m_twin.infer(picture.rgb.data());
        MICROT_CHECK(compareFeatures(twin, picture, where));
        bool sameLogits = answer.exit == twin.exit();
        for (int exit = 0; exit <= answer.exit && sameLogits; ++exit) {
            MICROT_TRY(const std::vector<float> logits, m_board.logits(exit, m_job));
            sameLogits = logits == twin.logits[static_cast<std::size_t>(exit)];
        }
        const bool sameDecision = answer.predicted == twin.answer.predicted &&
                                  answer.confidence == twin.answer.confidence && answer.exit == twin.exit() &&
                                  vectorOf(answer.confidences) == twin.confidences;
        if (!sameLogits || !sameDecision)
            note(where + ": the " + (sameLogits ? "decisions" : "logits") + " differ");
        m_result.sameLogits += sameLogits ? 1 : 0;
        m_result.sameDecisions += sameDecision ? 1 : 0;
        return answer;
    }

    Board& m_board;
    BoardTwin& m_twin;
    const Dataset& m_dataset;
    const JobContext& m_job;
    Preprocessing m_preprocessing;
    TwinCheck m_result;
    int m_collected = 0;
    Picture m_suspect; ///< whose features were the first difference
};

} // namespace

Result<int> firstDifferingOp(Board& board, BoardTwin& twin, const Picture& picture, const JobContext& job)
{
    Executor& executor = twin.executor();
    const ImageView& image = twin.image();
    executor.setPicture(picture.rgb.data());
    MICROT_TRY(const std::uint32_t id, board.upload(picture.rgb.data(), picture.rgb.size(), job));
    for (int op = 0; op < image.header->opCount; ++op) {
        job.report({"Comparing operators", op, image.header->opCount, "operators"});
        if (image.tensors[image.ops[op].output].rows != 0)
            continue; // inside a slice group; its end tells
        MICROT_TRY(const std::vector<std::int8_t> theirs, board.tensor(id, op, job));
        while (executor.position() <= op)
            if (executor.step() != Error::none)
                return -1;
        const std::int8_t* ours = executor.tensor(image.ops[op].output);
        if (!std::equal(theirs.begin(), theirs.end(), ours))
            return op;
    }
    return -1;
}

Result<TwinCheck> checkAgainstTwin(Board& board, const std::vector<std::uint8_t>& image,
                                   const Dataset& dataset, const TwinCheckOptions& options,
                                   const JobContext& job)
{
    MICROT_TRY(BoardTwin twin, BoardTwin::create(image, static_cast<int>(dataset.classes.size())));
    MICROT_CHECK(prepareBoard(board, image, dataset, job));
    return Check(board, twin, dataset, job).run(options);
}

} // namespace microt
