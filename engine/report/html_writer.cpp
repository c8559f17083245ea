// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "engine/report/document.h"
#include "engine/report/html_style.h"
#include "engine/report/text.h"

namespace microt::report {

namespace {

/// What differs between the web page and the printed page.
struct Form
{
    bool forPrint = false;
    std::vector<std::string>* charts = nullptr; ///< print: where drawings go
};

std::string writeCell(const std::string& text, const char* tag, const Form& form, bool isNumber,
                      const char* scope)
{
    std::string out = std::string("<") + tag;
    if (form.forPrint)
        out += isNumber ? " align=\"right\"" : " align=\"left\"";
    else if (*scope != '\0')
        out += std::string(" scope=\"") + scope + '"';
    if (isNumber && !form.forPrint)
        out += " class=\"number\"";
    return out + '>' + escapeMarkup(text) + "</" + tag + ">";
}

/// Columns of numbers alone stand to the right; mixed ones read better from the left.
bool isNumberColumn(const Table& table, std::size_t column)
{
    return !table.rows.empty() && std::all_of(table.rows.begin(), table.rows.end(), [&](const auto& row) {
        return column < row.size() && row[column].isNumber;
    });
}

std::string writeTable(const Table& table, const Form& form)
{
    std::string out;
    const std::string caption = escapeMarkup(table.caption);
    if (form.forPrint)
        out += "<p class=\"caption\">" + caption +
               "</p>\n<table border=\"0\" cellspacing=\"0\" cellpadding=\"0\" "
               "width=\"100%\"><thead><tr>";
    else
        out += "<div class=\"wide\"><table><caption>" + caption + "</caption>\n<thead><tr>";
    std::vector<bool> isNumber;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        isNumber.push_back(isNumberColumn(table, i));
        out += writeCell(table.columns[i], "th", form, isNumber[i], "col");
    }
    out += "</tr></thead>\n<tbody>\n";
    for (const std::vector<Cell>& row : table.rows) {
        out += "<tr>";
        for (std::size_t i = 0; i < row.size(); ++i) {
            const bool namesRow = i == 0 && !form.forPrint;
            out += writeCell(row[i].text, namesRow ? "th" : "td", form, isNumber[i], namesRow ? "row" : "");
        }
        out += "</tr>\n";
    }
    return out + "</tbody></table>" + (form.forPrint ? "\n" : "</div>\n");
}

std::string writeFigure(const Figure& figure, const Form& form)
{
    const std::string caption = escapeMarkup(figure.caption);
    if (!form.forPrint)
        return "<figure>\n" + figure.svg + "<figcaption>" + caption + "</figcaption></figure>\n";
    const std::string index = std::to_string(form.charts->size());
    form.charts->push_back(figure.svg);
    return "<p class=\"figure\"><img src=\"chart:" + index + "\" alt=\"" + caption +
           "\"></p>\n<p class=\"caption\">" + caption + "</p>\n";
}

std::string writeBlock(const Block& block, const Form& form)
{
    if (const auto* paragraph = std::get_if<Paragraph>(&block))
        return "<p>" + escapeMarkup(paragraph->text) + "</p>\n";
    if (const auto* table = std::get_if<Table>(&block))
        return writeTable(*table, form);
    return writeFigure(std::get<Figure>(block), form);
}

std::string writeBody(const Document& document, const Form& form)
{
    std::string out =
        "<h1>" + escapeMarkup(document.title) + "</h1>\n<p>" + escapeMarkup(document.lead) + "</p>\n";
    for (const Section& section : document.sections) {
        out += (form.forPrint ? "<h2>" : "<section>\n<h2>") + escapeMarkup(section.title) + "</h2>\n";
        for (const Block& block : section.blocks)
            out += writeBlock(block, form);
        if (!form.forPrint)
            out += "</section>\n";
    }
    return out;
}

} // namespace

std::string writeWebPage(const Document& document)
{
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
           "<meta name=\"color-scheme\" content=\"light dark\">\n<title>" +
           escapeMarkup(document.title) + "</title>\n<style>\n" + webStyle() +
           "</style>\n</head>\n<body>\n<main>\n" + writeBody(document, {}) + "</main>\n</body>\n</html>\n";
}

std::string writePrintPage(const Document& document, std::vector<std::string>& charts)
{
    return "<html><head><style>\n" + printStyle() + "</style></head><body>\n" +
           writeBody(document, {true, &charts}) + "</body></html>\n";
}

} // namespace microt::report
