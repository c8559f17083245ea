// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/compare_page.h"

#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QSortFilterProxyModel>
#include <QSpinBox>
#include <QTableView>

#include "gui/models/class_difference_model.h"
#include "gui/models/error_text.h"
#include "gui/models/method_table_model.h"
#include "gui/pages/compare_form.h"
#include "gui/widgets/chart.h"
#include "gui/words/compare_words.h"
#include "gui/words/numbers.h"
#include "tests/gui/window_bench.h"

using namespace microt;
using namespace microt::gui;
using microt::test::buttonNamed;
using microt::test::kPatienceMs;
using microt::test::TinyProject;

namespace {

/// Two rows that need no training of the extractor.
ComparisonWish cheapWish(int seeds = 2)
{
    ComparisonWish wish;
    wish.methods = {MethodKind::ttl, MethodKind::microt};
    wish.seeds = seeds;
    return wish;
}

struct Bench
{
    explicit Bench(const TinyProject& project)
        : files(project), workspace(&jobs), model(&workspace, &jobs), page(&workspace, &model)
    {
        page.resize(1000, 800);
        page.show();
    }
    void makeProject()
    {
        workspace.newProject(files.folder(), QStringLiteral("tiny"));
        workspace.setExtractor(files.extractor());
        workspace.addTask(files.pictures());
    }
    bool ready() const { return model.canCompare() && jobs.isIdle(); }
    bool compared() const { return model.comparison() && !model.running() && jobs.isIdle(); }
    QPushButton* start() const { return buttonNamed(page, QStringLiteral("Compare")); }
    QTableView* table() const { return page.findChildren<QTableView*>().at(0); }
    QString cell(int row, int column) const { return table()->model()->index(row, column).data().toString(); }
    bool says(const QString& words) const
    {
        for (const QLabel* label : page.findChildren<QLabel*>())
            if (label->isVisible() && label->text().contains(words))
                return true;
        return false;
    }
    void compareCheaply()
    {
        model.setWish(cheapWish());
        start()->click();
    }

    const TinyProject& files;
    JobQueue jobs;
    Workspace workspace;
    CompareModel model;
    ComparePage page;
};

/// What the engine says of the same, asked directly.
std::vector<RowResults> byEngine(const Bench& bench)
{
    MethodTable table = methodTable(bench.model.settings(), *bench.workspace.board(),
                                    bench.model.wish().options, bench.model.wish().seeds);
    for (const MethodKind method : bench.model.wish().methods)
        table.rows.push_back({method, 0});
    table.extractors.push_back({"tiny", *bench.workspace.extractor(), *bench.workspace.cost()});
    return compareMethods(table, *bench.workspace.dataset(), {}).value();
}

} // namespace

class ComparePageTest : public QObject
{
    Q_OBJECT

private slots:
    void showsWhatTheEngineSays();
    void classesAreHeldAgainstMicroT();
    void isKeptInTheProjectAndFoundAgain();
    void otherSettingsMakeItStale();
    void anotherTaskHasItsOwn();
    void canBeCancelled();
    void aFailureIsASentence();
    void commandSaysWhatIsTicked();
    void resultAndFormOutliveTheme();
    void numbersCanBeTyped();
};

void ComparePageTest::showsWhatTheEngineSays()
{
    const TinyProject files;
    Bench bench(files);
    bench.makeProject();
    QVERIFY(!bench.start()->isEnabled());
    QTRY_VERIFY_WITH_TIMEOUT(bench.ready(), kPatienceMs);
    bench.compareCheaply();
    QVERIFY(bench.model.running());
    QVERIFY(!bench.start()->isEnabled());
    QTRY_VERIFY_WITH_TIMEOUT(bench.compared(), kPatienceMs);

    const auto rows = byEngine(bench);
    QCOMPARE(bench.table()->model()->rowCount(), 2);
    for (int row = 0; row < 2; ++row) {
        const RowFigures figures = rowFigures(rows[std::size_t(row)], 3);
        QCOMPARE(bench.model.comparison()->rows[std::size_t(row)].seeds[1].answers,
                 rows[std::size_t(row)].seeds[1].answers);
        QCOMPARE(bench.cell(row, MethodTableModel::accuracy),
                 fixed(figures.accuracy.mean(), 2) + " ± " + fixed(figures.accuracy.deviation(), 2));
        QCOMPARE(bench.cell(row, MethodTableModel::trainEnergy),
                 fixed(figures.trainingMillijoule.mean() / 1e3, 2));
        QCOMPARE(bench.cell(row, MethodTableModel::inferEnergy),
                 fixed(figures.inferenceMillijoule.mean(), 3));
    }
    QCOMPARE(bench.cell(0, MethodTableModel::method), QStringLiteral("TTL"));
    QCOMPARE(bench.cell(0, MethodTableModel::points), signedFixed(rowFigures(rows[0], 3).points.mean(), 2));
    QCOMPARE(bench.cell(0, MethodTableModel::chance), chanceText(rows[0].against->p));
    QCOMPARE(bench.cell(1, MethodTableModel::points), QStringLiteral("–"));
    // The paper's own figures, marked as the paper's.
    QCOMPARE(bench.cell(1, MethodTableModel::paper), fixed(62.33, 2));
    QVERIFY(bench.table()
                ->model()
                ->headerData(MethodTableModel::paper, Qt::Horizontal)
                .toString()
                .startsWith(QStringLiteral("Paper’s")));
    QVERIFY(bench.says(QStringLiteral("modelled for")));

    const auto series = bench.page.findChild<Chart*>()->series();
    QCOMPARE(series.size(), 2);
    QCOMPARE(series[1].points[0], QPointF(rowFigures(rows[1], 3).trainingMillijoule.mean() / 1e3,
                                          rowFigures(rows[1], 3).accuracy.mean()));
    test::saveShot(bench.page, QStringLiteral("compare"));
}

void ComparePageTest::classesAreHeldAgainstMicroT()
{
    const TinyProject files;
    Bench bench(files);
    bench.makeProject();
    QTRY_VERIFY_WITH_TIMEOUT(bench.ready(), kPatienceMs);
    ComparisonWish wish = cheapWish();
    wish.methods.insert(wish.methods.begin(), MethodKind::none);
    bench.model.setWish(wish);
    bench.start()->click();
    QTRY_VERIFY_WITH_TIMEOUT(bench.compared(), kPatienceMs);
    const auto* classes = bench.page.findChildren<QTableView*>().at(1)->model();
    const auto rows = byEngine(bench);
    for (const int row : {0, 1}) {
        bench.table()->selectRow(row);
        const auto expected = classDifferences(rows[std::size_t(row)], rows[2], 3);
        for (int c = 0; c < 3; ++c)
            QCOMPARE(classes->index(c, ClassDifferenceModel::PointsColumn).data().toString(),
                     signedFixed(expected[std::size_t(c)].points, 1));
    }
    QCOMPARE(classes->headerData(ClassDifferenceModel::AccuracyColumn, Qt::Horizontal).toString(),
             QStringLiteral("TTL"));
}

void ComparePageTest::isKeptInTheProjectAndFoundAgain()
{
    const TinyProject files;
    std::string inputs;
    std::vector<RowResults> rows;
    {
        Bench bench(files);
        bench.makeProject();
        QTRY_VERIFY_WITH_TIMEOUT(bench.ready(), kPatienceMs);
        bench.compareCheaply();
        QTRY_VERIFY_WITH_TIMEOUT(bench.compared(), kPatienceMs);
        inputs = bench.model.comparison()->inputs;
        rows = bench.model.comparison()->rows;
        bench.workspace.save();
    }
    Bench again(files);
    bool ran = false;
    connect(&again.jobs, &JobQueue::jobsChanged, this, [&] {
        for (const JobStatus& job : again.jobs.jobs())
            ran = ran || job.kind == JobKind::heavy;
    });
    again.workspace.openProject(files.folder());
    QTRY_VERIFY_WITH_TIMEOUT(again.compared(), kPatienceMs);
    QVERIFY(!ran);
    QVERIFY(!again.model.stale());
    QCOMPARE(again.model.comparison()->inputs, inputs);
    QCOMPARE(again.model.comparison()->rows[0].seeds[1].answers, rows[0].seeds[1].answers);
    QCOMPARE(again.model.comparison()->rows[1].seeds[0].cost.training.millijoule,
             rows[1].seeds[0].cost.training.millijoule);
    QVERIFY(again.model.wish() == cheapWish()); // the form shows what was compared
    QCOMPARE(again.page.findChild<CompareForm*>()->wish().methods, cheapWish().methods);
}

void ComparePageTest::otherSettingsMakeItStale()
{
    const TinyProject files;
    Bench bench(files);
    bench.makeProject();
    QTRY_VERIFY_WITH_TIMEOUT(bench.ready(), kPatienceMs);
    bench.compareCheaply();
    QTRY_VERIFY_WITH_TIMEOUT(bench.compared(), kPatienceMs);
    QVERIFY(!bench.model.stale());
    QVERIFY(!bench.says(QStringLiteral("other settings")));

    bench.page.findChild<QSpinBox*>()->setValue(5); // seeds
    QVERIFY(bench.model.stale());
    QVERIFY(bench.says(QStringLiteral("number of seeds")));
    QVERIFY(!bench.table()->isEnabled());
    bench.page.findChild<QSpinBox*>()->setValue(2);
    QVERIFY(!bench.model.stale());
    QVERIFY(bench.table()->isEnabled());

    bench.workspace.setRatio(0.9);
    QTRY_VERIFY_WITH_TIMEOUT(bench.jobs.isIdle() && bench.model.stale(), kPatienceMs);
    QVERIFY(bench.says(QStringLiteral("ratio")));
    bench.start()->click();
    QTRY_VERIFY_WITH_TIMEOUT(bench.compared() && !bench.model.stale(), kPatienceMs);
    QCOMPARE(bench.model.comparison()->ratio, 0.9);
}

void ComparePageTest::anotherTaskHasItsOwn()
{
    const TinyProject files;
    Bench bench(files);
    bench.makeProject();
    QTRY_VERIFY_WITH_TIMEOUT(bench.ready(), kPatienceMs);
    bench.compareCheaply();
    // Another task is shown while it runs: the result is none of its.
    files.writePictures("others", 22);
    bench.workspace.addTask(files.pictures("others"));
    QTRY_VERIFY_WITH_TIMEOUT(!bench.model.running() && bench.ready(), kPatienceMs);
    QVERIFY(!bench.model.comparison());
    QVERIFY(!bench.table()->isVisible());
    // Its own task finds it.
    bench.workspace.setActiveTask(QStringLiteral("colours"));
    QTRY_VERIFY_WITH_TIMEOUT(bench.compared(), kPatienceMs);
    QCOMPARE(bench.model.comparison()->task, std::string("colours"));
    QVERIFY(!bench.model.stale());
    // Under its new name as well.
    bench.workspace.renameTask(QStringLiteral("colours"), QStringLiteral("paints"));
    QTRY_VERIFY_WITH_TIMEOUT(bench.compared() && !bench.model.stale(), kPatienceMs);
}

void ComparePageTest::canBeCancelled()
{
    const TinyProject files;
    Bench bench(files);
    bench.makeProject();
    QTRY_VERIFY_WITH_TIMEOUT(bench.ready(), kPatienceMs);
    ComparisonWish endless;
    endless.methods = {MethodKind::full, MethodKind::microt};
    endless.options.epochs = endless.options.patience = 100000;
    bench.model.setWish(endless);
    QVERIFY(!buttonNamed(bench.page, QStringLiteral("Cancel"))->isVisible());
    bench.start()->click();
    bool told = false; // how far it is
    QTRY_VERIFY_WITH_TIMEOUT(([&] {
                                 for (const JobStatus& job : bench.jobs.jobs())
                                     told = told || (job.kind == JobKind::heavy && job.share > 0.0);
                                 return told;
                             }()),
                             kPatienceMs);
    buttonNamed(bench.page, QStringLiteral("Cancel"))->click();
    QTRY_VERIFY_WITH_TIMEOUT(!bench.model.running(), kPatienceMs);
    QVERIFY(!bench.model.comparison());
    QVERIFY(!bench.model.failure()); // what the user ended did not fail
    QVERIFY(bench.start()->isEnabled());
    QVERIFY(!buttonNamed(bench.page, QStringLiteral("Cancel"))->isVisible());
}

void ComparePageTest::aFailureIsASentence()
{
    const TinyProject files;
    Bench bench(files);
    bench.makeProject();
    QTRY_VERIFY_WITH_TIMEOUT(bench.ready(), kPatienceMs);
    ComparisonWish wish;
    wish.methods = {MethodKind::full};
    bench.model.setWish(wish);
    std::filesystem::remove_all(files.path("colours")); // features are kept, pictures to train on are gone
    bench.start()->click();
    QTRY_VERIFY_WITH_TIMEOUT(!bench.model.running() && bench.jobs.isIdle(), kPatienceMs);
    QVERIFY(bench.model.failure());
    QVERIFY(bench.says(QString::fromStdString(bench.model.failure()->what)));
    QVERIFY(bench.says(errorText(bench.model.failure()->code).advice));
    QVERIFY(bench.start()->isEnabled());
}

void ComparePageTest::numbersCanBeTyped()
{
    const TinyProject files;
    Bench bench(files);
    bench.makeProject();
    QTRY_VERIFY_WITH_TIMEOUT(bench.ready(), kPatienceMs);
    const QStringList typed = {QStringLiteral("0.025"), QStringLiteral("0.85")};
    for (QDoubleSpinBox* box : bench.page.findChildren<QDoubleSpinBox*>()) {
        const bool isRate = box->decimals() == 4;
        if (!isRate && box->decimals() != 2)
            continue;
        box->setLocale(QLocale::c());
        box->selectAll();
        QTest::keyClicks(box, typed.at(isRate ? 0 : 1));
        QTest::keyClick(box, Qt::Key_Return);
        QCOMPARE(box->value(), isRate ? 0.025 : 0.85);
        QVERIFY(box->maximum() <= (isRate ? 1e3 : 0.9999));
    }
    QVERIFY2(bench.page.command().contains(QStringLiteral("--rate 0.025")), qPrintable(bench.page.command()));
    QVERIFY2(bench.page.command().contains(QStringLiteral("--momentum 0.85")),
             qPrintable(bench.page.command()));
}

void ComparePageTest::commandSaysWhatIsTicked()
{
    const TinyProject files;
    Bench bench(files);
    QVERIFY(bench.page.command().startsWith(QStringLiteral("microt compare DATA --extractor EXTRACTOR")));
    bench.makeProject();
    QTRY_VERIFY_WITH_TIMEOUT(bench.ready(), kPatienceMs);
    QVERIFY(!bench.page.command().contains(QStringLiteral("--methods"))); // all of them
    for (QCheckBox* box : bench.page.findChildren<QCheckBox*>())
        box->setChecked(box->text() == QLatin1String("TinyTL") || box->text() == QLatin1String("MicroT"));
    QVERIFY2(bench.page.command().contains(QStringLiteral(" --methods tinytl,microt ")),
             qPrintable(bench.page.command()));
    for (QCheckBox* box : bench.page.findChildren<QCheckBox*>())
        box->setChecked(false);
    QVERIFY(!bench.start()->isEnabled());
    QVERIFY(bench.says(QStringLiteral("Tick a method")));
}

void ComparePageTest::resultAndFormOutliveTheme()
{
    TaskBench bench;
    bench.finish();
    const auto page = [&bench] {
        for (Page* one : bench.window.pages())
            if (auto* compare = qobject_cast<ComparePage*>(one))
                return compare;
        return static_cast<ComparePage*>(nullptr);
    };
    QVERIFY(page() != nullptr);
    for (int i = 0; i < bench.window.pages().size(); ++i)
        if (bench.window.pages()[i] == page())
            bench.window.showPage(i);
    for (QCheckBox* box : page()->findChildren<QCheckBox*>())
        box->setChecked(box->text() == QLatin1String("TTL") || box->text() == QLatin1String("MicroT"));
    QTRY_VERIFY_WITH_TIMEOUT(buttonNamed(*page(), QStringLiteral("Compare"))->isEnabled(), kPatienceMs);
    buttonNamed(*page(), QStringLiteral("Compare"))->click();
    const auto rows = [&page] { return page()->findChildren<QTableView*>().at(0)->model()->rowCount(); };
    QTRY_COMPARE_WITH_TIMEOUT(rows(), 2, kPatienceMs);
    const auto* old = page();
    const QVariant accuracy = page()->findChildren<QTableView*>().at(0)->model()->index(0, 1).data();
    bench.window.useTheme(theme::Mode::dark);
    QVERIFY(page() != old);
    QCOMPARE(rows(), 2);
    QCOMPARE(page()->findChildren<QTableView*>().at(0)->model()->index(0, 1).data(), accuracy);
    QVERIFY(page()->findChildren<QTableView*>().at(0)->isEnabled()); // not stale
    QCOMPARE(page()->findChild<CompareForm*>()->wish().methods, cheapWish().methods);
}

QTEST_MAIN(ComparePageTest)
#include "compare_page_test.moc"
