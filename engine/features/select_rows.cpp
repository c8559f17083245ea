// SPDX-License-Identifier: Apache-2.0
#include "engine/features/select_rows.h"

#include <algorithm>
#include <set>
#include <string>

#include "engine/base/hash.h"
#include "engine/data/doubles.h"
#include "engine/model/graph.h"

namespace microt {

FeatureMatrix rowsOf(const FeatureMatrix& values, const std::vector<Eigen::Index>& rows)
{
    FeatureMatrix selected(static_cast<Eigen::Index>(rows.size()), values.cols());
    for (std::size_t i = 0; i < rows.size(); ++i)
        selected.row(static_cast<Eigen::Index>(i)) = values.row(rows[i]);
    return selected;
}

FeatureMatrix SplitRows::of(const ExitFeatures& exit) const
{
    return rowsOf(exit.values, rows);
}

namespace {

/// Those rows of several exits' features, side by side.
FeatureMatrix sideBySide(const SplitRows& rows, const std::vector<const ExitFeatures*>& exits)
{
    Eigen::Index columns = 0;
    for (const ExitFeatures* exit : exits)
        columns += exit->values.cols();
    FeatureMatrix selected(static_cast<Eigen::Index>(rows.rows.size()), columns);
    columns = 0;
    for (const ExitFeatures* exit : exits) {
        selected.middleCols(columns, exit->values.cols()) = rows.of(*exit);
        columns += exit->values.cols();
    }
    return selected;
}

std::vector<const ExitFeatures*> exitsSeen(const FeatureSet& features, const std::vector<std::size_t>& exits,
                                           const Sight& sight)
{
    std::vector<const ExitFeatures*> seen;
    for (const std::size_t place : placesSeen(exits, sight))
        seen.push_back(&features.exits[place]);
    return seen;
}

} // namespace

FeatureMatrix SplitRows::ofPart(const FeatureSet& features, const std::vector<std::size_t>& exits,
                                const Sight& sight) const
{
    if (!sight.asPublished)
        return sideBySide(*this, exitsSeen(features, exits, sight));
    const ExitFeatures& own = features.exits[exits.back()];
    return of(own).leftCols(own.values.cols() / kCutFeaturesPerChannel);
}

FeatureMatrix SplitRows::ofFull(const FeatureSet& features, const std::vector<std::size_t>& exits,
                                const Sight& sight) const
{
    if (sight.asPublished)
        return of(features.full());
    std::vector<const ExitFeatures*> seen = exitsSeen(features, exits, sight);
    seen.push_back(&features.full());
    return sideBySide(*this, seen);
}

FeatureMatrix SplitRows::ofFullAtLastCut(const FeatureSet& features, const Sight& sight) const
{
    const std::size_t exits = features.exits.size();
    return exits > 1 ? ofFull(features, exits - 2, sight) : of(features.full());
}

SplitRows selectRows(const FeatureSet& features, const Dataset& dataset, std::optional<Split> split)
{
    SplitRows selected;
    for (std::size_t row = 0; row < features.samples.size(); ++row) {
        const std::int32_t index = features.samples[row];
        const Sample& sample = dataset.samples[static_cast<std::size_t>(index)];
        if (split && sample.split != *split)
            continue;
        selected.rows.push_back(static_cast<Eigen::Index>(row));
        selected.labels.push_back(sample.label);
        selected.samples.push_back(index);
    }
    return selected;
}

FeatureSet afterLabelWork(FeatureSet features, const Dataset& dataset)
{
    if (!dataset.asRead)
        return features;
    std::vector<std::int32_t> newPlace(dataset.asRead->samples.size(), -1);
    for (std::size_t i = 0; i < dataset.places.size(); ++i)
        newPlace[static_cast<std::size_t>(dataset.places[i])] = static_cast<std::int32_t>(i);
    SplitRows kept;
    for (std::size_t row = 0; row < features.samples.size(); ++row)
        if (const std::int32_t now = newPlace[static_cast<std::size_t>(features.samples[row])]; now >= 0) {
            kept.rows.push_back(static_cast<Eigen::Index>(row));
            kept.samples.push_back(now);
        }
    for (ExitFeatures& exit : features.exits)
        exit.values = kept.of(exit);
    std::set<std::string> used;
    for (const Sample& sample : dataset.samples)
        used.insert(sample.path);
    auto& files = features.unreadable;
    files.erase(std::remove_if(files.begin(), files.end(),
                               [&used](const BadFile& file) { return used.count(file.path) == 0; }),
                files.end());
    features.samples = std::move(kept.samples);
    features.key = sha256Hex(features.key + '\n' + dataset.contentHash);
    return features;
}

SplitRows withoutCopies(const SplitRows& rows, const Dataset& dataset)
{
    const std::vector<int> setOf = setsOf(dataset);
    std::vector<char> met(dataset.doubles.size(), 0);
    SplitRows unique;
    for (std::size_t i = 0; i < rows.rows.size(); ++i) {
        const int set = setOf[static_cast<std::size_t>(rows.samples[i])];
        if (set >= 0 && met[static_cast<std::size_t>(set)]++ != 0)
            continue;
        unique.rows.push_back(rows.rows[i]);
        unique.labels.push_back(rows.labels[i]);
        unique.samples.push_back(rows.samples[i]);
    }
    return unique;
}

} // namespace microt
