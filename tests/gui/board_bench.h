// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTest>

#include "gui/models/board_model.h"
#include "tests/gui/tiny_project.h"

namespace microt::test {

/// A tiny project with an extractor and a task, and the board that the window would work with. Views come on
/// top.
struct BoardBench
{
    BoardBench() : workspace(&jobs)
    {
        workspace.newProject(files.folder(), QStringLiteral("tiny"));
        workspace.setExtractor(files.extractor());
        workspace.addTask(files.pictures());
        board = std::make_unique<gui::BoardModel>(&workspace, &jobs);
    }
    bool settled() const
    {
        return jobs.isIdle() && workspace.state(gui::Step::cuts) == gui::StepState::ready;
    }
    void settle() const { QTRY_VERIFY_WITH_TIMEOUT(settled(), kPatienceMs); }
    void connectBoard()
    {
        board->connectTo(QStringLiteral("virtual"));
        QTRY_VERIFY_WITH_TIMEOUT(board->ready(), kPatienceMs);
    }
    QString failure() const
    {
        return board->session().failure() ? QString::fromStdString(board->session().failure()->what)
                                          : QString();
    }
    /// Waits for the work on the board; it must go well.
    void finish() const
    {
        QTRY_VERIFY_WITH_TIMEOUT(jobs.isIdle() && !board->session().busy(), kPatienceMs);
        QVERIFY2(failure().isEmpty(), qPrintable(failure()));
    }

    TinyProject files;
    gui::JobQueue jobs;
    gui::Workspace workspace;
    std::unique_ptr<gui::BoardModel> board;
};

/// Whether a label below says this.
inline bool labelSays(const QWidget& widget, const QString& text)
{
    for (const QLabel* label : widget.findChildren<QLabel*>())
        if (label->text().contains(text))
            return true;
    return false;
}

} // namespace microt::test
