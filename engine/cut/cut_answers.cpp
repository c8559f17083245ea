// SPDX-License-Identifier: Apache-2.0
#include "engine/cut/cut_answers.h"

#include <utility>

#include "engine/base/parallel.h"
#include "engine/features/select_rows.h"
#include "engine/heads/folds.h"

namespace microt {

namespace {

class Evaluation
{
public:
    Evaluation(const FeatureSet& features, const Dataset& dataset, const StageOptions& options,
               const JobContext& job)
        : m_features(features), m_classes(static_cast<int>(dataset.classes.size())), m_options(options),
          m_job(job), m_train(selectRows(features, dataset, Split::train)),
          m_unique(withoutCopies(m_train, dataset)),
          m_calibration(selectRows(features, dataset, Split::calibration)),
          m_test(selectRows(features, dataset, Split::test))
    {}

    /// In parallel; the first failure stops the rest.
    Result<CutAnswers> answerAll() const
    {
        m_job.report({"Choosing how strict the full head is", 0, 0, ""});
        // As buildStageModel() has it: one C for the full head of every cut.
        MICROT_TRY(const HeadOptions fullHead,
                   settleHead(m_unique.ofFullAtLastCut(m_features, m_options.sight()), m_unique.labels,
                              m_classes, m_options.head, m_job));
        const std::size_t cuts = m_features.exits.size() - 1;
        CutAnswers all;
        all.part.resize(cuts);
        all.full.resize(m_options.asPublished ? 0 : cuts);
        all.calibrationLabels = m_calibration.labels;
        all.testLabels = m_test.labels;
        const std::size_t count = cuts + 1 + all.full.size();
        MICROT_CHECK(forEachInParallel(
            {"Training a head at every cut", 0, static_cast<std::int64_t>(count), "heads"}, m_job,
            [&](std::size_t i) -> Status {
                HeadAnswers& place = i < cuts ? all.part[i] : i == cuts ? all.alone : all.full[i - cuts - 1];
                MICROT_TRY(place, answer(i, i < cuts ? m_options.head : fullHead));
                return {};
            }));
        return all;
    }

private:
    /// What a head sees of a split: part heads by cut, the full model's features alone, full heads by cut.
    FeatureMatrix featuresOf(std::size_t head, const SplitRows& rows) const
    {
        const std::size_t cuts = m_features.exits.size() - 1;
        if (head < cuts)
            return rows.ofPart(m_features, head, m_options.sight());
        if (head == cuts)
            return rows.of(m_features.full());
        return rows.ofFull(m_features, head - cuts - 1, m_options.sight());
    }

    Result<HeadAnswers> answer(std::size_t head, const HeadOptions& options) const
    {
        // Several threads are here at once, and progress counts heads.
        const JobContext quiet{m_job.cancel, {}};
        const FeatureMatrix train = featuresOf(head, m_train);
        const FeatureMatrix unique = featuresOf(head, m_unique);
        MICROT_TRY(const HeadOptions settled, settleHead(unique, m_unique.labels, m_classes, options, quiet));
        MICROT_TRY(const auto trained, trainHead(train, m_train.labels, m_classes, settled, quiet));
        MICROT_TRY(HeldOut held, answerHeldOut(unique, m_unique.labels, m_classes, settled, quiet));
        HeadAnswers answers;
        answers.calibration = trained->logits(featuresOf(head, m_calibration));
        answers.test = trained->logits(featuresOf(head, m_test));
        answers.unseen.resize(held.logits.rows() + answers.calibration.rows(), m_classes);
        answers.unseen << held.logits, answers.calibration;
        answers.unseenLabels = std::move(held.labels);
        answers.unseenLabels.insert(answers.unseenLabels.end(), m_calibration.labels.begin(),
                                    m_calibration.labels.end());
        answers.macs = trained->macsPerSample();
        return answers;
    }

    const FeatureSet& m_features;
    int m_classes;
    StageOptions m_options;
    const JobContext& m_job;
    SplitRows m_train;
    SplitRows m_unique; ///< of these, without copies: what chooses
    SplitRows m_calibration;
    SplitRows m_test;
};

} // namespace

Result<CutAnswers> answerAtCuts(const FeatureSet& features, const Dataset& dataset,
                                const StageOptions& options, const JobContext& job)
{
    MICROT_CHECK(checkSplits(features, dataset));
    return Evaluation(features, dataset, options, job).answerAll();
}

} // namespace microt
