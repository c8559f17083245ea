// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/stage_model.h"

#include <string>

#include "engine/features/select_rows.h"

namespace microt {

namespace {

struct SplitData
{
    SplitRows rows;
    FeatureMatrix part;
    FeatureMatrix full;
};

Result<SplitData> dataOf(const FeatureSet& features, const ExitFeatures& cut, const Dataset& dataset,
                         const StageOptions& options, Split split)
{
    SplitData data;
    data.rows = selectRows(features, dataset, split);
    if (data.rows.rows.empty())
        return Failure{Error::tooFewSamples,
                       "The " + std::string(splitName(split)) + " split of " + dataset.name +
                           " has no readable picture. Give it a larger share or add pictures."};
    data.part = data.rows.ofPart(cut, options.head.asPublished);
    data.full = data.rows.ofFull(cut, features.full(), options.head.asPublished);
    return data;
}

StageSamples measure(const SplitData& data, const StageModel& model, int classes)
{
    StageSamples samples;
    samples.classes = classes;
    samples.sample = data.rows.samples;
    samples.label.assign(data.rows.labels.begin(), data.rows.labels.end());
    const auto part =
        decideAll(model.partHead->logits(data.part), model.options.measure, model.partTemperature);
    const auto full = predict(model.fullHead->logits(data.full));
    for (const Decision& decision : part) {
        samples.partPredicted.push_back(decision.predicted);
        samples.partConfidence.push_back(decision.confidence);
    }
    samples.fullPredicted.assign(full.begin(), full.end());
    return samples;
}

} // namespace

bool StageOptions::operator==(const StageOptions& other) const
{
    return cut == other.cut && head == other.head && measure == other.measure &&
           fitTemperature == other.fitTemperature;
}

Result<StageModel> buildStageModel(const FeatureSet& features, const Dataset& dataset,
                                   const StageOptions& options, const JobContext& job)
{
    const ExitFeatures* cut = options.cut == kFullExit ? nullptr : features.at(options.cut);
    if (cut == nullptr)
        return Failure{Error::invalidArgument,
                       "The extractor has no cut " + std::to_string(options.cut) + "."};
    const auto classes = static_cast<int>(dataset.classes.size());
    MICROT_TRY(const SplitData train, dataOf(features, *cut, dataset, options, Split::train));
    MICROT_TRY(const SplitData calibration, dataOf(features, *cut, dataset, options, Split::calibration));
    MICROT_TRY(const SplitData test, dataOf(features, *cut, dataset, options, Split::test));

    StageModel model;
    model.options = options;
    model.trainCount = static_cast<int>(train.rows.rows.size());
    job.report({"Training the part head", 0, 2, "heads"});
    MICROT_TRY(const HeadOptions partOptions,
               settleHead(train.part, train.rows.labels, classes, options.head, job));
    MICROT_TRY(model.partHead, trainHead(train.part, train.rows.labels, classes, partOptions, job));
    model.partRegularisation = partOptions.inverseRegularisation;
    job.report({"Training the full head", 1, 2, "heads"});
    // The same C at every cut, so that the table of cuts can choose it once.
    MICROT_TRY(const HeadOptions fullOptions,
               settleHead(train.rows.ofFullAtLastCut(features, options.head.asPublished), train.rows.labels,
                          classes, options.head, job));
    MICROT_TRY(model.fullHead, trainHead(train.full, train.rows.labels, classes, fullOptions, job));
    model.fullRegularisation = fullOptions.inverseRegularisation;
    if (options.fitTemperature)
        model.partTemperature =
            fitTemperature(model.partHead->logits(calibration.part), calibration.rows.labels);
    model.calibration = measure(calibration, model, classes);
    model.test = measure(test, model, classes);
    model.testCurve = StageCurve(model.test);
    job.report({"Measured", 2, 2, "heads"});
    return model;
}

} // namespace microt
