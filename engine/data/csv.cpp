// SPDX-License-Identifier: Apache-2.0
#include "engine/data/csv.h"

namespace microt {

Result<std::vector<CsvRecord>> parseCsv(std::string_view text)
{
    if (text.substr(0, 3) == "\xEF\xBB\xBF")
        text.remove_prefix(3);
    std::vector<CsvRecord> records;
    int line = 1;
    std::size_t at = 0;
    while (at < text.size()) {
        CsvRecord record;
        record.line = line;
        std::string field;
        bool ended = false;
        while (!ended) {
            if (at < text.size() && text[at] == '"' && field.empty()) {
                const int opened = line;
                for (++at;; ++at) {
                    if (at >= text.size())
                        return Failure{Error::badManifest, "line " + std::to_string(opened) +
                                                               ": a quote is opened and never closed."};
                    if (text[at] == '"') {
                        if (at + 1 >= text.size() || text[at + 1] != '"')
                            break;
                        ++at;
                    }
                    line += text[at] == '\n' ? 1 : 0;
                    field += text[at];
                }
                ++at;
                continue;
            }
            const char c = at < text.size() ? text[at++] : '\n';
            if (c == ',' || c == '\n') {
                if (c == '\n' && !field.empty() && field.back() == '\r')
                    field.pop_back();
                record.fields.push_back(std::move(field));
                field.clear();
                ended = c == '\n';
            } else {
                field += c;
            }
        }
        ++line;
        if (record.fields.size() > 1 || !record.fields[0].empty())
            records.push_back(std::move(record));
    }
    return records;
}

std::string csvField(const std::string& value)
{
    if (value.find_first_of(",\"\r\n") == std::string::npos)
        return value;
    std::string quoted = "\"";
    for (const char c : value) {
        if (c == '"')
            quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

} // namespace microt
