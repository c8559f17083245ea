// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/stage_view.h"

#include <algorithm>
#include <cmath>

#include <QGridLayout>
#include <QHeaderView>
#include <QLocale>
#include <QPushButton>
#include <QTableView>
#include <QVariant>

#include "gui/models/stage_table_model.h"
#include "gui/pages/stage_curves.h"
#include "gui/widgets/chart.h"
#include "gui/widgets/confusion_matrix.h"
#include "gui/widgets/figure_tile.h"
#include "gui/widgets/ratio_slider.h"
#include "gui/words/numbers.h"

namespace microt::gui {
namespace {

QFrame* inCard(QWidget* content, QWidget* parent)
{
    auto* card = new QFrame(parent);
    card->setProperty("card", true);
    auto* layout = new QVBoxLayout(card);
    layout->setContentsMargins(theme::kGrid, theme::kGrid, theme::kGrid, theme::kGrid);
    layout->addWidget(content);
    return card;
}

QString thresholdNote(const QString& threshold, int pictures, int few, double spread)
{
    return StageView::tr("threshold %1 from %2 pictures").arg(threshold, QLocale().toString(pictures)) +
           QLatin1Char('\n') + StageView::tr("with %1 it would vary by ± %2").arg(few).arg(fixed(spread, 2));
}

} // namespace

double ratioForThreshold(const std::vector<float>& ascending, float threshold)
{
    if (ascending.empty() || threshold <= ascending.front())
        return 1.0;
    if (threshold > ascending.back())
        return 0.0;
    const auto above = std::lower_bound(ascending.begin(), ascending.end(), threshold);
    const float low = *(above - 1);
    const double part = *above > low ? (threshold - low) / double(*above - low) : 1.0;
    const double position = static_cast<double>(above - ascending.begin()) - 1.0 + part;
    return 1.0 - position / static_cast<double>(ascending.size() - 1);
}

struct StageView::Parts
{
    std::shared_ptr<const StageModel> model;
    std::vector<float> calibration; ///< ascending confidences
    std::optional<StageEnergy> energy;
    double ratio = kPaperRatio;
    Outcome outcome;
    double partAccuracy = 0.0;
    double fullAccuracy = 0.0;
    ClassFigures partClasses;
    ClassFigures fullClasses;

    std::size_t earlyExits() const { return model ? model->between.size() + 1 : 1; }

    RatioSlider* slider = nullptr;
    QPushButton* recommended = nullptr;
    FigureTile* accuracy = nullptr;
    FigureTile* energyTile = nullptr;
    FigureTile* early = nullptr;
    FigureTile* latency = nullptr;
    Chart* accuracyChart = nullptr;
    Chart* energyChart = nullptr;
    Chart* histogram = nullptr;
    ConfusionMatrix* confusion = nullptr;
    StageTableModel* table = nullptr;
    QTableView* tableView = nullptr;
};

StageView::StageView(QWidget* parent) : QWidget(parent), m_parts(std::make_unique<Parts>())
{
    Parts& p = *m_parts;
    p.slider = new RatioSlider(tr("Rat&io"), this);
    p.slider->setNoteWidthFor(thresholdNote(fixed(0.888, 3), 88888, 88, 0.888));
    p.recommended = new QPushButton(this);
    p.recommended->setToolTip(tr("The ratio that the Cut page recommends at this cut"));
    setRecommended(std::nullopt);
    p.accuracy = new FigureTile(tr("Accuracy"), this);
    p.energyTile = new FigureTile(tr("Energy per picture"), this);
    p.early = new FigureTile(tr("Answered early"), this);
    p.latency = new FigureTile(tr("Latency"), this);
    p.accuracyChart = new Chart(tr("Accuracy against share answered early"), this);
    p.energyChart = new Chart(tr("Energy against share answered early"), this);
    p.histogram = new Chart(tr("Confidence of the part model"), this);
    p.confusion = new ConfusionMatrix(this);
    p.table = new StageTableModel(this);
    p.tableView = new QTableView(this);
    layOut();

    connect(p.slider, &RatioSlider::valueChosen, this, &StageView::ratioChosen);
    connect(p.recommended, &QPushButton::clicked, this, &StageView::recommendedChosen);
    connect(p.histogram, &Chart::markerDragged, this, [this](double x) {
        const double ratio = ratioForThreshold(m_parts->calibration, static_cast<float>(x));
        emit ratioChosen(std::round(ratio * 1000.0) / 1000.0);
    });
    // Along the axis of confidence: a step right raises the threshold, so fewer are answered early.
    connect(p.histogram, &Chart::stepped, this,
            [this](int steps) { emit ratioChosen(std::clamp(m_parts->ratio - 0.01 * steps, 0.0, 1.0)); });
    for (Chart* chart : {p.accuracyChart, p.energyChart}) {
        connect(chart, &Chart::clicked, this, [this](double x) {
            emit ratioChosen(ratioOfShare(std::round(x) / 100.0, m_parts->earlyExits()));
        });
        connect(chart, &Chart::stepped, this,
                [this](int steps) { emit ratioChosen(std::clamp(m_parts->ratio + 0.01 * steps, 0.0, 1.0)); });
    }
    connect(p.confusion, &ConfusionMatrix::cellActivated, this, &StageView::confusionActivated);
}

StageView::~StageView() = default;

void StageView::layOut()
{
    Parts& p = *m_parts;
    p.tableView->setModel(p.table);
    p.tableView->setFrameShape(QFrame::NoFrame);
    p.tableView->setSelectionMode(QAbstractItemView::NoSelection);
    p.tableView->setTabKeyNavigation(false);
    p.tableView->setShowGrid(false);
    p.tableView->setAccessibleName(tr("Part, full and staged model side by side"));
    p.tableView->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    p.tableView->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    p.tableView->horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    p.tableView->horizontalHeader()->setSectionResizeMode(StageTableModel::answers, QHeaderView::Stretch);
    p.tableView->horizontalHeader()->setHighlightSections(false);
    p.tableView->horizontalHeader()->resizeSections(QHeaderView::ResizeToContents);
    p.tableView->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    const int row = QFontMetrics(font()).height() + theme::kGrid;
    p.tableView->verticalHeader()->setDefaultSectionSize(row);
    p.tableView->horizontalHeader()->setFixedHeight(row);
    p.tableView->setFixedHeight((StageTableModel::rowCountOf + 1) * row);

    auto* layout = new QGridLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(theme::kGrid);
    auto* ratioRow = new QHBoxLayout;
    ratioRow->setSpacing(theme::kGrid);
    ratioRow->addWidget(p.slider, 1);
    ratioRow->addWidget(p.recommended);
    layout->addLayout(ratioRow, 0, 0, 1, 4);
    const QList<QWidget*> tiles = {p.accuracy, p.energyTile, p.early, p.latency};
    for (int i = 0; i < tiles.size(); ++i) {
        layout->addWidget(tiles[i], 1, i);
        layout->setColumnStretch(i, 1);
    }
    layout->addWidget(inCard(p.accuracyChart, this), 2, 0, 1, 2);
    layout->addWidget(inCard(p.energyChart, this), 2, 2, 1, 2);
    layout->addWidget(inCard(p.histogram, this), 3, 0, 1, 2);
    layout->addWidget(inCard(p.confusion, this), 3, 2, 1, 2);
    layout->addWidget(inCard(p.tableView, this), 4, 0, 1, 4);
    layout->setRowStretch(2, 1);
    layout->setRowStretch(3, 1);
}

void StageView::setModel(std::shared_ptr<const StageModel> model, const QStringList& classes)
{
    Parts& p = *m_parts;
    p.model = std::move(model);
    p.calibration.clear();
    p.confusion->setClasses(classes);
    if (p.model) {
        p.calibration = p.model->calibration.partConfidence;
        std::sort(p.calibration.begin(), p.calibration.end());
        p.partAccuracy = p.model->testCurve.partAccuracy();
        p.fullAccuracy = p.model->testCurve.fullAccuracy();
        p.partClasses = classFigures(p.model->test, {0.0F});
        p.fullClasses = classFigures(p.model->test, {});
        showCurves();
        showEnergy();
        showHistogram();
    }
    setRatio(p.ratio);
}

void StageView::setEnergy(const std::optional<StageEnergy>& energy)
{
    m_parts->energy = energy;
    showEnergy();
    setRatio(m_parts->ratio);
}

void StageView::setRatio(double ratio)
{
    Parts& p = *m_parts;
    p.ratio = ratio;
    p.slider->setValue(ratio);
    if (!p.model)
        return;
    const Result<Outcome> outcome = outcomeAt(*p.model, p.energy.value_or(StageEnergy()), ratio);
    if (!outcome.ok())
        return;
    p.outcome = outcome.value();
    showPoint();
}

void StageView::setRecommended(std::optional<double> ratio)
{
    m_parts->recommended->setText(ratio ? tr("Re&commended: %1").arg(fixed(*ratio, 2)) : tr("Re&commended"));
    m_parts->recommended->setEnabled(ratio && *ratio != m_parts->ratio);
}

void StageView::setStale(bool stale)
{
    Parts& p = *m_parts;
    for (FigureTile* tile : {p.accuracy, p.energyTile, p.early, p.latency})
        tile->setStale(stale);
    for (Chart* chart : {p.accuracyChart, p.energyChart, p.histogram})
        chart->setStale(stale);
    p.confusion->setStale(stale);
}

float StageView::threshold() const
{
    return m_parts->outcome.threshold;
}

const Thresholds& StageView::thresholds() const
{
    return m_parts->outcome.thresholds;
}

const ClassFigures& StageView::classes() const
{
    return m_parts->outcome.classes;
}

StagePoint StageView::point() const
{
    return m_parts->outcome.point;
}

void StageView::showCurves()
{
    gui::show(m_parts->accuracyChart, accuracyCurves(*m_parts->model));
}

void StageView::showEnergy()
{
    Parts& p = *m_parts;
    if (p.energy)
        return gui::show(p.energyChart, energyCurves(*p.energy, p.model.get()));
    p.energyChart->setSeries({});
    p.energyChart->setMarkers({});
}

void StageView::showHistogram()
{
    gui::show(m_parts->histogram, confidenceBars(*m_parts->model));
}

void StageView::showPoint()
{
    Parts& p = *m_parts;
    const StagePoint& point = p.outcome.point;
    const ThresholdEstimate& small = p.outcome.smallSample;
    const float at = p.outcome.threshold;
    p.slider->setNote(
        thresholdNote(at > 1.0F ? tr("above 1") : fixed(at, 3), int(p.calibration.size()), small.samples,
                      small.deviation),
        tr("The threshold comes from all calibration pictures. ± is the spread over %1 draws of "
           "%2 of them, as on a board that sees few pictures.")
            .arg(small.draws)
            .arg(small.samples));

    p.accuracy->setFigure(
        {fixed(100.0 * point.accuracy, 1), QStringLiteral("%"),
         tr("%1 points vs full").arg(signedFixed(100.0 * (point.accuracy - p.fullAccuracy), 1)), QString()});
    const QString early = QLocale().toString(qlonglong(point.answeredEarly));
    const QString all = QLocale().toString(qlonglong(point.samples));
    // The ratio is asked for on calibration pictures; what test pictures give is another figure.
    const double share = shareOfRatio(p.ratio, p.earlyExits());
    const bool differs = std::abs(point.exitRate - share) >= 0.0005;
    p.early->setFigure({fixed(100.0 * point.exitRate, 1), QStringLiteral("%"),
                        differs ? tr("%1 of %2; asked %3 %").arg(early, all, fixed(100.0 * share, 1))
                                : tr("%1 of %2 test pictures").arg(early, all),
                        QString()});
    const ChartMarker asked{ChartMarker::Kind::verticalLine, 100.0 * share, 0.0, SeriesRole::neutral,
                            tr("asked for")};
    Figure energy;
    Figure latency;
    if (p.energy) {
        const EnergyFigure& now = p.outcome.energy;
        const EnergyFigure& full = p.energy->fullOnly;
        const QString provenance = tr("modelled");
        energy = {fixed(now.millijoule, 2), tr("mJ"),
                  tr("%1 % vs full").arg(signedFixed(-100.0 * p.outcome.saving, 1)), provenance};
        latency = {
            fixed(now.milliseconds, 1), tr("ms"),
            tr("%1 % vs full").arg(signedFixed(100.0 * (now.milliseconds / full.milliseconds - 1.0), 1)),
            provenance};
        QVector<ChartMarker> markers{{ChartMarker::Kind::dot, 100.0 * point.exitRate, now.millijoule,
                                      SeriesRole::staged, tr("%1 mJ").arg(fixed(now.millijoule, 2))}};
        if (differs)
            markers.append(asked);
        p.energyChart->setMarkers(markers);
    }
    p.energyTile->setFigure(energy);
    p.latency->setFigure(latency);

    QVector<ChartMarker> markers{{ChartMarker::Kind::dot, 100.0 * point.exitRate, 100.0 * point.accuracy,
                                  SeriesRole::staged, tr("%1 %").arg(fixed(100.0 * point.accuracy, 1))}};
    if (differs)
        markers.append(asked);
    p.accuracyChart->setMarkers(markers);
    p.histogram->setMarkers({{ChartMarker::Kind::verticalLine, std::min(1.0, double(at)), 0.0,
                              SeriesRole::neutral, tr("threshold"), true}});
    p.confusion->setCounts(confusionMatrix(p.model->test, p.outcome.thresholds));
    p.table->set(p.partAccuracy, p.fullAccuracy, p.partClasses, p.fullClasses, p.outcome, p.energy);
}

} // namespace microt::gui
