// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/screenshots.h"

#include <cstdio>

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QPixmap>
#include <QTimer>

#include "gui/window/appearance.h"
#include "gui/window/main_window.h"

namespace microt::gui {

namespace {

constexpr int kSettleMs = 250; // layout, thumbnails of the first screen, charts on the display tick

void runFor(int ms)
{
    QEventLoop loop;
    QTimer::singleShot(ms, &loop, &QEventLoop::quit);
    loop.exec();
}

bool fail(const QString& why)
{
    std::fprintf(stderr, "microt-workbench: %s\n", qPrintable(why));
    return false;
}

/// Until nothing runs and nothing is about to: a step starts the next one when it ends.
bool waitForSteps(Workspace& workspace, const JobQueue& jobs)
{
    QString failure;
    const auto noted =
        QObject::connect(&workspace, &Workspace::failed, [&failure](const QString& what, const Failure& why) {
            failure = QStringLiteral("%1: %2").arg(what, QString::fromStdString(why.what));
        });
    do
        runFor(kSettleMs);
    while (!jobs.isIdle() && failure.isEmpty());
    QObject::disconnect(noted);
    return failure.isEmpty() || fail(failure);
}

bool savePages(MainWindow& window, const JobQueue& jobs, const QString& folder, const QString& suffix)
{
    for (int page = 0; page < window.pages().size(); ++page) {
        window.showPage(page);
        do
            runFor(kSettleMs);
        while (!jobs.isIdle());
        const QString file =
            QDir(folder).filePath(window.pages()[page]->id() + suffix + QStringLiteral(".png"));
        if (!window.grab().save(file))
            return fail(QStringLiteral("cannot write %1").arg(file));
    }
    return true;
}

} // namespace

int takeScreenshots(MainWindow& window, Workspace& workspace, const JobQueue& jobs, const QString& folder,
                    ScreenshotPlan plan)
{
    if (plan.sizes.isEmpty())
        plan.sizes = {QSize(1280, 800), QSize(1920, 1080)};
    if (plan.modes.isEmpty())
        plan.modes = {theme::Mode::light, theme::Mode::dark};
    if (plan.languages.isEmpty())
        plan.languages = appearance::languages();
    if (!QDir().mkpath(folder))
        return fail(QStringLiteral("cannot make the folder %1").arg(folder)), 1;
    window.show();
    if (!waitForSteps(workspace, jobs))
        return 1;
    for (const QString& language : plan.languages)
        for (const theme::Mode mode : plan.modes) {
            window.useLanguage(language);
            window.useTheme(mode);
            for (const QSize& size : plan.sizes) {
                window.resize(size);
                runFor(kSettleMs);
                const QString suffix = QStringLiteral("-%1-%2x%3-%4")
                                           .arg(appearance::modeName(mode))
                                           .arg(size.width())
                                           .arg(size.height())
                                           .arg(language);
                if (!savePages(window, jobs, folder, suffix))
                    return 1;
            }
        }
    return 0;
}

} // namespace microt::gui
