// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QObject>
#include <QString>

class QWidget;

namespace microt::gui {

class JobQueue;

/// Tells of jobs that took long and ended while the user was elsewhere. GUI thread.
class JobNotices : public QObject
{
    Q_OBJECT

public:
    static constexpr qint64 kLongMs = 30'000;

    explicit JobNotices(JobQueue* jobs, QObject* parent = nullptr);
    void setLongMs(qint64 longMs) { m_longMs = longMs; }

    static bool wanted(); ///< the user's choice, on at first
    static void setWanted(bool wanted);

signals:
    void longJobEnded(const QString& title);

private:
    void note();

    JobQueue* m_jobs;
    qint64 m_longMs = kLongMs;
    QHash<int, qint64> m_elapsedMs; ///< by job
};

/// Shows a message of the desktop, where it takes any, and asks for attention to `window`.
void notifyDesktop(QWidget* window, const QString& title, const QString& text);

} // namespace microt::gui
