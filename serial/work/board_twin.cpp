// SPDX-License-Identifier: Apache-2.0
#include "serial/work/board_twin.h"

namespace microt {

using namespace protocol;

BoardTwin::BoardTwin(Twin twin, int classes) : m_twin(std::move(twin)), m_run(m_twin), m_classes(classes)
{
    HeadsHeader header;
    header.classes = static_cast<std::uint16_t>(classes);
    header.partDimensions = static_cast<std::uint16_t>(dimensions(0));
    header.fullDimensions = static_cast<std::uint16_t>(dimensions(0) + dimensions(1));
    m_blob.resize(headsBlobBytes(header.classes, header.partDimensions, header.fullDimensions));
    ByteWriter writer(m_blob.data(), kHeadsHeaderBytes);
    encode(header, writer);
    headsInBlob(m_blob.data(), header, m_heads);
}

Result<BoardTwin> BoardTwin::create(const std::vector<std::uint8_t>& image, int classes)
{
    MICROT_TRY(Twin twin, Twin::create(image));
    return BoardTwin(std::move(twin), classes);
}

void BoardTwin::runTo(int exit, Inference& inference)
{
    m_run.executor().runTo(imageExit(exit));
    const std::int8_t* features = m_run.executor().feature(imageExit(exit));
    inference.features[exit].assign(features, features + dimensions(exit));
}

BoardTwin::Inference BoardTwin::extract(const std::uint8_t* rgb, std::uint8_t label)
{
    Inference inference;
    m_run.executor().setPicture(rgb);
    for (int exit = 0; exit < kWireExits; ++exit)
        runTo(exit, inference);
    if (label == kNoLabel) {
        m_calibration.insert(m_calibration.end(), inference.features[0].begin(), inference.features[0].end());
        return inference;
    }
    for (const std::vector<std::int8_t>& features : inference.features)
        m_bank.insert(m_bank.end(), features.begin(), features.end());
    m_labels.push_back(label);
    return inference;
}

Decision BoardTwin::decideAt(int exit, const SampleFeatures& features, std::vector<float>& logits)
{
    logits.resize(static_cast<std::size_t>(m_classes));
    headLogits(m_heads[exit].head, m_heads[exit].scaling, features, logits.data());
    return decide(logits.data(), m_classes, ConfidenceMeasure::maxProbability, 1.0F);
}

BoardTwin::Inference BoardTwin::infer(const std::uint8_t* rgb, InferMode mode)
{
    Inference inference;
    m_run.executor().setPicture(rgb);
    if (mode != InferMode::full) {
        runTo(0, inference);
        inference.answer = decideAt(0, {inference.features[0].data()}, inference.logits[0]);
        inference.partConfidence = inference.answer.confidence;
        if (mode == InferMode::part || partAnswers(inference.partConfidence, m_threshold))
            return inference;
    }
    runTo(1, inference);
    const std::int8_t* part = m_run.executor().feature(imageExit(0));
    inference.answer = decideAt(1, {inference.features[1].data(), part, dimensions(0)}, inference.logits[1]);
    inference.exit = 1;
    return inference;
}

Result<std::vector<std::uint8_t>> BoardTwin::train(const TrainRequest& request)
{
    for (int exit = 0; exit < kWireExits; ++exit) {
        FeatureBank bank;
        bank.samples = samples();
        bank.dimensions = m_heads[exit].head.dimensions;
        bank.values = m_bank.data();
        bank.stride = dimensions(0) + dimensions(1);
        bank.labels = m_labels.data();
        std::vector<float> scratch(
            HeadTrainer::scratchBytes(m_classes, bank.dimensions, samples()) / sizeof(float) + 1);
        HeadTrainer trainer;
        const Error error =
            trainer.begin(bank, m_heads[exit].head, m_heads[exit].scaling, trainingOptions(request),
                          reinterpret_cast<std::uint8_t*>(scratch.data()), scratch.size() * sizeof(float));
        if (error != Error::none)
            return Failure{error, "The twin cannot train with these samples and settings."};
        while (!trainer.finished())
            trainer.runEpoch();
    }
    m_threshold = kNeverThreshold;
    return m_blob;
}

Result<float> BoardTwin::calibrate(float ratio)
{
    const bool own = !m_calibration.empty();
    const std::vector<std::int8_t>& from = own ? m_calibration : m_bank;
    const int row = dimensions(0) + (own ? 0 : dimensions(1));
    std::vector<float> confidences;
    std::vector<float> logits;
    for (std::size_t at = 0; at < from.size(); at += static_cast<std::size_t>(row))
        confidences.push_back(decideAt(0, {from.data() + at}, logits).confidence);
    float threshold = 0.0F;
    const Error error = thresholdFromConfidences(
        confidences.data(), static_cast<std::int32_t>(confidences.size()), ratio, threshold);
    if (error != Error::none)
        return Failure{error, "The twin cannot calibrate with these samples."};
    m_threshold = threshold;
    return threshold;
}

} // namespace microt
