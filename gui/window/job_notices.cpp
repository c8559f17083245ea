// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/job_notices.h"

#include <QApplication>
#include <QSettings>
#include <QSystemTrayIcon>
#include <QTimer>
#include <QWidget>

#include "gui/jobs/job_queue.h"

namespace microt::gui {

namespace {

const char kWantedKey[] = "notifications";
constexpr int kShownMs = 10'000;

} // namespace

JobNotices::JobNotices(JobQueue* jobs, QObject* parent) : QObject(parent), m_jobs(jobs)
{
    connect(jobs, &JobQueue::jobsChanged, this, &JobNotices::note);
    connect(jobs, &JobQueue::jobFinished, this, [this](int id, const QString& title) {
        if (m_elapsedMs.take(id) >= m_longMs && wanted() && QApplication::activeWindow() == nullptr)
            emit longJobEnded(title);
    });
}

void JobNotices::note()
{
    for (const JobStatus& job : m_jobs->jobs())
        if (job.running)
            m_elapsedMs[job.id] = job.elapsedMs;
}

bool JobNotices::wanted()
{
    return QSettings().value(QLatin1String(kWantedKey), true).toBool();
}

void JobNotices::setWanted(bool wanted)
{
    QSettings().setValue(QLatin1String(kWantedKey), wanted);
}

void notifyDesktop(QWidget* window, const QString& title, const QString& text)
{
    QApplication::alert(window);
    if (!QSystemTrayIcon::isSystemTrayAvailable() || !QSystemTrayIcon::supportsMessages())
        return;
    auto* tray = new QSystemTrayIcon(window->windowIcon(), window);
    tray->show();
    tray->showMessage(title, text, QSystemTrayIcon::Information, kShownMs);
    QTimer::singleShot(kShownMs, tray, &QObject::deleteLater);
}

} // namespace microt::gui
