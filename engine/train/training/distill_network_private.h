// SPDX-License-Identifier: Apache-2.0
// Private to engine/train: includes torch.
#pragma once

#include "engine/train/training/distill_data.h"
#include "engine/train/training/trainer_private.h"

namespace microt {

/// A student with what its losses need: matching layers to the teacher's dimension, classifiers.
class DistillNetwork : public TrainedModule
{
public:
    /// `graph` has one cut, or none. `classes`: of the labels; 0: none.
    DistillNetwork(const Graph& graph, const DistillOptions& options, int dimensions, int classes);

    /// The weighted sum, then fullTeacher, fullLabel, partLabel, partTeacher (0 where not used).
    std::vector<torch::Tensor> losses(const torch::Tensor& input, const BatchTargets& targets) override;

    const TorchNetwork& body() const { return *m_body; }
    TorchNetwork& body() { return *m_body; }

    /// Full features [N, channels] as the teacher's embedding.
    torch::Tensor match(const torch::Tensor& features) const;

private:
    /// A linear layer whose numbers follow from the run's seed; registered under `name`.
    torch::nn::Linear layer(const std::string& name, int inputs, int outputs, std::uint64_t stream);
    torch::Tensor distance(const torch::Tensor& predicted, const torch::Tensor& target) const;

    DistillOptions m_options;
    std::shared_ptr<TorchNetwork> m_body;
    torch::nn::Linear m_fullMatch{nullptr};
    torch::nn::Linear m_partMatch{nullptr};
    torch::nn::Linear m_fullClassifier{nullptr};
    torch::nn::Linear m_partClassifier{nullptr};
};

/// Fills in how far the student's matched embeddings of the pictures held out on all ranks are from the
/// teacher's. `graph` has the network's weights. Errors: those of FloatExecutor and
/// TrainingPictures::picture, rankLost.
Status measureHeldOut(const Graph& graph, const DistillNetwork& network, const DistillData& data,
                      const ComputePlace& place, WorkerPool& workers, DistillEpoch& result);

} // namespace microt
