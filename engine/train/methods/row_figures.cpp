// SPDX-License-Identifier: Apache-2.0
#include "engine/train/methods/row_figures.h"

#include <algorithm>

#include "engine/stage/class_figures.h"

namespace microt {

namespace {

constexpr double kPercent = 100.0;

template <typename Figure>
Spread spreadOf(const RowResults& row, Figure figure)
{
    Spread spread;
    for (const MethodResult& seed : row.seeds)
        spread.values.push_back(static_cast<double>(figure(seed)));
    return spread;
}

template <typename Figure>
std::int64_t most(const RowResults& row, Figure figure)
{
    std::int64_t largest = 0;
    for (const MethodResult& seed : row.seeds)
        largest = std::max<std::int64_t>(largest, figure(seed.cost));
    return largest;
}

double balancedPercent(const MethodResult& result, int classes)
{
    std::vector<std::int64_t> confusion(static_cast<std::size_t>(classes) *
                                        static_cast<std::size_t>(classes));
    for (std::size_t i = 0; i < result.answers.size(); ++i)
        ++confusion[static_cast<std::size_t>(result.labels[i] * classes + result.answers[i])];
    return kPercent * classFigures(confusion, classes).balanced;
}

} // namespace

RowFigures rowFigures(const RowResults& row, int classes)
{
    RowFigures figures;
    figures.accuracy = spreadOf(row, [](const auto& r) { return kPercent * r.accuracy(); });
    figures.balanced = spreadOf(row, [classes](const auto& r) { return balancedPercent(r, classes); });
    if (row.against)
        for (const double difference : row.against->differences)
            figures.points.values.push_back(kPercent * difference);
    figures.epochs = spreadOf(row, [](const auto& r) { return r.cost.epochs; });
    figures.epochMillijoule = spreadOf(row, [](const auto& r) { return r.cost.epoch.millijoule; });
    figures.trainingMillijoule = spreadOf(row, [](const auto& r) { return r.cost.training.millijoule; });
    figures.inferenceMillijoule = spreadOf(row, [](const auto& r) { return r.cost.inference.millijoule; });
    figures.trainingSramBytes = most(row, [](const auto& c) { return c.trainingSramBytes; });
    figures.inferenceSramBytes = most(row, [](const auto& c) { return c.inferenceSramBytes; });
    figures.flashBytes = most(row, [](const auto& c) { return c.flashBytes; });
    figures.updated = most(row, [](const auto& c) { return c.updated; });
    return figures;
}

bool fitsAll(const RowResults& row, const BoardProfile& board)
{
    return std::all_of(row.seeds.begin(), row.seeds.end(),
                       [&board](const MethodResult& seed) { return seed.cost.fits(board); });
}

std::optional<std::size_t> microtRow(const std::vector<MethodRow>& rows)
{
    for (std::size_t row = 0; row < rows.size(); ++row)
        if (rows[row].kind == MethodKind::microt)
            return row;
    return {};
}

std::vector<ClassDifference> classDifferences(const RowResults& row, const RowResults& microt, int classes)
{
    std::vector<ClassDifference> differences(static_cast<std::size_t>(classes));
    std::vector<double> seeds(differences.size());
    for (std::size_t seed = 0; seed < row.seeds.size(); ++seed) {
        const std::vector<double> mine = row.seeds[seed].classAccuracies(classes);
        const std::vector<double> other = microt.seeds[seed].classAccuracies(classes);
        for (const int label : row.seeds[seed].labels)
            ++differences[static_cast<std::size_t>(label)].pictures;
        for (std::size_t c = 0; c < differences.size(); ++c)
            if (mine[c] >= 0.0) {
                differences[c].accuracy += kPercent * mine[c];
                differences[c].microt += kPercent * other[c];
                seeds[c] += 1.0;
            }
    }
    for (std::size_t c = 0; c < differences.size(); ++c)
        if (seeds[c] > 0.0) {
            differences[c].accuracy /= seeds[c];
            differences[c].microt /= seeds[c];
            differences[c].points = differences[c].accuracy - differences[c].microt;
        }
    return differences;
}

} // namespace microt
