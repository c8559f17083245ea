// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/stage_model.h"

#include <algorithm>
#include <string>
#include <utility>

#include "engine/features/select_rows.h"

namespace microt {

namespace {

/// What the heads see of one split.
struct SplitData
{
    SplitRows rows;
    std::vector<FeatureMatrix> early; ///< by exit
    FeatureMatrix full;
};

/// The first `count` of them.
std::vector<std::size_t> firstOf(const std::vector<std::size_t>& exits, std::size_t count)
{
    return {exits.begin(), exits.begin() + static_cast<std::ptrdiff_t>(count)};
}

SplitData dataOf(const FeatureSet& features, const std::vector<std::size_t>& exits, const Dataset& dataset,
                 const StageOptions& options, Split split)
{
    SplitData data;
    data.rows = selectRows(features, dataset, split);
    for (std::size_t exit = 0; exit < exits.size(); ++exit)
        data.early.push_back(data.rows.ofPart(features, firstOf(exits, exit + 1), options.sight()));
    data.full = data.rows.ofFull(features, exits, options.sight());
    return data;
}

StageSamples measure(const SplitData& data, const StageModel& model)
{
    StageSamples samples =
        stageSamples(model.partHead->logits(data.early.front()), model.fullHead->logits(data.full),
                     data.rows.labels, model.options, model.partTemperature);
    samples.sample = data.rows.samples;
    for (std::size_t i = 0; i < model.between.size(); ++i) {
        ExitSamples& exit = samples.between.emplace_back();
        for (const Decision& decision : decideAll(model.between[i].head->logits(data.early[i + 1]),
                                                  model.options.measure, model.between[i].temperature)) {
            exit.predicted.push_back(decision.predicted);
            exit.confidence.push_back(decision.confidence);
        }
    }
    return samples;
}

/// Places of the cuts in the features. Error: invalidArgument.
Result<std::vector<std::size_t>> placesOf(const std::vector<int>& cuts, const FeatureSet& features)
{
    std::vector<std::size_t> places;
    for (const int cut : cuts) {
        const ExitFeatures* at = cut != kFullExit ? features.at(cut) : nullptr;
        if (at == nullptr)
            return Failure{Error::invalidArgument, "The extractor has no cut " + std::to_string(cut) + "."};
        places.push_back(static_cast<std::size_t>(at - features.exits.data()));
    }
    return places;
}

/// Trains the heads of all exits, one after the other.
class Trainer
{
public:
    Trainer(const FeatureSet& features, const Dataset& dataset, const std::vector<std::size_t>& exits,
            StageModel& model, const JobContext& job)
        : m_features(features), m_exits(exits), m_model(model), m_job(job),
          m_classes(static_cast<int>(dataset.classes.size())),
          m_train(dataOf(features, exits, dataset, model.options, Split::train)),
          m_calibration(dataOf(features, exits, dataset, model.options, Split::calibration)),
          m_unique(withoutCopies(m_train.rows, dataset)) // copies would be held out from themselves
    {}

    Status run(const std::vector<int>& cuts)
    {
        m_model.trainCount = static_cast<int>(m_train.rows.rows.size());
        MICROT_TRY(const BetweenExit part, early(0, cuts[0]));
        m_model.partHead = part.head;
        m_model.partRegularisation = part.regularisation;
        m_model.partTemperature = part.temperature;
        for (std::size_t exit = 1; exit < cuts.size(); ++exit) {
            MICROT_TRY(BetweenExit between, early(exit, cuts[exit]));
            m_model.between.push_back(std::move(between));
        }
        m_job.report({"Training the full head", heads() - 1, heads(), "heads"});
        // The same C at every cut, so that the table of cuts can choose it once.
        MICROT_TRY(const HeadOptions options,
                   settleHead(m_unique.ofFullAtLastCut(m_features, m_model.options.sight()), m_unique.labels,
                              m_classes, m_model.options.head, m_job));
        MICROT_TRY(m_model.fullHead, trainHead(m_train.full, m_train.rows.labels, m_classes, options, m_job));
        m_model.fullRegularisation = regularisationOf(options);
        m_model.calibration = measure(m_calibration, m_model);
        return {};
    }

private:
    std::int64_t heads() const { return static_cast<std::int64_t>(m_exits.size()) + 1; }

    Result<BetweenExit> early(std::size_t exit, int cut) const
    {
        m_job.report({"Training the part head", static_cast<std::int64_t>(exit), heads(), "heads"});
        const StageOptions& stage = m_model.options;
        MICROT_TRY(const HeadOptions options,
                   settleHead(m_unique.ofPart(m_features, firstOf(m_exits, exit + 1), stage.sight()),
                              m_unique.labels, m_classes, stage.head, m_job));
        BetweenExit trained;
        trained.cut = cut;
        MICROT_TRY(trained.head,
                   trainHead(m_train.early[exit], m_train.rows.labels, m_classes, options, m_job));
        trained.regularisation = regularisationOf(options);
        if (stage.fitTemperature)
            trained.temperature =
                fitTemperature(trained.head->logits(m_calibration.early[exit]), m_calibration.rows.labels);
        return trained;
    }

    const FeatureSet& m_features;
    const std::vector<std::size_t>& m_exits;
    StageModel& m_model;
    const JobContext& m_job;
    int m_classes;
    SplitData m_train;
    SplitData m_calibration;
    SplitRows m_unique;
};

} // namespace

bool leavesExitsOpen(const StageOptions& options)
{
    return (options.exits > 2 && !options.secondCut) || (options.exits > 3 && !options.thirdCut);
}

Result<std::vector<int>> earlyCuts(const StageOptions& options)
{
    if (options.cut.value_or(0) <= 0)
        return Failure{Error::invalidArgument, "No cut is chosen."};
    std::vector<int> cuts{*options.cut};
    if (options.exits > 2 && options.secondCut)
        cuts.push_back(*options.secondCut);
    if (options.exits > 3 && options.thirdCut)
        cuts.push_back(*options.thirdCut);
    for (std::size_t i = 1; i < cuts.size(); ++i)
        if (cuts[i] <= cuts[i - 1])
            return Failure{Error::invalidArgument, "The exits must follow each other: cut " +
                                                       std::to_string(cuts[i]) + " does not lie behind cut " +
                                                       std::to_string(cuts[i - 1]) + "."};
    return cuts;
}

std::vector<int> StageModel::cuts() const
{
    std::vector<int> cuts{cut()};
    for (const BetweenExit& exit : between)
        cuts.push_back(exit.cut);
    return cuts;
}

StagePoint StageModel::measuredAt(const Thresholds& thresholds) const
{
    return between.empty() && !thresholds.empty() ? testCurve.at(thresholds.front())
                                                  : stagedAt(test, thresholds);
}

std::vector<StagePoint> StageModel::points(int maxPoints) const
{
    if (between.empty())
        return testCurve.points(maxPoints);
    std::vector<StagePoint> points;
    const int steps = std::max(1, std::min(maxPoints - 1, 100));
    for (int i = 0; i <= steps; ++i)
        if (const auto thresholds = thresholdsFor(static_cast<double>(i) / steps); thresholds.ok())
            points.push_back(stagedAt(test, thresholds.value()));
    std::sort(points.begin(), points.end(),
              [](const StagePoint& a, const StagePoint& b) { return a.exitRate < b.exitRate; });
    return points;
}

StageSamples stageSamples(const FeatureMatrix& partLogits, const FeatureMatrix& fullLogits,
                          const std::vector<int>& labels, const StageOptions& options, float temperature)
{
    StageSamples samples;
    samples.classes = static_cast<int>(partLogits.cols());
    samples.label.assign(labels.begin(), labels.end());
    for (const Decision& decision : decideAll(partLogits, options.measure, temperature)) {
        samples.partPredicted.push_back(decision.predicted);
        samples.partConfidence.push_back(decision.confidence);
    }
    const std::vector<int> full = predict(fullLogits);
    samples.fullPredicted.assign(full.begin(), full.end());
    return samples;
}

Status checkSplits(const FeatureSet& features, const Dataset& dataset)
{
    for (const Split split : {Split::train, Split::calibration, Split::test})
        if (selectRows(features, dataset, split).rows.empty())
            return Failure{Error::tooFewSamples,
                           "The " + std::string(nameOf(split)) + " split of " + dataset.name +
                               " has no readable picture. Give it a larger share or add pictures."};
    return {};
}

Result<StageModel> buildStageModel(const FeatureSet& features, const Dataset& dataset,
                                   const StageOptions& options, const JobContext& job)
{
    MICROT_TRY(const std::vector<int> cuts, earlyCuts(options));
    MICROT_TRY(const std::vector<std::size_t> places, placesOf(cuts, features));
    MICROT_CHECK(checkSplits(features, dataset));
    StageModel model;
    model.options = options;
    MICROT_CHECK(Trainer(features, dataset, places, model, job).run(cuts));
    model.test = measure(dataOf(features, places, dataset, options, Split::test), model);
    model.testCurve = StageCurve(model.test);
    const auto heads = static_cast<std::int64_t>(cuts.size()) + 1;
    job.report({"Measured", heads, heads, "heads"});
    return model;
}

} // namespace microt
