// SPDX-License-Identifier: Apache-2.0
#include "engine/energy/kernel_cost.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace microt {

namespace {

using Matrix = std::array<CostTerms, kCostTermCount>;

/// Solves a symmetric system in the unknowns `used` by elimination; those that hang together get 0.
CostTerms solve(Matrix matrix, CostTerms right, const std::vector<std::size_t>& used)
{
    constexpr double kSingular = 1e-12;
    std::vector<std::size_t> solved;
    for (const std::size_t pivot : used) {
        if (!(std::fabs(matrix[pivot][pivot]) > kSingular))
            continue;
        solved.push_back(pivot);
        for (const std::size_t row : used) {
            if (row == pivot)
                continue;
            const double factor = matrix[row][pivot] / matrix[pivot][pivot];
            for (const std::size_t column : used)
                matrix[row][column] -= factor * matrix[pivot][column];
            right[row] -= factor * right[pivot];
        }
    }
    CostTerms solution{};
    for (const std::size_t at : solved)
        solution[at] = right[at] / matrix[at][at];
    return solution;
}

/// Least squares of sum_t amount[t] x[t] / counted = 1, x >= 0.
CostTerms fit(const std::vector<const CountedOp*>& ops)
{
    std::vector<CostTerms> rows;
    CostTerms scale{}; // so that all unknowns are of one size
    for (const CountedOp* counted : ops) {
        CostTerms row = costTermsOf(counted->op);
        for (std::size_t t = 0; t < kCostTermCount; ++t) {
            row[t] /= counted->instructions;
            scale[t] = std::max(scale[t], row[t]);
        }
        rows.push_back(row);
    }
    Matrix matrix{};
    CostTerms right{};
    std::vector<std::size_t> used;
    for (std::size_t a = 0; a < kCostTermCount; ++a) {
        if (scale[a] > 0.0)
            used.push_back(a);
        for (const CostTerms& row : rows) {
            right[a] += scale[a] > 0.0 ? row[a] / scale[a] : 0.0;
            for (std::size_t b = 0; b < kCostTermCount; ++b)
                if (scale[a] > 0.0 && scale[b] > 0.0)
                    matrix[a][b] += row[a] / scale[a] * (row[b] / scale[b]);
        }
    }
    CostTerms solution{};
    while (!used.empty()) {
        solution = solve(matrix, right, used);
        const auto least = std::min_element(used.begin(), used.end(), [&](std::size_t a, std::size_t b) {
            return solution[a] < solution[b];
        });
        if (solution[*least] >= 0.0)
            break;
        used.erase(least);
    }
    for (std::size_t t = 0; t < kCostTermCount; ++t)
        solution[t] = scale[t] > 0.0 ? solution[t] / scale[t] : 0.0;
    return solution;
}

double roundedUp(int count, int step)
{
    return (count + step - 1) / step * step;
}

/// Groups in a row of depthwise outputs: of four, and of three so that nothing is left over.
int passesOf(int width)
{
    const int inThrees = (4 - width % 4) % 4 * 3;
    const int fours = width >= inThrees ? (width - inThrees) / 4 : 0;
    return fours + (width - 4 * fours + 2) / 3;
}

/// The kernel that an operator belongs to, without numbers.
KernelCost kernelOf(const OpCost& op)
{
    KernelCost kernel;
    kernel.kind = op.kind;
    if (op.kind == WorkKind::depthwise) {
        kernel.window = op.window.width;
        kernel.stride = op.window.strideX;
    }
    return kernel;
}

} // namespace

const char* costTermName(CostTerm term)
{
    switch (term) {
    case CostTerm::mac:
        return "mac";
    case CostTerm::output:
        return "output";
    case CostTerm::input:
        return "input";
    case CostTerm::pass:
        return "pass";
    case CostTerm::channel:
        return "channel";
    case CostTerm::row:
        return "row";
    case CostTerm::op:
        return "op";
    }
    return "";
}

CostTerms costTermsOf(const OpCost& op)
{
    CostTerms terms{};
    const auto set = [&terms](CostTerm term, double amount) {
        terms[static_cast<std::size_t>(term)] = amount;
    };
    const auto channels = static_cast<double>(op.output.channels);
    set(CostTerm::channel, channels);
    set(CostTerm::row, channels * op.output.height);
    set(CostTerm::op, 1.0);
    if (op.kind == WorkKind::convolution || op.kind == WorkKind::pointwise) {
        const double pixels = roundedUp(op.output.height * op.output.width, 4);
        const double outputs = pixels * roundedUp(op.output.channels, 2);
        const double taps = 1.0 * op.window.height * op.window.width * op.input.channels;
        set(CostTerm::mac, outputs * taps);
        set(CostTerm::output, outputs);
        set(CostTerm::input, pixels * taps);
        return terms;
    }
    set(CostTerm::output, static_cast<double>(op.output.elements()));
    set(CostTerm::input, static_cast<double>(op.input.elements()));
    if (op.kind == WorkKind::depthwise)
        set(CostTerm::pass, channels * op.output.height * passesOf(op.output.width));
    return terms;
}

bool KernelCost::covers(const OpCost& op) const
{
    const std::int64_t taps = std::int64_t{op.window.height} * op.window.width;
    const bool dense = op.kind == WorkKind::convolution || op.kind == WorkKind::pointwise;
    if (dense && op.macs != op.output.elements() * taps * op.input.channels)
        return false; // in groups: no board has a kernel for that
    return op.kind == kind && (window == 0 || (op.window.width == window && op.window.height == window)) &&
           (stride == 0 || (op.window.strideX == stride && op.window.strideY == stride));
}

std::string KernelCost::describe() const
{
    std::string text = workKindName(kind);
    if (window > 0)
        text += " " + std::to_string(window) + "x" + std::to_string(window);
    if (stride > 0)
        text += " stride " + std::to_string(stride);
    return text;
}

double KernelCost::of(const OpCost& op) const
{
    const CostTerms amounts = costTermsOf(op);
    double sum = 0.0;
    for (std::size_t t = 0; t < kCostTermCount; ++t)
        sum += amounts[t] * instructions[t];
    return sum;
}

const KernelCost* kernelCostOf(const std::vector<KernelCost>& kernels, const OpCost& op)
{
    for (const KernelCost& kernel : kernels)
        if (kernel.covers(op))
            return &kernel;
    return nullptr;
}

std::vector<KernelCost> fitKernelCosts(const std::vector<CountedOp>& counted)
{
    std::vector<std::pair<KernelCost, std::vector<const CountedOp*>>> groups;
    for (const CountedOp& one : counted) {
        if (!(one.instructions > 0.0))
            continue;
        const KernelCost kernel = kernelOf(one.op);
        auto group = std::find_if(groups.begin(), groups.end(), [&](const auto& other) {
            return other.first.kind == kernel.kind && other.first.window == kernel.window &&
                   other.first.stride == kernel.stride;
        });
        if (group == groups.end())
            group = groups.insert(groups.end(), {kernel, {}});
        group->second.push_back(&one);
    }
    std::vector<KernelCost> kernels;
    for (auto& [kernel, ops] : groups) {
        kernel.instructions = fit(ops);
        kernels.push_back(kernel);
    }
    return kernels;
}

Residuals residualsOf(const std::vector<KernelCost>& kernels, const std::vector<CountedOp>& counted)
{
    std::vector<double> errors;
    for (const CountedOp& one : counted)
        if (const KernelCost* kernel = kernelCostOf(kernels, one.op))
            errors.push_back(std::fabs(kernel->of(one.op) / one.instructions - 1.0));
    if (errors.empty())
        return {};
    std::sort(errors.begin(), errors.end());
    return {errors[errors.size() / 2], errors.back()};
}

} // namespace microt
