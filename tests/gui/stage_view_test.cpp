// SPDX-License-Identifier: GPL-3.0-or-later
#include <random>

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>

#include "gui/models/stage_table_model.h"
#include "gui/pages/stage_page.h"
#include "gui/pages/stage_view.h"
#include "gui/widgets/chart.h"
#include "gui/widgets/confusion_matrix.h"
#include "gui/widgets/figure_tile.h"

using namespace microt;
using namespace microt::gui;

namespace {

StageSamples drawSamples(int count, int classes, unsigned seed)
{
    std::mt19937 random(seed);
    std::uniform_real_distribution<float> uniform(0.0F, 1.0F);
    StageSamples samples;
    samples.classes = classes;
    for (int i = 0; i < count; ++i) {
        const int label = i % classes;
        const float confidence = uniform(random);
        samples.sample.push_back(i);
        samples.label.push_back(label);
        samples.partConfidence.push_back(confidence);
        samples.partPredicted.push_back(uniform(random) < confidence ? label : (label + 1) % classes);
        samples.fullPredicted.push_back(uniform(random) < 0.8F ? label : (label + 2) % classes);
    }
    return samples;
}

std::shared_ptr<StageModel> makeModel(int count = 600)
{
    auto model = std::make_shared<StageModel>();
    model->test = drawSamples(count, 3, 1);
    model->calibration = drawSamples(101, 3, 2);
    model->testCurve = StageCurve(model->test);
    return model;
}

StageEnergy makeEnergy()
{
    StageEnergy energy;
    energy.part = {4.0, 60.0, Provenance::modelled};
    energy.rest = {6.0, 90.0, Provenance::modelled};
    energy.fullOnly = {9.5, 145.0, Provenance::modelled};
    return energy;
}

FigureTile* tile(const QWidget& view, const QString& name)
{
    for (FigureTile* tile : view.findChildren<FigureTile*>())
        if (tile->accessibleName() == name)
            return tile;
    return nullptr;
}

} // namespace

class StageViewTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void ratioFromThresholdInvertsTheQuantile();
    void pointIsTheCurves();
    void figuresCarryUnitsAndProvenance();
    void withoutEnergyNothingIsClaimed();
    void sliderAsksForARatio();
    void draggingTheThresholdAsksForARatio();
    void curvesAreThin();
    void movingKeepsTheCurves();
    void endsOfTheRatioAreDrawn();
    void tableKeepsTheRules();
    void confusionFollowsTheThreshold();
    void pageWithoutProjectSaysWhatIsMissing();

private:
    std::shared_ptr<StageModel> m_model;
    std::unique_ptr<StageView> m_view;
};

void StageViewTest::init()
{
    QLocale::setDefault(QLocale::c());
    theme::apply(*qApp, theme::Mode::light);
    m_model = makeModel();
    m_view = std::make_unique<StageView>();
    m_view->resize(860, 680);
    m_view->setModel(m_model, {"cat", "dog", "owl"});
    m_view->setEnergy(makeEnergy());
    m_view->setRatio(0.5);
    m_view->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
}

void StageViewTest::ratioFromThresholdInvertsTheQuantile()
{
    std::vector<float> sorted = m_model->calibration.partConfidence;
    std::sort(sorted.begin(), sorted.end());
    for (int percent = 1; percent < 100; ++percent) {
        const double ratio = percent / 100.0;
        const float threshold = thresholdForRatio(sorted, ratio).value();
        QVERIFY(std::abs(ratioForThreshold(sorted, threshold) - ratio) < 1e-4);
    }
    QCOMPARE(ratioForThreshold(sorted, 2.0F), 0.0);
    QCOMPARE(ratioForThreshold(sorted, -1.0F), 1.0);
    QCOMPARE(ratioForThreshold({}, 0.5F), 1.0);
    QCOMPARE(ratioForThreshold({0.5F}, 0.5F), 1.0);
    QCOMPARE(ratioForThreshold({0.5F}, 0.6F), 0.0);
    const double tied = ratioForThreshold({0.5F, 0.5F, 0.5F, 0.9F}, 0.7F);
    QVERIFY(tied > 0.0 && tied < 0.34);
}

void StageViewTest::pointIsTheCurves()
{
    for (const double ratio : {0.1, 0.5, 0.83}) {
        m_view->setRatio(ratio);
        const float threshold = m_model->thresholdFor(ratio).value();
        QCOMPARE(m_view->threshold(), threshold);
        QCOMPARE(m_view->point().answeredEarly, m_model->testCurve.at(threshold).answeredEarly);
        QCOMPARE(m_view->point().accuracy, m_model->testCurve.at(threshold).accuracy);
    }
}

void StageViewTest::figuresCarryUnitsAndProvenance()
{
    const StagePoint point = m_view->point();
    const EnergyFigure now = makeEnergy().at(point.exitRate);
    const Figure accuracy = tile(*m_view, "Accuracy")->figure();
    QCOMPARE(accuracy.value, QString::number(100.0 * point.accuracy, 'f', 1));
    QCOMPARE(accuracy.unit, QStringLiteral("%"));
    const Figure energy = tile(*m_view, "Energy per picture")->figure();
    QCOMPARE(energy.value, QString::number(now.millijoule, 'f', 2));
    QCOMPARE(energy.unit, QStringLiteral("mJ"));
    QCOMPARE(energy.provenance, QStringLiteral("modelled"));
    QVERIFY(energy.difference.startsWith(now.millijoule < 9.5 ? QChar(0x2212) : QChar('+')));
    QCOMPARE(tile(*m_view, "Latency")->figure().provenance, QStringLiteral("modelled"));
    QCOMPARE(tile(*m_view, "Answered early")->figure().difference,
             QStringLiteral("%1 of 600; asked 50.0 %").arg(point.answeredEarly));
}

void StageViewTest::withoutEnergyNothingIsClaimed()
{
    m_view->setEnergy(std::nullopt);
    QVERIFY(tile(*m_view, "Energy per picture")->figure().value.isEmpty());
    QVERIFY(tile(*m_view, "Latency")->figure().value.isEmpty());
    m_view->setRatio(0.2);
    QVERIFY(tile(*m_view, "Energy per picture")->figure().value.isEmpty());
    m_view->grab();
}

void StageViewTest::sliderAsksForARatio()
{
    QSignalSpy chosen(m_view.get(), &StageView::ratioChosen);
    QTest::keyClick(m_view->findChild<QSlider*>(), Qt::Key_PageUp);
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(chosen.first().first().toDouble(), 0.6);
}

void StageViewTest::draggingTheThresholdAsksForARatio()
{
    QSignalSpy chosen(m_view.get(), &StageView::ratioChosen);
    Chart* histogram = nullptr;
    for (Chart* chart : m_view->findChildren<Chart*>())
        if (!chart->markers().isEmpty() && chart->markers().first().draggable)
            histogram = chart;
    QVERIFY(histogram != nullptr);
    const float wanted = m_model->thresholdFor(0.3).value();
    emit histogram->markerDragged(wanted);
    QCOMPARE(chosen.count(), 1);
    QVERIFY(std::abs(chosen.first().first().toDouble() - 0.3) < 0.001);
    emit histogram->markerDragged(-3.0);
    QCOMPARE(chosen.last().first().toDouble(), 1.0);
    emit histogram->markerDragged(9.0);
    QCOMPARE(chosen.last().first().toDouble(), 0.0);
}

void StageViewTest::curvesAreThin()
{
    m_view->setModel(makeModel(20'000), {"cat", "dog", "owl"});
    for (const Chart* chart : m_view->findChildren<Chart*>())
        for (const ChartSeries& series : chart->series())
            QVERIFY(series.points.size() <= 500);
}

void StageViewTest::movingKeepsTheCurves()
{
    const auto charts = m_view->findChildren<Chart*>();
    QVector<const QPointF*> before;
    for (const Chart* chart : charts)
        before << chart->series().first().points.constData();
    m_view->setRatio(0.9);
    for (int i = 0; i < charts.size(); ++i)
        QCOMPARE(charts[i]->series().first().points.constData(), before[i]);
}

void StageViewTest::endsOfTheRatioAreDrawn()
{
    m_view->setRatio(0.0);
    QCOMPARE(m_view->point().answeredEarly, 0);
    m_view->grab();
    m_view->setRatio(1.0);
    QCOMPARE(m_view->point().answeredEarly, 600);
    m_view->grab();
    m_view->setStale(true);
    m_view->grab();
    m_view->setModel(nullptr, {});
    m_view->setRatio(0.4);
    m_view->grab();
}

void StageViewTest::tableKeepsTheRules()
{
    StageTableModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    StagePoint point;
    point.samples = 200;
    point.answeredEarly = 120;
    point.exitRate = 0.6;
    point.accuracy = 0.84;
    Outcome outcome;
    outcome.point = point;
    outcome.energy = makeEnergy().at(point.exitRate);
    const ClassFigures partClasses{0.5, {1, 2}};
    const ClassFigures fullClasses{0.8, {}};
    model.set(0.7, 0.83, partClasses, fullClasses, outcome, makeEnergy());
    const auto text = [&](int row, int column) { return model.index(row, column).data().toString(); };
    QCOMPARE(text(StageTableModel::part, StageTableModel::accuracy), QStringLiteral("70.0"));
    QCOMPARE(text(StageTableModel::part, StageTableModel::balanced), QStringLiteral("50.0"));
    QCOMPARE(text(StageTableModel::part, StageTableModel::neverAnswered), QStringLiteral("2"));
    QCOMPARE(text(StageTableModel::full, StageTableModel::balanced), QStringLiteral("80.0"));
    QCOMPARE(text(StageTableModel::full, StageTableModel::energy), QStringLiteral("9.50"));
    QCOMPARE(text(StageTableModel::staged, StageTableModel::energy), QStringLiteral("6.40"));
    QCOMPARE(text(StageTableModel::staged, StageTableModel::saving), QStringLiteral("32.6"));
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    outcome.point.accuracy = 0.85;
    model.set(0.7, 0.83, partClasses, fullClasses, outcome, makeEnergy());
    QCOMPARE(changed.count(), 1); // the staged row alone
    model.set(0.7, 0.83, partClasses, fullClasses, outcome, std::nullopt);
    QVERIFY(text(StageTableModel::full, StageTableModel::energy).isEmpty());
}

void StageViewTest::confusionFollowsTheThreshold()
{
    auto* confusion = m_view->findChild<ConfusionMatrix*>();
    for (const double ratio : {0.0, 0.4, 1.0}) {
        m_view->setRatio(ratio);
        const auto counts = confusionMatrix(m_model->test, m_view->thresholds());
        for (int label = 0; label < 3; ++label)
            for (int answer = 0; answer < 3; ++answer)
                QCOMPARE(confusion->countAt(label, answer), counts[label * 3 + answer]);
    }
    QSignalSpy activated(m_view.get(), &StageView::confusionActivated);
    QTest::mouseClick(confusion, Qt::LeftButton, {}, confusion->cellRect(0, 1).center().toPoint());
    QCOMPARE(activated.count(), 1);
}

void StageViewTest::pageWithoutProjectSaysWhatIsMissing()
{
    JobQueue jobs;
    Workspace workspace(&jobs);
    StagePage page(&workspace, &jobs);
    page.resize(886, 690);
    page.grab();
    QVERIFY(!page.help().isEmpty());
    QVERIFY(page.command().startsWith("microt tune EXTRACTOR DATA"));
    bool offered = false;
    for (const QPushButton* button : page.findChildren<QPushButton*>())
        offered = offered || (button->text().contains(QString::fromUtf8("Choose a folder…")) &&
                              button->isVisibleTo(&page));
    QVERIFY(offered);
}

QTEST_MAIN(StageViewTest)
#include "stage_view_test.moc"
