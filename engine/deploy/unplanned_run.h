// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "engine/model/quant_model.h"

namespace microt {

/// Runs the operators of a model one by one with the reference kernels, every tensor in memory of its own:
/// slow, but everything that was computed can be looked at afterwards. `model` must outlive it; its operators
/// may change between runs, its tensors may not.
class UnplannedRun
{
public:
    explicit UnplannedRun(const QuantModel& model);

    /// `pixels`: a fitted picture, uint8 [height, width, channels], through the model's input table.
    void setPicture(const std::uint8_t* pixels);
    void setInput(const std::int8_t* values); ///< quantized already

    void run(const QuantOp& op); ///< of the model's `ops` or `classifier`, in order

    /// int8 [height, width, channels] of tensor `index` of the model.
    const std::vector<std::int8_t>& tensor(int index) const
    {
        return m_memory[static_cast<std::size_t>(index)];
    }

private:
    const QuantModel* m_model;
    std::vector<std::vector<std::int8_t>> m_memory;
};

} // namespace microt
