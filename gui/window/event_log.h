// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QStringList>

namespace microt::gui {

class JobQueue;
class Workspace;

/// What happened since the program was started, a line each with its time: jobs that ended, failures with
/// their details, projects that were opened. Keeps the last kMostLines. GUI thread.
class EventLog : public QObject
{
    Q_OBJECT

public:
    static constexpr int kMostLines = 2000;

    EventLog(Workspace* workspace, JobQueue* jobs, QObject* parent = nullptr);

    const QStringList& lines() const { return m_lines; }
    void add(const QString& what);

signals:
    void added(const QString& line);

private:
    QStringList m_lines;
    QString m_project;
};

} // namespace microt::gui
