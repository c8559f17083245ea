// SPDX-License-Identifier: Apache-2.0
#include "engine/report/text.h"

#include <clocale>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace microt::report {
namespace {

TEST(Text, EscapesMarkup)
{
    EXPECT_EQ(escapeMarkup("<a href=\"x\">'&'</a>"), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;");
    EXPECT_EQ(escapeMarkup("Löwenzahn 蒲公英"), "Löwenzahn 蒲公英");
}

TEST(Text, ReplacesWhatIsNotUtf8)
{
    const std::string r = "\xEF\xBF\xBD";
    EXPECT_EQ(cleanText("a\xFF"), "a" + r);
    EXPECT_EQ(cleanText("\xC3"), r);                                  // cut off
    EXPECT_EQ(cleanText("\xC0\xAF"), r + r);                          // overlong '/'
    EXPECT_EQ(cleanText("\xE0\x80\xAF"), r + r + r);                  // overlong
    EXPECT_EQ(cleanText("\xED\xA0\x80"), r + r + r);                  // surrogate
    EXPECT_EQ(cleanText("\xF4\x90\x80\x80"), r + r + r + r);          // beyond Unicode
    EXPECT_EQ(cleanText(std::string_view("a\0b", 3)), "a" + r + "b"); // not allowed in XML
    EXPECT_EQ(cleanText("a\xE2\x80\xAE"
                        "b"),
              "a" + r + "b"); // right-to-left override
    EXPECT_EQ(cleanText("a\r\nb\tc"), "a  b c");
}

TEST(Text, QuotesCsvAndDefusesFormulas)
{
    EXPECT_EQ(csvText("plain"), "plain");
    EXPECT_EQ(csvText("a,b"), "\"a,b\"");
    EXPECT_EQ(csvText("say \"hi\""), "\"say \"\"hi\"\"\"");
    EXPECT_EQ(csvText("=1+1"), "'=1+1");
    EXPECT_EQ(csvText("@x,y"), "\"'@x,y\"");
    EXPECT_EQ(csvText("two\nlines"), "two lines");
}

TEST(Text, ShortensByCharactersNotBytes)
{
    EXPECT_EQ(shortened("äöü", 3), "äöü");
    EXPECT_EQ(shortened("äöüß", 3), "äö…");
    EXPECT_EQ(shortened("", 3), "");
}

TEST(Text, WritesNumbersWithoutTheLocale)
{
    const char* before = std::setlocale(LC_ALL, nullptr);
    const std::string saved = before == nullptr ? "C" : before;
    std::setlocale(LC_ALL, "de_DE.UTF-8"); // where it is installed it would write a decimal comma
    EXPECT_EQ(fixed(1.5, 2), "1.50");
    EXPECT_EQ(fixed(-0.001, 2), "0.00");
    EXPECT_EQ(fixed(-0.5, 1), "-0.5");
    EXPECT_EQ(fixed(std::nan(""), 2), "n/a");
    EXPECT_EQ(fixed(std::numeric_limits<double>::max(), 2).size(), 312U);
    EXPECT_EQ(exact(0.1), "0.1");
    EXPECT_EQ(exact(std::numeric_limits<double>::infinity()), "");
    EXPECT_EQ(grouped(999), "999");
    EXPECT_EQ(grouped(1234567), "1,234,567");
    EXPECT_EQ(grouped(-123456), "-123,456");
    std::setlocale(LC_ALL, saved.c_str());
}

} // namespace
} // namespace microt::report
