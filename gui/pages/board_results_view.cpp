// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/board_results_view.h"

#include <algorithm>

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPixmap>
#include <QScrollArea>
#include <QTabBar>
#include <QTableView>
#include <QTableWidget>
#include <QVBoxLayout>

#include "gui/models/board_model.h"
#include "gui/models/board_timeline.h"
#include "gui/pages/board_samples_view.h"
#include "gui/pages/live_view.h"
#include "gui/widgets/chart.h"
#include "gui/widgets/figure_tile.h"
#include "gui/widgets/plain_table.h"
#include "gui/widgets/theme.h"

namespace microt::gui {

using namespace protocol;

namespace {

constexpr int kPictureSide = 20 * theme::kGrid;

bool countsInstructions(const BoardModel& model)
{
    return model.session().card().description.counterUnit == CounterUnit::instructions;
}

} // namespace

BoardResultsView::BoardResultsView(LiveModel* live, BoardSamplesModel* samples, BoardTimeline* timeline,
                                   Workspace* workspace, QWidget* parent)
    : QTabWidget(parent)
{
    setDocumentMode(true);
    tabBar()->setFont(theme::smallFont()); // so that all fit beside the board
    addTab(makeTraining(), tr("Training"));
    addTab(makeInference(), tr("Inference"));
    addTab(makeProfile(), tr("Profile"));
    m_verdict = new QLabel(this);
    m_verdict->setWordWrap(true);
    m_verdict->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_verdict->setMargin(theme::kGrid);
    addTab(m_verdict, tr("Twin"));
    m_live = new LiveView(live, this);
    auto* room = new QScrollArea(this); // so that the other tabs need not be as high
    room->setFrameShape(QFrame::NoFrame);
    room->setWidgetResizable(true);
    room->setWidget(m_live);
    addTab(room, tr("Live"));
    addTab(new BoardSamplesView(workspace, samples, this), tr("Samples"));
    addTab(makeTimeline(timeline), tr("Timeline"));
}

void BoardResultsView::setSamples(int samples)
{
    m_live->setSamples(samples);
}

QWidget* BoardResultsView::makeTraining()
{
    auto* tab = new QWidget(this);
    m_losses = new Chart(tr("Loss while training on the board"), tab);
    m_trained = new QLabel(tab);
    m_trained->setWordWrap(true);
    m_trained->setTextFormat(Qt::PlainText);
    auto* rows = new QVBoxLayout(tab);
    rows->setContentsMargins(0, theme::kGrid, 0, 0);
    rows->setSpacing(theme::kGrid);
    rows->addWidget(m_trained);
    rows->addWidget(m_losses, 1);
    return tab;
}

QWidget* BoardResultsView::makeInference()
{
    auto* tab = new QWidget(this);
    m_picture = new QLabel(tab);
    m_picture->setFixedSize(kPictureSide, kPictureSide);
    m_picture->setAlignment(Qt::AlignCenter);
    m_picture->setFrameShape(QFrame::StyledPanel);
    m_answer = new QLabel(tab);
    m_answer->setWordWrap(true);
    theme::setTitleFont(m_answer);
    m_confidence = new FigureTile(tr("Confidence"), tab);
    m_count = new FigureTile(tr("Work"), tab);
    m_energy = new FigureTile(tr("Energy"), tab);
    auto* shown = new QHBoxLayout(tab);
    shown->setSpacing(2 * theme::kGrid);
    auto* tiles = new QVBoxLayout;
    tiles->addWidget(m_answer);
    tiles->setSpacing(theme::kGrid);
    for (FigureTile* tile : {m_confidence, m_count, m_energy})
        tiles->addWidget(tile);
    tiles->addStretch(1);
    shown->addWidget(m_picture, 0, Qt::AlignTop);
    shown->addLayout(tiles, 1);
    return tab;
}

QWidget* BoardResultsView::makeProfile()
{
    auto* tab = new QWidget(this);
    m_ops = new Chart(tr("Count of each operator"), tab);
    m_sum = new QLabel(tab);
    m_sum->setWordWrap(true);
    m_table = new QTableWidget(0, 4, tab);
    m_table->setAccessibleName(tr("Count of each operator"));
    preparePlainTable(*m_table);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->horizontalHeader()->setSectionResizeMode(1, QHeaderView::Stretch);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    auto* rows = new QVBoxLayout(tab);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(theme::kGrid);
    rows->addWidget(m_sum);
    rows->addWidget(m_ops, 3);
    rows->addWidget(m_table, 2);
    return tab;
}

QWidget* BoardResultsView::makeTimeline(BoardTimeline* timeline)
{
    auto* table = new QTableView(this);
    table->setModel(timeline);
    table->setAccessibleName(tr("What boards did"));
    preparePlainTable(*table);
    table->horizontalHeader()->setStretchLastSection(true);
    table->setColumnWidth(BoardTimeline::WhenColumn, 19 * theme::kGrid);
    table->setColumnWidth(BoardTimeline::WhatColumn, 24 * theme::kGrid);
    table->setColumnWidth(BoardTimeline::TookColumn, 8 * theme::kGrid);
    return table;
}

void BoardResultsView::show(const BoardModel& model, const Workspace& workspace)
{
    showEpochs(model);
    showAnswer(model, workspace);
    showProfile(model);
    showCheck(model);
}

void BoardResultsView::showEpochs(const BoardModel& model)
{
    const std::size_t exits = model.epochs().empty() ? 2 : model.epochs().back().exits.size;
    QVector<ChartSeries> series;
    for (std::size_t exit = 0; exit < exits; ++exit) {
        const bool last = exit + 1 == exits;
        series.append({last        ? tr("full")
                       : exit == 0 ? tr("part")
                                   : tr("part %1").arg(exit + 1),
                       last ? SeriesRole::full : SeriesRole::part,
                       SeriesKind::dottedLine,
                       {},
                       {},
                       0.8,
                       false});
    }
    double most = 1.0;
    double epochs = 40.0;
    for (const TrainProgress& progress : model.epochs()) {
        for (std::size_t exit = 0; exit < exits; ++exit) {
            const double loss = progress.exits.items[exit].loss;
            series[static_cast<int>(exit)].points.append({progress.epoch + 1.0, loss});
            most = std::max(most, loss);
        }
        epochs = progress.epochs;
    }
    showTrained(model);
    m_losses->setAxes({tr("Epoch"), 0.0, epochs + 1.0, 10.0, 0}, {tr("Loss"), 0.0, most * 1.1, 0.0, 1});
    m_losses->setSeries(series);
}

/// What it learned is worth what it answers on pictures that it did not learn from.
void BoardResultsView::showTrained(const BoardModel& model)
{
    const auto& record = model.record();
    if (!record || record->pictures == 0) {
        m_trained->setText(tr("Not trained yet. Training ends with an answer to test pictures."));
        return;
    }
    const QLocale locale;
    const auto share = [&](int part) { return locale.toString(100.0 * part / record->pictures, 'f', 1); };
    QString text = tr("%1 learned from %2 samples and answers %3 % of %4 test pictures rightly, %5 % of them "
                      "early (cut %6, ratio %7, %8).")
                       .arg(QString::fromStdString(record->board))
                       .arg(record->samples)
                       .arg(share(record->right))
                       .arg(record->pictures)
                       .arg(share(record->early))
                       .arg(record->cut)
                       .arg(locale.toString(record->ratio, 'f', 2), QString::fromStdString(record->made));
    if (const QString changed = model.changedText(); !changed.isEmpty())
        text += QLatin1Char('\n') + tr("Out of date; since then changed: %1.").arg(changed);
    m_trained->setText(text);
}

/// Of a comparison of another day only the outcome is kept.
QString BoardResultsView::keptVerdict(const BoardModel& model)
{
    const auto& record = model.record();
    if (!record || !record->compared)
        return tr("Not compared yet.");
    QString text = record->matches ? tr("<h3>Equal in every bit</h3><p>Compared on %1 pictures, %2.</p>")
                                         .arg(record->pictures)
                                         .arg(QString::fromStdString(record->made))
                                   : tr("<h3>Not equal</h3><p>First difference: %1.</p>")
                                         .arg(QString::fromStdString(record->difference).toHtmlEscaped());
    if (const QString changed = model.changedText(); !changed.isEmpty())
        text += tr("<p>Out of date; since then changed: %1.</p>").arg(changed.toHtmlEscaped());
    return text;
}

void BoardResultsView::showAnswer(const BoardModel& model, const Workspace& workspace)
{
    if (!model.answer()) {
        m_answer->setText(tr("No picture yet."));
        return;
    }
    const BoardAnswer& answer = *model.answer();
    const QLocale locale;
    const QImage image(answer.picture.rgb.data(), answer.picture.width, answer.picture.height,
                       answer.picture.channels * answer.picture.width,
                       answer.picture.channels == 1 ? QImage::Format_Grayscale8 : QImage::Format_RGB888);
    m_picture->setPixmap(QPixmap::fromImage(image).scaled(kPictureSide - 4, kPictureSide - 4,
                                                          Qt::KeepAspectRatio, Qt::SmoothTransformation));
    const auto nameOf = [&answer](std::int32_t label) {
        const auto at = static_cast<std::size_t>(label);
        return QString::fromStdString(at < answer.classes.size() ? answer.classes[at] : std::string("?"));
    };
    const InferResponse& r = answer.response;
    const bool early = r.exit < r.thresholds.size;
    m_answer->setText(answer.label < 0 ? nameOf(r.predicted)
                      : r.predicted == answer.label
                          ? tr("%1, rightly").arg(nameOf(r.predicted))
                          : tr("%1; it is %2").arg(nameOf(r.predicted), nameOf(answer.label)));
    m_picture->setToolTip(QString::fromStdString(answer.file));
    m_confidence->setFigure({locale.toString(100.0 * r.confidence, 'f', 1),
                             tr("%"),
                             !early        ? tr("answered by the full model")
                             : r.exit == 0 ? tr("answered by the part model")
                                           : tr("answered at exit %1").arg(r.exit + 1),
                             {}});
    m_count->setFigure({locale.toString(static_cast<double>(totalOf(r.counters)) / 1e6, 'f', 1), tr("M"),
                        countsInstructions(model) ? tr("instructions") : tr("cycles"), tr("counted")});
    if (answer.millijoules > 0.0)
        m_energy->setFigure({locale.toString(answer.millijoules, 'f', 2), tr("mJ"),
                             tr("counted cycles at the profile's power"), tr("counted")});
    else if (const auto energy = workspace.energy())
        m_energy->setFigure(
            {locale.toString(energy->answeredAt(r.exit).millijoule, 'f', 2), tr("mJ"), {}, tr("modelled")});
}

void BoardResultsView::showProfile(const BoardModel& model)
{
    const bool instructions = countsInstructions(model);
    const QString unit = instructions ? tr("Instructions, M") : tr("Cycles, M");
    m_table->setHorizontalHeaderLabels({tr("#"), tr("Operator"), unit, tr("Share")});
    if (!model.profiled()) {
        m_sum->setText(tr("Not profiled yet."));
        m_ops->setAxes({tr("Operator, in order"), 0.0, 10.0, 0.0, 0}, {unit, 0.0, 1.0, 0.0, 1});
        m_table->setRowCount(0);
        return;
    }
    const BoardProfileResult& result = *model.profiled();
    const QLocale locale;
    ChartSeries part{tr("part"), SeriesRole::part, SeriesKind::bars, {}, {}, 0.8, false};
    ChartSeries rest{tr("rest of full"), SeriesRole::full, SeriesKind::bars, {}, {}, 0.8, false};
    const auto& ops = result.profile.ops;
    double sum = 0.0;
    double most = 0.1;
    for (const std::uint32_t count : ops) {
        sum += count / 1e6;
        most = std::max(most, count / 1e6);
    }
    m_table->setRowCount(static_cast<int>(ops.size()));
    for (int i = 0; i < static_cast<int>(ops.size()); ++i) {
        const auto at = static_cast<std::size_t>(i);
        const double count = ops[at] / 1e6;
        (i < result.partOps ? part : rest).points.append({i + 1.0, count});
        const QString name = at < result.ops.size() ? QString::fromStdString(result.ops[at]) : QString();
        const QString cells[] = {locale.toString(i + 1), name, locale.toString(count, 'f', 3),
                                 tr("%1 %").arg(locale.toString(100.0 * count / sum, 'f', 1))};
        for (int column = 0; column < 4; ++column)
            m_table->setItem(i, column, new QTableWidgetItem(cells[column]));
    }
    for (const int column : {0, 2, 3})
        m_table->resizeColumnToContents(column);
    const Counters& counters = result.profile.counters;
    m_sum->setText((instructions ? tr("Part %1 M, full %2 M instructions, counted on the board")
                                 : tr("Part %1 M, full %2 M cycles, counted on the board"))
                       .arg(locale.toString(static_cast<double>(counters.items[0]) / 1e6, 'f', 1),
                            locale.toString(static_cast<double>(totalOf(counters)) / 1e6, 'f', 1)));
    m_ops->setAxes({tr("Operator, in order"), 0.0, static_cast<double>(ops.size()) + 1.0, 10.0, 0},
                   {unit, 0.0, most * 1.05, 0.0, 1});
    m_ops->setSeries({part, rest});
}

void BoardResultsView::showCheck(const BoardModel& model)
{
    if (!model.check()) {
        m_verdict->setText(keptVerdict(model));
        return;
    }
    const TwinCheck& check = *model.check();
    const QLocale locale;
    QString text = check.matches() ? tr("<h3>Equal in every bit</h3>")
                                   : tr("<h3>Not equal</h3><p>First difference: %1.</p>")
                                         .arg(QString::fromStdString(check.difference).toHtmlEscaped());
    text += tr("<p>Features: %1 of %2 pictures equal<br>Logits: %3 of %4<br>Decisions: %5 of %4<br>"
               "Trained heads: %6<br>Threshold: %7</p>")
                .arg(check.sameFeatures)
                .arg(check.samples + check.calibration + check.pictures)
                .arg(check.sameLogits)
                .arg(check.pictures)
                .arg(check.sameDecisions)
                .arg(check.sameHeads ? tr("equal") : tr("different"),
                     check.sameThresholds ? tr("equal") : tr("different"));
    text += tr("<p>The board learned from %1 samples and answered %2 % of the test pictures rightly, %3 % of "
               "them early.</p>")
                .arg(check.samples)
                .arg(locale.toString(100.0 * check.right / check.pictures, 'f', 1),
                     locale.toString(100.0 * check.early / check.pictures, 'f', 1));
    m_verdict->setText(text);
}

} // namespace microt::gui
