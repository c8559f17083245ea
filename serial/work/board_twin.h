// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "engine/runtime/confidence.h"
#include "engine/twin/twin.h"
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
        std::vector<std::int8_t> features[protocol::kWireExits];
        std::vector<float> logits[protocol::kWireExits]; ///< empty where the head did not run
        Decision answer;
        int exit = 0;
        float partConfidence = 0.0F;
    };

    /// Runs the picture, uint8 [resolution, resolution, 3], and puts a sample into the bank; one without a
    /// label (protocol::kNoLabel) serves calibration alone.
    Inference extract(const std::uint8_t* rgb, std::uint8_t label);
    Inference infer(const std::uint8_t* rgb, protocol::InferMode mode);

    /// Trains both heads on the bank; afterwards they answer. The heads blob as the board stores it. Errors:
    /// as the board's train.
    Result<std::vector<std::uint8_t>> train(const protocol::TrainRequest& request);

    /// The threshold for a ratio from the part confidences of the samples without a label, or of all if every
    /// one has a label. Errors: as the board's calibrate.
    Result<float> calibrate(float ratio);

    int samples() const { return static_cast<int>(m_labels.size()); }
    const ImageView& image() const { return m_twin.image(); }
    Executor& executor() { return m_run.executor(); }

private:
    BoardTwin(Twin twin, int classes);
    int imageExit(int exit) const { return exit == 0 ? 0 : image().header->exitCount - 1; }
    int dimensions(int exit) const { return image().feature(imageExit(exit)).channels; }
    Decision decideAt(int exit, const SampleFeatures& features, std::vector<float>& logits);
    void runTo(int exit, Inference& inference);

    Twin m_twin;
    TwinRun m_run;
    int m_classes;
    std::vector<std::int8_t> m_bank; ///< of labelled samples: part and full features in turn
    std::vector<std::uint8_t> m_labels;
    std::vector<std::int8_t> m_calibration;             ///< part features of samples without a label
    std::vector<std::uint8_t> m_blob;                   ///< of the heads
    protocol::StoredHead m_heads[protocol::kWireExits]; ///< in it
    float m_threshold = protocol::kNeverThreshold;
};

} // namespace microt
