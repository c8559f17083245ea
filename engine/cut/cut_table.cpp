// SPDX-License-Identifier: Apache-2.0
#include "engine/cut/cut_table.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "engine/base/parallel.h"
#include "engine/features/select_rows.h"
#include "engine/heads/folds.h"

namespace microt {

namespace {

/// What one head says, as logits.
struct HeadAnswers
{
    FeatureMatrix unseen; ///< rows held out of train, then those of calibration
    FeatureMatrix calibration;
    FeatureMatrix test;
    std::vector<int> unseenLabels;
    std::int64_t macs = 0;
};

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

    /// Answers of all part heads by cut, of the full model's features alone, then, if it sees the part, of
    /// the full head at every cut; in parallel. The first failure stops the rest.
    Result<std::vector<HeadAnswers>> answerAll() const
    {
        m_job.report({"Choosing how strict the full head is", 0, 0, ""});
        // As buildStageModel() has it: one C for the full head of every cut.
        MICROT_TRY(const HeadOptions fullHead,
                   settleHead(m_unique.ofFullAtLastCut(m_features, m_options.asPublished), m_unique.labels,
                              m_classes, m_options.head, m_job));
        const std::size_t cuts = m_features.exits.size() - 1;
        const std::size_t count = cuts + 1 + (m_options.asPublished ? 0 : cuts);
        std::vector<HeadAnswers> answers(count);
        MICROT_CHECK(
            forEachInParallel({"Training a head at every cut", 0, static_cast<std::int64_t>(count), "heads"},
                              m_job, [&](std::size_t i) -> Status {
                                  MICROT_TRY(answers[i], answer(i, i < cuts ? m_options.head : fullHead));
                                  return {};
                              }));
        return answers;
    }

    /// What the answers of both heads give at one cut.
    void fill(CutRow& row, const HeadAnswers& part, const HeadAnswers& full) const
    {
        const float temperature =
            m_options.fitTemperature ? fitTemperature(part.calibration, m_calibration.labels) : 1.0F;
        const auto samples = [&](const FeatureMatrix& partLogits, const FeatureMatrix& fullLogits,
                                 const std::vector<int>& labels) {
            return stageSamples(partLogits, fullLogits, labels, m_options, temperature);
        };
        row.unseen = StageCurve(samples(part.unseen, full.unseen, part.unseenLabels));
        row.testSamples = samples(part.test, full.test, m_test.labels);
        row.test = StageCurve(row.testSamples);
        row.partClasses = classFigures(row.testSamples, 0.0F);
        row.fullClasses = classFigures(row.testSamples, kNeverEarly);
        row.calibration = samples(part.calibration, full.calibration, m_calibration.labels).partConfidence;
        row.partHeadMacs = part.macs;
        row.fullHeadMacs = full.macs;
        row.selectionAccuracy = row.unseen.partAccuracy();
        row.partAccuracy = row.test.partAccuracy();
        row.fullSelectionAccuracy = row.unseen.fullAccuracy();
        row.fullAccuracy = row.test.fullAccuracy();
    }

    double testAccuracy(const HeadAnswers& answers) const { return accuracy(answers.test, m_test.labels); }

private:
    /// What a head sees of a split: part heads by cut, the full model's features alone, full heads by cut.
    FeatureMatrix featuresOf(std::size_t head, const SplitRows& rows) const
    {
        const std::size_t cuts = m_features.exits.size() - 1;
        if (head < cuts)
            return rows.ofPart(m_features.exits[head], m_options.asPublished);
        if (head == cuts)
            return rows.of(m_features.full());
        return rows.ofFull(m_features.exits[head - cuts - 1], m_features.full(), m_options.asPublished);
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

/// Accuracy loss and gain ratio from selection accuracies. The first cut has no predecessor: its gain is 0,
/// and it takes no part in the scaling.
void fillComponents(CutTable& table)
{
    double lowest = 0.0;
    double highest = 0.0;
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        CutRow& row = table.rows[i];
        row.accuracyLoss =
            row.fullSelectionAccuracy > 0.0
                ? std::max(0.0, row.fullSelectionAccuracy - row.selectionAccuracy) / row.fullSelectionAccuracy
                : 0.0;
        if (i == 0)
            continue;
        const CutRow& previous = table.rows[i - 1];
        const double addedShare = row.macShare - previous.macShare;
        row.gainRatio =
            addedShare > 0.0 ? (row.selectionAccuracy - previous.selectionAccuracy) / addedShare : 0.0;
        lowest = i == 1 ? row.gainRatio : std::min(lowest, row.gainRatio);
        highest = i == 1 ? row.gainRatio : std::max(highest, row.gainRatio);
    }
    for (std::size_t i = 1; i < table.rows.size() && highest > lowest; ++i)
        table.rows[i].scaledGain = (table.rows[i].gainRatio - lowest) / (highest - lowest);
}

/// The largest ratio up to which none loses more than `points`, a standard error kept in hand.
Result<BestRatio> bestRatio(const CutRow& row, const StageEnergy& energy, double points)
{
    constexpr int kSteps = 100;
    BestRatio best;
    for (int i = 0; i <= kSteps; ++i) {
        const double ratio = static_cast<double>(i) / kSteps;
        MICROT_TRY(const float threshold, row.unseen.thresholdFor(ratio));
        const StagePoint point = row.unseen.at(threshold);
        if (100.0 * (point.loss + point.lossError) > points + 1e-9)
            break;
        best.ratio = ratio;
        best.accuracy = point.accuracy;
        best.millijoule = energy.at(point.exitRate).millijoule;
        best.saving = energy.saving(point.exitRate);
    }
    MICROT_TRY(const float threshold, thresholdForRatio(row.calibration, best.ratio));
    best.testAccuracy = row.test.at(threshold).accuracy;
    best.testClasses = classFigures(row.testSamples, threshold);
    return best;
}

} // namespace

Result<CutTable> evaluateCuts(const FeatureSet& features, const Dataset& dataset, const GraphCost& cost,
                              const StageOptions& options, const JobContext& job)
{
    if (features.exits.size() != cost.cuts.size() + 1)
        return Failure{Error::invalidArgument, "The features were made by another extractor."};
    MICROT_CHECK(checkSplits(features, dataset));
    const Evaluation evaluation(features, dataset, options, job);
    MICROT_TRY(const std::vector<HeadAnswers> answers, evaluation.answerAll());

    CutTable table;
    const HeadAnswers& full = answers[cost.cuts.size()];
    table.fullSelectionAccuracy = accuracy(full.unseen, full.unseenLabels);
    table.fullAccuracy = evaluation.testAccuracy(full);
    for (std::size_t i = 0; i < cost.cuts.size(); ++i) {
        CutRow row;
        row.cut = cost.cuts[i].cut;
        row.features = cost.cuts[i].features / (options.asPublished ? kCutFeaturesPerChannel : 1);
        row.macs = cost.cuts[i].macs;
        row.macShare = cost.cuts[i].macShare;
        row.parameters = cost.cuts[i].parameters;
        row.arenaBytes = cost.cuts[i].arenaBytes;
        evaluation.fill(row, answers[i], options.asPublished ? full : answers[cost.cuts.size() + 1 + i]);
        table.rows.push_back(std::move(row));
    }
    fillComponents(table);
    applyWeights(table, {});
    return table;
}

Status recommend(CutTable& table, const GraphCost& cost, const BoardProfile& board, const CutChoice& choice)
{
    for (CutRow& row : table.rows) {
        MICROT_TRY(const StageEnergy energy,
                   modelStageEnergy(cost, row.cut, row.partHeadMacs, row.fullHeadMacs, board));
        MICROT_TRY(row.best, bestRatio(row, energy, choice.acceptedLoss));
    }
    applyWeights(table, choice.weights);
    table.choice = choice;
    if (choice.by == Recommendation::score || table.rows.empty())
        return {};
    const auto least =
        std::min_element(table.rows.begin(), table.rows.end(), [](const CutRow& a, const CutRow& b) {
            return a.best.millijoule < b.best.millijoule;
        });
    table.recommended = least->cut;
    table.recommendedRatio = least->best.ratio;
    return {};
}

const CutRow* CutTable::find(int cut) const
{
    const auto row =
        std::find_if(rows.begin(), rows.end(), [&](const CutRow& one) { return one.cut == cut; });
    return row == rows.end() ? nullptr : &*row;
}

void applyWeights(CutTable& table, const FusedWeights& weights)
{
    table.choice.weights = weights;
    const auto usable = [](double weight) { return weight > 0.0 && std::isfinite(weight) ? weight : 0.0; };
    FusedWeights used{usable(weights.accuracy), usable(weights.gain), usable(weights.macs)};
    if (used.accuracy + used.gain + used.macs <= 0.0)
        used = {1.0, 1.0, 1.0};
    const double sum = used.accuracy + used.gain + used.macs;
    const CutRow* best = nullptr;
    for (CutRow& row : table.rows) {
        row.fusedScore = (used.accuracy * (1.0 - row.accuracyLoss) + used.gain * row.scaledGain +
                          used.macs * (1.0 - row.macShare)) /
                         sum;
        if (best == nullptr || row.fusedScore > best->fusedScore)
            best = &row;
    }
    table.recommended = best != nullptr ? best->cut : 0;
    table.recommendedRatio = kPaperRatio;
}

} // namespace microt
