// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "engine/base/job_context.h"
#include "engine/data/dataset.h"
#include "engine/features/feature_set.h"

namespace microt {

/// Why a picture is worth a look, the gravest first.
enum class Suspicion : std::uint8_t {
    otherClass,      ///< heads that have not seen it are sure that it is of another class
    conflictingCopy, ///< the same picture is there with another label
    outlier,         ///< it resembles no other picture
    copy,            ///< the same picture is there already
};
constexpr std::array<const char*, 4> namesOf(Suspicion)
{
    return {"other class", "conflicting copy", "outlier", "copy"};
}

struct Suspect
{
    std::int32_t sample = 0; ///< into Dataset::samples
    Suspicion why = Suspicion::otherClass;
    int suggested = -1;         ///< otherClass: the class that it seems to be of
    std::int32_t original = -1; ///< copies: the first of their set
    double score = 0.0;         ///< the larger, the surer; comparable within a kind
};

/// Looks for wrong labels, copies and outliers among all pictures of a dataset, those of every split; once
/// each, for the gravest reason, the gravest first. `kept` are paths of pictures that were found right.
///
/// Other class: confident learning (Northcutt, Jiang, Chuang, "Confident Learning", JAIR 2021, section 3). A
/// logistic head trained on four fifths of the pictures answers the others, copies on one side; t_j is the
/// mean probability of class j over the pictures labelled j; a picture labelled i counts as j if j has the
/// highest probability of those with p_j >= t_j. Suspect if j is not i; score p_j - p_i, 0..1.
///
/// Outlier: the mean distance to the three nearest of at most 4,000 pictures, all features standardised; its
/// logarithm lies above the median by more than 3.5 robust deviations (Iglewicz and Hoaglin 1993), which is
/// the score.
///
/// `features` must have been made from `dataset`. Errors: as trainHead(), cancelled.
Result<std::vector<Suspect>> findSuspects(const FeatureSet& features, const Dataset& dataset,
                                          const std::set<std::string>& kept, const JobContext& job);

/// The copies alone, from Dataset::doubles: conflicting ones first, then in order.
std::vector<Suspect> copiesIn(const Dataset& dataset);

/// Fold of each row, 0 .. folds - 1: every class is dealt in order, and what one of Dataset::doubles has
/// lies in one fold.
std::vector<int> dealRows(const FeatureSet& features, const Dataset& dataset, int folds);

} // namespace microt
