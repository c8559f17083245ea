// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/fields.h"
#include "engine/cut/cut_answers.h"
#include "engine/energy/board_profile.h"
#include "engine/model/cost.h"

namespace microt {

// Everything that a task can be set to, at once: networks x boards x confidence measures x cuts x ratios.
// Heads are trained once (answerAtCuts()); the rest is arithmetic on what they said.

/// A network in one precision, with the answers of its heads.
struct ExploredNetwork
{
    std::string name; ///< for people
    GraphCost cost;
    CutAnswers answers;
};

/// One setting and what it gives. Accuracies and rates 0..1. What chooses is estimated from unseen pictures
/// (engine/cut/cut_answers.h); test pictures are only measured.
struct ExplorePoint
{
    int network = 0; ///< index
    int board = 0;   ///< index
    ConfidenceMeasure measure = ConfidenceMeasure::maxProbability;
    int cut = 0;
    double ratio = 0.0;
    double accuracy = 0.0;      ///< staged, of unseen pictures
    double accuracyError = 0.0; ///< its standard error
    /// How far it may lie below the best full model explored, one standard error of the loss added; of this
    /// and of all lower ratios the largest.
    double lossBound = 0.0;
    double exitRate = 0.0;     ///< of unseen pictures
    double testAccuracy = 0.0; ///< measured at the threshold that calibration gives
    double millijoule = 0.0;   ///< modelled, a picture at that exit rate
    double milliseconds = 0.0; ///< the same
    double saving = 0.0;       ///< of energy, against the full model alone on the same board
};

/// What a network takes on any board in int8: modelled, without the firmware.
struct ExploreMemory
{
    std::int64_t sramBytes = 0;  ///< largest sum of activations alive at once, input included
    std::int64_t flashBytes = 0; ///< a byte for each learned number
};
ExploreMemory memoryOf(const GraphCost& cost);
bool fits(const ExploreMemory& memory, const BoardProfile& board);

/// What a point must keep to. Absent: any.
struct ExploreLimits
{
    double acceptedLoss = 1.0;      ///< points under the best full model; only without `accuracy`
    std::optional<double> accuracy; ///< percent at least, one standard error in hand
    std::optional<double> millijoule;
    std::optional<double> milliseconds;
    std::optional<double> sram;  ///< kB at most
    std::optional<double> flash; ///< kB at most

    template <typename Self, typename Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit(self.acceptedLoss,
              Field("acceptedLoss",
                    "Points of accuracy under the best full model that a setting may lose, where no "
                    "accuracy is asked for")
                  .named("loss")
                  .range(0.0, 100.0));
        visit(self.accuracy, Field("accuracy", "Least accuracy on unseen pictures, percent").range(0, 100));
        visit(self.millijoule,
              Field("millijoule", "Most energy a picture, mJ").named("energy").range(0.0, 1e9));
        visit(self.milliseconds,
              Field("milliseconds", "Most time a picture, ms").named("latency").range(0.0, 1e9));
        visit(self.sram, Field("sram", "Most memory for activations, kB").range(0.0, 1e9));
        visit(self.flash, Field("flash", "Most memory for the network's weights, kB").range(0.0, 1e9));
    }
};

/// A limit that no setting meets, and the best that there is, in the limit's unit.
struct OutOfReach
{
    enum class What { board, accuracy, energy, time, sram, flash }; ///< board: no network fits one
    What what = What::board;
    double best = 0.0;
    double asked = 0.0;
};

class Exploration
{
public:
    /// Ratios in hundredths. Errors: invalidArgument (answers of another network), those of the energy model
    /// and of thresholds, cancelled.
    static Result<Exploration> of(const std::vector<ExploredNetwork>& networks,
                                  const std::vector<BoardProfile>& boards, const StageOptions& options,
                                  const JobContext& job);

    const std::vector<ExplorePoint>& points() const { return m_points; }
    int unseen() const { return m_unseen; } ///< pictures that the estimates come from
    const ExploreMemory& memory(int network) const { return m_memory[static_cast<std::size_t>(network)]; }

    bool meets(const ExplorePoint& point, const ExploreLimits& limits) const;
    /// Indices of the points that meet the limits and that no other of those beats in energy and accuracy, by
    /// rising energy.
    std::vector<std::size_t> front(const ExploreLimits& limits) const;
    /// Of the points that meet the limits the one with the least energy, then the most accurate.
    std::optional<std::size_t> recommended(const ExploreLimits& limits) const;
    /// Where none meets them: the limits that cannot be met even alone; none: no point meets all together.
    std::vector<OutOfReach> outOfReach(const ExploreLimits& limits) const;

private:
    struct Sweep;

    std::vector<ExplorePoint> m_points;
    std::vector<ExploreMemory> m_memory; ///< by network
    std::vector<char> m_fits;            ///< [network, board]
    std::size_t m_boards = 0;
    int m_unseen = 0;
};

} // namespace microt
