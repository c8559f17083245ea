// SPDX-License-Identifier: GPL-3.0-or-later
// One task through window, command line and report: the same numbers to the last digit.
#include <QProcess>
#include <QTest>

#include <nlohmann/json.hpp>

#include "engine/report/report.h"
#include "gui/window/page_list.h"
#include "tests/gui/tiny_project.h"

using namespace microt;
using namespace microt::gui;
using Json = nlohmann::json;

namespace {

constexpr int kPatienceMs = 120000;

/// A project on tiny pictures with the window's models and pages.
struct Bench
{
    test::TinyProject files;
    JobQueue jobs;
    Workspace workspace{&jobs};
    BoardModel board{&workspace, &jobs};
    DistillModel distill{&workspace, &jobs};
    SuspectModel suspects{&workspace, &jobs};
    MapModel map{&workspace, &jobs};
    ExploreModel explore{&workspace, &jobs};
    LiveModel live{&workspace, &board, &jobs};
    BoardSamplesModel samples{&workspace, &board};
    BoardTimeline timeline{&workspace, &board, &jobs};
    CompareModel compare{&workspace, &jobs};
    RunsModel runs{&workspace, &board, &distill, &compare, &jobs};
    QWidget window;
    QVector<Page*> pages = makePages({&workspace, &board, &distill, &jobs, &suspects, &map, &explore, &live,
                                      &samples, &timeline, &compare, nullptr, &runs},
                                     &window);

    Bench()
    {
        files.writePictures("pictures", 30);
        workspace.newProject(files.folder(), "tiny");
        workspace.setExtractor(files.extractor());
        workspace.addTask(files.pictures("pictures"));
    }
    bool ready() const
    {
        for (const Step step : {Step::data, Step::extractor, Step::features, Step::cuts, Step::stage})
            if (workspace.state(step) != StepState::ready)
                return false;
        return true;
    }
    QString commandOf(const char* id) const
    {
        for (const Page* page : pages)
            if (page->id() == QLatin1String(id))
                return page->command();
        return {};
    }

    /// What a page's own command prints, typed as it stands.
    Json run(const QString& command) const
    {
        QProcess shell;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("PATH", QStringLiteral(MICROT_BIN) + ":" + environment.value("PATH"));
        environment.insert("XDG_CACHE_HOME", files.folder("cache"));
        shell.setProcessEnvironment(environment);
        shell.setWorkingDirectory(files.folder("."));
        shell.start("bash", {"-c", command + " --json --quiet"});
        if (!shell.waitForFinished(kPatienceMs) || shell.exitCode() != 0)
            qWarning("%s: %s", qPrintable(command), shell.readAllStandardError().constData());
        // Where a page's command is two, the last one prints the JSON.
        const QByteArray printed = shell.readAllStandardOutput();
        const int begin = qMax(0, printed.lastIndexOf("\n{"));
        return Json::parse(printed.mid(begin).toStdString(), nullptr, false);
    }
};

/// `printed` has every number of `shown` under the same key.
void compareNumbers(const Json& printed, const Json& shown, const char* where)
{
    for (const auto& [key, value] : shown.items())
        QVERIFY2(printed.contains(key) && printed[key] == value,
                 qPrintable(QStringLiteral("%1: %2 is %3, shown %4")
                                .arg(where, QString::fromStdString(key),
                                     QString::fromStdString(printed.value(key, Json()).dump()),
                                     QString::fromStdString(value.dump()))));
}

Json shownByStage(const Workspace& workspace)
{
    const Outcome outcome = *workspace.outcome();
    return {{"cut", workspace.chosenCut()},
            {"ratio", outcome.ratio},
            {"threshold", outcome.threshold},
            {"exit_rate", outcome.point.exitRate},
            {"accuracy", 100.0 * outcome.point.accuracy},
            {"part_accuracy", 100.0 * workspace.stage()->testCurve.partAccuracy()},
            {"full_accuracy", 100.0 * workspace.stage()->testCurve.fullAccuracy()},
            {"energy_mj", outcome.energy.millijoule},
            {"energy_saving", 100.0 * outcome.saving}};
}

Json smallSample(const ThresholdEstimate& small)
{
    return {{"samples", small.samples},
            {"draws", small.draws},
            {"mean", small.mean},
            {"deviation", small.deviation}};
}

} // namespace

class SameNumbersTest : public QObject
{
    Q_OBJECT

private slots:
    void everyWayGivesTheSameNumbers_data();
    void everyWayGivesTheSameNumbers();
    void everyPagesCommandPrintsWhatThePageShows();
};

void SameNumbersTest::everyWayGivesTheSameNumbers_data()
{
    QTest::addColumn<bool>("int8");
    QTest::addColumn<bool>("perceptron");
    QTest::addColumn<int>("seed");
    for (const Precision precision : {Precision::float32, Precision::int8})
        for (const bool perceptron : {false, true})
            for (const int seed : {0, 7})
                QTest::addRow("%s %s seed %d", nameOf(precision), perceptron ? "mlp" : "logistic", seed)
                    << (precision == Precision::int8) << perceptron << seed;
}

void SameNumbersTest::everyWayGivesTheSameNumbers()
{
    QFETCH(bool, int8);
    QFETCH(bool, perceptron);
    QFETCH(int, seed);
    Bench bench;
    SplitOptions split;
    split.seed = static_cast<std::uint64_t>(seed);
    bench.workspace.setSplit(split);
    bench.workspace.setRatio(0.5); // there thresholds tell seeds, arithmetic and heads apart
    bench.workspace.setPrecision(int8 ? Precision::int8 : Precision::float32);
    StageOptions options;
    if (perceptron) {
        PerceptronOptions brief;
        brief.maxIterations = 8;
        options.head.settings = brief;
        bench.workspace.setStageOptions(options);
    }
    QTRY_VERIFY_WITH_TIMEOUT(bench.ready(), kPatienceMs);
    const Json shown = shownByStage(bench.workspace);
    const Json small = smallSample(bench.workspace.outcome()->smallSample);

    const Json printed = bench.run(bench.commandOf("stage"));
    compareNumbers(printed, shown, "command line");
    compareNumbers(printed["threshold_small_sample"], small, "command line");

    bench.workspace.save();
    const auto project = openProject(bench.files.path("project"));
    QVERIFY(project.ok());
    const auto result = runProject(project.value(), {});
    QVERIFY2(result.ok(), result.ok() ? "" : result.failure().what.c_str());
    const Json report = Json::parse(composeReport(result.value()).json)["tasks"][0];
    compareNumbers(report["stage_decision"], shown, "report");
    compareNumbers(report["stage_decision"]["small_sample"], small, "report");
    QCOMPARE(report["cuts"]["recommended"].get<int>(), bench.workspace.cuts()->recommended);

    // Neither seed nor arithmetic nor head is without effect: another task's numbers would not pass.
    static std::vector<Json> before;
    QVERIFY(std::find(before.begin(), before.end(), shown) == before.end());
    before.push_back(shown);
}

void SameNumbersTest::everyPagesCommandPrintsWhatThePageShows()
{
    Bench bench;
    SplitOptions split;
    split.seed = 7;
    bench.workspace.setSplit(split);
    QTRY_VERIFY_WITH_TIMEOUT(bench.ready(), kPatienceMs);

    const Json data = bench.run(bench.commandOf("data"));
    const auto counts = bench.workspace.dataset()->counts();
    QCOMPARE(data["classes"].size(), counts.size());
    for (std::size_t c = 0; c < counts.size(); ++c)
        for (std::size_t s = 0; s < kSplitCount; ++s)
            QCOMPARE(data["classes"][c][nameOf(static_cast<Split>(s))].get<int>(), counts[c][s]);

    const GraphCost& cost = *bench.workspace.cost();
    compareNumbers(bench.run(bench.commandOf("extractor")),
                   {{"macs", cost.full.macs}, {"params", cost.full.parameters}}, "extractor");

    const CutTable& table = *bench.workspace.cuts();
    const Json cuts = bench.run(bench.commandOf("cut"));
    compareNumbers(cuts,
                   {{"recommended", table.recommended},
                    {"recommended_ratio", table.recommendedRatio},
                    {"full_accuracy", 100.0 * table.fullAccuracy}},
                   "cut");
    for (std::size_t i = 0; i < table.rows.size(); ++i)
        compareNumbers(cuts["cuts"][i],
                       {{"cut", table.rows[i].cut},
                        {"part_accuracy", 100.0 * table.rows[i].partAccuracy},
                        {"full_accuracy", 100.0 * table.rows[i].fullAccuracy},
                        {"fused_score", table.rows[i].fusedScore},
                        {"staged_accuracy", 100.0 * table.rows[i].best.testAccuracy},
                        {"best_ratio", table.rows[i].best.ratio},
                        {"energy_mj", table.rows[i].best.millijoule}},
                       "cut");

    compareNumbers(bench.run(bench.commandOf("stage")), shownByStage(bench.workspace), "stage");

    bench.workspace.save();
    const Json report = bench.run(bench.commandOf("report"));
    const Json shown = shownByStage(bench.workspace);
    compareNumbers(report["tasks"][0], shown, "report");

    const Json board = bench.run(bench.commandOf("board"));
    QVERIFY2(board.contains("heads_sha256") && board.contains("samples"), board.dump().c_str());
}

QTEST_MAIN(SameNumbersTest)
#include "same_numbers_test.moc"
