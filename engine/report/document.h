// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace microt::report {

// What a report says, before it takes a form: the web page, the printed page and the CSV are written from
// this one description. Text is as it came (names may be hostile); every writer escapes for its own form.

/// A field of a table: what people read, and what the CSV holds.
struct Cell
{
    std::string text;
    std::string value;
    bool isNumber = false;
};

Cell words(const std::string& text);
Cell number(double value, int decimals, const std::string& unit = {});
Cell percent(double share); ///< `share` 0..1, shown and written as percent with two decimals
Cell count(std::int64_t value);

/// The first cell of a row names the row.
struct Table
{
    std::string id; ///< lower-case, for the CSV
    std::string caption;
    std::vector<std::string> columns;
    std::vector<std::vector<Cell>> rows;
};

struct Paragraph
{
    std::string text;
};

/// A drawing (complete SVG document) with the sentence below it.
struct Figure
{
    std::string id;
    std::string caption;
    std::string svg;
};

using Block = std::variant<Paragraph, Table, Figure>;

struct Section
{
    std::string task; ///< empty for what concerns all
    std::string title;
    std::vector<Block> blocks;
};

struct Document
{
    std::string title;
    std::string lead; ///< one sentence below the title
    std::vector<Section> sections;
};

/// One file with everything inside, light and dark, fit for paper.
std::string writeWebPage(const Document& document);

/// The subset of HTML that Qt's rich text lays out; figure i becomes `<img src="chart:i">` and goes to
/// `charts`.
std::string writePrintPage(const Document& document, std::vector<std::string>& charts);

/// Long form, RFC 4180: task,table,row,column,value.
std::string writeCsv(const Document& document);

} // namespace microt::report
