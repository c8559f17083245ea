// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/distill_view.h"

#include <algorithm>
#include <utility>

#include <QFile>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

#include "gui/models/distill_model.h"
#include "gui/models/error_text.h"
#include "gui/pages/ask.h"
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
    const auto offer = [this] {
        if (!m_model->teachers().empty())
            m_form->offerTeachers(m_model->teachers());
    };
    connect(m_model, &DistillModel::teachersFound, this, offer);
    offer();
    // A project that is opened may bring a run that stopped.
    connect(m_workspace, &Workspace::projectChanged, this, [this] {
        if (const QString folder = QString::fromStdString(m_workspace->project().folder.string());
            std::exchange(m_project, folder) != folder) {
            if (m_model->state() == DistillModel::State::paused && isMine())
                m_form->setRun(m_model->asked());
            showState();
        }
    });
    m_project = QString::fromStdString(m_workspace->project().folder.string());
    showState();
}

QWidget* DistillView::makeForm()
{
    m_form = new DistillForm(m_workspace, m_purpose, this);
    m_start = new QPushButton(this);
    m_anew = new QPushButton(tr("Start with these settings"), this);
    m_discard = new QPushButton(tr("Discard the run…"), this);
    m_discard->setToolTip(tr("Deletes its checkpoints"));
    m_use = new QPushButton(tr("Use it in this project"), this);
    auto* actions = new QHBoxLayout;
    for (QPushButton* button : {m_start, m_anew, m_discard, m_use})
        actions->addWidget(button);
    m_message = new QLabel(this);
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_warning = new QLabel(this);
    for (QLabel* label : {m_message, m_warning}) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
    }
    m_gentler = new QPushButton(tr("Use rate %1").arg(QLocale().toString(DistillForm::kRateOfTrained)), this);
    auto* warned = new QHBoxLayout;
    warned->addWidget(m_warning, 1);
    warned->addWidget(m_gentler);
    auto* left = new QWidget(this);
    auto* rows = new QVBoxLayout(left);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(theme::kGrid);
    rows->addWidget(m_form, 1);
    rows->addLayout(warned);
    rows->addWidget(m_message);
    rows->addLayout(actions);
    connect(m_form, &DistillForm::changed, this, [this] {
        if (m_filled)
            m_model->setDraft(m_form->run());
        showState();
    });
    connect(m_start, &QPushButton::clicked, this, &DistillView::start);
    connect(m_anew, &QPushButton::clicked, this, &DistillView::startAnew);
    connect(m_discard, &QPushButton::clicked, this, &DistillView::discard);
    connect(m_gentler, &QPushButton::clicked, m_form, &DistillForm::useUsualRate);
    connect(m_use, &QPushButton::clicked, this, &DistillView::takeOver);
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

void DistillView::takeOver()
{
    const int row = m_gains->currentRow();
    const auto& trained = m_model->trainedCuts();
    if (row >= 0 && row < static_cast<int>(trained.size()))
        m_workspace->setExtractor(QFile::decodeName(trained[static_cast<std::size_t>(row)].file.c_str()));
    else if (m_model->result())
        m_workspace->setExtractor(QFile::decodeName(m_model->result()->c_str()));
}

bool DistillView::isMine() const
{
    return m_model->asked().purpose == m_purpose;
}

void DistillView::start()
{
    using State = DistillModel::State;
    if (m_model->state() == State::running)
        return m_model->pause();
    if (m_model->state() == State::paused)
        return m_model->resume();
    // A run of that name goes on with the settings that it began with.
    if (m_model->hasCheckpoints(m_form->name(), m_form->cuts()) && m_model->takeUp(m_form->name()))
        return m_model->resume();
    m_model->start(m_form->job(), m_form->name(), m_form->probeEvery(), m_form->cuts());
}

/// Whether the user gives up what the paused run has learned so far.
bool DistillView::asksToLose(const QString& title)
{
    const TrainingRun& run = m_model->asked();
    const QString lost =
        run.lastEpoch() > 0
            ? tr("%1 stopped after epoch %2 of %3. Its checkpoints are deleted, and it cannot go on.")
                  .arg(QString::fromStdString(run.name))
                  .arg(run.lastEpoch())
                  .arg(run.work.options.epochs)
            : tr("%1 stopped in its first epoch. Its checkpoints are deleted, and it cannot go on.")
                  .arg(QString::fromStdString(run.name));
    return askToLose(this, title, lost);
}

void DistillView::discard()
{
    if (asksToLose(tr("Discard the run?")))
        m_model->discard();
}

/// Another run than the one that stopped: beside it under another name, else in its place.
void DistillView::startAnew()
{
    if (m_form->name().toStdString() != m_model->asked().name)
        m_model->setAside();
    else if (asksToLose(tr("Start anew in its place?")))
        m_model->discard();
    else
        return;
    start();
}

void DistillView::showButtons()
{
    using State = DistillModel::State;
    const State state = m_model->state();
    const bool missing = !m_form->missing().isEmpty();
    const bool paused = state == State::paused && isMine();
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
        m_start->setText(m_model->hasCheckpoints(m_form->name(), m_form->cuts())
                             ? tr("&Go on where it stopped")
                             : tr("&Start"));
    }
    const bool free = state == State::idle || state == State::finished;
    m_start->setEnabled(state == State::running || state == State::paused || (free && !missing));
    m_anew->setVisible(state == State::paused && !(isMine() && m_form->asksFor(m_model->asked())));
    m_anew->setEnabled(!missing);
    m_discard->setVisible(paused);
    const auto gained = m_model->gained();
    m_use->setVisible(state == State::finished && isMine());
    m_use->setText(gained && gained->second.full < gained->first.full ? tr("Use it all the same")
                                                                      : tr("Use it in this project"));
}

QString DistillView::warning() const
{
    if (!m_form->ruinsWeights())
        return {};
    return tr("This rate is for fresh weights: a network that was trained before may lose what it knows.");
}

/// How far the run is.
QString DistillView::progressText() const
{
    const DistillEpoch& last = m_model->epochs().back();
    const QLocale locale;
    QString text = tr("Epoch %1 of %2: loss %3, test MSE %4, RMSE %5, R² %6, %7 pictures a second")
                       .arg(last.epoch)
                       .arg(m_model->work().options.epochs)
                       .arg(locale.toString(last.loss, 'f', 4), locale.toString(last.testMse, 'f', 4),
                            locale.toString(last.testRmse, 'f', 4), locale.toString(last.testR2, 'f', 3),
                            locale.toString(last.picturesPerSecond, 'f', 0));
    if (const auto cut = m_model->work().options.cut)
        text.prepend(tr("Cut %1.").arg(*cut) + QLatin1Char(' '));
    if (const auto gained = m_model->gained(); gained && m_model->state() == DistillModel::State::finished)
        text += QLatin1Char('\n') +
                (gained->second.full < gained->first.full
                     ? tr("The probe fell from %1 % to %2 %: the network before the training is the better "
                          "one, and stays in use.")
                     : tr("The probe went from %1 % to %2 %."))
                    .arg(locale.toString(100.0 * gained->first.full, 'f', 1),
                         locale.toString(100.0 * gained->second.full, 'f', 1));
    if (!m_model->probes().empty() && !m_model->probes().back().accuracy.ok())
        text += QLatin1Char('\n') + QString::fromStdString(m_model->probes().back().accuracy.failure().what);
    return text;
}

QString DistillView::message() const
{
    using State = DistillModel::State;
    const State state = m_model->state();
    const bool free = state == State::idle || state == State::finished;
    const std::vector<int> chosen = m_form->cuts();
    if (!free && !isMine())
        return (state == State::paused
                    ? tr("%1, another training, stopped and can go on. Starting this one sets it aside.")
                    : tr("%1, another training, is under way."))
            .arg(QString::fromStdString(m_model->asked().name));
    if (m_model->failure())
        return QStringLiteral("%1 %2").arg(errorText(m_model->failure()->code).advice,
                                           QString::fromStdString(m_model->failure()->what));
    if (state == State::paused && !m_form->asksFor(m_model->asked()))
        return tr("The fields differ from %1, which stopped after epoch %2. It goes on with its own "
                  "settings.")
            .arg(QString::fromStdString(m_model->asked().name))
            .arg(m_model->asked().lastEpoch());
    if (!m_model->epochs().empty() && isMine())
        return progressText();
    if (state == State::paused)
        return tr("Paused at a checkpoint.");
    const QString missing = free ? m_form->missing() : QString();
    if (!missing.isEmpty() || m_purpose != Training::join)
        return missing;
    QStringList words;
    for (const int cut : chosen)
        words += QString::number(cut);
    return chosen.size() == 1 ? tr("Part and full model are trained together at cut %1.").arg(words.value(0))
                              : tr("Part and full model are trained together at the cuts %1 in turn.")
                                    .arg(words.join(QStringLiteral(", ")));
}

void DistillView::showState()
{
    using State = DistillModel::State;
    const State state = m_model->state();
    if (!m_filled) { // once: what was being written, else the run that stopped
        m_filled = true;
        if (const auto draft = m_model->draft(m_purpose))
            m_form->setRun(*draft);
        else if (state != State::idle)
            m_form->setRun(m_model->asked());
    }
    m_form->setBusy(state == State::running || state == State::pausing);
    showButtons();
    m_message->setText(message());
    const QString warned = warning();
    m_warning->setText(warned);
    m_warning->setVisible(!warned.isEmpty());
    m_gentler->setVisible(!warned.isEmpty());
    showCurves();
    m_gains->setGains(isMine() ? m_model->trainedCuts() : std::vector<TrainedCut>(), m_model->result());
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
