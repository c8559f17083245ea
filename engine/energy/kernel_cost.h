// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/model/cost.h"

namespace microt {

/// What an operator's cost grows with. Instructions of one operator: the sum of its amounts times the
/// coefficients of its kernel. Boards' convolutions take two channels of four pixels at a time, depthwise
/// ones four or three outputs of a row (firmware/kernels): what idles there is counted.
enum class CostTerm {
    mac,     ///< multiply-accumulates of convolutions
    output,  ///< output numbers: requantization, clamp, store
    input,   ///< input numbers brought into place: of a convolution its windows', else those of the input
    pass,    ///< groups of depthwise outputs
    channel, ///< output channels: their constants, a depthwise one's weights
    row,     ///< rows of all output channels
    op,      ///< once
};
constexpr std::size_t kCostTermCount = 7;
using CostTerms = std::array<double, kCostTermCount>;

/// Stable lower-case name, as in board profiles.
const char* costTermName(CostTerm term);

/// Amounts of one operator.
CostTerms costTermsOf(const OpCost& op);

/// The instructions of one kernel: of all operators of a kind, or of those with this window and stride.
struct KernelCost
{
    WorkKind kind = WorkKind::convolution;
    int window = 0; ///< columns; 0: any
    int stride = 0; ///< 0: any
    CostTerms instructions{};

    /// Convolutions in groups are covered by none.
    bool covers(const OpCost& op) const;
    double of(const OpCost& op) const;
    /// For people: "pointwise", "depthwise 7x7 stride 2".
    std::string describe() const;
};

/// The first that covers `op`, or null.
const KernelCost* kernelCostOf(const std::vector<KernelCost>& kernels, const OpCost& op);

/// An operator and what a board counted.
struct CountedOp
{
    OpCost op;
    double instructions = 0.0;
};

/// How far a fit is from what was counted, as shares of that.
struct Residuals
{
    double median = 0.0;
    double worst = 0.0;
};

/// Coefficients for every kernel among `counted`, by least squares of the relative errors, none negative:
/// terms that would be are left out one by one. A depthwise kernel for each window and stride; one for every
/// other kind.
std::vector<KernelCost> fitKernelCosts(const std::vector<CountedOp>& counted);

/// Of the operators that some kernel covers.
Residuals residualsOf(const std::vector<KernelCost>& kernels, const std::vector<CountedOp>& counted);

} // namespace microt
