// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>
#include <exception>

#include <QString>

#include <CLI/CLI.hpp>

#include "gui/cli/console.h"
#include "gui/cli/task_options.h"

using namespace microt::cli;

namespace {

/// What every verb and its parts say, and how.
void addOutput(CLI::App& verb, Console& console)
{
    for (CLI::App* part : verb.get_subcommands({}))
        addOutput(*part, console);
    verb.add_flag("--json", console.json, "Print one JSON object on standard output and nothing else");
    verb.add_flag("--quiet", console.quiet, "No progress on standard error");
}

/// Qt's warnings as they are, but for those on sockets that are watched without an event loop: ports are read
/// with timeouts.
void sayOfQt(QtMsgType, const QMessageLogContext&, const QString& text)
{
    if (!text.startsWith(QLatin1String("QSocketNotifier")))
        std::fprintf(stderr, "%s\n", qPrintable(text));
}

} // namespace

int main(int argc, char** argv)
{
    qInstallMessageHandler(sayOfQt);
    Console console;
    int status = kSuccess;
    CLI::App app{
        "MicroT Workbench on the command line: extractor, cut, stage-decision, energy, report.\n"
        "Accuracies, ratios of accuracy and savings are printed in percent; ratios and rates are 0..1.\n"
        "Exit status: 0 done, 1 failed (one line says why), 2 bad usage, 130 cancelled.",
        "microt"};
    app.set_version_flag("--version", MICROT_VERSION);
    app.require_subcommand(1);
    addData(app, console, status);
    addInfo(app, console, status);
    addEmbed(app, console, status);
    addCuts(app, console, status);
    addTune(app, console, status);
    addQuantize(app, console, status);
    addDistill(app, console, status);
    addJoin(app, console, status);
    addPretrain(app, console, status);
    addRemake(app, console, status);
    addCompare(app, console, status);
    addReport(app, console, status);
    addDemo(app, console, status);
    addBoard(app, console, status);
    addBench(app, console, status);
    for (CLI::App* verb : app.get_subcommands({}))
        addOutput(*verb, console);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? kSuccess : kBadUsage;
    } catch (const std::bad_alloc&) {
        return console.fail(
            {microt::Error::outOfMemory, "Out of memory. Close other programs or use a smaller dataset."});
    } catch (const std::exception& error) {
        return console.fail({microt::Error::ioFailure, error.what()});
    }
    return status;
}
