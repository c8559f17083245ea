// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engine/report/svg_chart.h"

namespace microt::report {

/// How an ink looks on paper and on a dark page.
struct InkLook
{
    const char* name;  ///< CSS class is "ink-<name>"
    const char* light; ///< colour, at least 3:1 against white
    const char* dark;  ///< colour, at least 3:1 against a dark card
    const char* dash;  ///< stroke-dasharray, "" for solid
};

constexpr int kInkCount = 6;
const InkLook& inkLook(Ink ink);

/// Attributes for a line, or for an area, in an ink.
std::string inkStroke(Ink ink);
std::string inkFill(Ink ink);

} // namespace microt::report
