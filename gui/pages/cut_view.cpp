// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/cut_view.h"

#include <algorithm>
#include <cmath>

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVariant>

#include "gui/models/cut_table_model.h"
#include "gui/widgets/chart.h"
#include "gui/widgets/plain_table.h"
#include "gui/widgets/ratio_slider.h"
#include "gui/words/numbers.h"

namespace microt::gui {
namespace {

QFrame* makeCard(QWidget* parent)
{
    auto* card = new QFrame(parent);
    card->setProperty("card", true);
    auto* layout = new QVBoxLayout(card);
    layout->setContentsMargins(theme::kGrid, theme::kGrid, theme::kGrid, theme::kGrid);
    layout->setSpacing(theme::kGrid);
    return card;
}

/// Sorts the cuts; there are many columns, so their headings are small, with the unit below.
class SortedCuts : public QSortFilterProxyModel
{
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override
    {
        if (role == Qt::FontRole)
            return theme::smallFont();
        const QVariant value = QSortFilterProxyModel::headerData(section, orientation, role);
        return role == Qt::DisplayRole ? value.toString().replace(QStringLiteral(", "), QStringLiteral("\n"))
                                       : value;
    }
};

/// "2 + 8": where all exits but the last are.
QString cutsOf(const CutRow& row)
{
    QStringList cuts{QString::number(row.cut)};
    for (const int cut : row.best.further)
        cuts << QString::number(cut);
    return cuts.join(QStringLiteral(" + "));
}

} // namespace

QString whyRecommended(const CutTable& table)
{
    const CutRow* best = table.find(table.recommended);
    if (best == nullptr)
        return {};
    const QLocale locale;
    if (table.choice.by == Recommendation::energy)
        return CutView::tr(
                   "Cut %1 at ratio %2 takes the least energy, %3 mJ a picture (modelled, %4 % less than "
                   "the full model alone), of all cuts and ratios that lose at most %5 points: %6 % of "
                   "unseen pictures of train and calibration are answered rightly, by the full model "
                   "%7 %.")
            .arg(cutsOf(*best))
            .arg(locale.toString(best->best.ratio, 'f', 2), locale.toString(best->best.millijoule, 'f', 2),
                 percent(best->best.saving), locale.toString(table.choice.acceptedLoss, 'f', 1),
                 percent(best->best.accuracy), percent(best->best.fullAccuracy));
    const CutRow* second = nullptr;
    for (const CutRow& row : table.rows)
        if (&row != best && (second == nullptr || row.fusedScore > second->fusedScore))
            second = &row;
    QString why = CutView::tr("Cut %1 is recommended: on unseen pictures of train and calibration its part "
                              "model is right in %2 % where the full model is right in %3 %, for %4 % of the "
                              "computation. Its fused score is %5")
                      .arg(best->cut)
                      .arg(percent(best->selectionAccuracy), percent(best->fullSelectionAccuracy),
                           percent(best->macShare), locale.toString(best->fusedScore, 'f', 3));
    if (second != nullptr)
        why += CutView::tr(", ahead of cut %1 with %2")
                   .arg(second->cut)
                   .arg(locale.toString(second->fusedScore, 'f', 3));
    return why + QLatin1Char('.');
}

struct CutView::Parts
{
    std::shared_ptr<const CutTable> table;
    int chosen = 0;        ///< as the project has it; 0: recommended
    bool updating = false; ///< while the view itself moves the selection

    Chart* chart = nullptr;
    QComboBox* by = nullptr;
    QDoubleSpinBox* loss = nullptr;
    RatioSlider* weights[3] = {};
    QLabel* why = nullptr;
    QPushButton* useRecommended = nullptr;
    CutTableModel* model = nullptr;
    QSortFilterProxyModel* sorted = nullptr;
    QTableView* tableView = nullptr;

    int effective() const { return chosen != 0 || !table ? chosen : table->recommended; }
};

CutView::CutView(QWidget* parent) : QWidget(parent), m_parts(std::make_unique<Parts>())
{
    Parts& p = *m_parts;
    p.chart = new Chart(tr("Cost and accuracy of the part model at every cut"), this);
    const QString labels[3] = {tr("&Accuracy"), tr("&Gain"), tr("&MACs saved")};
    for (int i = 0; i < 3; ++i) {
        p.weights[i] = new RatioSlider(labels[i], this);
        connect(p.weights[i], &RatioSlider::valueChosen, this, [this] { emit choiceChosen(shownChoice()); });
    }
    p.by = new QComboBox(this);
    p.by->addItem(tr("Least energy"), int(Recommendation::energy));
    p.by->addItem(tr("Fused score"), int(Recommendation::score));
    p.by->setAccessibleName(tr("Recommend by"));
    p.by->setToolTip(
        tr("Least energy: of all cuts and ratios the one that takes least energy at the loss you "
           "accept. Fused score: the paper's, by the weights below, at ratio 0.5"));
    p.loss = new QDoubleSpinBox(this);
    p.loss->setRange(0.0, 100.0);
    p.loss->setDecimals(1);
    p.loss->setSingleStep(0.5);
    p.loss->setKeyboardTracking(false);
    p.loss->setSuffix(tr(" points"));
    p.loss->setAccessibleName(tr("Accepted loss"));
    p.loss->setToolTip(tr("How much less accurate than the full model the two stages may be, estimated on "
                          "unseen pictures of train and calibration"));
    connect(p.by, QOverload<int>::of(&QComboBox::activated), this,
            [this] { emit choiceChosen(shownChoice()); });
    connect(p.loss, QOverload<double>::of(&QDoubleSpinBox::valueChanged), this,
            [this] { emit choiceChosen(shownChoice()); });
    p.why = new QLabel(this);
    p.useRecommended = new QPushButton(tr("&Use the recommendation"), this);
    p.model = new CutTableModel(this);
    p.sorted = new SortedCuts(this);
    p.sorted->setSourceModel(p.model);
    p.sorted->setSortRole(CutTableModel::kSortRole);
    p.tableView = new QTableView(this);
    layOut();

    connect(p.chart, &Chart::clicked, this, &CutView::chooseNear);
    connect(p.chart, &Chart::markerDragged, this, &CutView::chooseNear);
    connect(p.chart, &Chart::stepped, this, &CutView::step);
    connect(p.useRecommended, &QPushButton::clicked, this, [this] { emit cutChosen(0); });
    connect(p.tableView->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& current) {
                const int cut = m_parts->model->cutAt(m_parts->sorted->mapToSource(current).row());
                if (!m_parts->updating && cut != 0 && cut != m_parts->effective())
                    emit cutChosen(cut);
            });
}

CutView::~CutView() = default;

void CutView::prepareTable()
{
    Parts& p = *m_parts;
    p.tableView->setModel(p.sorted);
    p.tableView->setSortingEnabled(true);
    p.tableView->sortByColumn(CutTableModel::cut, Qt::AscendingOrder);
    preparePlainTable(*p.tableView);
    p.tableView->setSelectionMode(QAbstractItemView::SingleSelection);
    p.tableView->setFrameShape(QFrame::NoFrame);
    p.tableView->setAlternatingRowColors(true);
    p.tableView->setAccessibleName(tr("All cuts"));
    p.tableView->verticalHeader()->setDefaultSectionSize(QFontMetrics(font()).height() + theme::kGrid);
    p.tableView->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    p.tableView->horizontalHeader()->setSectionResizeMode(CutTableModel::features,
                                                          QHeaderView::ResizeToContents);
    theme::setSmallFont(p.tableView);
    p.tableView->setMinimumHeight(160);
}

/// How to recommend: by what, at which loss, with which weights.
QFrame* CutView::makeChoice()
{
    Parts& p = *m_parts;
    QFrame* card = makeCard(this);
    p.by->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon); // may be narrower
    p.by->setMinimumContentsLength(4);
    auto* choiceRow = new QHBoxLayout;
    auto* byLabel = new QLabel(tr("Recommend &by"), card);
    byLabel->setBuddy(p.by);
    auto* lossLabel = new QLabel(tr("&Loss at most"), card);
    lossLabel->setBuddy(p.loss);
    choiceRow->addWidget(byLabel);
    choiceRow->addWidget(p.by, 1);
    choiceRow->addWidget(lossLabel);
    choiceRow->addWidget(p.loss);
    static_cast<QVBoxLayout*>(card->layout())->addLayout(choiceRow);
    for (RatioSlider* slider : p.weights) {
        slider->setProperty("card", false);
        slider->layout()->setContentsMargins(0, 0, 0, 0);
        slider->setLabelWidthFor({tr("&Accuracy"), tr("&Gain"), tr("&MACs saved")});
        card->layout()->addWidget(slider);
    }
    return card;
}

void CutView::layOut()
{
    Parts& p = *m_parts;
    prepareTable();
    QFrame* chartCard = makeCard(this);
    chartCard->layout()->addWidget(p.chart);

    QFrame* weightCard = makeChoice();
    QFrame* whyCard = makeCard(this);
    p.why->setWordWrap(true);
    p.why->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    p.why->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    auto* whyLayout = static_cast<QVBoxLayout*>(whyCard->layout());
    whyLayout->addWidget(p.why, 1);
    whyLayout->addWidget(p.useRecommended, 0, Qt::AlignLeft);

    QFrame* tableCard = makeCard(this);
    tableCard->layout()->addWidget(p.tableView);

    auto* layout = new QGridLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(theme::kGrid);
    layout->addWidget(chartCard, 0, 0, 1, 2);
    layout->addWidget(weightCard, 1, 0);
    layout->addWidget(whyCard, 1, 1);
    layout->addWidget(tableCard, 2, 0, 1, 2);
    layout->setColumnStretch(0, 1);
    layout->setColumnStretch(1, 1);
    layout->setRowStretch(0, 3);
    layout->setRowStretch(2, 2);
}

CutChoice CutView::shownChoice() const
{
    const Parts& p = *m_parts;
    return {static_cast<Recommendation>(p.by->currentData().toInt()),
            p.loss->value(),
            {p.weights[0]->value(), p.weights[1]->value(), p.weights[2]->value()}};
}

void CutView::setTable(std::shared_ptr<const CutTable> table, int chosen)
{
    Parts& p = *m_parts;
    p.table = std::move(table);
    p.chosen = chosen;
    p.model->setTable(p.table);
    if (p.table) {
        // Only the proportion of the weights matters; the sliders show the largest at most as 1.
        const FusedWeights& w = p.table->choice.weights;
        const double scale = std::max({1.0, w.accuracy, w.gain, w.macs});
        p.weights[0]->setValue(w.accuracy / scale);
        p.weights[1]->setValue(w.gain / scale);
        p.weights[2]->setValue(w.macs / scale);
        const QSignalBlocker silent(p.loss);
        const bool byEnergy = p.table->choice.by == Recommendation::energy;
        p.by->setCurrentIndex(p.by->findData(int(p.table->choice.by)));
        p.loss->setValue(p.table->choice.acceptedLoss);
        p.loss->setEnabled(byEnergy);
        for (RatioSlider* slider : p.weights)
            slider->setEnabled(!byEnergy);
        p.why->setText(whyRecommended(*p.table));
    }
    showChart();
    showChosen();
}

void CutView::setStale(bool stale)
{
    m_parts->chart->setStale(stale);
    m_parts->tableView->setEnabled(!stale);
}

void CutView::showChart()
{
    Parts& p = *m_parts;
    if (!p.table || p.table->rows.empty()) {
        p.chart->setSeries({});
        return;
    }
    ChartSeries before{tr("earlier blocks"), SeriesRole::neutral, SeriesKind::bars, {}, {}, 0.7, true};
    ChartSeries own{tr("this block"), SeriesRole::neutral, SeriesKind::bars, {}, {}, 0.7};
    ChartSeries part{tr("part accuracy"), SeriesRole::part, SeriesKind::dottedLine, {}, {}};
    ChartSeries full{tr("full accuracy"), SeriesRole::full, SeriesKind::dottedLine, {}, {}};
    ChartSeries staged{tr("staged, best ratio"), SeriesRole::staged, SeriesKind::dottedLine, {}, {}};
    double previous = 0.0;
    for (const CutRow& row : p.table->rows) {
        const double share = 100.0 * row.macShare;
        before.points.append({double(row.cut), previous});
        own.points.append({double(row.cut), share});
        own.base.append(previous);
        part.points.append({double(row.cut), 100.0 * row.partAccuracy});
        full.points.append({double(row.cut), 100.0 * row.fullAccuracy});
        staged.points.append({double(row.cut), 100.0 * row.best.testAccuracy});
        previous = share;
    }
    const double first = p.table->rows.front().cut - 0.6;
    const double last = p.table->rows.back().cut + 0.6;
    p.chart->setAxes({tr("Cut: blocks in the part model"), first, last, 1.0, 0},
                     {tr("Share of MACs and test accuracy, %"), 0.0, 100.0, 20.0, 0});
    p.chart->setSeries({before, own, part, full, staged});
}

void CutView::showChosen()
{
    Parts& p = *m_parts;
    const int cut = p.effective();
    const bool recommended = p.table && cut == p.table->recommended;
    p.chart->setMarkers({});
    p.useRecommended->setEnabled(p.table && p.chosen != 0);
    const QModelIndex row = p.sorted->mapFromSource(p.model->index(p.model->rowOf(cut), 0));
    p.updating = true;
    p.tableView->setCurrentIndex(row);
    p.updating = false;
    if (!row.isValid())
        return;
    const QString label = recommended ? tr("cut %1, recommended").arg(cut) : tr("cut %1").arg(cut);
    QVector<ChartMarker> markers{
        {ChartMarker::Kind::verticalLine, double(cut), 0.0, SeriesRole::neutral, label, true}};
    for (const int further : p.table->find(cut)->best.further)
        markers.append({ChartMarker::Kind::verticalLine, double(further), 0.0, SeriesRole::neutral,
                        tr("exit %1").arg(markers.size() + 1), false});
    p.chart->setMarkers(markers);
    p.tableView->scrollTo(row);
}

void CutView::chooseNear(double x)
{
    const Parts& p = *m_parts;
    if (!p.table || p.table->rows.empty())
        return;
    const auto nearest =
        std::min_element(p.table->rows.begin(), p.table->rows.end(), [x](const CutRow& a, const CutRow& b) {
            return std::abs(a.cut - x) < std::abs(b.cut - x);
        });
    if (nearest->cut != p.effective())
        emit cutChosen(nearest->cut);
}

void CutView::step(int steps)
{
    const Parts& p = *m_parts;
    const int rows = p.model->rowCount();
    if (rows == 0)
        return;
    const int row = std::clamp(p.model->rowOf(p.effective()) + steps, 0, rows - 1);
    if (p.model->cutAt(row) != p.effective())
        emit cutChosen(p.model->cutAt(row));
}

} // namespace microt::gui
