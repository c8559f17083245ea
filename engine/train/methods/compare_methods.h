// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/train/methods/method.h"

namespace microt {

/// One row of the table.
struct MethodRow
{
    MethodKind kind = MethodKind::microt;
    int extractor = 0; ///< index
};

/// What does not depend on the pictures.
struct ComparedExtractor
{
    std::string name; ///< for people
    Extractor extractor;
    GraphCost cost;
};

/// How methods are compared: the same divisions, heads and stopping rule for all.
struct MethodTable
{
    std::vector<MethodRow> rows;
    std::vector<ComparedExtractor> extractors;
    BoardProfile board; ///< whose energy is modelled
    SplitOptions split; ///< of the first seed; the others count on
    StageOptions stage;
    CutChoice choice;
    double ratio = kPaperRatio;
    MethodOptions options;
    int seeds = 3;
    std::filesystem::path cacheFolder; ///< of features; empty: none
};

/// How a row differs from the row of MicroT.
struct AgainstMicroT
{
    std::vector<double> differences; ///< accuracy - MicroT's of each seed, 0..1
    std::vector<double> pValues;     ///< exactMcNemar() of each seed's test pictures
    double p = 1.0;                  ///< combinedP() of them
};

/// What came out of one row: results in the order of seeds.
struct RowResults
{
    std::vector<MethodResult> seeds;
    std::optional<AgainstMicroT> against; ///< nothing for MicroT's own row, or without one
};

/// How the steps of a row begin in the progress of compareMethods(): "TTL, seed 1 of 3". `seed` from 0.
std::string methodStep(MethodKind kind, int seed, int seeds);

/// Runs every row on `dataset` under every seed. Errors: those of embedDataset(), assignSplit() and
/// Method::run(), with the row's name; missingWeights; cancelled.
Result<std::vector<RowResults>> compareMethods(const MethodTable& table, const Dataset& dataset,
                                               const JobContext& job);

/// Accuracy in MicroT's paper (table of local accuracy, MCUNet at ratio 0.5, mean of Pet, Bird and Plant),
/// percent; nothing for what is not in its table.
std::optional<double> paperAccuracy(MethodKind kind);

} // namespace microt
