// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/stage_model.h"

#include <string>

#include "engine/features/select_rows.h"

namespace microt {

namespace {

/// What both heads see of one split.
struct SplitData
{
    SplitRows rows;
    FeatureMatrix part;
    FeatureMatrix full;
};

SplitData dataOf(const FeatureSet& features, std::size_t place, const Dataset& dataset,
                 const StageOptions& options, Split split)
{
    SplitData data;
    data.rows = selectRows(features, dataset, split);
    data.part = data.rows.ofPart(features, place, options.sight());
    data.full = data.rows.ofFull(features, place, options.sight());
    return data;
}

StageSamples measure(const SplitData& data, const StageModel& model)
{
    StageSamples samples = stageSamples(model.partHead->logits(data.part), model.fullHead->logits(data.full),
                                        data.rows.labels, model.options, model.partTemperature);
    samples.sample = data.rows.samples;
    return samples;
}

} // namespace

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
    const ExitFeatures* cut = options.cut && *options.cut != kFullExit ? features.at(*options.cut) : nullptr;
    if (cut == nullptr)
        return Failure{Error::invalidArgument,
                       "The extractor has no cut " + std::to_string(options.cut.value_or(0)) + "."};
    const auto place = static_cast<std::size_t>(cut - features.exits.data());
    MICROT_CHECK(checkSplits(features, dataset));
    const auto classes = static_cast<int>(dataset.classes.size());
    const SplitData train = dataOf(features, place, dataset, options, Split::train);
    const SplitData calibration = dataOf(features, place, dataset, options, Split::calibration);

    // Copies would be held out from themselves.
    const SplitRows unique = withoutCopies(train.rows, dataset);

    StageModel model;
    model.options = options;
    model.trainCount = static_cast<int>(train.rows.rows.size());
    job.report({"Training the part head", 0, 2, "heads"});
    MICROT_TRY(const HeadOptions partOptions, settleHead(unique.ofPart(features, place, options.sight()),
                                                         unique.labels, classes, options.head, job));
    MICROT_TRY(model.partHead, trainHead(train.part, train.rows.labels, classes, partOptions, job));
    model.partRegularisation = regularisationOf(partOptions);
    job.report({"Training the full head", 1, 2, "heads"});
    // The same C at every cut, so that the table of cuts can choose it once.
    MICROT_TRY(const HeadOptions fullOptions, settleHead(unique.ofFullAtLastCut(features, options.sight()),
                                                         unique.labels, classes, options.head, job));
    MICROT_TRY(model.fullHead, trainHead(train.full, train.rows.labels, classes, fullOptions, job));
    model.fullRegularisation = regularisationOf(fullOptions);
    if (options.fitTemperature)
        model.partTemperature =
            fitTemperature(model.partHead->logits(calibration.part), calibration.rows.labels);
    model.calibration = measure(calibration, model);
    model.test = measure(dataOf(features, place, dataset, options, Split::test), model);
    model.testCurve = StageCurve(model.test);
    job.report({"Measured", 2, 2, "heads"});
    return model;
}

} // namespace microt
