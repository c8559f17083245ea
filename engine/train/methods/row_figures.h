// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "engine/base/spread.h"
#include "engine/train/methods/compare_methods.h"

namespace microt {

// What a comparison says of a row, for tables and charts.

/// A row over its seeds. Energy is modelled.
struct RowFigures
{
    Spread accuracy; ///< percent
    Spread balanced; ///< percent: mean over the classes
    Spread points;   ///< accuracy - MicroT's, percent; empty where RowResults::against is
    Spread epochs;
    Spread epochMillijoule;
    Spread trainingMillijoule; ///< preparation and all epochs
    Spread inferenceMillijoule;
    std::int64_t trainingSramBytes = 0; ///< the most of the seeds, as the following
    std::int64_t inferenceSramBytes = 0;
    std::int64_t flashBytes = 0;
    std::int64_t updated = 0; ///< numbers that change
};

/// Differences with a higher p may well be chance.
constexpr double kSignificantP = 0.05;

/// `classes`: how many the dataset has.
RowFigures rowFigures(const RowResults& row, int classes);

/// Every seed's training fits.
bool fitsAll(const RowResults& row, const BoardProfile& board);

/// The row of MicroT that others are held against: the first one; nothing without one.
std::optional<std::size_t> microtRow(const std::vector<MethodRow>& rows);

/// A class under a row and under MicroT, both over the seeds that have test pictures of it.
struct ClassDifference
{
    std::int64_t pictures = 0; ///< test pictures of all seeds
    double accuracy = 0.0;     ///< percent
    double microt = 0.0;       ///< percent
    double points = 0.0;       ///< accuracy - microt
};

/// One a class, in the order of labels. `row` and `microt` have the same seeds.
std::vector<ClassDifference> classDifferences(const RowResults& row, const RowResults& microt, int classes);

} // namespace microt
