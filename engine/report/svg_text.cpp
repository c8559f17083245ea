// SPDX-License-Identifier: Apache-2.0
#include "engine/report/svg_text.h"

#include "engine/report/text.h"

namespace microt::report {

std::string svgNumber(double value)
{
    std::string text = fixed(value, 2);
    while (text.find('.') != std::string::npos && (text.back() == '0' || text.back() == '.')) {
        const bool wasPoint = text.back() == '.';
        text.pop_back();
        if (wasPoint)
            break;
    }
    return text;
}

std::string svgStart(double height, std::string_view title, std::string_view description)
{
    const std::string size =
        R"(width=")" + svgNumber(kDrawingWidth) + R"(" height=")" + svgNumber(height) + '"';
    return R"(<svg xmlns="http://www.w3.org/2000/svg" version="1.2" baseProfile="tiny" )" + size +
           R"( viewBox="0 0 )" + svgNumber(kDrawingWidth) + ' ' + svgNumber(height) +
           R"(" role="img" aria-label=")" + escapeMarkup(title) + ". " + escapeMarkup(description) +
           "\" font-family=\"sans-serif\">\n<title>" + escapeMarkup(title) + "</title>\n<desc>" +
           escapeMarkup(description) + "</desc>\n" + R"(<rect class="paper" )" + size +
           " fill=\"#ffffff\"/>\n" + svgText(8, 18, "start", 13, title, R"( font-weight="bold")");
}

std::string svgEnd()
{
    return "</svg>\n";
}

std::string svgText(double x, double y, std::string_view anchor, double size, std::string_view text,
                    std::string_view extra)
{
    std::string out = "<text class=\"words\" x=\"" + svgNumber(x) + "\" y=\"" + svgNumber(y) + '"';
    if (anchor != "start")
        out += " text-anchor=\"" + std::string(anchor) + '"';
    out += " font-size=\"" + svgNumber(size) + "\" fill=\"#222222\"";
    out += extra;
    return out + '>' + escapeMarkup(text) + "</text>\n";
}

double svgTextWidth(std::string_view text, double size)
{
    std::size_t characters = 0;
    for (const char c : text)
        characters += (static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0;
    constexpr double kWidthOfAverageLetter = 0.6; // of the font size, in the wider sans-serif fonts
    return kWidthOfAverageLetter * size * static_cast<double>(characters);
}

} // namespace microt::report
