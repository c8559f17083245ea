// SPDX-License-Identifier: Apache-2.0
#include "engine/energy/kernel_cost.h"

#include <gtest/gtest.h>

namespace microt {
namespace {

OpCost convolution(int side, int inputs, int outputs, int window)
{
    OpCost op;
    op.kind = window == 1 ? WorkKind::pointwise : WorkKind::convolution;
    op.input = {side, side, inputs};
    op.output = {side, side, outputs};
    op.window = {window, window, 1, 1, window / 2, window / 2};
    op.macs = op.output.elements() * window * window * inputs;
    return op;
}

OpCost depthwise(int side, int channels, int window, int stride)
{
    OpCost op;
    op.kind = WorkKind::depthwise;
    op.input = {side * stride, side * stride, channels};
    op.output = {side, side, channels};
    op.window = {window, window, stride, stride, window / 2, window / 2};
    op.macs = op.output.elements() * window * window;
    return op;
}

double amount(const OpCost& op, CostTerm term)
{
    return costTermsOf(op)[static_cast<std::size_t>(term)];
}

TEST(CostTerms, CountWhatIdlesInAPass)
{
    // 9 pixels are 12 in fours, 5 channels are 6 in pairs.
    EXPECT_EQ(amount(convolution(3, 8, 5, 1), CostTerm::mac), 12.0 * 6 * 8);
    EXPECT_EQ(amount(convolution(3, 8, 5, 1), CostTerm::output), 12.0 * 6);
    EXPECT_EQ(amount(convolution(3, 2, 5, 3), CostTerm::input), 12.0 * 18);
    // Rows of 4 + 4, 4 + 4 + 3, 3 + 3, of 5 in two that overlap, of 1.
    for (const auto& [side, passes] : {std::pair{8, 2}, {11, 3}, {6, 2}, {5, 2}, {1, 1}, {7, 2}, {9, 3}})
        EXPECT_EQ(amount(depthwise(side, 3, 5, 1), CostTerm::pass), 3.0 * side * passes) << side;
}

TEST(KernelCost, CoversItsWindowAndStrideAndNoGroups)
{
    KernelCost kernel;
    kernel.kind = WorkKind::depthwise;
    kernel.window = 5;
    kernel.stride = 2;
    EXPECT_TRUE(kernel.covers(depthwise(4, 8, 5, 2)));
    EXPECT_FALSE(kernel.covers(depthwise(4, 8, 5, 1)));
    EXPECT_FALSE(kernel.covers(depthwise(4, 8, 3, 2)));
    kernel = {};
    OpCost op = convolution(4, 8, 8, 3);
    EXPECT_TRUE(kernel.covers(op));
    op.macs /= 2; // two groups
    EXPECT_FALSE(kernel.covers(op));
}

TEST(FitKernelCosts, FindsTheCoefficientsAndLeavesOutWhatIsNegative)
{
    std::vector<CountedOp> counted;
    for (const int side : {4, 8, 12, 20})
        for (const int channels : {8, 24, 60}) {
            counted.push_back({convolution(side, channels, 2 * channels, 1), 0.0});
            counted.push_back({depthwise(side, channels, 7, 1), 0.0});
        }
    for (CountedOp& one : counted)
        one.instructions =
            one.op.kind == WorkKind::pointwise
                ? 0.8 * amount(one.op, CostTerm::mac) + 7.0 * amount(one.op, CostTerm::output) + 500.0
                : 150.0 * amount(one.op, CostTerm::pass) + 300.0 * amount(one.op, CostTerm::channel);
    const auto kernels = fitKernelCosts(counted);
    ASSERT_EQ(kernels.size(), 2U);
    EXPECT_EQ(kernels[1].window, 7);
    EXPECT_NEAR(kernels[0].instructions[static_cast<std::size_t>(CostTerm::mac)], 0.8, 1e-3);
    for (const KernelCost& kernel : kernels)
        for (const double coefficient : kernel.instructions)
            EXPECT_GE(coefficient, 0.0);
    const Residuals residuals = residualsOf(kernels, counted);
    EXPECT_LT(residuals.worst, 1e-3);
}

} // namespace
} // namespace microt
