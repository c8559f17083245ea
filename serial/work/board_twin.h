// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "engine/twin/twin.h"
#include "serial/protocol/answering_exits.h"
#include "serial/protocol/heads_blob.h"
#include "serial/protocol/run_messages.h"

namespace microt {

/// What a board with this image would do, computed here with the same arithmetic: samples, training,
/// threshold, inference. One task.
class BoardTwin
{
public:
    /// Errors: those of Twin::create.
    static Result<BoardTwin> create(const std::vector<std::uint8_t>& image, int classes);

    struct Inference
    {
        std::vector<std::vector<std::int8_t>> features; ///< of every exit up to the one that answered
        std::vector<std::vector<float>> logits;         ///< as many; empty where the head was not asked
        std::vector<float> confidences;                 ///< as many; 0 where the head was not asked
        Decision answer;
        int exit() const { return static_cast<int>(features.size()) - 1; }
    };

    /// Runs the picture, fitted for its image, and puts a sample into the bank; one without a
    /// label (protocol::kNoLabel) serves calibration alone.
    Inference extract(const std::uint8_t* rgb, std::uint8_t label);
    /// What the picture's features are, int8 of every exit; the bank stays as it is.
    std::vector<std::vector<std::int8_t>> features(const std::uint8_t* rgb);
    /// What the last exit's head answers to the features of every exit.
    Decision answer(const std::vector<std::vector<std::int8_t>>& features) const;
    /// A sample as another bank holds it: int8 features of every exit in turn. Error: shapeMismatch.
    Status addFeatures(const std::vector<std::int8_t>& features, std::uint8_t label);
    /// Answers with heads that a board trained, and its thresholds, one for every exit but the last. Errors:
    /// malformed, shapeMismatch.
    Status useHeads(const std::vector<std::uint8_t>& blob, const std::vector<float>& thresholds);

    /// `exit` as protocol::InferRequest.
    Inference infer(const std::uint8_t* rgb, int exit = protocol::kAnyExit);

    /// Trains all heads on the bank; afterwards they answer. The heads blob as the board stores it. Errors:
    /// as the board's train.
    Result<std::vector<std::uint8_t>> train(const protocol::TrainRequest& request);

    /// The thresholds for a ratio from the samples without a label, or from all if every one has a label.
    /// Errors: as the board's calibrate.
    Result<std::vector<float>> calibrate(float ratio);

    int exits() const { return m_shape.exits; }
    int dimensions(int exit) const { return m_answering.dimensions[exit]; } ///< of its features
    /// Whether a sample with a label has the picture's features.
    bool hasSample(const std::uint8_t* rgb);
    int samples() const { return static_cast<int>(m_labels.size()); } ///< with a label
    std::vector<int> samplesPerClass() const;                         ///< with a label
    const ImageView& image() const { return m_twin.image(); }
    Executor& executor() { return m_run.executor(); }

private:
    BoardTwin(Twin twin, int classes);
    void runTo(int exit, Inference& inference);

    Twin m_twin;
    TwinRun m_run;
    protocol::AnsweringExits m_answering;
    protocol::HeadsShape m_shape;
    std::vector<std::int8_t> m_bank; ///< of labelled samples: features of all exits in turn
    std::vector<std::uint8_t> m_labels;
    std::vector<std::int8_t> m_calibration; ///< the same of samples without a label
    std::vector<std::uint8_t> m_blob;       ///< of the heads
    protocol::Heads m_heads;                ///< in it
    std::vector<float> m_thresholds;
};

} // namespace microt
