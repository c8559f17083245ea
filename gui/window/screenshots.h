// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSize>
#include <QString>
#include <QStringList>
#include <QVector>

#include "gui/widgets/theme.h"

namespace microt::gui {

class JobQueue;
class MainWindow;
class Workspace;

/// Which pictures to take. Empty lists: 1280x800 and 1920x1080, light and dark, all languages.
struct ScreenshotPlan
{
    QVector<QSize> sizes;
    QVector<theme::Mode> modes;
    QStringList languages;
};

/// Waits until every job has ended, then saves each page as `folder/PAGE-THEME-WxH-LANGUAGE.png`. Returns the
/// exit status of the program: 0, or 1 (with one line on standard error) if a step failed or a picture could
/// not be saved.
int takeScreenshots(MainWindow& window, Workspace& workspace, const JobQueue& jobs, const QString& folder,
                    ScreenshotPlan plan);

} // namespace microt::gui
