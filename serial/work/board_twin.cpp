// SPDX-License-Identifier: Apache-2.0
#include "serial/work/board_twin.h"

#include <algorithm>

#include "serial/link/board.h"

namespace microt {

using namespace protocol;

BoardTwin::BoardTwin(Twin twin, int classes)
    : m_twin(std::move(twin)), m_run(m_twin), m_answering(answeringExits(image()))
{
    m_shape.classes = static_cast<std::uint16_t>(classes);
    m_shape.exits = static_cast<std::uint16_t>(m_answering.count);
    std::uint16_t seen = 0;
    for (int exit = 0; exit < m_shape.exits; ++exit)
        m_shape.dimensions[exit] = seen = static_cast<std::uint16_t>(seen + dimensions(exit));
    m_blob.resize(m_shape.bytes());
    writeHeadsShape(m_shape, m_blob.data());
    m_heads = headsInBlob(m_blob.data(), m_shape);
    m_thresholds.assign(m_shape.exits - 1U, kNeverThreshold);
}

Result<BoardTwin> BoardTwin::create(const std::vector<std::uint8_t>& image, int classes)
{
    MICROT_TRY(Twin twin, Twin::create(image));
    return BoardTwin(std::move(twin), classes);
}

void BoardTwin::runTo(int exit, Inference& inference)
{
    static_cast<void>(m_run.executor().runTo(m_answering.imageExit[exit])); // checked with the image
    FeaturePiece pieces[AnsweringExits::kMaxPieces];
    m_answering.features(m_run.executor(), image(), exit + 1, pieces);
    std::vector<std::int8_t>& features = inference.features.emplace_back();
    for (int piece = exit == 0 ? 0 : m_answering.pieces[exit - 1]; piece < m_answering.pieces[exit]; ++piece)
        features.insert(features.end(), pieces[piece].values, pieces[piece].values + pieces[piece].count);
}

BoardTwin::Inference BoardTwin::extract(const std::uint8_t* rgb, std::uint8_t label)
{
    Inference inference;
    m_run.executor().setPicture(rgb);
    std::vector<std::int8_t>& bank = label == kNoLabel ? m_calibration : m_bank;
    for (int exit = 0; exit < m_shape.exits; ++exit) {
        runTo(exit, inference);
        bank.insert(bank.end(), inference.features.back().begin(), inference.features.back().end());
    }
    if (label != kNoLabel)
        m_labels.push_back(label);
    return inference;
}

std::vector<std::vector<std::int8_t>> BoardTwin::features(const std::uint8_t* rgb)
{
    Inference inference;
    m_run.executor().setPicture(rgb);
    for (int exit = 0; exit < m_shape.exits; ++exit)
        runTo(exit, inference);
    return std::move(inference.features);
}

Decision BoardTwin::answer(const std::vector<std::vector<std::int8_t>>& features) const
{
    FeaturePiece pieces[kMaxWireExits];
    for (int exit = 0; exit < m_shape.exits; ++exit)
        pieces[exit] = {features[static_cast<std::size_t>(exit)].data(), dimensions(exit)};
    std::vector<float> logits(m_shape.classes);
    return answerAt(m_heads, m_shape.exits - 1, pieces, {}, logits.data());
}

bool BoardTwin::hasSample(const std::uint8_t* rgb)
{
    std::vector<std::int8_t> row;
    for (const std::vector<std::int8_t>& exit : features(rgb))
        row.insert(row.end(), exit.begin(), exit.end());
    for (auto at = m_bank.begin(); at != m_bank.end(); at += static_cast<std::ptrdiff_t>(row.size()))
        if (std::equal(row.begin(), row.end(), at))
            return true;
    return false;
}

Status BoardTwin::addFeatures(const std::vector<std::int8_t>& features, std::uint8_t label)
{
    int dimensionsOfAll = 0;
    for (int exit = 0; exit < m_shape.exits; ++exit)
        dimensionsOfAll += dimensions(exit);
    if (static_cast<int>(features.size()) != dimensionsOfAll)
        return Failure{Error::shapeMismatch, "The sample is of another network."};
    std::vector<std::int8_t>& bank = label == kNoLabel ? m_calibration : m_bank;
    bank.insert(bank.end(), features.begin(), features.end());
    if (label != kNoLabel)
        m_labels.push_back(label);
    return {};
}

Status BoardTwin::useHeads(const std::vector<std::uint8_t>& blob, const std::vector<float>& thresholds)
{
    HeadsShape shape;
    if (readHeadsShape(blob.data(), static_cast<std::uint32_t>(blob.size()), shape) != Error::none)
        return Failure{Error::malformed, "These are no heads of a board."};
    const bool same = blob.size() == m_blob.size() &&
                      std::equal(blob.begin(), blob.begin() + m_shape.headerBytes(), m_blob.begin());
    if (!same || thresholds.size() != m_thresholds.size())
        return Failure{Error::shapeMismatch, "The heads are of another network or of other classes."};
    std::copy(blob.begin(), blob.end(), m_blob.begin()); // m_heads stay where they are
    m_thresholds = thresholds;
    return {};
}

std::vector<int> BoardTwin::samplesPerClass() const
{
    std::vector<int> counts(m_shape.classes);
    for (const std::uint8_t label : m_labels)
        ++counts[label];
    return counts;
}

BoardTwin::Inference BoardTwin::infer(const std::uint8_t* rgb, int exit)
{
    Inference inference;
    m_run.executor().setPicture(rgb);
    const int end = m_shape.exits - 1;
    const int only = exit == kLastExit ? end : exit;
    FeaturePiece pieces[kMaxWireExits];
    for (int at = 0; at <= end; ++at) {
        runTo(at, inference);
        pieces[at] = {inference.features.back().data(), dimensions(at)};
        inference.logits.emplace_back();
        inference.confidences.push_back(0.0F);
        if (only != kAnyExit && only != at)
            continue;
        inference.logits.back().resize(m_shape.classes);
        inference.answer = answerAt(m_heads, at, pieces, {}, inference.logits.back().data());
        inference.confidences.back() = inference.answer.confidence;
        if (at == only || at == end ||
            partAnswers(inference.answer.confidence, m_thresholds[static_cast<std::size_t>(at)]))
            break;
    }
    return inference;
}

Result<std::vector<std::uint8_t>> BoardTwin::train(const TrainRequest& request)
{
    for (int exit = 0; exit < m_shape.exits; ++exit) {
        const Heads::Head& at = m_heads.at[exit];
        FeatureBank bank;
        bank.samples = samples();
        bank.dimensions = at.head.dimensions;
        bank.values = m_bank.data();
        bank.stride = m_shape.dimensions[m_shape.exits - 1];
        bank.labels = m_labels.data();
        std::vector<float> scratch(
            HeadTrainer::scratchBytes(m_shape.classes, bank.dimensions, samples()) / sizeof(float) + 1);
        HeadTrainer trainer;
        const Error error =
            trainer.begin(bank, at.head, at.scaling, trainingOptions(request),
                          reinterpret_cast<std::uint8_t*>(scratch.data()), scratch.size() * sizeof(float));
        if (error != Error::none)
            return Failure{error, "The twin cannot train with these samples and settings."};
        while (!trainer.finished())
            trainer.runEpoch();
    }
    std::fill(m_thresholds.begin(), m_thresholds.end(), kNeverThreshold);
    return m_blob;
}

Result<std::vector<float>> BoardTwin::calibrate(float ratio)
{
    const std::vector<std::int8_t>& from = m_calibration.empty() ? m_bank : m_calibration;
    const std::size_t row = m_shape.dimensions[m_shape.exits - 1];
    const std::size_t samples = from.size() / row;
    FeaturePiece pieces[kMaxWireExits];
    const auto featuresOf = [&](int sample) {
        const std::int8_t* next = from.data() + static_cast<std::size_t>(sample) * row;
        for (int exit = 0; exit < m_shape.exits; next += dimensions(exit++))
            pieces[exit] = {next, dimensions(exit)};
        return pieces;
    };
    std::vector<float> confidences(samples);
    std::vector<float> logits(m_shape.classes);
    Thresholds thresholds;
    const Error error = calibrateHeads(m_heads, {}, ratio, static_cast<int>(samples), featuresOf,
                                       confidences.data(), logits.data(), thresholds);
    if (error != Error::none)
        return Failure{error, "The twin cannot calibrate with these samples."};
    return m_thresholds = vectorOf(thresholds);
}

} // namespace microt
