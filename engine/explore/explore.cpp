// SPDX-License-Identifier: Apache-2.0
#include "engine/explore/explore.h"

#include <algorithm>
#include <cmath>

#include "engine/cut/cut_table.h"

namespace microt {

namespace {

constexpr int kRatioSteps = 100;
constexpr ConfidenceMeasure kMeasures[] = {ConfidenceMeasure::maxProbability, ConfidenceMeasure::margin,
                                           ConfidenceMeasure::entropy};

/// Standard error of a share of `count`, of two more successes and failures: never certain (Agresti and Coull
/// 1998).
double errorOf(double share, std::int64_t count)
{
    const double n = static_cast<double>(count) + 4.0;
    const double middle = (share * static_cast<double>(count) + 2.0) / n;
    return std::sqrt(middle * (1.0 - middle) / n);
}

} // namespace

ExploreMemory memoryOf(const GraphCost& cost)
{
    return {cost.full.arenaBytes, cost.full.parameters};
}

bool fits(const ExploreMemory& memory, const BoardProfile& board)
{
    return static_cast<std::uint64_t>(memory.sramBytes) <= board.ramBytes() &&
           static_cast<std::uint64_t>(memory.flashBytes) <= board.flashBytes();
}

/// The points of one network under one measure.
struct Exploration::Sweep
{
    const ExploredNetwork& network;
    int index;
    double bestFull; ///< accuracy of the best full model explored
    const std::vector<BoardProfile>& boards;
    ConfidenceMeasure measure;

    Status add(const CutTable& table, std::vector<ExplorePoint>& points) const
    {
        for (const CutRow& row : table.rows) {
            MICROT_TRY(std::vector<ExplorePoint> ratios, pointsOf(row));
            for (std::size_t board = 0; board < boards.size(); ++board) {
                MICROT_TRY(const StageEnergy energy,
                           modelStageEnergy(network.cost, row.work(), boards[board]));
                for (ExplorePoint& point : ratios) {
                    const EnergyFigure figure = energy.at(point.exitRate);
                    point.board = static_cast<int>(board);
                    point.millijoule = figure.millijoule;
                    point.milliseconds = figure.milliseconds;
                    point.saving = energy.saving(point.exitRate);
                    points.push_back(point);
                }
            }
        }
        return {};
    }

    /// Every ratio of a cut; what a board costs is still missing.
    Result<std::vector<ExplorePoint>> pointsOf(const CutRow& row) const
    {
        const double behind = bestFull - row.fullSelectionAccuracy;
        double lossBound = -1.0;
        std::vector<ExplorePoint> points(kRatioSteps + 1);
        for (int i = 0; i <= kRatioSteps; ++i) {
            ExplorePoint& point = points[static_cast<std::size_t>(i)];
            point.network = index;
            point.measure = measure;
            point.cut = row.cut;
            point.ratio = static_cast<double>(i) / kRatioSteps;
            MICROT_TRY(const float threshold, row.unseen.thresholdFor(point.ratio));
            const StagePoint unseen = row.unseen.at(threshold);
            lossBound = std::max(lossBound, behind + unseen.loss + unseen.lossError);
            point.lossBound = lossBound;
            point.accuracy = unseen.accuracy;
            point.accuracyError = errorOf(unseen.accuracy, unseen.samples);
            point.exitRate = unseen.exitRate;
            MICROT_TRY(const float calibrated,
                       thresholdForRatio(row.calibrationSamples.partConfidence, point.ratio));
            point.testAccuracy = row.test.at(calibrated).accuracy;
        }
        return points;
    }
};

Result<Exploration> Exploration::of(const std::vector<ExploredNetwork>& networks,
                                    const std::vector<BoardProfile>& boards, const StageOptions& options,
                                    const JobContext& job)
{
    Exploration result;
    result.m_boards = boards.size();
    std::vector<CutTable> tables;
    double bestFull = 0.0;
    for (const ExploredNetwork& network : networks) {
        if (network.answers.part.size() != network.cost.cuts.size())
            return Failure{Error::invalidArgument, "The answers were given by heads of another network."};
        result.m_memory.push_back(memoryOf(network.cost));
        for (const BoardProfile& board : boards)
            result.m_fits.push_back(fits(result.m_memory.back(), board) ? 1 : 0);
        for (const ConfidenceMeasure measure : kMeasures) {
            MICROT_CHECK(job.checkCancelled());
            StageOptions own = options;
            own.measure = measure;
            tables.push_back(cutTable(network.answers, network.cost, own));
            bestFull = std::max(bestFull, bestFullAccuracy(tables.back()));
        }
        if (!network.answers.part.empty())
            result.m_unseen = static_cast<int>(network.answers.part.front().unseenLabels.size());
    }
    for (std::size_t i = 0; i < tables.size(); ++i) {
        MICROT_CHECK(job.checkCancelled());
        const std::size_t network = i / std::size(kMeasures);
        const Sweep sweep{networks[network], static_cast<int>(network), bestFull, boards,
                          kMeasures[i % std::size(kMeasures)]};
        MICROT_CHECK(sweep.add(tables[i], result.m_points));
    }
    return result;
}

bool Exploration::meets(const ExplorePoint& point, const ExploreLimits& limits) const
{
    const auto atMost = [](double value, const std::optional<double>& limit) {
        return !limit || value <= *limit;
    };
    const bool accurate = limits.accuracy
                              ? 100.0 * (point.accuracy - point.accuracyError) >= *limits.accuracy - 1e-9
                              : 100.0 * point.lossBound <= limits.acceptedLoss + 1e-9;
    const ExploreMemory& used = memory(point.network);
    return accurate &&
           m_fits[static_cast<std::size_t>(point.network) * m_boards +
                  static_cast<std::size_t>(point.board)] != 0 &&
           atMost(point.millijoule, limits.millijoule) && atMost(point.milliseconds, limits.milliseconds) &&
           atMost(static_cast<double>(used.sramBytes) / 1e3, limits.sram) &&
           atMost(static_cast<double>(used.flashBytes) / 1e3, limits.flash);
}

std::vector<std::size_t> Exploration::front(const ExploreLimits& limits) const
{
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < m_points.size(); ++i)
        if (meets(m_points[i], limits))
            order.push_back(i);
    std::stable_sort(order.begin(), order.end(), [this](std::size_t a, std::size_t b) {
        const ExplorePoint& first = m_points[a];
        const ExplorePoint& second = m_points[b];
        return first.millijoule != second.millijoule ? first.millijoule < second.millijoule
                                                     : first.accuracy > second.accuracy;
    });
    std::vector<std::size_t> front;
    for (const std::size_t i : order)
        if (front.empty() || m_points[i].accuracy > m_points[front.back()].accuracy)
            front.push_back(i);
    return front;
}

std::optional<std::size_t> Exploration::recommended(const ExploreLimits& limits) const
{
    const std::vector<std::size_t> best = front(limits);
    return best.empty() ? std::nullopt : std::optional<std::size_t>(best.front());
}

std::vector<OutOfReach> Exploration::outOfReach(const ExploreLimits& limits) const
{
    double accuracy = 0.0;
    double energy = HUGE_VAL;
    double time = HUGE_VAL;
    double sram = HUGE_VAL;
    double flash = HUGE_VAL;
    bool anyFits = false;
    for (const ExplorePoint& point : m_points) {
        if (!meets(point, ExploreLimits{100.0, {}, {}, {}, {}, {}}))
            continue; // does not fit its board
        anyFits = true;
        accuracy = std::max(accuracy, 100.0 * (point.accuracy - point.accuracyError));
        energy = std::min(energy, point.millijoule);
        time = std::min(time, point.milliseconds);
        sram = std::min(sram, static_cast<double>(memory(point.network).sramBytes) / 1e3);
        flash = std::min(flash, static_cast<double>(memory(point.network).flashBytes) / 1e3);
    }
    using What = OutOfReach::What;
    if (!anyFits)
        return {{What::board, 0.0, 0.0}};
    std::vector<OutOfReach> out;
    if (limits.accuracy && accuracy < *limits.accuracy)
        out.push_back({What::accuracy, accuracy, *limits.accuracy});
    const auto atMost = [&out](What what, double best, const std::optional<double>& limit) {
        if (limit && best > *limit)
            out.push_back({what, best, *limit});
    };
    atMost(What::energy, energy, limits.millijoule);
    atMost(What::time, time, limits.milliseconds);
    atMost(What::sram, sram, limits.sram);
    atMost(What::flash, flash, limits.flash);
    return out;
}

} // namespace microt
