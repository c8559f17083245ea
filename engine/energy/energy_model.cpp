// SPDX-License-Identifier: Apache-2.0
#include "engine/energy/energy_model.h"

#include <string>
#include <utility>

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
    std::vector<double> rates(between.size() + 1, 0.0);
    rates.front() = exitRate;
    return at(rates);
}

EnergyFigure StageEnergy::answeredAt(std::size_t exit) const
{
    std::vector<double> rates(between.size() + 1, 0.0);
    if (exit < rates.size())
        rates[exit] = 1.0;
    return at(rates);
}

EnergyFigure StageEnergy::at(const std::vector<double>& rates) const
{
    EnergyFigure figure = part;
    double come = 1.0;
    const auto add = [&](std::size_t exit, const EnergyFigure& stage) {
        come -= exit < rates.size() ? rates[exit] : 0.0;
        figure.millijoule += come * stage.millijoule;
        figure.milliseconds += come * stage.milliseconds;
    };
    for (std::size_t exit = 0; exit < between.size(); ++exit)
        add(exit, between[exit]);
    add(between.size(), rest);
    return figure;
}

double StageEnergy::saving(double exitRate) const
{
    return fullOnly.millijoule > 0.0 ? 1.0 - at(exitRate).millijoule / fullOnly.millijoule : 0.0;
}

double StageEnergy::saving(const std::vector<double>& rates) const
{
    return fullOnly.millijoule > 0.0 ? 1.0 - at(rates).millijoule / fullOnly.millijoule : 0.0;
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
    StageEnergy energy;
    std::vector<std::size_t> exits;
    std::size_t done = 0; // operators
    double pooled = 0.0;  // cycles of all poolings so far
    double all = 0.0;     // of operators and poolings
    const auto goTo = [&](int cut, std::int64_t headMacs) -> Result<EnergyFigure> {
        const std::optional<std::size_t> place = placeOfCut(cost, cut);
        const std::size_t ops = place ? cost.cuts[*place].opCount : 0;
        if (ops == 0 || ops > cost.ops.size())
            return Failure{Error::invalidArgument, "The extractor has no cut " + std::to_string(cut) + "."};
        if (ops <= done)
            return Failure{Error::invalidArgument, "The cuts of the exits do not rise."};
        exits.push_back(*place);
        double pools = 0.0;
        for (const std::size_t seen : placesSeen(exits, work.sight))
            if (const std::size_t last = cost.cuts[seen].opCount; last > 0)
                pools += cyclesOf(poolCost(cost.ops[last - 1]), board);
        const double cycles =
            modelledCycles(cost.ops.data() + done, ops - done, board) + pools - std::exchange(pooled, pools);
        done = ops;
        all += cycles;
        return energyOfCycles(cycles + cyclesOf(headCost(headMacs), board), board);
    };
    MICROT_TRY(energy.part, goTo(work.cut, work.partHeadMacs));
    for (const StageWork::Exit& exit : work.between) {
        MICROT_TRY(EnergyFigure stage, goTo(exit.cut, exit.headMacs));
        energy.between.push_back(stage);
    }
    const double rest = modelledCycles(cost.ops.data() + done, cost.ops.size() - done, board) +
                        cyclesOf(headCost(work.fullHeadMacs), board);
    energy.rest = energyOfCycles(rest, board);
    energy.fullOnly = energyOfCycles(all + rest, board);
    return energy;
}

} // namespace microt
