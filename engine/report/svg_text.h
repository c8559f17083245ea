// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace microt::report {

// Pieces of SVG shared by the drawings. Lengths are in the units of the drawing.

constexpr double kDrawingWidth = 640.0;

/// Opening tag with size, background, title and description. Text is escaped here.
std::string svgStart(double height, std::string_view title, std::string_view description);
std::string svgEnd();

/// A coordinate, two decimals.
std::string svgNumber(double value);

/// `<text>` with its baseline at (x, y); `anchor` is "start", "middle" or "end"; `size` in units; escaped.
std::string svgText(double x, double y, std::string_view anchor, double size, std::string_view text,
                    std::string_view extra = {});

/// Width that `text` takes at a size, estimated from its number of characters.
double svgTextWidth(std::string_view text, double size);

} // namespace microt::report
