// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>

#include "engine/base/fields.h"
#include "engine/model/extractor.h"

namespace microt {

/// Usual ways to scale pictures for a network.
enum class InputPreset { stored, zoo, imagenet, unit, symmetric, raw };
constexpr std::array<const char*, 6> namesOf(InputPreset)
{
    return {"stored", "zoo", "imagenet", "0..1", "-1..1", "raw"};
}

enum class InputOrder { stored, rgb, bgr };
constexpr std::array<const char*, 3> namesOf(InputOrder)
{
    return {"stored", "rgb", "bgr"};
}

enum class InputResize { stored, squash, crop, letterbox };
constexpr std::array<const char*, 4> namesOf(InputResize)
{
    return {"stored", "squash", "crop", "letterbox"};
}

enum class InputInterpolation { stored, antialias, linear, nearest };
constexpr std::array<const char*, 4> namesOf(InputInterpolation)
{
    return {"stored", "antialias", "linear", "nearest"};
}

/// What a file does not say of its network, or says wrongly.
struct ExtractorOptions
{
    std::string features;                     ///< see chooseExits(); empty: found
    InputPreset preset = InputPreset::stored; ///< stored: as the file says, or as was assumed
    std::string range;                        ///< "LOW,HIGH": what black and white become; empty: unsaid
    std::string mean;                         ///< one number or three, of pixels in 0..1; empty: unsaid
    std::string deviation;
    InputOrder order = InputOrder::stored;
    InputResize resize = InputResize::stored;
    InputInterpolation interpolation = InputInterpolation::stored;

    template <typename Self, typename Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit(self.features, Field("features", "Tensor that gives the features, averaged over the picture; "
                                               "flatten:NAME takes all its numbers (default: found)"));
        visit(self.preset, Field("inputPreset", "How pixels are scaled for the network"));
        visit(self.range, Field("inputRange", "What black and white become, LOW,HIGH, as -1,1 or 0,255"));
        visit(self.mean, Field("inputMean", "Taken off pixels of 0..1: one number or three, as 0.5 or "
                                            "0.485,0.456,0.406"));
        visit(self.deviation, Field("inputDeviation", "What they are divided by then"));
        visit(self.order, Field("inputOrder", "Order of the colours"));
        visit(self.resize, Field("resize", "How pictures become as large as the input"));
        visit(self.interpolation, Field("interpolation", "How pixels between pixels are found"));
    }
};

/// Applies what `options` says of the input to the network's preprocessing. Errors: invalidArgument.
Status stateInput(const ExtractorOptions& options, Extractor& extractor);

/// The scaling of a preset; `stored` is not one. For proposals, see also stateInput().
void setScaling(InputPreset preset, Preprocessing& preprocessing);

} // namespace microt
