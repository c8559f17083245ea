// SPDX-License-Identifier: Apache-2.0
#include "engine/report/svg_ink.h"

namespace microt::report {

const InkLook& inkLook(Ink ink)
{
    static constexpr InkLook kLooks[kInkCount] = {
        {"part", "#b87a00", "#e69f00", "7 4"}, {"full", "#0072b2", "#56b4e9", "2 3"},
        {"staged", "#00805d", "#1fbf92", ""},  {"right", "#2b8cc4", "#56b4e9", ""},
        {"wrong", "#c85200", "#e8743b", ""},   {"neutral", "#6b747e", "#98a1ab", "1 3"},
    };
    return kLooks[static_cast<int>(ink)];
}

std::string inkStroke(Ink ink)
{
    const InkLook& look = inkLook(ink);
    std::string text =
        std::string(" class=\"ink-") + look.name + "-line\" fill=\"none\" stroke=\"" + look.light + '"';
    if (*look.dash != '\0')
        text += std::string(" stroke-dasharray=\"") + look.dash + '"';
    return text;
}

std::string inkFill(Ink ink)
{
    const InkLook& look = inkLook(ink);
    return std::string(" class=\"ink-") + look.name + "\" fill=\"" + look.light + '"';
}

} // namespace microt::report
