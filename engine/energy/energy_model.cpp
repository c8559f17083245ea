// SPDX-License-Identifier: Apache-2.0
#include "engine/energy/energy_model.h"

#include <algorithm>

namespace microt {

namespace {

OpCost headCost(std::int64_t macs)
{
    OpCost cost;
    cost.kind = WorkKind::linear;
    cost.macs = macs;
    return cost;
}

/// Pooling of the tensor at a cut: each of its features costs as a mean does.
OpCost poolCost(const OpCost& last)
{
    OpCost cost;
    cost.kind = WorkKind::pool;
    cost.elements = kCutFeaturesPerChannel * last.output.elements();
    return cost;
}

double cyclesOf(const OpCost& cost, const BoardProfile& board)
{
    return modelledCycles(&cost, 1, board);
}

} // namespace

EnergyFigure StageEnergy::at(double exitRate) const
{
    EnergyFigure figure;
    figure.millijoule = part.millijoule + (1.0 - exitRate) * rest.millijoule;
    figure.milliseconds = part.milliseconds + (1.0 - exitRate) * rest.milliseconds;
    figure.provenance = part.provenance;
    return figure;
}

double StageEnergy::saving(double exitRate) const
{
    return fullOnly.millijoule > 0.0 ? 1.0 - at(exitRate).millijoule / fullOnly.millijoule : 0.0;
}

EnergyFigure energyOfCycles(double cycles, const BoardProfile& board)
{
    EnergyFigure figure;
    figure.milliseconds = cycles / board.clockHz.value * 1e3;
    figure.millijoule = board.activeMilliwatt.value * figure.milliseconds * 1e-3;
    return figure;
}

double modelledCycles(const OpCost* ops, std::size_t count, const BoardProfile& board)
{
    double cycles = 0.0;
    for (const OpCost* op = ops; op != ops + count; ++op) {
        if (const KernelCost* kernel = kernelCostOf(board.kernels, *op)) {
            cycles += kernel->of(*op) * board.cyclesPerInstruction.value;
            continue;
        }
        const auto kind = static_cast<std::size_t>(op->kind);
        cycles += board.cyclesPerMac[kind].value * static_cast<double>(op->macs) +
                  board.cyclesPerElement[kind].value * static_cast<double>(op->elements) +
                  board.cyclesPerOp.value;
    }
    return cycles;
}

Result<StageEnergy> modelStageEnergy(const GraphCost& cost, const StageWork& work, const BoardProfile& board)
{
    const auto found = std::find_if(cost.cuts.begin(), cost.cuts.end(),
                                    [&work](const CutCost& cut) { return cut.cut == work.cut; });
    if (found == cost.cuts.end() || found->opCount == 0 || found->opCount > cost.ops.size())
        return Failure{Error::invalidArgument, "The extractor has no cut " + std::to_string(work.cut) + "."};

    const std::size_t partOps = found->opCount;
    const double partCycles = modelledCycles(cost.ops.data(), partOps, board);
    const double restCycles = modelledCycles(cost.ops.data() + partOps, cost.ops.size() - partOps, board);
    const double fullHeadCycles = cyclesOf(headCost(work.fullHeadMacs), board);
    double poolCycles = 0.0;
    for (const std::size_t seen : placesSeen(static_cast<std::size_t>(found - cost.cuts.begin()), work.sight))
        if (const std::size_t ops = cost.cuts[seen].opCount; ops > 0)
            poolCycles += cyclesOf(poolCost(cost.ops[ops - 1]), board);

    StageEnergy energy;
    energy.part =
        energyOfCycles(partCycles + poolCycles + cyclesOf(headCost(work.partHeadMacs), board), board);
    energy.rest = energyOfCycles(restCycles + fullHeadCycles, board);
    energy.fullOnly = energyOfCycles(partCycles + poolCycles + restCycles + fullHeadCycles, board);
    return energy;
}

} // namespace microt
