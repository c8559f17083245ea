// SPDX-License-Identifier: Apache-2.0
#include "engine/cut/cut_table.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "engine/features/select_rows.h"

namespace microt {

namespace {

/// What the answers of both heads give at one cut.
void fillRow(CutRow& row, const CutAnswers& answers, std::size_t cut, const StageOptions& options)
{
    const HeadAnswers& part = answers.part[cut];
    const HeadAnswers& full = answers.fullAt(cut);
    const float temperature =
        options.fitTemperature ? fitTemperature(part.calibration, answers.calibrationLabels) : 1.0F;
    const auto samples = [&](const FeatureMatrix& partLogits, const FeatureMatrix& fullLogits,
                             const std::vector<int>& labels) {
        return stageSamples(partLogits, fullLogits, labels, options, temperature);
    };
    row.unseen = StageCurve(samples(part.unseen, full.unseen, part.unseenLabels));
    row.testSamples = samples(part.test, full.test, answers.testLabels);
    row.test = StageCurve(row.testSamples);
    row.partClasses = classFigures(row.testSamples, 0.0F);
    row.fullClasses = classFigures(row.testSamples, kNeverEarly);
    row.calibration = samples(part.calibration, full.calibration, answers.calibrationLabels).partConfidence;
    row.sight = options.sight();
    row.partHeadMacs = part.macs;
    row.fullHeadMacs = full.macs;
    row.selectionAccuracy = row.unseen.partAccuracy();
    row.partAccuracy = row.test.partAccuracy();
    row.fullSelectionAccuracy = row.unseen.fullAccuracy();
    row.fullAccuracy = row.test.fullAccuracy();
}

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

/// The largest ratio up to which none loses more than `points`, a standard error kept in hand. `behind`: what
/// the cut's own full head loses already.
Result<BestRatio> bestRatio(const CutRow& row, const StageEnergy& energy, double behind, double points)
{
    constexpr int kSteps = 100;
    BestRatio best;
    for (int i = 0; i <= kSteps; ++i) {
        const double ratio = static_cast<double>(i) / kSteps;
        MICROT_TRY(const float threshold, row.unseen.thresholdFor(ratio));
        const StagePoint point = row.unseen.at(threshold);
        const bool accepted = 100.0 * (behind + point.loss + point.lossError) <= points + 1e-9;
        if (!accepted && i > 0)
            break;
        best.accepted = accepted;
        best.ratio = ratio;
        best.accuracy = point.accuracy;
        best.millijoule = energy.at(point.exitRate).millijoule;
        best.saving = energy.saving(point.exitRate);
        if (!accepted)
            break;
    }
    MICROT_TRY(const float threshold, thresholdForRatio(row.calibration, best.ratio));
    best.testAccuracy = row.test.at(threshold).accuracy;
    best.testClasses = classFigures(row.testSamples, threshold);
    return best;
}

} // namespace

CutTable cutTable(const CutAnswers& answers, const GraphCost& cost, const StageOptions& options)
{
    CutTable table;
    table.fullSelectionAccuracy = accuracy(answers.alone.unseen, answers.alone.unseenLabels);
    table.fullAccuracy = accuracy(answers.alone.test, answers.testLabels);
    for (std::size_t i = 0; i < cost.cuts.size(); ++i) {
        CutRow row;
        row.cut = cost.cuts[i].cut;
        row.features = partFeatures(cost, i, options.sight());
        row.macs = cost.cuts[i].macs;
        row.macShare = cost.cuts[i].macShare;
        row.parameters = cost.cuts[i].parameters;
        row.arenaBytes = cost.cuts[i].arenaBytes;
        fillRow(row, answers, i, options);
        table.rows.push_back(std::move(row));
    }
    fillComponents(table);
    applyWeights(table, {});
    return table;
}

Result<CutTable> evaluateCuts(const FeatureSet& features, const Dataset& dataset, const GraphCost& cost,
                              const StageOptions& options, const JobContext& job)
{
    if (features.exits.size() != cost.cuts.size() + 1)
        return Failure{Error::invalidArgument, "The features were made by another extractor."};
    MICROT_TRY(const CutAnswers answers, answerAtCuts(features, dataset, options, job));
    return cutTable(answers, cost, options);
}

Status recommend(CutTable& table, const GraphCost& cost, const BoardProfile& board, const CutChoice& choice)
{
    const double reference = bestFullAccuracy(table);
    for (CutRow& row : table.rows) {
        MICROT_TRY(const StageEnergy energy, modelStageEnergy(cost, row.work(), board));
        MICROT_TRY(row.best,
                   bestRatio(row, energy, reference - row.fullSelectionAccuracy, choice.acceptedLoss));
    }
    applyWeights(table, choice.weights);
    table.choice = choice;
    if (choice.by == Recommendation::score || table.rows.empty())
        return {};
    const auto least =
        std::min_element(table.rows.begin(), table.rows.end(), [](const CutRow& a, const CutRow& b) {
            return a.best.accepted != b.best.accepted ? a.best.accepted
                                                      : a.best.millijoule < b.best.millijoule;
        });
    table.recommended = least->cut;
    table.recommendedRatio = least->best.ratio;
    return {};
}

double bestFullAccuracy(const CutTable& table)
{
    double best = 0.0;
    for (const CutRow& row : table.rows)
        best = std::max(best, row.fullSelectionAccuracy);
    return best;
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
