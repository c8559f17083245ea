// SPDX-License-Identifier: Apache-2.0
#include "engine/cut/cut_table.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <optional>
#include <string>
#include <thread>

#include "engine/features/select_rows.h"
#include "engine/heads/folds.h"

namespace microt {

namespace {

/// Accuracies of one exit's head.
struct ExitScore
{
    double selection = 0.0;
    double test = 0.0;
};

class Evaluation
{
public:
    Evaluation(const FeatureSet& features, const Dataset& dataset, const HeadOptions& head,
               const JobContext& job)
        : m_features(features), m_classes(static_cast<int>(dataset.classes.size())), m_head(head), m_job(job),
          m_train(selectRows(features, dataset, Split::train)),
          m_calibration(selectRows(features, dataset, Split::calibration)),
          m_test(selectRows(features, dataset, Split::test))
    {}

    Status checkSplits(const Dataset& dataset) const
    {
        const std::pair<const SplitRows*, Split> splits[] = {
            {&m_train, Split::train}, {&m_calibration, Split::calibration}, {&m_test, Split::test}};
        for (const auto& [rows, split] : splits)
            if (rows->rows.empty())
                return Failure{Error::tooFewSamples,
                               "The " + std::string(splitName(split)) + " split of " + dataset.name +
                                   " has no readable picture. Give it a larger share or add "
                                   "pictures."};
        return {};
    }

    /// Scores of all exits, then, if it sees the part, of the full head at every cut; in parallel. The first
    /// failure stops the rest.
    Result<std::vector<ExitScore>> scoreAll() const
    {
        m_job.report({"Choosing how strict the full head is", 0, 0, ""});
        // As buildStageModel() has it: one C for the full head of every cut.
        MICROT_TRY(const HeadOptions fullHead,
                   settleHead(m_train.ofFullAtLastCut(m_features, m_head.asPublished), m_train.labels,
                              m_classes, m_head, m_job));
        const std::size_t cuts = m_features.exits.size() - 1;
        const std::size_t count = cuts + 1 + (m_head.asPublished ? 0 : cuts);
        std::vector<std::optional<Result<ExitScore>>> results(count);
        std::atomic<std::size_t> next{0};
        std::atomic<std::int64_t> done{0};
        std::atomic<bool> failed{false};
        const auto work = [&](bool reports) {
            for (std::size_t i = next++; i < count && !failed; i = next++) {
                if (reports)
                    m_job.report(
                        {"Training a head at every cut", done, static_cast<std::int64_t>(count), "heads"});
                results[i] = score(i, i < cuts ? m_head : fullHead);
                failed = failed || !results[i]->ok();
                ++done;
            }
        };
        std::vector<std::thread> helpers;
        const std::size_t threads =
            std::min<std::size_t>(std::max(1U, std::thread::hardware_concurrency()), count);
        for (std::size_t i = 1; i < threads; ++i)
            helpers.emplace_back(work, false);
        work(true);
        for (std::thread& helper : helpers)
            helper.join();
        std::vector<ExitScore> scores;
        for (auto& result : results) {
            if (!result)
                continue; // not reached: an earlier or later one failed
            if (!result->ok())
                return result->failure();
            scores.push_back(result->value());
        }
        m_job.report({"Training a head at every cut", done, static_cast<std::int64_t>(count), "heads"});
        return scores;
    }

private:
    /// What a head sees of a split: part heads by cut, the full model's features alone, full heads by cut.
    FeatureMatrix featuresOf(std::size_t head, const SplitRows& rows) const
    {
        const std::size_t cuts = m_features.exits.size() - 1;
        if (head < cuts)
            return rows.ofPart(m_features.exits[head], m_head.asPublished);
        if (head == cuts)
            return rows.of(m_features.full());
        return rows.ofFull(m_features.exits[head - cuts - 1], m_features.full(), m_head.asPublished);
    }

    Result<ExitScore> score(std::size_t head, const HeadOptions& options) const
    {
        // Several threads are here at once, and progress counts heads.
        const JobContext quiet{m_job.cancel, {}};
        const FeatureMatrix train = featuresOf(head, m_train);
        MICROT_TRY(const HeadOptions settled, settleHead(train, m_train.labels, m_classes, options, quiet));
        MICROT_TRY(const auto trained, trainHead(train, m_train.labels, m_classes, settled, quiet));
        MICROT_TRY(HeldOutCount unseen, countHeldOut(train, m_train.labels, m_classes, settled, quiet));
        unseen.right += countRight(trained->logits(featuresOf(head, m_calibration)), m_calibration.labels);
        unseen.rows += static_cast<std::int64_t>(m_calibration.labels.size());
        return ExitScore{static_cast<double>(unseen.right) / static_cast<double>(unseen.rows),
                         accuracy(trained->logits(featuresOf(head, m_test)), m_test.labels)};
    }

    const FeatureSet& m_features;
    int m_classes;
    HeadOptions m_head;
    const JobContext& m_job;
    SplitRows m_train;
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

} // namespace

Result<CutTable> evaluateCuts(const FeatureSet& features, const Dataset& dataset, const GraphCost& cost,
                              const HeadOptions& head, const FusedWeights& weights, const JobContext& job)
{
    if (features.exits.size() != cost.cuts.size() + 1)
        return Failure{Error::invalidArgument, "The features were made by another extractor."};
    const Evaluation evaluation(features, dataset, head, job);
    MICROT_CHECK(evaluation.checkSplits(dataset));
    MICROT_TRY(const std::vector<ExitScore> scores, evaluation.scoreAll());

    CutTable table;
    const std::size_t full = cost.cuts.size();
    table.fullSelectionAccuracy = scores[full].selection;
    table.fullAccuracy = scores[full].test;
    for (std::size_t i = 0; i < cost.cuts.size(); ++i) {
        CutRow row;
        row.cut = cost.cuts[i].cut;
        row.features = cost.cuts[i].features / (head.asPublished ? kCutFeaturesPerChannel : 1);
        row.macs = cost.cuts[i].macs;
        row.macShare = cost.cuts[i].macShare;
        row.parameters = cost.cuts[i].parameters;
        row.arenaBytes = cost.cuts[i].arenaBytes;
        row.selectionAccuracy = scores[i].selection;
        row.partAccuracy = scores[i].test;
        const ExitScore& fullScore = scores[head.asPublished ? full : full + 1 + i];
        row.fullSelectionAccuracy = fullScore.selection;
        row.fullAccuracy = fullScore.test;
        table.rows.push_back(row);
    }
    fillComponents(table);
    applyWeights(table, weights);
    return table;
}

const CutRow* CutTable::find(int cut) const
{
    const auto row =
        std::find_if(rows.begin(), rows.end(), [&](const CutRow& one) { return one.cut == cut; });
    return row == rows.end() ? nullptr : &*row;
}

void applyWeights(CutTable& table, const FusedWeights& weights)
{
    table.weights = weights;
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
}

} // namespace microt
