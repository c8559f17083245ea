// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/compare_view.h"

#include <algorithm>
#include <cmath>

#include <QComboBox>
#include <QFrame>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QScrollBar>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

#include "gui/models/class_difference_model.h"
#include "gui/models/method_table_model.h"
#include "gui/widgets/chart.h"
#include "gui/widgets/plain_table.h"
#include "gui/words/numbers.h"

namespace microt::gui {

namespace {

constexpr double kJoule = 1e-3; ///< a millijoule

/// Without frame and grid, a row as high as a line of text.
void prepareCompareTable(QTableView& table)
{
    table.setFrameShape(QFrame::NoFrame);
    preparePlainTable(table);
    table.setSelectionMode(QAbstractItemView::SingleSelection);
    table.horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    table.verticalHeader()->setDefaultSectionSize(table.fontMetrics().height() + theme::kGrid / 2);
}

QFrame* makeCompareCard(QWidget* parent)
{
    auto* card = new QFrame(parent);
    card->setProperty("card", true);
    auto* layout = new QVBoxLayout(card);
    layout->setContentsMargins(theme::kGrid, theme::kGrid, theme::kGrid, theme::kGrid);
    layout->setSpacing(theme::kGrid);
    return card;
}

} // namespace

struct CompareView::Parts
{
    MethodTableModel* methods = nullptr;
    QTableView* table = nullptr;
    QLabel* sentence = nullptr;
    QLabel* footnote = nullptr;
    QComboBox* energy = nullptr;
    Chart* chart = nullptr;
    ClassDifferenceModel* classes = nullptr;
    QTableView* classTable = nullptr;
    QLabel* classTitle = nullptr;
    std::vector<BoardProfile> boards;
};

CompareView::CompareView(QWidget* parent) : QWidget(parent), m_parts(std::make_unique<Parts>())
{
    Parts& p = *m_parts;
    makeTable();
    p.sentence = new QLabel(this);
    p.footnote = new QLabel(this);
    for (QLabel* label : {p.sentence, p.footnote}) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    theme::setSmallFont(p.footnote);
    auto* below = new QHBoxLayout;
    below->setSpacing(theme::kGrid);
    below->addWidget(makeChart(), 1);
    below->addWidget(makeClasses(), 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(theme::kGrid);
    layout->addWidget(p.table);
    layout->addWidget(p.footnote);
    layout->addWidget(p.sentence);
    layout->addLayout(below, 1);
}

CompareView::~CompareView() = default;

void CompareView::makeTable()
{
    Parts& p = *m_parts;
    p.methods = new MethodTableModel(this);
    p.table = new QTableView(this);
    p.table->setModel(p.methods);
    p.table->setAccessibleName(tr("Methods"));
    prepareCompareTable(*p.table);
    p.table->horizontalHeader()->setMinimumSectionSize(4 * theme::kGrid);
    p.table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(p.table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& row) { showMethod(row.row()); });
}

QFrame* CompareView::makeChart()
{
    Parts& p = *m_parts;
    QFrame* card = makeCompareCard(this);
    p.energy = new QComboBox(card);
    p.energy->addItem(tr("whole training"), int(Energy::training));
    p.energy->addItem(tr("one epoch"), int(Energy::epoch));
    p.energy->addItem(tr("one answer"), int(Energy::inference));
    p.energy->setAccessibleName(tr("Energy of"));
    p.energy->setToolTip(tr("Whose energy the chart shows; modelled, on a logarithmic axis"));
    auto* name = new QLabel(tr("Energy o&f"), card);
    name->setBuddy(p.energy);
    p.chart = new Chart(tr("Accuracy against energy"), card);
    auto* top = new QHBoxLayout;
    top->setSpacing(theme::kGrid);
    top->addWidget(name);
    top->addWidget(p.energy);
    top->addStretch(1);
    auto* layout = static_cast<QVBoxLayout*>(card->layout());
    layout->addLayout(top);
    layout->addWidget(p.chart, 1);
    connect(p.energy, QOverload<int>::of(&QComboBox::currentIndexChanged), this, &CompareView::showChart);
    return card;
}

QFrame* CompareView::makeClasses()
{
    Parts& p = *m_parts;
    QFrame* card = makeCompareCard(this);
    p.classTitle = new QLabel(card);
    p.classTitle->setWordWrap(true);
    p.classes = new ClassDifferenceModel(this);
    auto* sorted = new QSortFilterProxyModel(this);
    sorted->setSourceModel(p.classes);
    sorted->setSortRole(ClassDifferenceModel::SortRole);
    p.classTable = new QTableView(card);
    p.classTable->setModel(sorted);
    p.classTable->setAccessibleName(tr("Difference to MicroT of each class"));
    prepareCompareTable(*p.classTable);
    p.classTable->setSortingEnabled(true);
    p.classTable->sortByColumn(ClassDifferenceModel::NameColumn, Qt::AscendingOrder);
    p.classTable->horizontalHeader()->setMinimumSectionSize(5 * theme::kGrid);
    card->layout()->addWidget(p.classTitle);
    card->layout()->addWidget(p.classTable);
    return card;
}

void CompareView::setComparison(const std::shared_ptr<const Comparison>& comparison,
                                const std::vector<BoardProfile>& boards)
{
    Parts& p = *m_parts;
    if (p.methods->comparison() == comparison)
        return;
    p.boards = boards;
    p.methods->set(comparison, boards);
    if (!comparison)
        return;
    fitTable();
    p.footnote->setText(footnote());
    p.table->selectRow(0);
    showMethod(0);
    showChart();
}

/// As high as its rows: seven at most.
void CompareView::fitTable()
{
    const Parts& p = *m_parts;
    const QScrollBar* bar = p.table->horizontalScrollBar();
    p.table->setFixedHeight(p.table->horizontalHeader()->sizeHint().height() +
                            p.methods->rowCount() * p.table->verticalHeader()->defaultSectionSize() +
                            2 * p.table->frameWidth() + (bar->maximum() > 0 ? bar->sizeHint().height() : 0));
}

void CompareView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fitTable();
}

void CompareView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    fitTable();
}

/// What the figures are of, and whose the last column is.
QString CompareView::footnote() const
{
    const Comparison& comparison = *m_parts->methods->comparison();
    const auto board =
        std::find_if(m_parts->boards.begin(), m_parts->boards.end(),
                     [&comparison](const BoardProfile& one) { return one.id == comparison.board; });
    const QString name =
        board != m_parts->boards.end() ? shortName(*board) : QString::fromStdString(comparison.board);
    const int seeds = comparison.wish.seeds;
    return (seeds == 1 ? tr("Accuracy: one seed, in float; MicroT at ratio %1.")
                       : tr("Accuracy: mean and deviation of %2 seeds, in float; MicroT at ratio %1."))
               .arg(fixed(comparison.ratio, 2))
               .replace(QStringLiteral("%2"), QLocale().toString(seeds)) +
           QLatin1Char(' ') + tr("Energy: modelled for %1.").arg(name) + QLatin1Char(' ') +
           tr("In italics: MicroT’s paper (MCUNet at ratio 0.5, mean of Pet, Bird and Plant): other "
              "pictures, another extractor.");
}

/// The marked method in words.
QString CompareView::sentenceOf(int row) const
{
    const MethodTableModel& methods = *m_parts->methods;
    const MethodKind kind = methods.methodAt(row);
    QStringList sentences{tr("%1: %2; %3 numbers change.")
                              .arg(methodTitle(kind), methodMeaning(kind),
                                   QLocale().toString(qlonglong(methods.figuresAt(row).updated)))};
    if (const auto& against = methods.resultsAt(row).against) {
        const double points = methods.figuresAt(row).points.mean();
        const QString size = fixed(qAbs(points), 2);
        const QString p = chanceText(against->p);
        const bool chance = against->p > kSignificantP;
        if (points == 0.0)
            sentences << tr("It is as accurate as MicroT.");
        else if (points > 0.0)
            sentences << (chance ? tr("It lies %1 points above MicroT, which may well be chance (p %2).")
                                 : tr("It lies %1 points above MicroT, more than chance explains (p %2)."))
                             .arg(size, p);
        else
            sentences << (chance ? tr("It lies %1 points below MicroT, which may well be chance (p %2).")
                                 : tr("It lies %1 points below MicroT, more than chance explains (p %2)."))
                             .arg(size, p);
    }
    const auto& seeds = methods.resultsAt(row).seeds;
    if (seeds.back().cut > 0)
        sentences
            << tr("Cut %1, %2 % answered early.").arg(seeds.back().cut).arg(percent(seeds.back().exitRate));
    if (std::any_of(seeds.begin(), seeds.end(), [](const MethodResult& seed) { return seed.diverged; }))
        sentences << tr("Its loss was no longer a number: take a lower learning rate.");
    sentences << tr("Its training %1.").arg(methods.memoryText(row));
    return sentences.join(QLatin1Char(' '));
}

void CompareView::showMethod(int row)
{
    Parts& p = *m_parts;
    const auto& comparison = p.methods->comparison();
    if (!comparison || row < 0 || row >= p.methods->rowCount())
        return;
    p.sentence->setText(sentenceOf(row));
    const std::vector<MethodKind>& kinds = comparison->wish.methods;
    const auto microt = std::find(kinds.begin(), kinds.end(), MethodKind::microt);
    const bool comparable = microt != kinds.end();
    p.classTable->setVisible(comparable);
    if (!comparable) {
        p.classTitle->setText(tr("Without a row of MicroT there are no differences to it."));
        return;
    }
    const QString title = methodTitle(p.methods->methodAt(row));
    QStringList names;
    for (const std::string& name : comparison->classes)
        names << QString::fromStdString(name);
    p.classTitle->setText(tr("Classes: %1 against MicroT, % of their test pictures").arg(title));
    p.classes->set(title, names,
                   classDifferences(p.methods->resultsAt(row),
                                    p.methods->resultsAt(static_cast<int>(microt - kinds.begin())),
                                    comparison->classCount()));
}

void CompareView::showChart()
{
    Parts& p = *m_parts;
    if (!p.methods->comparison() || p.methods->rowCount() == 0)
        return;
    const auto of = static_cast<Energy>(p.energy->currentData().toInt());
    QVector<ChartSeries> series;
    QVector<ChartMarker> markers;
    for (int row = 0; row < p.methods->rowCount(); ++row) {
        const RowFigures& figures = p.methods->figuresAt(row);
        const double energy = of == Energy::training ? kJoule * figures.trainingMillijoule.mean()
                              : of == Energy::epoch  ? kJoule * figures.epochMillijoule.mean()
                                                     : figures.inferenceMillijoule.mean();
        const MethodKind kind = p.methods->methodAt(row);
        const SeriesRole role = kind == MethodKind::microt ? SeriesRole::staged : SeriesRole::neutral;
        const QPointF at(energy, figures.accuracy.mean());
        series.append({methodTitle(kind), role, SeriesKind::points, {at}, {}, 0.8, false});
        markers.append({ChartMarker::Kind::dot, at.x(), at.y(), role, methodTitle(kind), false});
    }
    const auto [least, most] = std::minmax_element(markers.begin(), markers.end(),
                                                   [](const auto& a, const auto& b) { return a.x < b.x; });
    const auto [low, high] = std::minmax_element(markers.begin(), markers.end(),
                                                 [](const auto& a, const auto& b) { return a.y < b.y; });
    constexpr double kLeastSpan = 10.0;
    const double span = most->x / least->x;
    const double room = std::max(1.6, std::sqrt(kLeastSpan / span)); // on both sides, for labels
    ChartAxis x{of == Energy::inference ? tr("Energy of an answer, mJ, modelled")
                : of == Energy::epoch   ? tr("Energy of an epoch, J, modelled")
                                        : tr("Energy of the training, J, modelled"),
                least->x / room, most->x * room};
    x.logarithmic = true;
    const double around = std::max(5.0, 0.15 * (high->y - low->y)); // points, for labels as well
    p.chart->setSeries(series);
    p.chart->setMarkers(markers);
    p.chart->setAxes(
        x, {tr("Accuracy, %"), std::max(0.0, low->y - around), std::min(100.0, high->y + around), 0.0, 0});
}

void CompareView::setStale(bool stale)
{
    m_parts->chart->setStale(stale);
    for (QWidget* part : std::initializer_list<QWidget*>{m_parts->table, m_parts->classTable,
                                                         m_parts->sentence, m_parts->footnote})
        part->setEnabled(!stale);
}

} // namespace microt::gui
