// SPDX-License-Identifier: Apache-2.0
#include "engine/report/document.h"

#include "engine/report/text.h"

namespace microt::report {

Cell words(const std::string& text)
{
    return {text, text, false};
}

Cell number(double value, int decimals, const std::string& unit)
{
    return {groupThousands(fixed(value, decimals)) + (unit.empty() ? "" : " " + unit), exact(value), true};
}

Cell percent(double share)
{
    return {fixed(100.0 * share, 2) + " %", fixed(100.0 * share, 4), true};
}

Cell count(std::int64_t value)
{
    return {grouped(value), std::to_string(value), true};
}

std::string writeCsv(const Document& document)
{
    std::string csv = "task,table,row,column,value\r\n";
    for (const Section& section : document.sections)
        for (const Block& block : section.blocks) {
            const Table* table = std::get_if<Table>(&block);
            if (table == nullptr)
                continue;
            const std::string start = csvText(section.task) + ',' + table->id + ',';
            for (const std::vector<Cell>& row : table->rows)
                for (std::size_t i = 1; i < row.size(); ++i)
                    csv += start + csvText(row.front().text) + ',' + csvText(table->columns[i]) + ',' +
                           (row[i].isNumber ? row[i].value : csvText(row[i].value)) + "\r\n";
        }
    return csv;
}

} // namespace microt::report
