// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QVector>

#include "gui/jobs/job_queue.h"

class QLabel;
class QProgressBar;
class QToolButton;
class QVBoxLayout;

namespace microt::gui {

/// One job as a line: title, how far, how fast, how long still, cancel. GUI thread.
class JobLine : public QWidget
{
    Q_OBJECT

public:
    explicit JobLine(QWidget* parent = nullptr);
    void show(const JobStatus& status);

signals:
    void cancelClicked(int id);

private:
    int m_id = 0;
    QLabel* m_title;
    QLabel* m_figures;
    QProgressBar* m_bar;
    QToolButton* m_cancel;
};

/// The bottom of the window: the first job, and all of them on demand. Keeps its height when idle, so that
/// nothing jumps. GUI thread.
class JobsBar : public QFrame
{
    Q_OBJECT

public:
    explicit JobsBar(JobQueue* jobs, QWidget* parent = nullptr);

private:
    void refresh();

    JobQueue* m_jobs;
    QLabel* m_idle;
    QToolButton* m_all;
    QWidget* m_list; ///< one line a job, first at the bottom
    QVBoxLayout* m_lines;
    QVector<JobLine*> m_lineWidgets;
};

/// "2,310 / 3,670   63 %   112 pictures/s   12 s left", with what is known.
QString jobFigures(const JobStatus& status);

} // namespace microt::gui
