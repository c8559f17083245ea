// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/jobs_bar.h"

#include <cmath>

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QShortcut>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>

#include "gui/widgets/theme.h"

namespace microt::gui {

namespace {

constexpr int kProgressSteps = 1000;

// What the engine counts. A unit that is not listed is shown as the engine names it.
QString unitName(const QString& unit)
{
    if (unit == QLatin1String("pictures"))
        return JobsBar::tr("pictures");
    if (unit == QLatin1String("files"))
        return JobsBar::tr("files");
    if (unit == QLatin1String("heads"))
        return JobsBar::tr("heads");
    return unit;
}

QString timeLeft(double seconds)
{
    const int whole = static_cast<int>(std::ceil(seconds));
    if (whole < 60)
        return JobsBar::tr("%1 s left").arg(whole);
    if (whole < 3600)
        return JobsBar::tr("%1 min %2 s left").arg(whole / 60).arg(whole % 60);
    return JobsBar::tr("%1 h %2 min left").arg(whole / 3600).arg(whole / 60 % 60);
}

} // namespace

QString jobFigures(const JobStatus& status)
{
    if (status.cancelling)
        return JobsBar::tr("cancelling…");
    if (!status.running)
        return JobsBar::tr("waiting");
    const QLocale locale;
    QStringList parts;
    if (status.total > 0) {
        parts << QStringLiteral("%1 / %2").arg(locale.toString(status.done), locale.toString(status.total));
        parts << JobsBar::tr("%1 %").arg(100 * status.done / status.total);
    } else if (status.share >= 0.0) {
        parts << JobsBar::tr("%1 %").arg(static_cast<int>(100.0 * status.share));
    } else if (status.done > 0) {
        parts << QStringLiteral("%1 %2").arg(locale.toString(status.done), unitName(status.unit));
    }
    if (status.perSecond > 0.0)
        parts << JobsBar::tr("%1 %2/s").arg(
            locale.toString(status.perSecond, 'f', status.perSecond < 10.0 ? 1 : 0), unitName(status.unit));
    if (status.secondsLeft >= 0.0)
        parts << timeLeft(status.secondsLeft);
    return parts.join(QStringLiteral("   "));
}

JobLine::JobLine(QWidget* parent)
    : QWidget(parent), m_title(new QLabel(this)), m_figures(new QLabel(this)), m_bar(new QProgressBar(this)),
      m_cancel(new QToolButton(this))
{
    m_bar->setTextVisible(false);
    m_bar->setFixedSize(20 * theme::kGrid, theme::kGrid);
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_figures->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    JobStatus longest;
    longest.running = true;
    longest.done = longest.total = 888'888;
    longest.unit = QStringLiteral("pictures");
    longest.perSecond = 8'888;
    longest.secondsLeft = 3'500;
    m_figures->setMinimumWidth(m_figures->fontMetrics().horizontalAdvance(jobFigures(longest)));
    m_cancel->setIcon(theme::icon(QStringLiteral("cancel")));
    m_cancel->setText(tr("Cancel"));
    m_cancel->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_cancel->setAutoRaise(true);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2 * theme::kGrid);
    layout->addWidget(m_title, 1);
    layout->addWidget(m_bar);
    layout->addWidget(m_figures);
    layout->addWidget(m_cancel);
    connect(m_cancel, &QToolButton::clicked, this, [this]() { emit cancelClicked(m_id); });
    auto* escape = new QShortcut(Qt::Key_Escape, this);
    escape->setContext(Qt::WidgetWithChildrenShortcut);
    connect(escape, &QShortcut::activated, this, [this]() { emit cancelClicked(m_id); });
}

void JobLine::show(const JobStatus& status)
{
    m_id = status.id;
    m_title->setText(status.title);
    m_title->setToolTip(status.title);
    m_figures->setText(jobFigures(status));
    // Without a total the bar only says that work goes on.
    m_bar->setRange(0, status.running && status.share < 0.0 ? 0 : kProgressSteps);
    m_bar->setValue(static_cast<int>(kProgressSteps * qMax(0.0, status.share)));
    m_cancel->setEnabled(!status.cancelling);
    m_cancel->setAccessibleName(tr("Cancel: %1").arg(status.title));
    setAccessibleName(QStringLiteral("%1, %2").arg(status.title, m_figures->text()));
}

JobsBar::JobsBar(JobQueue* jobs, QWidget* parent)
    : QFrame(parent), m_jobs(jobs), m_idle(new QLabel(tr("No jobs"), this)), m_all(new QToolButton(this)),
      m_list(new QWidget(this)), m_lines(new QVBoxLayout(m_list))
{
    setAccessibleName(tr("Jobs"));
    QPalette muted = m_idle->palette();
    muted.setColor(QPalette::WindowText, theme::mutedText());
    m_idle->setPalette(muted);
    m_all->setCheckable(true);
    m_all->setAutoRaise(true);
    m_all->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_all->setLayoutDirection(Qt::RightToLeft);
    QSizePolicy keep = m_all->sizePolicy();
    keep.setRetainSizeWhenHidden(true);
    m_all->setSizePolicy(keep);
    m_lines->setContentsMargins(0, 0, 0, 0);
    m_lines->setSpacing(theme::kGrid / 2);

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(2 * theme::kGrid, theme::kGrid / 2, theme::kGrid, theme::kGrid / 2);
    layout->setSpacing(2 * theme::kGrid);
    layout->addWidget(m_idle, 1);
    layout->addWidget(m_list, 1);
    layout->addWidget(m_all, 0, Qt::AlignBottom);
    connect(m_jobs, &JobQueue::jobsChanged, this, &JobsBar::refresh);
    connect(m_all, &QToolButton::toggled, this, &JobsBar::refresh);
    // As high as with a job in it.
    const JobLine line;
    setMinimumHeight(line.sizeHint().height() + theme::kGrid);
    refresh();
}

void JobsBar::refresh()
{
    const QVector<JobStatus> jobs = m_jobs->jobs();
    const int shown = m_all->isChecked() ? jobs.size() : qMin(jobs.size(), 1);
    while (m_lineWidgets.size() < shown) {
        auto* line = new JobLine(m_list);
        connect(line, &JobLine::cancelClicked, m_jobs, &JobQueue::cancel);
        m_lines->insertWidget(0, line);
        m_lineWidgets.append(line);
    }
    for (int i = 0; i < m_lineWidgets.size(); ++i) {
        m_lineWidgets[i]->setVisible(i < shown);
        if (i < shown)
            m_lineWidgets[i]->show(jobs[i]);
    }
    m_list->setVisible(shown > 0);
    m_idle->setVisible(shown == 0);
    m_all->setVisible(jobs.size() > 1);
    m_all->setIcon(
        theme::icon(m_all->isChecked() ? QStringLiteral("chevron-down") : QStringLiteral("chevron-up")));
    m_all->setText(tr("%1 jobs").arg(jobs.size()));
    m_all->setAccessibleName(tr("Show all jobs"));
}

} // namespace microt::gui
