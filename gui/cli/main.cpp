// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>

#include <QString>

#include "gui/cli/verbs.h"

using namespace microt::cli;

namespace {

/// Qt's warnings as they are, but for those that say nothing here: on sockets that are watched without an
/// event loop, as ports are read with timeouts, and on XDG_RUNTIME_DIR, which no verb uses.
void sayOfQt(QtMsgType, const QMessageLogContext&, const QString& text)
{
    if (!text.startsWith(QLatin1String("QSocketNotifier")) &&
        !text.startsWith(QLatin1String("QStandardPaths")))
        std::fprintf(stderr, "%s\n", qPrintable(text));
}

} // namespace

int main(int argc, char** argv)
{
    qInstallMessageHandler(sayOfQt);
    Program program(
        "MicroT Workbench on the command line: extractor, cut, stage-decision, energy, report.\n"
        "Accuracies, ratios of accuracy and savings are printed in percent; ratios and rates are 0..1.\n"
        "Exit status: 0 done, 1 failed (one line says why), 2 bad usage, 130 cancelled.");
    for (const auto add :
         {addData, addInfo, addEmbed, addCuts, addTune, addExplore, addQuantize, addDistill, addJoin,
          addPretrain, addRemake, addCompare, addReport, addRuns, addDemo, addBoard, addBench})
        add(program);
    return program.run(argc, argv);
}
