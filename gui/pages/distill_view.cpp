// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/distill_view.h"

#include <algorithm>

#include <QFile>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

#include "gui/models/distill_model.h"
#include "gui/models/error_text.h"
#include "gui/pages/distill_form.h"
#include "gui/pages/gains_table.h"
#include "gui/widgets/chart.h"
#include "gui/widgets/theme.h"

namespace microt::gui {

DistillView::DistillView(Workspace* workspace, DistillModel* model, Training purpose, QWidget* parent)
    : QWidget(parent), m_workspace(workspace), m_model(model), m_purpose(purpose)
{
    auto* columns = new QHBoxLayout(this);
    columns->setContentsMargins(0, theme::kGrid, 0, 0);
    columns->setSpacing(theme::kGrid);
    columns->addWidget(makeForm(), 3);
    columns->addWidget(makeCharts(), 4);
    connect(m_model, &DistillModel::changed, this, &DistillView::showState);
    showState();
}

QWidget* DistillView::makeForm()
{
    m_form = new DistillForm(m_workspace, m_purpose, this);
    connect(m_form, &DistillForm::changed, this, &DistillView::showState);
    m_start = new QPushButton(this);
    m_discard = new QPushButton(tr("Discard the run"), this);
    m_discard->setToolTip(tr("Deletes its checkpoints"));
    m_use = new QPushButton(tr("Use it in this project"), this);
    auto* actions = new QHBoxLayout;
    for (QPushButton* button : {m_start, m_discard, m_use})
        actions->addWidget(button);
    m_message = new QLabel(this);
    m_message->setWordWrap(true);
    m_message->setTextFormat(Qt::PlainText);
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* left = new QWidget(this);
    auto* rows = new QVBoxLayout(left);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(theme::kGrid);
    rows->addWidget(m_form, 1);
    rows->addWidget(m_message);
    rows->addLayout(actions);
    connect(m_start, &QPushButton::clicked, this, &DistillView::start);
    connect(m_discard, &QPushButton::clicked, m_model, &DistillModel::discard);
    connect(m_use, &QPushButton::clicked, this, [this] {
        const int row = m_gains->currentRow();
        const auto& trained = m_model->trainedCuts();
        if (row >= 0 && row < static_cast<int>(trained.size()))
            m_workspace->setExtractor(QFile::decodeName(trained[static_cast<std::size_t>(row)].file.c_str()));
        else if (m_model->result())
            m_workspace->setExtractor(QFile::decodeName(m_model->result()->c_str()));
    });
    return left;
}

QWidget* DistillView::makeCharts()
{
    auto* charts = new QWidget(this);
    m_loss = new Chart(tr("Loss"), charts);
    m_probe = new Chart(tr("Probe on the active task"), charts);
    for (Chart* chart : {m_loss, m_probe})
        chart->setMinimumHeight(19 * theme::kGrid);
    auto* rows = new QVBoxLayout(charts);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(theme::kGrid);
    rows->addWidget(m_loss, 1);
    rows->addWidget(m_probe, 1);
    m_gains = new GainsTable(charts);
    rows->addWidget(m_gains);
    return charts;
}

void DistillView::start()
{
    using State = DistillModel::State;
    if (m_model->state() == State::running)
        return m_model->pause();
    if (m_model->state() == State::paused)
        return m_model->resume();
    m_model->start(m_form->job(), m_form->name(), m_form->probeEvery(), m_form->cuts());
}

void DistillView::showState()
{
    using State = DistillModel::State;
    const State state = m_model->state();
    const bool busy = state == State::running || state == State::pausing || state == State::paused;
    m_form->setBusy(busy);
    const std::vector<int> chosen = m_form->cuts();
    const QString missing = m_form->missing();
    switch (state) {
    case State::running:
        m_start->setText(tr("&Pause"));
        break;
    case State::pausing:
        m_start->setText(tr("Pausing…"));
        break;
    case State::paused:
        m_start->setText(tr("&Go on"));
        break;
    default:
        m_start->setText(m_model->hasCheckpoints(m_form->name(), chosen) ? tr("&Go on where it stopped")
                                                                         : tr("&Start"));
    }
    m_start->setEnabled(state == State::running || state == State::paused || (!busy && missing.isEmpty()));
    m_discard->setVisible(state == State::paused);
    m_use->setVisible(state == State::finished);
    QString text = busy ? QString() : missing;
    if (m_model->failure()) {
        text = QStringLiteral("%1 %2").arg(QString::fromStdString(m_model->failure()->what),
                                           errorText(m_model->failure()->code).advice);
    } else if (!m_model->epochs().empty()) {
        const DistillEpoch& last = m_model->epochs().back();
        const QLocale locale;
        text = tr("Epoch %1 of %2: loss %3, test MSE %4, RMSE %5, R² %6, %7 pictures a second")
                   .arg(last.epoch)
                   .arg(m_model->work().options.epochs)
                   .arg(locale.toString(last.loss, 'f', 4), locale.toString(last.testMse, 'f', 4),
                        locale.toString(last.testRmse, 'f', 4), locale.toString(last.testR2, 'f', 3),
                        locale.toString(last.picturesPerSecond, 'f', 0));
        if (const auto cut = m_model->work().options.cut)
            text.prepend(tr("Cut %1.").arg(*cut) + QLatin1Char(' '));
        if (!m_model->probes().empty() && !m_model->probes().back().accuracy.ok())
            text +=
                QLatin1Char('\n') + QString::fromStdString(m_model->probes().back().accuracy.failure().what);
    } else if (state == State::paused) {
        text = tr("Paused at a checkpoint.");
    } else if (m_purpose == Training::join && missing.isEmpty()) {
        QStringList words;
        for (const int cut : chosen)
            words += QString::number(cut);
        text = chosen.size() == 1
                   ? tr("Part and full model are trained together at cut %1.").arg(words.first())
                   : tr("Part and full model are trained together at the cuts %1 in turn.")
                         .arg(words.join(QStringLiteral(", ")));
    }
    m_message->setText(text);
    showCurves();
    m_gains->setGains(m_model->trainedCuts(), m_model->result());
    emit commandChanged();
}

void DistillView::showCurves()
{
    ChartSeries loss{tr("training loss"), SeriesRole::train, SeriesKind::line, {}, {}, 0.8, false};
    ChartSeries test{tr("test MSE"), SeriesRole::test, SeriesKind::line, {}, {}, 0.8, false};
    double most = m_model->epochs().empty() ? 1.0 : 0.1;
    for (const DistillEpoch& epoch : m_model->epochs()) {
        loss.points.append({static_cast<double>(epoch.epoch), epoch.loss});
        test.points.append({static_cast<double>(epoch.epoch), epoch.testMse});
        most = std::max({most, epoch.loss, epoch.testMse});
    }
    const double epochs = m_model->epochs().empty() ? m_form->epochs() : m_model->work().options.epochs;
    const ChartAxis time{tr("Epoch"), 0.0, epochs, epochs < 8.0 ? 1.0 : 0.0, 0}; // no half epochs
    m_loss->setAxes(time, {tr("Mean over pictures"), 0.0, most * 1.05, 0.0, 2});
    m_loss->setSeries({loss, test});
    ChartSeries part{tr("part"), SeriesRole::part, SeriesKind::dottedLine, {}, {}, 0.8, false};
    ChartSeries full{tr("full"), SeriesRole::full, SeriesKind::dottedLine, {}, {}, 0.8, false};
    for (const ProbePoint& probe : m_model->probes()) {
        if (!probe.accuracy.ok())
            continue;
        if (m_model->work().options.cut)
            part.points.append({static_cast<double>(probe.epoch), 100.0 * probe.accuracy.value().part});
        full.points.append({static_cast<double>(probe.epoch), 100.0 * probe.accuracy.value().full});
    }
    m_probe->setAxes(time, {tr("Accuracy on calibration pictures, %"), 0.0, 100.0, 25.0, 0});
    m_probe->setSeries(m_model->work().options.cut ? QVector<ChartSeries>{part, full}
                                                   : QVector<ChartSeries>{full});
}

QString DistillView::command() const
{
    return m_form->command();
}

} // namespace microt::gui
