// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/job_context.h"
#include "engine/data/dataset.h"

namespace microt {

/// What a picture is compared by.
struct Fingerprint
{
    std::string hash; ///< of the file's bytes
    Thumb thumb{};
    bool comparable = true; ///< large enough for its thumb to say something
};

/// Finds pictures that stand in a dataset more than once. The same bytes are an exact double. A near one is
/// the same photo stored anew, at another size or quality, brighter, flatter, or mirrored: its thumb equals
/// the other's, up to a gain and an offset of each channel, in correlation (0.985), on average (3 levels)
/// and in the worst cell (20 levels). Of 10,263 photos of four collections (flowers, birds, Caltech-101,
/// ImageNet) all pairs that pass are the same photo; the closest that are not differ by more than 4 levels.
///
/// Pictures of one scene under a fixed camera may be that alike without being copies: a set of near doubles
/// with five or more pictures, which are more than half of a class, is taken apart into its exact ones.
///
/// `prints` belongs to dataset.samples; labels are needed. Fills dataset.doubles, by first sample. Errors:
/// cancelled, outOfMemory.
Status findDoubles(Dataset& dataset, const std::vector<Fingerprint>& prints, const JobContext& job);

/// What the doubles of a dataset mean for its figures.
struct DoublesSummary
{
    int copies = 0;        ///< pictures beyond the first of each set
    int exactCopies = 0;   ///< of these, in sets of the same bytes
    int acrossClasses = 0; ///< sets whose pictures have more than one label
    int seenInTest = 0;    ///< test pictures with a double among train or calibration pictures
};
DoublesSummary summariseDoubles(const Dataset& dataset);

/// The set of Dataset::doubles that each sample is in, or -1.
std::vector<int> setsOf(const Dataset& dataset);

/// What stands beside every figure from a dataset.
struct DataWarning
{
    enum class Kind : std::uint8_t {
        learntTests,     ///< `count` of `of` test pictures have a double that was learnt from
        manyLabels,      ///< `count` pictures have doubles in more than one class
        untestedClasses, ///< `count` of `of` classes have no test picture; `name` is one of them
        unbalanced,      ///< `of` pictures of `other`, `count` of `name`
    };
    Kind kind = Kind::learntTests;
    int count = 0;
    int of = 0;
    std::string name;
    std::string other;
};

/// The gravest first; none where there is nothing to tell. Classes are unbalanced where one has five times as
/// many pictures as another. `dataset` must be divided.
std::vector<DataWarning> warningsOf(const Dataset& dataset);

/// One line of English.
std::string sentenceOf(const DataWarning& warning);

} // namespace microt
