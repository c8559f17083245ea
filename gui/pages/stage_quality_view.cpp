// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/stage_quality_view.h"

#include <algorithm>
#include <cmath>

#include <QFrame>
#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

#include "gui/models/class_score_model.h"
#include "gui/widgets/chart.h"
#include "gui/words/numbers.h"

namespace microt::gui {
namespace {

constexpr int kRiskPoints = 256;

QFrame* inCard(std::initializer_list<QWidget*> contents, QWidget* parent)
{
    auto* card = new QFrame(parent);
    card->setProperty("card", true);
    auto* layout = new QVBoxLayout(card);
    layout->setContentsMargins(theme::kGrid, theme::kGrid, theme::kGrid, theme::kGrid);
    for (QWidget* content : contents)
        layout->addWidget(content);
    return card;
}

QLabel* makeNote(QWidget* parent)
{
    auto* note = new QLabel(parent);
    note->setWordWrap(true);
    theme::setSmallFont(note);
    return note;
}

} // namespace

struct StageQualityView::Parts
{
    std::shared_ptr<const StageModel> model;
    std::vector<RiskPoint> risk;
    ClassScoreModel* scores = nullptr;
    QTableView* table = nullptr;
    Chart* reliability = nullptr;
    QLabel* reliabilityNote = nullptr;
    Chart* riskChart = nullptr;
    QLabel* riskNote = nullptr;
};

StageQualityView::StageQualityView(QWidget* parent) : QWidget(parent), m_parts(std::make_unique<Parts>())
{
    Parts& p = *m_parts;
    p.scores = new ClassScoreModel(this);
    auto* sorted = new QSortFilterProxyModel(this);
    sorted->setSourceModel(p.scores);
    sorted->setSortRole(ClassScoreModel::SortRole);
    p.table = new QTableView(this);
    p.table->setModel(sorted);
    p.table->setAccessibleName(tr("Precision and recall of each class"));
    p.table->setFrameShape(QFrame::NoFrame);
    p.table->setShowGrid(false);
    p.table->setTabKeyNavigation(false);
    p.table->setSelectionBehavior(QAbstractItemView::SelectRows);
    p.table->setSortingEnabled(true);
    p.table->sortByColumn(ClassScoreModel::NameColumn, Qt::AscendingOrder);
    p.table->horizontalHeader()->setMinimumSectionSize(5 * theme::kGrid);
    p.table->verticalHeader()->hide();
    p.table->verticalHeader()->setDefaultSectionSize(p.table->fontMetrics().height() + theme::kGrid);
    p.table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    p.table->horizontalHeader()->setSectionResizeMode(ClassScoreModel::NameColumn, QHeaderView::Stretch);
    p.reliability = new Chart(tr("Reliability of the part model"), this);
    p.reliabilityNote = makeNote(this);
    p.riskChart = new Chart(tr("Risk against coverage of the part model"), this);
    p.riskNote = makeNote(this);

    auto* layout = new QGridLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(theme::kGrid);
    layout->addWidget(inCard({p.table}, this), 0, 0, 2, 1);
    layout->addWidget(inCard({p.reliability, p.reliabilityNote}, this), 0, 1);
    layout->addWidget(inCard({p.riskChart, p.riskNote}, this), 1, 1);
    layout->setColumnStretch(0, 3); // five columns of a table
    layout->setColumnStretch(1, 2);
    layout->setRowStretch(0, 1);
    layout->setRowStretch(1, 1);
}

StageQualityView::~StageQualityView() = default;

void StageQualityView::setModel(std::shared_ptr<const StageModel> model, const QStringList& classes)
{
    Parts& p = *m_parts;
    p.model = std::move(model);
    p.scores->setClasses(classes);
    if (!p.model)
        return;
    showReliability();
    showRisk();
}

void StageQualityView::showReliability()
{
    Parts& p = *m_parts;
    const Reliability reliability = reliabilityOf(p.model->test, kReliabilityBins);
    const double width = 100.0 / kReliabilityBins;
    ChartSeries bars{tr("right"), SeriesRole::right, SeriesKind::bars, {}, {}, 0.9 * width};
    int bin = 0;
    for (const ReliabilityBin& one : reliability.bins)
        bars.points.append({(bin++ + 0.5) * width, 100.0 * one.accuracy});
    p.reliability->setAxes({tr("Confidence, %"), 0.0, 100.0, 20.0, 0},
                           {tr("Answered rightly, %"), 0.0, 100.0, 20.0, 0});
    p.reliability->setSeries(
        {bars,
         {tr("as sure as right"), SeriesRole::neutral, SeriesKind::line, {{0.0, 0.0}, {100.0, 100.0}}, {}}});
    p.reliabilityNote->setText(
        p.model->options.measure == ConfidenceMeasure::maxProbability
            ? tr("Expected calibration error: %1 points over %2 test pictures. A fitted temperature "
                 "brings bars and line together.")
                  .arg(fixed(100.0 * reliability.error, 1),
                       QLocale().toString(qlonglong(p.model->test.size())))
            : tr("This measure of confidence is no probability: the line is no aim for it."));
}

void StageQualityView::showRisk()
{
    Parts& p = *m_parts;
    p.risk = riskCoverage(p.model->testCurve, kRiskPoints);
    ChartSeries risk{tr("part"), SeriesRole::part, SeriesKind::line, {}, {}};
    double highest = 0.0;
    for (const RiskPoint& point : p.risk) {
        risk.points.append({100.0 * point.coverage, 100.0 * point.risk});
        highest = std::max(highest, 100.0 * point.risk);
    }
    const double step = highest > 40.0 ? 20.0 : highest > 20.0 ? 10.0 : highest > 8.0 ? 5.0 : 2.0;
    p.riskChart->setAxes(
        {tr("Answered by the part model, %"), 0.0, 100.0, 20.0, 0},
        {tr("Of these wrong, %"), 0.0, std::max(step, std::ceil(highest / step) * step), step, 0});
    p.riskChart->setSeries({risk});
    p.riskNote->setText(tr("Area under the curve: %1 %. The surer of two pictures should be the right one.")
                            .arg(fixed(100.0 * areaUnderRisk(p.model->test), 2)));
}

void StageQualityView::setThresholds(const Thresholds& thresholds, double answeredEarly)
{
    Parts& p = *m_parts;
    if (!p.model)
        return;
    p.scores->setScores(classScores(confusionMatrix(p.model->test, thresholds), p.model->test.classes));
    const float threshold = thresholds.empty() ? kNeverEarly : thresholds.front();
    p.reliability->setMarkers({{ChartMarker::Kind::verticalLine, std::min(100.0, 100.0 * double(threshold)),
                                0.0, SeriesRole::neutral, tr("threshold"), false}});
    const auto at = std::find_if(p.risk.begin(), p.risk.end(), [answeredEarly](const RiskPoint& point) {
        return point.coverage >= answeredEarly - 1e-9;
    });
    if (answeredEarly <= 0.0 || at == p.risk.end())
        p.riskChart->setMarkers({});
    else
        p.riskChart->setMarkers({{ChartMarker::Kind::dot, 100.0 * answeredEarly, 100.0 * at->risk,
                                  SeriesRole::part, tr("%1 %").arg(fixed(100.0 * at->risk, 1))}});
}

void StageQualityView::setStale(bool stale)
{
    m_parts->reliability->setStale(stale);
    m_parts->riskChart->setStale(stale);
    m_parts->table->setEnabled(!stale);
}

} // namespace microt::gui
