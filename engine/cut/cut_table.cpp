// SPDX-License-Identifier: Apache-2.0
#include "engine/cut/cut_table.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

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
    row.unseenSamples = samples(part.unseen, full.unseen, part.unseenLabels);
    row.unseen = StageCurve(row.unseenSamples);
    row.testSamples = samples(part.test, full.test, answers.testLabels);
    row.test = StageCurve(row.testSamples);
    row.partClasses = classFigures(row.testSamples, {0.0F});
    row.fullClasses = classFigures(row.testSamples, {});
    row.calibrationSamples = samples(part.calibration, full.calibration, answers.calibrationLabels);
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

/// A stage-decision with given exits.
class Staging
{
public:
    /// A ratio, and what unseen pictures give at it.
    struct Trial
    {
        double ratio = 0.0;
        StagePoint point;
        bool accepted = false;
        double millijoule = 0.0;
    };

    /// `rows`: of the exits, the first one's first. `reference`: accuracy of the best full model.
    static Result<Staging> of(std::vector<const CutRow*> rows, const GraphCost& cost,
                              const BoardProfile& board, double reference, double points)
    {
        StageWork work = rows.front()->work();
        for (std::size_t exit = 1; exit < rows.size(); ++exit)
            work.between.push_back({rows[exit]->cut, rows[exit]->partHeadMacs});
        work.fullHeadMacs = rows.back()->fullHeadMacs;
        Staging staging;
        MICROT_TRY(staging.m_energy, modelStageEnergy(cost, work, board));
        staging.m_behind = reference - rows.back()->fullSelectionAccuracy;
        staging.m_points = points;
        staging.m_rows = std::move(rows);
        if (staging.m_rows.size() > 1)
            staging.m_unseen = staging.joined(&CutRow::unseenSamples);
        return staging;
    }

    /// The largest ratio up to which none loses more than accepted, in steps of 1 / `steps` from `from` on,
    /// a multiple of that; `from` itself where that loses more already.
    Result<Trial> largest(double from, int steps) const
    {
        const int first = static_cast<int>(std::lround(from * steps));
        Trial best;
        for (int i = first; i <= steps; ++i) {
            MICROT_TRY(const Trial trial, at(static_cast<double>(i) / steps));
            if (trial.accepted || i == first)
                best = trial;
            if (!trial.accepted)
                break;
        }
        return best;
    }

    Result<BestRatio> describe(const Trial& trial) const
    {
        BestRatio best;
        best.ratio = trial.ratio;
        for (std::size_t exit = 1; exit < m_rows.size(); ++exit)
            best.further.push_back(m_rows[exit]->cut);
        best.accepted = trial.accepted;
        best.accuracy = trial.point.accuracy;
        best.fullAccuracy = m_rows.back()->fullSelectionAccuracy;
        best.millijoule = trial.millijoule;
        best.saving = m_energy.saving(ratesOf(trial.point));
        MICROT_TRY(const Thresholds thresholds,
                   thresholdsForRatio(joined(&CutRow::calibrationSamples), trial.ratio));
        const StageSamples test = joined(&CutRow::testSamples);
        best.testAccuracy = stagedAt(test, thresholds).accuracy;
        best.testClasses = classFigures(test, thresholds);
        return best;
    }

private:
    Result<Trial> at(double ratio) const
    {
        Trial trial;
        trial.ratio = ratio;
        if (m_rows.size() == 1) {
            MICROT_TRY(const float threshold, m_rows.front()->unseen.thresholdFor(ratio));
            trial.point = m_rows.front()->unseen.at(threshold);
        } else {
            MICROT_TRY(const Thresholds thresholds, thresholdsForRatio(m_unseen, ratio));
            trial.point = stagedAt(m_unseen, thresholds);
        }
        trial.accepted = 100.0 * (m_behind + trial.point.loss + trial.point.lossError) <= m_points + 1e-9;
        trial.millijoule = m_energy.at(ratesOf(trial.point)).millijoule;
        return trial;
    }

    /// The full model is that behind the last cut.
    StageSamples joined(StageSamples CutRow::*split) const
    {
        StageSamples samples = m_rows.front()->*split;
        samples.fullPredicted = (m_rows.back()->*split).fullPredicted;
        for (std::size_t exit = 1; exit < m_rows.size(); ++exit)
            samples.between.push_back(
                {(m_rows[exit]->*split).partPredicted, (m_rows[exit]->*split).partConfidence});
        return samples;
    }

    std::vector<const CutRow*> m_rows;
    StageEnergy m_energy;
    double m_behind = 0.0; ///< what the full model loses already
    double m_points = 0.0; ///< accepted
    StageSamples m_unseen;
};

/// All sets of further exits behind the row `first`: as many as are wanted, or as there is room for. None
/// where one that is asked for does not lie there.
std::vector<std::vector<std::size_t>> furtherSets(const CutTable& table, std::size_t first,
                                                  const StageOptions& stage)
{
    const std::size_t behind = table.rows.size() - first - 1;
    const auto wanted = static_cast<std::size_t>(std::max(2, stage.exits) - 2);
    const std::size_t further = std::min(behind, wanted);
    const bool named = (wanted > 0 && stage.secondCut) || (wanted > 1 && stage.thirdCut);
    const auto allowed = [&](std::size_t row, const std::optional<int>& cut) {
        return !cut || table.rows[row].cut == *cut;
    };
    std::vector<std::vector<std::size_t>> sets;
    if (further == 0 || (named && further < wanted))
        return named ? sets : std::vector<std::vector<std::size_t>>(1);
    for (std::size_t second = first + 1; second < table.rows.size(); ++second) {
        if (!allowed(second, stage.secondCut))
            continue;
        if (further == 1)
            sets.push_back({second});
        for (std::size_t third = second + 1; further > 1 && third < table.rows.size(); ++third)
            if (allowed(third, stage.thirdCut))
                sets.push_back({second, third});
    }
    return sets;
}

/// What the cut of a row costs at best, as the first exit.
Result<BestRatio> bestRatio(const CutTable& table, std::size_t first, const GraphCost& cost,
                            const BoardProfile& board, double points, const StageOptions& stage)
{
    constexpr int kTenths = 10;
    constexpr int kHundredths = 100;
    auto sets = furtherSets(table, first, stage);
    const bool possible = !sets.empty();
    if (!possible)
        sets.emplace_back(); // what two exits would give
    const double reference = bestFullAccuracy(table);
    std::optional<Staging> best;
    Staging::Trial least;
    for (const std::vector<std::size_t>& further : sets) {
        std::vector<const CutRow*> rows{&table.rows[first]};
        for (const std::size_t row : further)
            rows.push_back(&table.rows[row]);
        MICROT_TRY(Staging staging, Staging::of(std::move(rows), cost, board, reference, points));
        MICROT_TRY(const Staging::Trial trial, staging.largest(0.0, further.empty() ? kHundredths : kTenths));
        if (!best || (trial.accepted && (!least.accepted || trial.millijoule < least.millijoule))) {
            best = std::move(staging);
            least = trial;
        }
    }
    if (least.accepted && !sets.front().empty()) {
        MICROT_TRY(least, best->largest(least.ratio, kHundredths));
    }
    MICROT_TRY(BestRatio described, best->describe(least));
    described.possible = possible;
    return described;
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
        row.features = partFeatures(cost, {i}, options.sight());
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

Status recommend(CutTable& table, const GraphCost& cost, const BoardProfile& board, const CutChoice& choice,
                 const StageOptions& stage)
{
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        MICROT_TRY(table.rows[row].best, bestRatio(table, row, cost, board, choice.acceptedLoss, stage));
    }
    applyWeights(table, choice.weights);
    table.choice = choice;
    if (table.rows.empty())
        return {};
    const bool byScore = choice.by == Recommendation::score;
    const auto best =
        std::min_element(table.rows.begin(), table.rows.end(), [&](const CutRow& a, const CutRow& b) {
            if (a.best.possible != b.best.possible)
                return a.best.possible;
            if (byScore)
                return a.fusedScore > b.fusedScore;
            return a.best.accepted != b.best.accepted ? a.best.accepted
                                                      : a.best.millijoule < b.best.millijoule;
        });
    if (!best->best.possible)
        return Failure{Error::invalidArgument, "No cut lies before the further exits that are asked for."};
    table.recommended = best->cut;
    table.recommendedRatio = byScore ? kPaperRatio : best->best.ratio;
    return {};
}

StageOptions withFurtherExits(StageOptions stage, int cut, const CutTable& table)
{
    const CutRow* row = stage.exits > 2 ? table.find(cut) : nullptr;
    if (row == nullptr)
        return stage;
    const std::vector<int>& further = row->best.further;
    if (!stage.secondCut && !further.empty())
        stage.secondCut = further[0];
    if (!stage.thirdCut && stage.exits > 3 && further.size() > 1)
        stage.thirdCut = further[1];
    return stage;
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
