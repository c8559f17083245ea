// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/base/fields.h"
#include "engine/energy/board_profile.h"
#include "engine/model/cost.h"
#include "engine/model/sight.h"

namespace microt {

/// Where an energy figure comes from. A figure is never shown without it.
enum class Provenance { modelled, counted, metered };
constexpr std::array<const char*, 3> namesOf(Provenance)
{
    return {"modelled", "counted", "metered"};
}

/// Energy and time of one picture.
struct EnergyFigure
{
    double millijoule = 0.0;
    double milliseconds = 0.0;
    Provenance provenance = Provenance::modelled;
};

/// Modelled cost of one picture in two stages on one board:
/// E(exitRate) = E_part + (1 - exitRate) E_rest + heads (MicroT, section on stage-decision; the heads' share
/// is ours: the part head always runs, the full head for the late samples). Active power times time; sleep
/// between pictures is not included. Of further exits each costs what lies between it and the one before, for
/// the pictures that come to it.
struct StageEnergy
{
    EnergyFigure part;     ///< part model with its poolings and head
    EnergyFigure rest;     ///< from the last cut to the full embedding, with the full head
    EnergyFigure fullOnly; ///< every picture by the full model and its head; what earlier heads see is
                           ///< pooled as well, as a board's image does and the full head needs
    std::vector<EnergyFigure> between{}; ///< to each further exit, with its poolings and head

    /// `exitRate`: answered by the part model, the others by the full one; further exits never answer.
    EnergyFigure at(double exitRate) const;
    /// Of a picture that this exit answers, 0 for the part model's.
    EnergyFigure answeredAt(std::size_t exit) const;
    /// `rates`: share of all pictures that each exit but the last answers.
    EnergyFigure at(const std::vector<double>& rates) const;
    /// 1 - at(...) / fullOnly: negative when staging costs more than it saves.
    double saving(double exitRate) const;
    double saving(const std::vector<double>& rates) const;
};

/// Cycles of a list of operators on a board.
double modelledCycles(const OpCost* ops, std::size_t count, const BoardProfile& board);

/// Time at the board's clock, and active power times it; modelled.
EnergyFigure energyOfCycles(double cycles, const BoardProfile& board);

/// What a stage-decision runs beside the network.
struct StageWork
{
    int cut = 0; ///< one of GraphCost::cuts
    Sight sight; ///< each cut that heads see is pooled
    std::int64_t partHeadMacs = 0;
    std::int64_t fullHeadMacs = 0;

    struct Exit
    {
        int cut = 0; ///< behind the one before
        std::int64_t headMacs = 0;
    };
    std::vector<Exit> between{}; ///< exits between part and full
};

/// Head MACs count as WorkKind::linear. Errors: invalidArgument (no such cut, cuts that do not rise).
Result<StageEnergy> modelStageEnergy(const GraphCost& cost, const StageWork& work, const BoardProfile& board);

} // namespace microt
