// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAction>
#include <QMenuBar>
#include <QSpinBox>
#include <QTest>
#include <QUndoStack>

#include "gui/models/project_history.h"
#include "tests/gui/window_bench.h"

using namespace microt;
using namespace microt::gui;

namespace {

using microt::test::kPatienceMs;

struct Bench : TaskBench
{
    Bench() { workspace.steps().clear(); }
    QUndoStack& steps() { return workspace.steps(); }
    const Task& task() const { return *workspace.task(); }
    void wait() { QTest::qWait(ProjectHistory::kMomentMs + 100); }
};

class UndoTest : public QObject
{
    Q_OBJECT

private slots:
    void everySettingIsUndoneAndDoneAgain();
    void aDragIsOneStep();
    void theMenuSaysWhatIsUndone();
    void aRemovedTaskComesBackWithItsResults();
    void undoneSettingsAreComputedAnew();
    void labelWorkSurvivesAnUndo();
    void aRenamedTaskHasNoOldSteps();
    void anotherProjectHasAnotherHistory();
    void undoKeyWorksInANumberField();
};

void UndoTest::everySettingIsUndoneAndDoneAgain()
{
    Bench bench;
    Workspace& workspace = bench.workspace;
    StageOptions stage = bench.task().stage;
    stage.head.classWeights = !stage.head.classWeights;
    stage.measure = ConfidenceMeasure::margin;
    CutChoice choice = workspace.project().choice;
    choice.acceptedLoss = 0.03;
    ReadOptions reading;
    reading.followLinks = true;
    ExtractorOptions network;
    const std::string otherBoard = workspace.boards().back().id;
    const std::function<void()> edits[] = {
        [&] { workspace.setRatio(0.62); },
        [&] {
            workspace.setSplit({0.4, 0.1, 3});
        },
        [&] { workspace.setCut(3); },
        [&] { workspace.setStageOptions(stage); },
        [&] { workspace.setChoice(choice); },
        [&] { workspace.setReading(reading); },
        [&] { workspace.setPrecision(Precision::int8); },
        [&] { workspace.setBoard(QString::fromStdString(otherBoard)); },
        [&] { workspace.setExtractor("/elsewhere/other.mtx"); },
        [&] { workspace.addTask(bench.files.folder("elsewhere")); },
    };
    std::vector<Project> states{workspace.project()};
    for (const auto& edit : edits) {
        edit();
        states.push_back(workspace.project());
    }
    const auto same = [](const Project& a, const Project& b) {
        return changedFields(a, b).empty() && a.tasks.size() == b.tasks.size();
    };
    QCOMPARE(bench.steps().count(), int(std::size(edits)));
    for (std::size_t i = states.size() - 1; i > 0; --i) {
        QVERIFY(!bench.steps().undoText().isEmpty());
        bench.steps().undo();
        QVERIFY2(same(workspace.project(), states[i - 1]), qPrintable(bench.steps().redoText()));
    }
    QVERIFY(!bench.steps().canUndo());
    for (std::size_t i = 1; i < states.size(); ++i) {
        bench.steps().redo();
        QVERIFY2(same(workspace.project(), states[i]), qPrintable(bench.steps().undoText()));
    }
}

void UndoTest::aDragIsOneStep()
{
    Bench bench;
    bench.workspace.setRatio(0.5);
    for (int i = 51; i <= 62; ++i)
        bench.workspace.setRatio(i / 100.0);
    QCOMPARE(bench.steps().count(), 1);
    QCOMPARE(bench.steps().undoText(), QString::fromUtf8("ratio recommended → 0.62"));
    bench.workspace.setSplit({0.4, 0.1, 0}); // something else: a step of its own
    bench.workspace.setRatio(0.7);
    QCOMPARE(bench.steps().count(), 3);
    QCOMPARE(bench.steps().undoText(), QString::fromUtf8("ratio 0.62 → 0.70"));
    bench.wait();
    bench.workspace.setRatio(0.8); // later: another step
    QCOMPARE(bench.steps().count(), 4);
    bench.steps().undo();
    QCOMPARE(*bench.workspace.ratio(), 0.7);
}

void UndoTest::theMenuSaysWhatIsUndone()
{
    Bench bench;
    const auto actionWith = [&bench](const QString& text) -> QAction* {
        for (QAction* menu : bench.window.menuBar()->actions())
            for (QAction* action : menu->menu()->actions())
                if (action->text().remove('&').startsWith(text))
                    return action;
        return nullptr;
    };
    QVERIFY(actionWith("Undo") != nullptr && !actionWith("Undo")->isEnabled());
    bench.workspace.setRatio(0.5);
    bench.wait();
    bench.workspace.setRatio(0.62);
    QVERIFY(actionWith(QString::fromUtf8("Undo: ratio 0.50 → 0.62")) != nullptr);
    bench.window.useLanguage("en"); // the menus are made anew
    actionWith("Undo")->trigger();
    QCOMPARE(*bench.workspace.ratio(), 0.5);
    QVERIFY(actionWith(QString::fromUtf8("Redo: ratio 0.50 → 0.62"))->isEnabled());
}

void UndoTest::aRemovedTaskComesBackWithItsResults()
{
    Bench bench;
    QTRY_COMPARE_WITH_TIMEOUT(bench.workspace.state(Step::stage), StepState::ready, kPatienceMs);
    bench.workspace.setRatio(0.3);
    bench.workspace.removeTask("colours");
    QVERIFY(bench.workspace.task() == nullptr);
    QCOMPARE(bench.steps().undoText(), QString("task colours removed"));
    bench.steps().undo();
    QVERIFY(bench.workspace.task() != nullptr);
    QCOMPARE(*bench.workspace.ratio(), 0.3);
    QTRY_COMPARE_WITH_TIMEOUT(bench.workspace.state(Step::stage), StepState::ready, kPatienceMs);
}

void UndoTest::undoneSettingsAreComputedAnew()
{
    Bench bench;
    QTRY_COMPARE_WITH_TIMEOUT(bench.workspace.state(Step::stage), StepState::ready, kPatienceMs);
    const auto tests = [&bench] { return bench.workspace.dataset()->samples.size(); };
    const auto countTest = [&bench] {
        int count = 0;
        for (const Sample& sample : bench.workspace.dataset()->samples)
            count += sample.split == Split::test ? 1 : 0;
        return count;
    };
    QVERIFY(tests() > 0);
    const int before = countTest();
    bench.workspace.setSplit({0.5, 0.1, 0});
    QTRY_COMPARE_WITH_TIMEOUT(bench.workspace.state(Step::stage), StepState::ready, kPatienceMs);
    QVERIFY(countTest() != before);
    bench.steps().undo();
    QVERIFY(bench.workspace.state(Step::data) != StepState::ready);
    QTRY_COMPARE_WITH_TIMEOUT(bench.workspace.state(Step::stage), StepState::ready, kPatienceMs);
    QCOMPARE(countTest(), before);
}

void UndoTest::labelWorkSurvivesAnUndo()
{
    Bench bench;
    QTRY_COMPARE_WITH_TIMEOUT(bench.workspace.state(Step::data), StepState::ready, kPatienceMs);
    const std::size_t pictures = bench.workspace.dataset()->samples.size();
    bench.workspace.setRatio(0.62);
    LabelWork work = *bench.workspace.labels();
    exclude(work, {bench.workspace.dataset()->samples[0].path});
    bench.workspace.setLabels(work);
    const std::string file = bench.task().reading.labelWork;
    QVERIFY(!file.empty());
    bench.steps().undo();
    QVERIFY(bench.task().ratio == std::nullopt);
    QCOMPARE(bench.task().reading.labelWork, file);
    QTRY_COMPARE_WITH_TIMEOUT(bench.workspace.state(Step::data), StepState::ready, kPatienceMs);
    QCOMPARE(bench.workspace.dataset()->samples.size(), pictures - 1);
    bench.steps().redo();
    QCOMPARE(bench.task().reading.labelWork, file);
}

void UndoTest::aRenamedTaskHasNoOldSteps()
{
    Bench bench;
    bench.workspace.setRatio(0.62);
    QVERIFY(bench.steps().canUndo());
    bench.workspace.renameTask("colours", "shades");
    QCOMPARE(bench.task().name, std::string("shades"));
    QVERIFY(!bench.steps().canUndo()); // they would bring the old name back
}

void UndoTest::anotherProjectHasAnotherHistory()
{
    Bench bench;
    bench.workspace.setRatio(0.4);
    QVERIFY(bench.steps().canUndo());
    bench.workspace.newProject(bench.files.folder("second"), "second");
    QVERIFY(!bench.steps().canUndo());
}

void UndoTest::undoKeyWorksInANumberField()
{
    Bench bench;
    QTRY_COMPARE_WITH_TIMEOUT(bench.workspace.state(Step::data), StepState::ready, kPatienceMs);
    bench.window.showPage(0);
    QApplication::setActiveWindow(&bench.window);
    auto* box = bench.window.pages()[0]->findChild<QSpinBox*>();
    box->setFocus();
    QTRY_VERIFY(box->hasFocus());
    const int before = box->value();
    QTest::keyClick(box, Qt::Key_Up);
    QCOMPARE(box->value(), before + 1);
    QTest::keyClick(box, Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(box->value(), before);
}

} // namespace

QTEST_MAIN(UndoTest)
#include "undo_test.moc"
