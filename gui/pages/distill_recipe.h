// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>

#include "engine/train/recipes/distill_extractor.h"
#include "gui/models/distill_model.h"

namespace microt::gui {

/// Settings that go together.
struct Recipe
{
    int epochs = 0;
    double rate = 0.0;
    int views = 0;
    int smallestView = 0; ///< percent; with several views
    int mixup = 0;        ///< the same
};

/// As resources/guide/distilling.md has it for a few thousand pictures: views and blends make up for their
/// number.
constexpr Recipe kFewPicturesRecipe{8, 1.0, 16, 20, 50};

inline Recipe paperRecipe(Training purpose)
{
    const DistillOptions usual;
    const PoolViews views;
    return {purpose == Training::join ? 10 : usual.epochs, usual.learningRate, views.count,
            static_cast<int>(std::lround(100.0 * views.variation.smallestArea)),
            static_cast<int>(std::lround(100.0 * views.mixup))};
}

} // namespace microt::gui
