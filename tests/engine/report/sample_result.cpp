// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/report/sample_result.h"

namespace microt::test {

const char* const kHostileName = "=<b onclick=\"x\">&'evil',\"\n\xFF\xE2\x80\xAE</b>";

namespace {

class CountedHead : public Head
{
public:
    explicit CountedHead(std::int64_t macs) : m_macs(macs) {}
    FeatureMatrix logits(const FeatureMatrix& features) const override { return features; }
    std::int64_t macsPerSample() const override { return m_macs; }
    std::int64_t parameterCount() const override { return m_macs; }

private:
    std::int64_t m_macs;
};

/// Spreads integers over [0, 1): the fractional part of multiples of the golden ratio.
double spread(int i)
{
    const double x = 0.6180339887498949 * i;
    return x - static_cast<double>(static_cast<std::int64_t>(x));
}

StageSamples makeSamples(int classes, int perClass, int seed)
{
    StageSamples samples;
    samples.classes = classes;
    for (int i = 0; i < classes * perClass; ++i) {
        const int label = i / perClass;
        const double confidence = 0.25 + 0.74 * spread(i + seed);
        const bool partRight = spread(7 * i + seed) < 0.35 + 0.6 * confidence;
        const bool fullRight = spread(11 * i + seed) < 0.88;
        samples.sample.push_back(i);
        samples.label.push_back(label);
        samples.partPredicted.push_back(partRight ? label : (label + 1 + i % 3) % classes);
        samples.fullPredicted.push_back(fullRight ? label : (label + 2) % classes);
        samples.partConfidence.push_back(static_cast<float>(confidence));
    }
    return samples;
}

TaskResult makeTask(const std::string& name, int classes, const GraphCost& cost)
{
    TaskResult result;
    result.name = name;
    result.settings.split.seed = 7;
    result.settings.stage.cut = 3;
    result.settings.ratio = 0.5;
    result.dataset.name = name + "-pictures";
    result.dataset.source = "/home/somebody/" + name;
    result.dataset.root = result.dataset.source;
    result.dataset.layout = "ImageFolder";
    result.dataset.contentHash = std::string(64, 'c');
    for (int c = 0; c < classes; ++c) {
        result.dataset.classes.push_back(c == 1 && classes > 5 ? kHostileName : "class " + std::to_string(c));
        for (int i = 0; i < 70; ++i)
            result.dataset.samples.push_back({std::to_string(c) + "/" + std::to_string(i) + ".png", c,
                                              i < 20   ? Split::train
                                              : i < 30 ? Split::calibration
                                                       : Split::test});
    }
    result.dataset.badFiles.push_back(
        {"broken/zero.jpg", {Error::badPicture, "/home/somebody/broken/zero.jpg is empty."}});
    result.features.key = std::string(64, 'f');
    for (int cut = 1; cut <= 9; ++cut) {
        CutRow row;
        row.cut = cut;
        row.features = 8 * cut;
        row.macs = 600'000 * cut;
        row.macShare = 0.1 * cut;
        row.parameters = 5'000 * cut;
        row.arenaBytes = 40'000;
        row.partAccuracy = 0.5 + 0.03 * cut;
        row.selectionAccuracy = 0.48 + 0.03 * cut;
        row.fullAccuracy = 0.9;
        row.fullSelectionAccuracy = 0.89;
        row.accuracyLoss = 0.3 - 0.03 * cut;
        row.gainRatio = 0.3;
        row.scaledGain = 0.5;
        row.fusedScore = 0.4 + 0.02 * (cut % 4);
        row.best = {0.1 * cut, {}, 0.8, 0.82, 0.79, {}, 5.0 - 0.4 * cut, 0.05 * cut};
        row.partClasses = {0.4 + 0.03 * cut, cut < 3 ? std::vector<int>{1} : std::vector<int>()};
        row.fullClasses = {0.88, {}};
        result.cuts.rows.push_back(std::move(row));
    }
    result.cuts.fullAccuracy = 0.88;
    result.cuts.fullSelectionAccuracy = 0.87;
    result.cuts.recommended = 3;
    StageModel& stage = result.stage;
    stage.options = result.settings.stage;
    stage.partHead = std::make_shared<CountedHead>(24 * classes);
    stage.fullHead = std::make_shared<CountedHead>(cost.full.features * classes);
    stage.calibration = makeSamples(classes, 10, 5);
    stage.test = makeSamples(classes, 40, 0);
    stage.testCurve = StageCurve(stage.test);
    stage.trainCount = 20 * classes;
    result.energy = {{1.234, 21.5, Provenance::modelled},
                     {3.1, 54.0, Provenance::modelled},
                     {4.1, 71.0, Provenance::modelled}};
    result.outcome.ratio = 0.5;
    result.outcome.threshold = 0.62F;
    result.outcome.thresholds = {0.62F};
    result.outcome.smallSample = {7, 150, 0.63F, 0.05F, 0.5F, 0.8F}; // fewer than the authors'
    result.outcome.point = stage.testCurve.at(result.outcome.threshold);
    result.outcome.energy = result.energy.at(result.outcome.point.exitRate);
    result.outcome.saving = result.energy.saving(result.outcome.point.exitRate);
    return result;
}

} // namespace

ProjectResult sampleResult(int classes)
{
    ProjectResult result;
    result.project.folder = "/home/somebody/projects/sample";
    result.project.name = "sample & more";
    result.extractor.graph.name = "mcunet-vww0";
    result.extractor.graph.preprocessing.setSide(64);
    result.extractor.source = "/home/somebody/networks/vww0.mtx";
    result.extractor.format = "mtx";
    result.extractor.sha256 = std::string(64, 'e');
    result.extractor.recipe = R"({"command":"microt pretrain","seed":3,"epochs":30})";
    for (int cut = 1; cut <= 9; ++cut)
        result.cost.cuts.push_back({cut, 8 * cut, 600'000 * cut, 0.1 * cut, 5'000 * cut, 40'000, 3});
    result.cost.full = {0, 160, 6'000'000, 1.0, 300'000, 60'000, 30};
    result.board.id = "stm32h7a3zi";
    result.board.name = "STM32H7A3ZI (Cortex-M7, 280 MHz)";
    result.board.core = "Cortex-M7";
    result.board.clockHz = {280e6, "datasheet DS13195"};
    result.board.activeMilliwatt = {125.0, "datasheet DS13195, table 30"};
    result.board.sleepMilliwatt = {0.1, "datasheet DS13195, table 35"};
    result.board.cyclesPerOp = {1000.0, "estimate"};
    for (int i = 0; i < kWorkKindCount; ++i) {
        result.board.cyclesPerMac[static_cast<std::size_t>(i)] = {1.0 + i, "measured in an emulator"};
        result.board.cyclesPerElement[static_cast<std::size_t>(i)] = {2.0 + i, "measured in an emulator"};
    }
    result.tasks.push_back(makeTask("signs", classes, result.cost));
    result.tasks.push_back(makeTask("plants", 5, result.cost));
    return result;
}

} // namespace microt::test
