// SPDX-License-Identifier: Apache-2.0
#include "engine/features/feature_set.h"

#include <algorithm>
#include <cstring>

#include "engine/base/hash.h"

namespace microt {

namespace {

/// Raised whenever the same pictures and network give other numbers than before.
constexpr int kArithmeticVersion = 1;

/// The exact bits of a number, so that keys do not depend on how it is printed.
std::string bitsOf(float value)
{
    std::uint32_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    return std::to_string(bits);
}

} // namespace

const ExitFeatures* FeatureSet::at(int cut) const
{
    const auto found =
        std::find_if(exits.begin(), exits.end(), [cut](const ExitFeatures& exit) { return exit.cut == cut; });
    return found == exits.end() ? nullptr : &*found;
}

std::string featureKey(const std::string& datasetHash, const std::string& extractorHash,
                       const Preprocessing& preprocessing)
{
    std::string text = "features " + std::to_string(kArithmeticVersion) + "\n" + datasetHash + "\n" +
                       extractorHash + "\n" + std::to_string(preprocessing.height) + " " +
                       std::to_string(static_cast<int>(preprocessing.resize));
    // Squares keep the key that they always had.
    if (preprocessing.width != preprocessing.height)
        text += " by " + std::to_string(preprocessing.width);
    if (preprocessing.interpolation != Interpolation::antialias || preprocessing.colour != Colour::rgb)
        text += " " + std::to_string(static_cast<int>(preprocessing.interpolation)) + " " +
                std::to_string(static_cast<int>(preprocessing.colour));
    for (const float value : preprocessing.mean)
        text += " " + bitsOf(value);
    for (const float value : preprocessing.deviation)
        text += " " + bitsOf(value);
    return sha256Hex(text);
}

} // namespace microt
