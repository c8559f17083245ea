// SPDX-License-Identifier: Apache-2.0
#include "engine/report/report.h"

#include <sstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "engine/report/numbers.h"
#include "tests/engine/report/markup_check.h"
#include "tests/engine/report/sample_result.h"

namespace microt {
namespace {

using test::sampleResult;

/// Splits RFC 4180 records; the reports have no line breaks inside fields.
std::vector<std::vector<std::string>> parseCsv(const std::string& csv)
{
    std::vector<std::vector<std::string>> rows;
    std::istringstream lines(csv);
    for (std::string line; std::getline(lines, line);) {
        if (!line.empty() && line.back() == '\r')
            line.pop_back();
        std::vector<std::string> fields(1);
        bool quoted = false;
        for (std::size_t i = 0; i < line.size(); ++i) {
            if (line[i] == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"')
                fields.back() += line[i++];
            else if (line[i] == '"')
                quoted = !quoted;
            else if (line[i] == ',' && !quoted)
                fields.emplace_back();
            else
                fields.back() += line[i];
        }
        rows.push_back(std::move(fields));
    }
    return rows;
}

TEST(Report, SameResultsGiveSameBytes)
{
    const Report a = composeReport(sampleResult());
    const Report b = composeReport(sampleResult());
    EXPECT_EQ(a.html, b.html);
    EXPECT_EQ(a.json, b.json);
    EXPECT_EQ(a.csv, b.csv);
    EXPECT_EQ(a.pageHtml, b.pageHtml);
    EXPECT_EQ(a.charts, b.charts);
}

TEST(Report, TellsWhatBoardsDid)
{
    ProjectResult result = sampleResult();
    EXPECT_EQ(composeReport(result).html.find("What boards did"), std::string::npos);
    BoardRecord board;
    board.task = "task <one>";
    board.board = "virtual:first";
    board.made = "2026-11-28 12:00";
    board.cut = 3;
    board.ratio = 0.5;
    board.samples = 40;
    board.pictures = 200;
    board.right = 150;
    board.early = 80;
    board.compared = board.matches = board.countsInstructions = true;
    board.partCount = 12'300'000;
    BoardRecord other = board;
    other.board = "virtual:second";
    other.matches = false;
    other.difference = "the thresholds differ";
    result.boards = {board, other};
    const Report report = composeReport(result);
    for (const char* part : {"What boards did", "virtual:first", "75.00", "40.00", "equal in every bit",
                             "differs: the thresholds differ", "task &lt;one&gt;"})
        EXPECT_NE(report.html.find(part), std::string::npos) << part;
    EXPECT_EQ(report.html.find("2026-11-28"), std::string::npos); // the same on another day
    const auto json = nlohmann::json::parse(report.json);
    EXPECT_EQ(json["boards"].size(), 2U);
    EXPECT_EQ(json["boards"][0]["matches_twin"], true);
}

TEST(Report, HoldsNoFolderOfTheMachine)
{
    const Report report = composeReport(sampleResult());
    for (const std::string* form : {&report.html, &report.json, &report.csv, &report.pageHtml})
        EXPECT_EQ(form->find("somebody"), std::string::npos);
    EXPECT_NE(report.html.find("vww0.mtx"), std::string::npos);
}

TEST(Report, IsWellFormedWithHostileNames)
{
    const Report report = composeReport(sampleResult());
    EXPECT_EQ(test::markupProblem(report.html), "");
    EXPECT_EQ(test::markupProblem(report.pageHtml), "");
    for (const std::string& chart : report.charts)
        EXPECT_EQ(test::markupProblem(chart), "");
    EXPECT_EQ(report.html.find("<b onclick"), std::string::npos);
    EXPECT_EQ(report.html.find('\xFF'), std::string::npos);
    EXPECT_NE(report.html.find("sample &amp; more"), std::string::npos);
}

TEST(Report, IsOneFileThatAsksNothingOfTheNetwork)
{
    const std::string html = composeReport(sampleResult()).html;
    for (const char* outside : {"<script", "<link", "<img", "src=", "href=", "url(", "@import"})
        EXPECT_EQ(html.find(outside), std::string::npos) << outside;
    EXPECT_NE(html.find("prefers-color-scheme:dark"), std::string::npos);
    EXPECT_NE(html.find("size:A4"), std::string::npos);
}

TEST(Report, EveryDrawingIsNamedForThoseWhoCannotSeeIt)
{
    const Report report = composeReport(sampleResult());
    ASSERT_EQ(report.charts.size(), 10U) << "five for each task";
    for (const std::string& chart : report.charts) {
        EXPECT_NE(chart.find("role=\"img\" aria-label=\""), std::string::npos);
        EXPECT_NE(chart.find("<title>"), std::string::npos);
    }
    for (std::size_t i = 0; i < report.charts.size(); ++i)
        EXPECT_NE(report.pageHtml.find("<img src=\"chart:" + std::to_string(i) + "\" alt=\""),
                  std::string::npos);
}

TEST(Report, CsvIsLongFormWithFiveFields)
{
    const auto rows = parseCsv(composeReport(sampleResult()).csv);
    ASSERT_GT(rows.size(), 100U);
    EXPECT_EQ(rows.front(), (std::vector<std::string>{"task", "table", "row", "column", "value"}));
    bool hostileSeen = false;
    bool accuracySeen = false;
    for (const auto& row : rows) {
        ASSERT_EQ(row.size(), 5U) << row.front();
        hostileSeen = hostileSeen || row[2].rfind("'=<b onclick=\"x\">", 0) == 0;
        accuracySeen = accuracySeen || (row[0] == "signs" && row[1] == "answering" && row[2] == "staged" &&
                                        row[3] == "Accuracy" && std::stod(row[4]) > 50.0);
    }
    EXPECT_TRUE(hostileSeen);
    EXPECT_TRUE(accuracySeen);
}

TEST(Report, JsonAgreesWithTheResults)
{
    const ProjectResult result = sampleResult();
    const auto json = nlohmann::json::parse(composeReport(result).json);
    EXPECT_EQ(json["format"], "microt-report");
    EXPECT_EQ(json["extractor"]["source"], "vww0.mtx");
    EXPECT_EQ(json["extractor"]["recipe"]["seed"], 3);
    ASSERT_EQ(json["tasks"].size(), 2U);
    const auto& task = json["tasks"][0];
    EXPECT_EQ(task["dataset"]["split"]["seed"], 7);
    EXPECT_EQ(task["dataset"]["classes"][0]["calibration"], 10);
    EXPECT_EQ(task["dataset"]["left_out"][0]["path"], "broken/zero.jpg");
    EXPECT_EQ(task["cuts"]["cuts"].size(), 9U);
    const auto& stage = task["stage_decision"];
    EXPECT_DOUBLE_EQ(stage["accuracy"], 100.0 * result.tasks[0].outcome.point.accuracy);
    EXPECT_EQ(stage["energy_provenance"], "modelled");
    EXPECT_EQ(stage["ways"].size(), 3U);
    EXPECT_DOUBLE_EQ(stage["curve"].front()["ratio"], 0.0);
    EXPECT_DOUBLE_EQ(stage["curve"].back()["ratio"], 1.0);
    std::int64_t confused = 0;
    for (const auto& row : stage["confusion"])
        for (const auto& cell : row)
            confused += cell.get<std::int64_t>();
    EXPECT_EQ(confused, 400);
    EXPECT_EQ(json["limits"].size(), 4U);
}

TEST(Report, SaysWhatItDoesNotShow)
{
    const std::string html = composeReport(sampleResult()).html;
    EXPECT_NE(html.find("as few as 50 calibration pictures"), std::string::npos);
    EXPECT_NE(html.find("not measured"), std::string::npos);
    EXPECT_NE(html.find("95 % intervals"), std::string::npos);
}

TEST(Report, SurvivesHostileRecipes)
{
    ProjectResult result = sampleResult();
    for (const std::string& recipe :
         {std::string("not json <i>"), std::string("[1,2]"), "{\"a\":" + std::string(100'000, '[') + '}',
          "{\"a\":" + std::string(100'000, '[') + std::string(100'000, ']') + '}',
          std::string("{\"\xFF\":\"\xFE\"}"), "{\"long\":\"" + std::string(1'000'000, 'x') + "\"}"}) {
        result.extractor.recipe = recipe;
        const Report report = composeReport(result);
        EXPECT_EQ(test::markupProblem(report.pageHtml), "");
        EXPECT_LT(report.html.size(), 1'000'000U);
        EXPECT_FALSE(nlohmann::json::parse(report.json, nullptr, false).is_discarded());
    }
}

TEST(Report, HoldsProjectsWithoutTasksAndWithManyClasses)
{
    ProjectResult result = sampleResult(300);
    EXPECT_EQ(test::markupProblem(composeReport(result).html), "");
    EXPECT_EQ(composeReport(result).charts.size(), 9U) << "300 classes are too many for a drawing";
    result.tasks.clear();
    EXPECT_EQ(test::markupProblem(composeReport(result).html), "");
}

TEST(ReportNumbers, WilsonIntervalAgreesWithPublishedValues)
{
    // 81 of 263: Newcombe, Statistics in Medicine 17 (1998), table I.
    const ShareRange interval = wilsonRange(81.0 / 263.0, 263);
    EXPECT_NEAR(interval.low, 0.2553, 5e-5);
    EXPECT_NEAR(interval.high, 0.3662, 5e-5);
    EXPECT_NEAR(wilsonRange(0.0, 20).high, 0.1611, 5e-5);
    EXPECT_EQ(wilsonRange(1.0, 20).high, 1.0);
    EXPECT_EQ(wilsonRange(0.5, 0).low, 0.0);
}

TEST(ReportNumbers, StagedWorkLiesBetweenPartAndBoth)
{
    const ProjectResult result = sampleResult();
    const auto ways = report::answerings(result.tasks[0], result.cost);
    ASSERT_EQ(ways.size(), 3U);
    const double exit = result.tasks[0].outcome.point.exitRate;
    const double rest = 6'000'000 - 1'800'000 + 160 * 10;
    EXPECT_NEAR(ways[2].macs, 1'800'000 + 24 * 10 + (1 - exit) * rest, 1e-6);
    EXPECT_DOUBLE_EQ(ways[2].accuracy, result.tasks[0].outcome.point.accuracy);
}

} // namespace
} // namespace microt
