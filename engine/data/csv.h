// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"

namespace microt {

/// One record of a CSV file and the line it begins on, counted from 1.
struct CsvRecord
{
    std::vector<std::string> fields;
    int line = 0;
};

/// How a file deviates from RFC 4180.
struct CsvStyle
{
    char separator = ',';
    bool loose =
        false; ///< blanks around fields go, lines that begin with # and rows of nothing are passed over
};

/// Reads RFC 4180: quoted fields, doubled quotes, CRLF, LF or CR, a byte-order mark. Empty lines are passed
/// over. Errors: badManifest (an unfinished quote, with its line).
Result<std::vector<CsvRecord>> parseCsv(std::string_view text, CsvStyle style = {});

/// A field as it stands in a CSV file: quoted only if it must be.
std::string csvField(const std::string& value);

} // namespace microt
