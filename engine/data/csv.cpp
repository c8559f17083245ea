// SPDX-License-Identifier: Apache-2.0
#include "engine/data/csv.h"

#include <algorithm>

namespace microt {

namespace {

class CsvReader
{
public:
    CsvReader(std::string_view text, CsvStyle style) : m_text(text), m_style(style) {}

    bool atEnd() const { return m_at >= m_text.size(); }

    Result<CsvRecord> record()
    {
        CsvRecord record;
        record.line = m_line;
        m_comment = m_style.loose && m_text[m_at] == '#';
        while (true) {
            MICROT_TRY(std::string field, nextField());
            record.fields.push_back(std::move(field));
            if (atEnd())
                break;
            const char end = m_text[m_at++];
            if (end == m_style.separator)
                continue;
            if (end == '\r' && !atEnd() && m_text[m_at] == '\n')
                ++m_at;
            ++m_line;
            break;
        }
        return record;
    }

    /// Whether the record read last says nothing.
    bool isNothing(const CsvRecord& record) const
    {
        const auto isEmpty = [](const std::string& field) { return field.empty(); };
        return m_comment || (record.fields.size() == 1 && record.fields[0].empty()) ||
               (m_style.loose && std::all_of(record.fields.begin(), record.fields.end(), isEmpty));
    }

private:
    bool isBlank(char c) const { return m_style.loose && (c == ' ' || c == '\t') && c != m_style.separator; }
    bool endsField(char c) const { return c == m_style.separator || c == '\n' || c == '\r'; }

    Result<std::string> nextField()
    {
        std::string field;
        while (!atEnd() && isBlank(m_text[m_at]))
            ++m_at;
        std::size_t kept = 0; // blanks within quotes are meant
        while (!atEnd() && !endsField(m_text[m_at])) {
            if (m_text[m_at] == '"' && field.empty() && !m_comment) {
                MICROT_CHECK(takeQuoted(field));
                kept = field.size();
            } else {
                field += m_text[m_at++];
            }
        }
        while (field.size() > kept && isBlank(field.back()))
            field.pop_back();
        return field;
    }

    Status takeQuoted(std::string& field)
    {
        const int opened = m_line;
        for (++m_at;; ++m_at) {
            if (atEnd())
                return Failure{Error::badManifest,
                               "line " + std::to_string(opened) + ": a quote is opened and never closed."};
            if (m_text[m_at] == '"') {
                if (m_at + 1 >= m_text.size() || m_text[m_at + 1] != '"')
                    break;
                ++m_at;
            }
            m_line += m_text[m_at] == '\n' ? 1 : 0;
            field += m_text[m_at];
        }
        ++m_at;
        return {};
    }

    std::string_view m_text;
    CsvStyle m_style;
    std::size_t m_at = 0;
    int m_line = 1;
    bool m_comment = false;
};

} // namespace

Result<std::vector<CsvRecord>> parseCsv(std::string_view text, CsvStyle style)
{
    if (text.substr(0, 3) == "\xEF\xBB\xBF")
        text.remove_prefix(3);
    CsvReader reader(text, style);
    std::vector<CsvRecord> records;
    while (!reader.atEnd()) {
        MICROT_TRY(CsvRecord record, reader.record());
        if (!reader.isNothing(record))
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
