// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace microt::report {

/// Text as valid UTF-8 that cannot disturb its surroundings: broken sequences, control characters and
/// characters that turn the writing direction become U+FFFD; tabs and line breaks become spaces.
std::string cleanText(std::string_view text);

/// cleanText, with & < > " ' written as character references: for HTML and SVG, in text and in attributes.
std::string escapeMarkup(std::string_view text);

/// A field of RFC 4180 CSV. Text that a spreadsheet would run as a formula gets a leading apostrophe.
std::string csvText(std::string_view text);

/// cleanText cut to `maxCharacters` code points, with an ellipsis if something is missing.
std::string shortened(std::string_view text, std::size_t maxCharacters);

/// A number with a fixed count of decimals and '.', whatever the locale; "n/a" if it is not finite.
std::string fixed(double value, int decimals);

/// The shortest text that gives the same number back, whatever the locale; "" if it is not finite.
std::string exact(double value);

/// A decimal number with commas between its thousands: 1,234,567.25.
std::string groupThousands(std::string decimal);
std::string grouped(std::int64_t value);

} // namespace microt::report
