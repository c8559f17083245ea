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

} // namespace microt::gui
