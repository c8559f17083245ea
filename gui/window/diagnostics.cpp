// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/diagnostics.h"

#include <QDir>
#include <QGuiApplication>
#include <QScreen>
#include <QSysInfo>

#include "engine/base/parallel.h"
#include "engine/report/describe.h"
#include "gui/models/workspace.h"
#include "gui/window/appearance.h"
#include "gui/window/event_log.h"

namespace microt::gui {

namespace {

constexpr int kLogLines = 100;
constexpr const char* kStates[] = {"missing", "waiting", "running", "ready", "stale", "failed"};
constexpr std::pair<Step, const char*> kSteps[] = {{Step::data, "data"},
                                                   {Step::extractor, "extractor"},
                                                   {Step::features, "features"},
                                                   {Step::cuts, "cuts"},
                                                   {Step::stage, "stage"}};

QString projectText(const Workspace& workspace)
{
    if (!workspace.hasProject())
        return QStringLiteral("no project\n");
    const Project& project = workspace.project();
    QString text = QString::fromStdString(fieldsText(project));
    for (const Task& task : project.tasks)
        text += QStringLiteral("-- task\n") + QString::fromStdString(fieldsText(task));
    text += QStringLiteral("-- steps\n");
    for (const auto& [step, name] : kSteps) {
        text += QStringLiteral("%1: %2").arg(QLatin1String(name),
                                             QLatin1String(kStates[int(workspace.state(step))]));
        if (const auto why = workspace.failure(step))
            text += QStringLiteral(" (%1)").arg(QString::fromStdString(why->what));
        text += QLatin1Char('\n');
    }
    return text;
}

} // namespace

QString diagnostics(const Workspace& workspace, const EventLog& log)
{
    QString text = QStringLiteral("== versions\n");
    for (const auto& [name, version] : report::versions())
        text += QStringLiteral("%1: %2\n").arg(QString::fromStdString(name), QString::fromStdString(version));
    text +=
        QStringLiteral("Qt: %1\n== system\n%2, %3\n%4 cores in use\nplatform %5, language %6\n")
            .arg(QLatin1String(qVersion()), QSysInfo::prettyProductName(), QSysInfo::currentCpuArchitecture())
            .arg(coreCount())
            .arg(QGuiApplication::platformName(), appearance::language());
    for (const QScreen* screen : QGuiApplication::screens())
        text += QStringLiteral("screen %1x%2, scale %3\n")
                    .arg(screen->size().width())
                    .arg(screen->size().height())
                    .arg(screen->devicePixelRatio());
    text += QStringLiteral("== project\n") + projectText(workspace) + QStringLiteral("== log\n") +
            QStringList(log.lines().mid(qMax(0, log.lines().size() - kLogLines))).join(QLatin1Char('\n')) +
            QLatin1Char('\n');
    return text.replace(QDir::homePath(), QStringLiteral("~"));
}

} // namespace microt::gui
