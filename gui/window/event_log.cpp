// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/event_log.h"

#include <QDateTime>
#include <QDir>
#include <QFile>

#include "gui/jobs/job_queue.h"
#include "gui/models/error_text.h"
#include "gui/models/workspace.h"

namespace microt::gui {

EventLog::EventLog(Workspace* workspace, JobQueue* jobs, QObject* parent) : QObject(parent)
{
    connect(jobs, &JobQueue::jobFinished, this,
            [this](int, const QString& title) { add(tr("Ended: %1").arg(title)); });
    connect(workspace, &Workspace::failed, this, [this](const QString& what, const Failure& why) {
        add(tr("%1 failed: %2.").arg(what, errorText(why.code).reason) + QLatin1Char(' ') +
            QString::fromStdString(why.what));
    });
    connect(workspace, &Workspace::projectChanged, this, [this, workspace] {
        const QString folder = QFile::decodeName(workspace->project().folder.string().c_str());
        if (folder == m_project)
            return;
        m_project = folder;
        add(tr("Project: %1").arg(QDir::toNativeSeparators(folder)));
    });
}

void EventLog::add(const QString& what)
{
    m_lines.append(QDateTime::currentDateTime().toString(QStringLiteral("HH:mm:ss  ")) + what);
    while (m_lines.size() > kMostLines)
        m_lines.removeFirst();
    emit added(m_lines.last());
}

} // namespace microt::gui
