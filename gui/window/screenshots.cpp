// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/screenshots.h"

#include <cstdio>

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QPixmap>
#include <QTabWidget>
#include <QTimer>

#include "gui/pages/board_page.h"
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

/// Until the page has drawn itself and nothing runs.
void settle(const JobQueue& jobs)
{
    do
        runFor(kSettleMs);
    while (!jobs.isIdle());
}

bool saveWindow(MainWindow& window, const QString& file)
{
    return window.grab().save(file) || fail(QStringLiteral("cannot write %1").arg(file));
}

/// Has the first virtual board do all its work, so that the Board page shows results. They stay when the
/// pages are made anew.
void workOnBoard(const MainWindow& window, const JobQueue& jobs)
{
    for (Page* page : window.pages())
        if (auto* board = qobject_cast<BoardPage*>(page))
            for (const auto step : {&BoardPage::connectBoard, &BoardPage::compare, &BoardPage::train,
                                    &BoardPage::infer, &BoardPage::profile, &BoardPage::live}) {
                (board->*step)();
                settle(jobs);
            }
}

/// Each page, and each further tab of it as "<page>-2", "<page>-3".
bool savePages(MainWindow& window, const JobQueue& jobs, const QString& folder, const QString& suffix)
{
    for (int page = 0; page < window.pages().size(); ++page) {
        window.showPage(page);
        settle(jobs);
        const QString id = window.pages()[page]->id();
        const QString ending = suffix + QStringLiteral(".png");
        if (!saveWindow(window, QDir(folder).filePath(id + ending)))
            return false;
        auto* tabs = window.pages()[page]->findChild<QTabWidget*>();
        if (tabs == nullptr || !tabs->isVisible())
            continue;
        const int first = tabs->currentIndex();
        for (int tab = 1; tab < tabs->count(); ++tab) {
            tabs->setCurrentIndex((first + tab) % tabs->count());
            settle(jobs);
            if (!saveWindow(window, QDir(folder).filePath(
                                        QStringLiteral("%1-%2%3").arg(id).arg(tab + 1).arg(ending))))
                return false;
        }
        tabs->setCurrentIndex(first);
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
    workOnBoard(window, jobs);
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
