// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/explore_page.h"

#include <QAbstractItemView>
#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QTableView>

#include "gui/widgets/chart.h"
#include "gui/widgets/limit_slider.h"
#include "tests/gui/tiny_project.h"

using namespace microt;
using namespace microt::gui;
using microt::test::TinyProject;

namespace {

using microt::test::kPatienceMs;

struct Bench
{
    Bench() : workspace(&jobs), model(&workspace, &jobs), page(&workspace, &model)
    {
        workspace.newProject(files.folder(), QStringLiteral("tiny"));
        workspace.setExtractor(files.extractor());
        workspace.addTask(files.pictures());
        page.resize(900, 700);
        page.show();
    }
    bool explored() const { return model.exploration() && !model.stale() && jobs.isIdle(); }
    QTableView* table() const { return page.findChild<QTableView*>(); }

    TinyProject files;
    JobQueue jobs;
    Workspace workspace;
    ExploreModel model;
    ExplorePage page;
};

} // namespace

class ExplorePageTest : public QObject
{
    Q_OBJECT

private slots:
    void showsTheFrontAndUsesARow()
    {
        Bench bench;
        QTRY_VERIFY_WITH_TIMEOUT(bench.explored(), kPatienceMs);
        const auto all = bench.model.exploration();
        const std::vector<std::size_t> front = all->front({});
        QCOMPARE(bench.table()->model()->rowCount(), int(front.size()));
        QCOMPARE(bench.page.findChild<Chart*>()->series().at(1).points.size(), int(front.size()));

        bench.table()->selectRow(int(front.size()) - 1);
        test::buttonNamed(bench.page, QStringLiteral("Use this setting"))->click();
        const ExplorePoint& point = all->points()[front.back()];
        QCOMPARE(bench.workspace.chosenCut(), point.cut);
        QCOMPARE(*bench.workspace.ratio(), point.ratio);
        QCOMPARE(bench.workspace.settings().stage.measure, point.measure);
        QCOMPARE(bench.workspace.board()->id,
                 bench.workspace.boards()[static_cast<std::size_t>(point.board)].id);
        // What the other pages then show is what was promised: the same energy, the same test accuracy.
        QTRY_VERIFY_WITH_TIMEOUT(
            bench.jobs.isIdle() && bench.workspace.state(Step::stage) == StepState::ready, kPatienceMs);
        QCOMPARE(bench.workspace.outcome()->point.accuracy, point.testAccuracy);
        QVERIFY(!bench.model.stale()); // cut, ratio, measure and board are no inputs
        QVERIFY(bench.model.current());
        QCOMPARE(*bench.model.current(), front.back());
    }

    void limitsNarrowItAndStandInTheCommand()
    {
        Bench bench;
        QTRY_VERIFY_WITH_TIMEOUT(bench.explored(), kPatienceMs);
        const auto& points = bench.model.exploration()->points();
        double least = points.front().millijoule;
        for (const ExplorePoint& point : points)
            least = std::min(least, point.millijoule);
        LimitSlider* energy = bench.page.findChildren<LimitSlider*>().at(1);
        energy->findChild<QDoubleSpinBox*>()->setValue(2.0 * least);
        QVERIFY(energy->limit());
        for (const std::size_t i : bench.model.exploration()->front(bench.model.limits()))
            QVERIFY(points[i].millijoule <= *energy->limit());
        QVERIFY2(bench.page.command().contains(QStringLiteral(" --energy ")),
                 qPrintable(bench.page.command()));
        energy->findChild<QCheckBox*>()->click();
        QVERIFY(!energy->limit());
        QVERIFY(!bench.page.command().contains(QStringLiteral(" --energy ")));
        QVERIFY(bench.page.command().startsWith(QStringLiteral("microt explore ")));
    }

    void anotherHeadIsExploredAnewAndAnotherTaskIsAnotherResult()
    {
        Bench bench;
        QTRY_VERIFY_WITH_TIMEOUT(bench.explored(), kPatienceMs);
        const auto first = bench.model.exploration();
        StageOptions options = bench.workspace.task()->stage;
        options.asPublished = true;
        bench.workspace.setStageOptions(options);
        QTRY_VERIFY_WITH_TIMEOUT(bench.model.exploration() != first && bench.explored(), kPatienceMs);
        bench.files.writePictures("others", 20);
        bench.workspace.addTask(bench.files.pictures("others"));
        QVERIFY(!bench.model.exploration());
        QTRY_VERIFY_WITH_TIMEOUT(bench.explored(), kPatienceMs);
    }
};

QTEST_MAIN(ExplorePageTest)
#include "explore_page_test.moc"
