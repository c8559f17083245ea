// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

namespace microt {

/// How two methods differ on the same pictures.
struct PairedCounts
{
    std::int64_t onlyFirst = 0;  ///< pictures that the first alone answered rightly
    std::int64_t onlySecond = 0; ///< pictures that the second alone answered rightly
};

/// Of equally long vectors. Pictures stand in the same order.
PairedCounts pairAnswers(const std::vector<int>& labels, const std::vector<int>& first,
                         const std::vector<int>& second);

/// Two-sided p value of the exact McNemar test: how likely chance alone divides the pictures that exactly one
/// method has right at least so unevenly, each method being as likely to have one (binomial with 1/2; McNemar
/// 1947). 1 without such pictures.
double exactMcNemar(const PairedCounts& counts);

/// One p value from those of several seeds, whose test pictures overlap: twice their mean, at most 1, which
/// holds whatever the dependence (Rueschendorf 1982; Vovk and Wang 2020). Of one value: itself.
double combinedP(const std::vector<double>& values);

} // namespace microt
