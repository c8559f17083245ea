// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QSignalSpy>
#include <QTest>

#include "gui/models/data_warnings.h"
#include "gui/models/workspace.h"
#include "gui/pages/step_notice.h"
#include "tests/gui/tiny_project.h"

using namespace microt;
using namespace microt::gui;

Q_DECLARE_METATYPE(microt::Failure)

namespace {

using microt::test::kPatienceMs;
constexpr Step kSteps[] = {Step::data, Step::extractor, Step::features, Step::cuts, Step::stage};

/// A workspace with one task on tiny pictures.
struct Bench
{
    test::TinyProject files;
    JobQueue jobs;
    Workspace workspace{&jobs};
    QSignalSpy failed{&workspace, &Workspace::failed};

    void open()
    {
        workspace.newProject(files.folder(), "tiny");
        workspace.setExtractor(files.extractor());
        workspace.addTask(files.pictures());
    }
    bool allReady() const
    {
        for (const Step step : kSteps)
            if (workspace.state(step) != StepState::ready)
                return false;
        return true;
    }
};

#define WAIT_READY(bench) QTRY_VERIFY_WITH_TIMEOUT((bench).allReady(), kPatienceMs)

class WorkspaceTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { qRegisterMetaType<microt::Failure>("microt::Failure"); }
    void everythingIsMissingWithoutAProject();
    void allStepsRunByThemselves();
    void choicesAreSavedAndReopened();
    void aRatioRunsNothingAgain();
    void anotherSplitKeepsTheFeatures();
    void int8FiguresReplaceFloatOnes();
    void aStatedScalingIsLookedAt();
    void warningsOfAScalingSayWhatIsBetter();
    void outdatedResultsAreDiscarded();
    void weightsMoveTheRecommendationWithoutTraining();
    void anotherCutTrainsOnlyTheHeads();
    void aCutOfAnotherNetworkIsForgotten();
    void whatTheHeadsSeeChangesCutsAndStages();
    void furtherExitsAreChosenWithTheCut();
    void failuresAreToldAndRetried();
    void aDamagedExtractorFailsThatStepAlone();
    void cancelledIsNotFailed();
    void otherPicturesDropOldResults();
    void resultsOfOtherTasksAreKept();
    void removingATaskStopsItsJobs();
    void openingRubbishKeepsTheProject();
    void withoutAProjectOneIsMade();
    void recentProjectsAreListedLatestFirst();
    void aSaveThatFailsIsTold();
};

void WorkspaceTest::everythingIsMissingWithoutAProject()
{
    Bench bench;
    QVERIFY(!bench.workspace.hasProject());
    for (const Step step : kSteps)
        QCOMPARE(bench.workspace.state(step), StepState::missing);
    QVERIFY(!bench.workspace.outcome());
    QVERIFY(!bench.workspace.energy());
    QCOMPARE(bench.workspace.boards().size(), boardProfiles().value().size());
    bench.workspace.setRatio(0.3);
    bench.workspace.setCut(3);
    bench.workspace.removeTask("nobody");
    bench.workspace.retry(Step::stage);
    QVERIFY(bench.jobs.isIdle());
}

void WorkspaceTest::allStepsRunByThemselves()
{
    Bench bench;
    bench.open();
    QCOMPARE(bench.workspace.state(Step::data), StepState::running);
    QCOMPARE(bench.workspace.state(Step::stage), StepState::waiting);
    WAIT_READY(bench);
    QCOMPARE(bench.workspace.dataset()->samples.size(), size_t(60));
    QCOMPARE(bench.workspace.features()->full().values.rows(), Eigen::Index(60));
    QVERIFY(bench.workspace.cuts()->recommended > 0);
    QCOMPARE(bench.workspace.stage()->cut(), bench.workspace.cuts()->recommended);
    const auto outcome = bench.workspace.outcome();
    QVERIFY(outcome.has_value());
    QCOMPARE(outcome->ratio, bench.workspace.cuts()->recommendedRatio);
    QCOMPARE(outcome->threshold, bench.workspace.stage()->thresholdFor(outcome->ratio).value());
    bench.workspace.setRatio(1.0);
    QCOMPARE(bench.workspace.outcome()->point.exitRate, 1.0);
    bench.workspace.setRatio(std::nullopt);
    QCOMPARE(bench.workspace.outcome()->threshold, outcome->threshold);
    QVERIFY(bench.workspace.energy()->part.millijoule < bench.workspace.energy()->fullOnly.millijoule);
    QCOMPARE(bench.failed.count(), 0);
}

void WorkspaceTest::whatTheHeadsSeeChangesCutsAndStages()
{
    Bench bench;
    bench.open();
    WAIT_READY(bench);
    const std::int64_t both = bench.workspace.stage()->fullHead->macsPerSample();
    StageOptions options = bench.workspace.task()->stage;
    QVERIFY(!options.asPublished);
    options.asPublished = true;
    bench.workspace.setStageOptions(options);
    QVERIFY(bench.workspace.state(Step::features) == StepState::ready);
    QVERIFY(bench.workspace.state(Step::cuts) != StepState::ready);
    QVERIFY(bench.workspace.state(Step::stage) != StepState::ready);
    WAIT_READY(bench);
    QVERIFY(bench.workspace.stage()->fullHead->macsPerSample() < both);
    for (const CutRow& row : bench.workspace.cuts()->rows)
        QCOMPARE(row.fullAccuracy, bench.workspace.cuts()->fullAccuracy);
    QVERIFY(taskCommand(bench.workspace, "tune", bench.workspace.settings()).contains("--as-published"));
}

void WorkspaceTest::furtherExitsAreChosenWithTheCut()
{
    Bench bench;
    bench.open();
    WAIT_READY(bench);
    QVERIFY(bench.workspace.stage()->between.empty());
    StageOptions options = bench.workspace.task()->stage;
    options.exits = 3;
    bench.workspace.setStageOptions(options);
    QVERIFY(bench.workspace.state(Step::stage) != StepState::ready);
    WAIT_READY(bench);
    const CutRow* row = bench.workspace.cuts()->find(bench.workspace.chosenCut());
    QVERIFY(row != nullptr);
    std::vector<int> cuts{row->cut};
    cuts.insert(cuts.end(), row->best.further.begin(), row->best.further.end());
    QCOMPARE(bench.workspace.stage()->cuts(), cuts);
    QCOMPARE(bench.workspace.outcome()->thresholds.size(), cuts.size());
    QVERIFY(taskCommand(bench.workspace, "tune", bench.workspace.settings()).contains("--exits 3"));
    // Another first cut has others behind it.
    const int first = bench.workspace.cuts()->rows.front().cut;
    options.cut = first;
    bench.workspace.setStageOptions(options);
    WAIT_READY(bench);
    QCOMPARE(bench.workspace.stage()->cuts().size(), std::size_t(2));
    QCOMPARE(bench.workspace.stage()->cuts()[1], bench.workspace.cuts()->rows.front().best.further.at(0));
    QCOMPARE(bench.workspace.energy()->between.size(), std::size_t(1));
    QCOMPARE(bench.failed.count(), 0);
}

void WorkspaceTest::choicesAreSavedAndReopened()
{
    test::TinyProject files;
    {
        JobQueue jobs;
        Workspace workspace(&jobs);
        workspace.newProject(files.folder(), "tiny");
        workspace.addTask(files.pictures());
        workspace.setExtractor(files.extractor());
        workspace.setRatio(0.25);
        workspace.setCut(4);
        workspace.setBoard("stm32l4r5zi");
        workspace.setChoice({Recommendation::score, 2.5, {1.0, 2.0, 3.0}});
        workspace.setSplit({0.4, 0.2, 7});
        workspace.setPage("cut");
    }
    JobQueue jobs;
    Workspace workspace(&jobs);
    workspace.openProject(files.folder());
    QVERIFY(workspace.hasProject());
    QCOMPARE(workspace.task()->ratio, std::optional(0.25));
    QCOMPARE(workspace.task()->stage.cut, std::optional(4));
    QCOMPARE(workspace.task()->split.seed, std::uint64_t(7));
    QCOMPARE(workspace.task()->split.testShare, 0.4);
    QCOMPARE(workspace.board()->id, std::string("stm32l4r5zi"));
    QCOMPARE(workspace.project().choice.weights.gain, 2.0);
    QCOMPARE(workspace.project().choice.acceptedLoss, 2.5);
    QCOMPARE(workspace.project().page, std::string("cut"));
}

void WorkspaceTest::aRatioRunsNothingAgain()
{
    Bench bench;
    bench.open();
    WAIT_READY(bench);
    QSignalSpy ratio(&bench.workspace, &Workspace::ratioChanged);
    const auto stage = bench.workspace.stage();
    bench.workspace.setRatio(0.75);
    QTest::qWait(400);
    QCOMPARE(ratio.count(), 1);
    QVERIFY(bench.jobs.isIdle());
    QCOMPARE(bench.workspace.stage(), stage);
    QCOMPARE(bench.workspace.outcome()->threshold, stage->thresholdFor(0.75).value());
}

void WorkspaceTest::anotherSplitKeepsTheFeatures()
{
    Bench bench;
    bench.open();
    WAIT_READY(bench);
    const auto features = bench.workspace.features();
    const auto stage = bench.workspace.stage();
    bench.workspace.setSplit({0.5, 0.1, 0});
    QCOMPARE(bench.workspace.state(Step::data), StepState::stale);
    QCOMPARE(bench.workspace.state(Step::features), StepState::ready);
    QCOMPARE(bench.workspace.state(Step::stage), StepState::stale);
    QCOMPARE(bench.workspace.stage(), stage); // still shown
    WAIT_READY(bench);
    QCOMPARE(bench.workspace.features(), features);
    QVERIFY(bench.workspace.stage() != stage);
    QCOMPARE(bench.workspace.stage()->test.size(), size_t(30));
    QVERIFY(QFile::exists(
        QString::fromStdString(bench.workspace.project().splitFile(*bench.workspace.task()).string())));
}

void WorkspaceTest::int8FiguresReplaceFloatOnes()
{
    Bench bench;
    bench.open();
    WAIT_READY(bench);
    const auto features = bench.workspace.features();
    bench.workspace.setPrecision(Precision::int8);
    QCOMPARE(bench.workspace.state(Step::data), StepState::ready);
    QCOMPARE(bench.workspace.state(Step::features), StepState::stale);
    QCOMPARE(bench.workspace.features(), features); // still shown
    WAIT_READY(bench);
    const auto int8 = bench.workspace.features();
    QVERIFY(int8 != features);
    QVERIFY(int8->key != features->key);
    // Ranges come from the train split: another split, other int8 features.
    bench.workspace.setSplit({0.5, 0.1, 0});
    QCOMPARE(bench.workspace.state(Step::features), StepState::stale);
    WAIT_READY(bench);
    QVERIFY(bench.workspace.features()->key != int8->key);
    bench.workspace.setPrecision(Precision::float32);
    WAIT_READY(bench);
    QCOMPARE(bench.workspace.features()->key, features->key);
}

void WorkspaceTest::aStatedScalingIsLookedAt()
{
    Bench bench;
    bench.open();
    WAIT_READY(bench);
    QTRY_VERIFY(bench.jobs.isIdle());
    QVERIFY(!bench.workspace.inputCheck()); // the file says it
    QSignalSpy checked(&bench.workspace, &Workspace::inputChecked);
    ExtractorOptions network;
    network.preset = InputPreset::raw;
    bench.workspace.setNetwork(network);
    WAIT_READY(bench);
    QTRY_VERIFY_WITH_TIMEOUT(bench.workspace.inputCheck(), kPatienceMs);
    QCOMPARE(checked.count(), 1);
    QCOMPARE(bench.workspace.inputCheck()->saturated > kSaturated,
             inputWarnings(*bench.workspace.inputCheck()).join(' ').contains("saturated"));
    bench.workspace.setNetwork({});
    WAIT_READY(bench);
    QVERIFY(!bench.workspace.inputCheck());
}

void WorkspaceTest::warningsOfAScalingSayWhatIsBetter()
{
    ScalingCheck check;
    QVERIFY(inputWarnings(check).isEmpty());
    check.saturated = 0.09;
    check.better = BetterScaling{InputPreset::raw, 0.517, 0.75, 240};
    const QStringList warnings = inputWarnings(check);
    QCOMPARE(warnings.size(), 2);
    QVERIFY(warnings[0].contains("9 %"));
    QVERIFY(warnings[1].contains("Raw pixels") && warnings[1].contains("75.0 %"));
    QVERIFY(warnings[1].contains("240") && warnings[1].contains("51.7 %"));
}

void WorkspaceTest::outdatedResultsAreDiscarded()
{
    Bench bench;
    bench.open();
    WAIT_READY(bench);
    QSignalSpy changes(&bench.workspace, &Workspace::stageChanged);
    // Each change lands while the job of the one before is on its way.
    for (const int seed : {1, 2, 1, 3}) {
        bench.workspace.setSplit({0.3, 0.1, static_cast<std::uint64_t>(seed)});
        QTest::qWait(270);
    }
    WAIT_READY(bench);
    QTRY_VERIFY(bench.jobs.isIdle());
    QVERIFY(bench.allReady());
    Dataset expected = *bench.workspace.dataset();
    QVERIFY(assignSplit(expected, {0.3, 0.1, 3}).ok());
    for (size_t i = 0; i < expected.samples.size(); ++i)
        QCOMPARE(bench.workspace.dataset()->samples[i].split, expected.samples[i].split);
    QCOMPARE(bench.failed.count(), 0);
}

void WorkspaceTest::weightsMoveTheRecommendationWithoutTraining()
{
    Bench bench;
    bench.open();
    WAIT_READY(bench);
    const auto before = bench.workspace.cuts();
    bench.workspace.setChoice(
        {Recommendation::score, 1.0, {0.0, 0.0, 1.0}}); // computation alone: the first cut
    QCOMPARE(bench.workspace.state(Step::cuts), StepState::ready);
    QCOMPARE(bench.workspace.cuts()->recommended, before->rows.front().cut);
    QCOMPARE(bench.workspace.cuts()->rows[5].partAccuracy, before->rows[5].partAccuracy);
    WAIT_READY(bench);
    QCOMPARE(bench.workspace.stage()->cut(), before->rows.front().cut);
}

void WorkspaceTest::anotherCutTrainsOnlyTheHeads()
{
    Bench bench;
    bench.open();
    WAIT_READY(bench);
    QSignalSpy cuts(&bench.workspace, &Workspace::cutsChanged);
    const auto table = bench.workspace.cuts();
    const int cut = table->recommended == 5 ? 6 : 5;
    bench.workspace.setCut(cut);
    QCOMPARE(cuts.count(), 1);
    QCOMPARE(bench.workspace.state(Step::stage), StepState::stale);
    WAIT_READY(bench);
    QCOMPARE(bench.workspace.cuts(), table);
    QCOMPARE(bench.workspace.stage()->cut(), cut);
}

void WorkspaceTest::aCutOfAnotherNetworkIsForgotten()
{
    Bench bench;
    bench.files.writeExtractor("other", "mcunet-in0");
    bench.open();
    WAIT_READY(bench);
    const int last = bench.workspace.cuts()->rows.back().cut;
    bench.workspace.setCut(last);
    WAIT_READY(bench);
    bench.workspace.setExtractor(bench.files.extractor("other"));
    QCOMPARE(bench.workspace.state(Step::extractor), StepState::stale);
    WAIT_READY(bench);
    const bool known = bench.workspace.extractor()->graph.findCut(last) != nullptr;
    QCOMPARE(bench.workspace.task()->stage.cut.value_or(0), known ? last : 0);
    QCOMPARE(bench.failed.count(), 0);
}

void WorkspaceTest::failuresAreToldAndRetried()
{
    Bench bench;
    bench.workspace.newProject(bench.files.folder(), "tiny");
    bench.workspace.setExtractor(bench.files.extractor());
    bench.workspace.addTask(bench.files.folder("later"));
    QTRY_COMPARE(bench.workspace.state(Step::data), StepState::failed);
    QCOMPARE(bench.workspace.failure(Step::data)->code, Error::fileNotFound);
    QCOMPARE(bench.workspace.state(Step::stage), StepState::missing);
    QCOMPARE(bench.failed.count(), 1);
    QTest::qWait(300);
    QCOMPARE(bench.failed.count(), 1); // not again by itself
    bench.files.writePictures("later", 12);
    bench.workspace.retry(Step::data);
    QVERIFY(!bench.workspace.failure(Step::data));
    WAIT_READY(bench);
}

void WorkspaceTest::aDamagedExtractorFailsThatStepAlone()
{
    Bench bench;
    bench.files.writeFile("broken.mtx", "this is no network");
    bench.open();
    bench.workspace.setExtractor(bench.files.extractor("broken"));
    QTRY_COMPARE(bench.workspace.state(Step::extractor), StepState::failed);
    QTRY_COMPARE(bench.workspace.state(Step::data), StepState::ready);
    QVERIFY(!bench.workspace.failure(Step::extractor)->what.empty());
    bench.workspace.setExtractor(bench.files.extractor());
    WAIT_READY(bench);
}

void WorkspaceTest::cancelledIsNotFailed()
{
    Bench bench;
    bench.open();
    bench.jobs.cancelAll();
    QTRY_VERIFY(bench.jobs.isIdle());
    QCOMPARE(bench.workspace.state(Step::data), StepState::waiting);
    QVERIFY(!bench.workspace.failure(Step::data));
    QCOMPARE(bench.failed.count(), 0);
    QTest::qWait(300);
    QVERIFY(bench.jobs.isIdle()); // it waits for the user
    bench.workspace.retry(Step::stage);
    WAIT_READY(bench);
}

void WorkspaceTest::otherPicturesDropOldResults()
{
    Bench bench;
    bench.open();
    WAIT_READY(bench);
    QVERIFY(QFile::remove(bench.files.pictures() + "/dark/0.ppm"));
    bench.workspace.retry(Step::data);
    QTRY_VERIFY(bench.workspace.dataset()->samples.size() == 59);
    // Old results name pictures by numbers that mean other pictures now.
    QVERIFY(!bench.workspace.stage() || bench.workspace.features()->samples.size() == 59);
    WAIT_READY(bench);
    QCOMPARE(bench.workspace.features()->samples.size(), size_t(59));
}

void WorkspaceTest::resultsOfOtherTasksAreKept()
{
    Bench bench;
    bench.files.writePictures("second", 12);
    bench.open();
    WAIT_READY(bench);
    const auto first = bench.workspace.stage();
    bench.workspace.addTask(bench.files.pictures("second"));
    QCOMPARE(bench.workspace.task()->name, std::string("second"));
    QVERIFY(!bench.workspace.dataset());
    WAIT_READY(bench);
    QCOMPARE(bench.workspace.dataset()->samples.size(), size_t(36));
    QSignalSpy task(&bench.workspace, &Workspace::taskChanged);
    bench.workspace.addTask(bench.files.pictures()); // known: only becomes active
    QCOMPARE(task.count(), 1);
    QCOMPARE(bench.workspace.project().tasks.size(), size_t(2));
    QVERIFY(bench.allReady());
    QCOMPARE(bench.workspace.stage(), first);
}

void WorkspaceTest::removingATaskStopsItsJobs()
{
    Bench bench;
    bench.open();
    bench.workspace.removeTask("colours");
    QCOMPARE(bench.workspace.project().tasks.size(), size_t(0));
    QCOMPARE(bench.workspace.task(), nullptr);
    QTRY_VERIFY(bench.jobs.isIdle());
    QCOMPARE(bench.workspace.state(Step::data), StepState::missing);
    QVERIFY(!bench.workspace.dataset());
    QCOMPARE(bench.failed.count(), 0);
}

void WorkspaceTest::openingRubbishKeepsTheProject()
{
    Bench bench;
    bench.open();
    bench.files.writeFile("rubbish/project.json", "{\"format\": 1, \"tasks\": 3}");
    bench.workspace.openProject(bench.files.folder("rubbish"));
    bench.workspace.openProject(bench.files.folder("nowhere"));
    bench.workspace.newProject(bench.files.folder(), "again"); // there is one already
    QCOMPARE(bench.failed.count(), 3);
    QCOMPARE(bench.workspace.project().name, std::string("tiny"));
    WAIT_READY(bench);
}

void WorkspaceTest::withoutAProjectOneIsMade()
{
    Bench bench;
    bench.workspace.addTask(bench.files.pictures());
    QVERIFY(bench.workspace.hasProject());
    QCOMPARE(bench.workspace.project().folder, bench.files.path("MicroT/colours"));
    QTRY_COMPARE(bench.workspace.state(Step::data), StepState::ready);

    Workspace second(&bench.jobs);
    second.addTask(bench.files.pictures());
    QCOMPARE(second.project().folder, bench.files.path("MicroT/colours-2"));
}

void WorkspaceTest::recentProjectsAreListedLatestFirst()
{
    Bench bench;
    QVERIFY(Workspace::recentProjects().isEmpty());
    bench.workspace.newProject(bench.files.folder("a"), "a");
    bench.workspace.newProject(bench.files.folder("b"), "b");
    bench.workspace.openProject(bench.files.folder("a"));
    QCOMPARE(Workspace::recentProjects(), (QStringList{bench.files.folder("a"), bench.files.folder("b")}));
}

void WorkspaceTest::aSaveThatFailsIsTold()
{
    Bench bench;
    bench.workspace.newProject(bench.files.folder(), "tiny");
    bench.workspace.save();
    QVERIFY(!bench.failed.wait(200));
    std::filesystem::remove_all(bench.files.path("project"));
    bench.files.writeFile("project", "a file where the folder was");
    bench.workspace.save();
    QVERIFY(bench.failed.wait());
    QVERIFY(bench.failed.first().at(1).value<microt::Failure>().code != Error::none);
}

} // namespace

QTEST_GUILESS_MAIN(WorkspaceTest)
#include "workspace_test.moc"
