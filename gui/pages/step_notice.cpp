// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/step_notice.h"

#include <QFileInfo>

#include <QCoreApplication>
#include <QFileDialog>

#include "gui/models/error_text.h"

namespace microt::gui {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(StepNotice)
};

QString runningSentence(Step step)
{
    switch (step) {
    case Step::data:
        return Words::tr("The pictures are being read.");
    case Step::extractor:
        return Words::tr("The extractor is being opened.");
    case Step::features:
        return Words::tr("The extractor is looking at the pictures.");
    case Step::cuts:
        return Words::tr("Heads are being trained at every cut.");
    case Step::stage:
        return Words::tr("The two heads are being trained.");
    }
    return {};
}

StepNotice missingNotice(Workspace* workspace, Step step, QWidget* page)
{
    if (step == Step::data)
        return {
            Words::tr("There are no pictures yet: choose a folder with a folder of pictures for each class."),
            Words::tr("Choose a folder…"), [workspace, page] {
                const QString folder =
                    QFileDialog::getExistingDirectory(page, Words::tr("Folder of pictures"));
                if (!folder.isEmpty())
                    workspace->addTask(folder);
            }};
    if (step == Step::extractor)
        return {Words::tr("There is no extractor yet: choose a network of the MCUNet zoo or one made here."),
                Words::tr("Choose a file…"), [workspace, page] {
                    const QString file =
                        QFileDialog::getOpenFileName(page, Words::tr("Extractor"), QString(),
                                                     Words::tr("Extractors (*.json *.mtx *.onnx *.tflite)"));
                    if (!file.isEmpty())
                        workspace->setExtractor(file);
                }};
    return {runningSentence(step), {}, {}};
}

} // namespace

StepNotice noticeFor(Workspace* workspace, Step wanted, QWidget* page)
{
    const StepState goal = workspace->state(wanted);
    if (goal == StepState::ready || goal == StepState::stale)
        return {};
    for (const Step step : {Step::data, Step::extractor, Step::features, Step::cuts, Step::stage}) {
        switch (workspace->state(step)) {
        case StepState::missing:
            return missingNotice(workspace, step, page);
        case StepState::failed: {
            const Failure why = workspace->failure(step).value_or(Failure());
            const ErrorText text = errorText(why.code, true);
            const QString sentence = Words::tr("%1 It did not work: %2.").arg(text.advice, text.reason) +
                                     QLatin1Char('\n') + QString::fromStdString(why.what);
            if (const QString back = workspace->lastGoodExtractor();
                step == Step::extractor && !back.isEmpty())
                return {sentence, Words::tr("Back to %1").arg(QFileInfo(back).fileName()),
                        [workspace] { workspace->useLastGoodExtractor(); }};
            return {sentence, Words::tr("Try again"), [workspace, step] { workspace->retry(step); }};
        }
        case StepState::waiting:
        case StepState::running:
            return {runningSentence(step), {}, {}};
        case StepState::ready:
        case StepState::stale:
            break;
        }
        if (step == wanted)
            break;
    }
    return {};
}

QString shellWord(const QString& word)
{
    return QString::fromStdString(microt::shellWord(word.toStdString()));
}

QString extractorWord(const Workspace& workspace)
{
    const Project& project = workspace.project();
    if (project.extractor.empty())
        return QStringLiteral("EXTRACTOR");
    // A spec with no such file is the name of a shipped extractor.
    std::error_code error;
    const std::filesystem::path file = project.resolve(project.extractor);
    return shellWord(
        QString::fromStdString(std::filesystem::exists(file, error) ? file.string() : project.extractor));
}

QString datasetWord(const Workspace& workspace)
{
    const Task* task = workspace.task();
    if (task == nullptr)
        return QStringLiteral("DATA");
    return shellWord(QString::fromStdString(workspace.project().resolve(task->dataset).string()));
}

QString taskCommand(const Workspace& workspace, const QString& verb, const TaskSettings& settings)
{
    return QStringLiteral("microt %1 %2 %3 %4")
        .arg(verb, extractorWord(workspace), datasetWord(workspace),
             QString::fromStdString(shellCommand(optionWords(settings))))
        .trimmed();
}

QString quantizeCommand(const Workspace& workspace)
{
    TaskSettings settings = workspace.settings();
    settings.ratio.reset(); // quantize takes none, and measures both precisions
    settings.precision = TaskSettings().precision;
    if (workspace.chosenCut() != 0)
        settings.stage.cut = workspace.chosenCut();
    return taskCommand(workspace, QStringLiteral("quantize"), settings);
}

} // namespace microt::gui
