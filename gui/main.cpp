// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <QApplication>
#include <QCommandLineParser>
#include <QTimer>

#include "gui/window/appearance.h"
#include "gui/window/main_window.h"
#include "gui/window/preferences.h"
#include "gui/window/screenshots.h"

using namespace microt::gui;

namespace {

struct Main
{
    Q_DECLARE_TR_FUNCTIONS(Main)
};

/// What the command line asks for.
struct Options
{
    QString project;
    QString demo;
    QString screenshots;
    QVector<QSize> sizes;
    QVector<theme::Mode> modes;
    QStringList languages;
};

QtMessageHandler g_usualHandler = nullptr;

/// Without a display Qt says of every window that it cannot tell a desktop about it.
void withoutDesktopNotes(QtMsgType type, const QMessageLogContext& context, const QString& text)
{
    if (text != QLatin1String("This plugin does not support propagateSizeHints()") &&
        text != QLatin1String("This plugin does not support raise()"))
        g_usualHandler(type, context, text);
}

[[noreturn]] void badUsage(const QString& why)
{
    std::fprintf(stderr, "microt-workbench: %s\n", qPrintable(why));
    std::exit(2);
}

Options parse(const QApplication& application)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        Main::tr("Workbench for two-stage classifiers on microcontrollers (MicroT)."));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption project(QStringLiteral("project"), Main::tr("Open this project."),
                                     QStringLiteral("DIR"));
    const QCommandLineOption demo(QStringLiteral("demo"),
                                  Main::tr("Open the demo project, made here if need be."),
                                  QStringLiteral("DIR"));
    const QCommandLineOption theme(QStringLiteral("theme"), Main::tr("light, dark or system; for this run."),
                                   QStringLiteral("NAME"));
    const QCommandLineOption lang(
        QStringLiteral("lang"),
        Main::tr("%1; for this run.").arg(appearance::languages().join(QStringLiteral(", "))),
        QStringLiteral("CODE"));
    const QCommandLineOption shots(QStringLiteral("screenshots"),
                                   Main::tr("Save a picture of every page to this folder and quit; in both "
                                            "themes, two sizes and all languages unless "
                                            "--theme, --size or --lang choose."),
                                   QStringLiteral("DIR"));
    const QCommandLineOption size(QStringLiteral("size"), Main::tr("Size of the pictures."),
                                  QStringLiteral("WxH"));
    parser.addOptions({project, demo, theme, lang, shots, size});
    parser.addPositionalArgument(QStringLiteral("path"),
                                 Main::tr("Folder of pictures, manifest, project or extractor."),
                                 QStringLiteral("[path]"));
    parser.process(application);

    Options options{parser.value(project), parser.value(demo), parser.value(shots), {}, {}, {}};
    if (options.project.isEmpty() && !parser.positionalArguments().isEmpty())
        options.project = parser.positionalArguments().first();
    if (parser.isSet(theme)) {
        bool ok = false;
        options.modes = {appearance::parseMode(parser.value(theme), &ok)};
        if (!ok)
            badUsage(Main::tr("--theme takes light, dark or system"));
    }
    if (parser.isSet(lang)) {
        options.languages = QStringList{parser.value(lang)};
        if (!appearance::languages().contains(options.languages.first()))
            badUsage(
                Main::tr("--lang takes one of: %1").arg(appearance::languages().join(QStringLiteral(", "))));
    }
    if (parser.isSet(size)) {
        const QStringList sides = parser.value(size).split(QLatin1Char('x'));
        const QSize asked(sides.value(0).toInt(), sides.value(1).toInt());
        if (sides.size() != 2 || asked.width() < 320 || asked.height() < 240 || asked.width() > 8192 ||
            asked.height() > 8192)
            badUsage(Main::tr("--size takes WIDTHxHEIGHT, from 320x240 to 8192x8192"));
        options.sizes = {asked};
    }
    return options;
}

/// Help, version and pictures of the pages are to be had without a display.
void manageWithoutDisplay(int argc, char** argv)
{
    if (qEnvironmentVariableIsSet("QT_QPA_PLATFORM") || qEnvironmentVariableIsSet("DISPLAY") ||
        qEnvironmentVariableIsSet("WAYLAND_DISPLAY"))
        return;
    const QStringList enough = {QStringLiteral("-h"),         QStringLiteral("--help"),
                                QStringLiteral("--help-all"), QStringLiteral("-v"),
                                QStringLiteral("--version"),  QStringLiteral("--screenshots")};
    if (std::any_of(argv + 1, argv + argc,
                    [&](const char* word) { return enough.contains(QLatin1String(word)); }))
        qputenv("QT_QPA_PLATFORM", "offscreen");
}

} // namespace

int main(int argc, char** argv)
{
    manageWithoutDisplay(argc, argv);
    QApplication::setAttribute(Qt::AA_EnableHighDpiScaling);
    QApplication::setAttribute(Qt::AA_UseHighDpiPixmaps);
    QApplication application(argc, argv);
    if (QGuiApplication::platformName() == QLatin1String("offscreen"))
        g_usualHandler = qInstallMessageHandler(withoutDesktopNotes);
    QApplication::setOrganizationName(QStringLiteral("MicroT"));
    QApplication::setApplicationName(QStringLiteral("microt-workbench"));
    QApplication::setApplicationVersion(QStringLiteral(MICROT_VERSION));

    appearance::useLanguage(application, appearance::savedLanguage());
    const Options options = parse(application);
    if (!options.languages.isEmpty())
        appearance::useLanguage(application, options.languages.first());
    const theme::Mode mode = options.modes.isEmpty() ? appearance::savedMode() : options.modes.first();
    theme::apply(application, mode);

    Preferences::applyThreads();
    JobQueue jobs;
    Workspace workspace(&jobs);
    MainWindow window(&workspace, &jobs, mode);
    // From the event loop, so that failures meet a window that can show them.
    QTimer::singleShot(0, &window, [&]() {
        if (!options.demo.isEmpty())
            workspace.openDemo(options.demo);
        else if (!options.project.isEmpty())
            window.openPath(options.project);
        else if (!Workspace::recentProjects().isEmpty() && options.screenshots.isEmpty())
            workspace.openProject(Workspace::recentProjects().first());
    });
    if (!options.screenshots.isEmpty())
        return takeScreenshots(window, workspace, jobs, options.screenshots,
                               {options.sizes, options.modes, options.languages});
    window.show();
    return QApplication::exec();
}
