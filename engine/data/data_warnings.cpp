// SPDX-License-Identifier: Apache-2.0
#include <numeric>

#include "engine/data/doubles.h"

namespace microt {

namespace {

using Kind = DataWarning::Kind;

constexpr int kUnbalanced = 5;

struct ClassSizes
{
    DataWarning unbalanced{Kind::unbalanced, 0, 0, {}, {}};
    DataWarning untested{Kind::untestedClasses, 0, 0, {}, {}};
    int tests = 0;
};

ClassSizes sizesOf(const Dataset& dataset)
{
    ClassSizes sizes;
    const auto counts = dataset.counts();
    sizes.untested.of = static_cast<int>(counts.size());
    for (std::size_t c = 0; c < counts.size(); ++c) {
        const int all = std::accumulate(counts[c].begin(), counts[c].end(), 0);
        const int tests = counts[c][static_cast<std::size_t>(Split::test)];
        sizes.tests += tests;
        if (tests == 0 && sizes.untested.count++ == 0)
            sizes.untested.name = dataset.classes[c];
        if (c == 0 || all < sizes.unbalanced.count) {
            sizes.unbalanced.count = all;
            sizes.unbalanced.name = dataset.classes[c];
        }
        if (all > sizes.unbalanced.of) {
            sizes.unbalanced.of = all;
            sizes.unbalanced.other = dataset.classes[c];
        }
    }
    return sizes;
}

} // namespace

std::vector<DataWarning> warningsOf(const Dataset& dataset)
{
    std::vector<DataWarning> warnings;
    if (dataset.classes.size() < 2)
        return warnings;
    const DoublesSummary summary = summariseDoubles(dataset);
    const ClassSizes sizes = sizesOf(dataset);
    if (summary.seenInTest > 0)
        warnings.push_back({Kind::learntTests, summary.seenInTest, sizes.tests, {}, {}});
    if (summary.acrossClasses > 0)
        warnings.push_back({Kind::manyLabels, summary.acrossClasses, 0, {}, {}});
    if (sizes.untested.count > 0 && sizes.tests > 0) // else it is not divided
        warnings.push_back(sizes.untested);
    if (sizes.unbalanced.of >= kUnbalanced * sizes.unbalanced.count)
        warnings.push_back(sizes.unbalanced);
    return warnings;
}

std::string sentenceOf(const DataWarning& warning)
{
    const std::string count = std::to_string(warning.count);
    const std::string of = std::to_string(warning.of);
    switch (warning.kind) {
    case Kind::learntTests:
        return count + " of " + of +
               " test pictures are also among those that heads and thresholds learn from, as the same "
               "picture "
               "or nearly: accuracies may be too high by that share.";
    case Kind::manyLabels:
        return count + (warning.count == 1 ? " picture has" : " pictures have") +
               " doubles in more than one class: all but one of the labels are wrong.";
    case Kind::untestedClasses:
        return count + " of " + of + " classes have no test picture (" + warning.name +
               (warning.count > 1 ? " and others" : "") + "): no figure says anything about them.";
    case Kind::unbalanced:
        return "Classes are unbalanced (" + of + " pictures of " + warning.other + ", " + count + " of " +
               warning.name +
               "): look at the balanced accuracy; with class weights, heads count every class alike.";
    }
    return {};
}

} // namespace microt
