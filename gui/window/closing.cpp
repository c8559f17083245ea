// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/closing.h"

#include <algorithm>

#include <QCoreApplication>
#include <QMessageBox>
#include <QPushButton>

#include "gui/jobs/job_queue.h"
#include "gui/models/distill_model.h"

namespace microt::gui {

namespace {

constexpr qint64 kWhileMs = 5000; ///< what ran shorter is soon done again

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Closing)
};

bool isLong(const JobStatus& job)
{
    return job.kind == JobKind::heavy || job.kind == JobKind::board || job.elapsedMs > kWhileMs;
}

bool isTraining(const DistillModel& training)
{
    return training.state() == DistillModel::State::running ||
           training.state() == DistillModel::State::pausing;
}

QString whatRuns(const JobQueue& jobs)
{
    QStringList titles;
    for (const JobStatus& job : jobs.jobs())
        titles << job.title;
    return titles.join(QStringLiteral("\n"));
}

/// What a training would lose.
QString whatIsLost(const DistillModel& training)
{
    const TrainingRun& run = training.asked();
    return run.lastEpoch() == 0
               ? Words::tr("No epoch has ended yet.")
               : Words::tr("Stopped with its checkpoint, the training goes on from epoch %1 of %2 when the "
                           "project is opened again. Discarded, these epochs are lost.")
                     .arg(run.lastEpoch())
                     .arg(run.work.options.epochs);
}

} // namespace

bool isWorthAsking(const JobQueue& jobs)
{
    const QVector<JobStatus> all = jobs.jobs();
    return std::any_of(all.begin(), all.end(), isLong);
}

Closing askClosing(const JobQueue& jobs, const DistillModel& training, QWidget* over)
{
    QMessageBox box(QMessageBox::Question, Words::tr("Work is under way"), whatRuns(jobs),
                    QMessageBox::NoButton, over);
    const QPushButton* toEnd = box.addButton(Words::tr("Close when it has &ended"), QMessageBox::AcceptRole);
    const QPushButton* keep = box.addButton(isTraining(training) ? Words::tr("&Stop, keep the checkpoint")
                                                                 : Words::tr("&Stop and close"),
                                            QMessageBox::ActionRole);
    const QPushButton* discard = nullptr;
    if (isTraining(training)) {
        discard = box.addButton(Words::tr("Stop and &discard"), QMessageBox::DestructiveRole);
        box.setInformativeText(whatIsLost(training));
    }
    QPushButton* stay = box.addButton(Words::tr("Do &not close"), QMessageBox::RejectRole);
    box.setEscapeButton(stay);
    box.setDefaultButton(stay);
    box.exec();
    const QAbstractButton* chosen = box.clickedButton();
    return chosen == toEnd                           ? Closing::toEnd
           : chosen == keep                          ? Closing::keep
           : discard != nullptr && chosen == discard ? Closing::discard
                                                     : Closing::stay;
}

} // namespace microt::gui
