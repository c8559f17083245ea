// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/window/main_window.h"
#include "tests/gui/tiny_project.h"

namespace microt::gui {

/// The whole window, shown, without a project.
struct WindowBench
{
    test::TinyProject files;
    JobQueue jobs;
    Workspace workspace{&jobs};
    MainWindow window{&workspace, &jobs, theme::Mode::light};

    WindowBench()
    {
        window.show();
        (void)QTest::qWaitForWindowExposed(&window);
    }
};

/// The same with a project of one small task.
struct TaskBench : WindowBench
{
    TaskBench()
    {
        workspace.newProject(files.folder(), QStringLiteral("tiny"));
        workspace.setExtractor(files.extractor());
        workspace.addTask(files.pictures());
    }
    /// Its heads are trained, and pages show everything.
    void finish()
    {
        QTRY_COMPARE_WITH_TIMEOUT(workspace.state(Step::stage), StepState::ready, test::kPatienceMs);
    }
};

} // namespace microt::gui
