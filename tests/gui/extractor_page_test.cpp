// SPDX-License-Identifier: GPL-3.0-or-later
#include <QPlainTextEdit>
#include <QTableView>
#include <QTest>

#include "gui/models/distill_model.h"
#include "gui/pages/block_bar.h"
#include "gui/pages/elided_label.h"
#include "gui/pages/extractor_page.h"
#include "gui/widgets/empty_state.h"
#include "gui/widgets/figure_tile.h"
#include "tests/gui/tiny_project.h"

using namespace microt;
using namespace microt::gui;

namespace {

class ExtractorPageTest : public QObject
{
    Q_OBJECT

private slots:
    void showsWhatItIsAndWhereItCameFrom();
    void aDamagedFileKeepsTheOldOneGreyed();
    void emptyHasASentence();
};

struct Bench
{
    test::TinyProject files;
    JobQueue jobs;
    Workspace workspace{&jobs};
    DistillModel distill{&workspace, &jobs};
    ExtractorPage page{&workspace, &distill};

    Bench()
    {
        page.resize(900, 700);
        page.show();
    }
    void open()
    {
        workspace.newProject(files.folder(), "tiny");
        workspace.setExtractor(files.extractor());
        QTRY_COMPARE(workspace.state(Step::extractor), StepState::ready);
    }
    bool shows(const QString& text) const
    {
        for (const auto* label : page.findChildren<ElidedLabel*>())
            if (label->fullText().contains(text))
                return true;
        return false;
    }
};

void ExtractorPageTest::showsWhatItIsAndWhereItCameFrom()
{
    Bench bench;
    bench.open();
    const auto extractor = bench.workspace.extractor();
    QVERIFY(bench.shows(bench.files.extractor()));
    QVERIFY(bench.shows(QString::fromStdString(extractor->sha256)));
    QVERIFY(bench.shows("32 × 32 pixels"));
    QVERIFY(bench.page.findChild<QPlainTextEdit*>()->toPlainText().contains("\"seed\": 1"));
    const auto tiles = bench.page.findChildren<FigureTile*>();
    QCOMPARE(tiles[0]->figure().value,
             QLocale().toString(static_cast<double>(bench.workspace.cost()->full.macs) / 1e6, 'f', 1));
    QCOMPARE(tiles[3]->figure().value, QString::number(extractor->graph.featureCount()));
    QCOMPARE(bench.page.findChild<QTableView*>()->model()->rowCount(),
             static_cast<int>(bench.workspace.cost()->ops.size()));
    QCOMPARE(bench.page.findChild<BlockBar*>()->accessibleDescription().count(';'),
             static_cast<int>(bench.workspace.cost()->cuts.size()));
    QCOMPARE(bench.page.command(), "microt info " + bench.files.extractor());
}

void ExtractorPageTest::aDamagedFileKeepsTheOldOneGreyed()
{
    Bench bench;
    bench.open();
    bench.files.writeFile("broken.mtx", "{}");
    bench.workspace.setExtractor(bench.files.extractor("broken"));
    QTRY_COMPARE(bench.workspace.state(Step::extractor), StepState::failed);
    QVERIFY(bench.page.findChild<QTableView*>()->isVisible());
    QVERIFY(bench.shows(bench.files.extractor()));
}

void ExtractorPageTest::emptyHasASentence()
{
    Bench bench;
    QVERIFY(bench.page.findChild<EmptyState*>()->isVisible());
    QVERIFY(!bench.page.findChild<QTableView*>()->isVisible());
}

} // namespace

QTEST_MAIN(ExtractorPageTest)
#include "extractor_page_test.moc"
