// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/ask.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QMessageBox>

#include "gui/models/workspace.h"

namespace microt::gui {

namespace {

struct Ask
{
    Q_DECLARE_TR_FUNCTIONS(Ask)
};

} // namespace

void askPictures(Workspace* workspace, QWidget* over)
{
    const QString folder = QFileDialog::getExistingDirectory(over, Ask::tr("Choose a folder of pictures"));
    if (!folder.isEmpty())
        workspace->addTask(folder);
}

void askManifest(Workspace* workspace, QWidget* over)
{
    const QString file = QFileDialog::getOpenFileName(over, Ask::tr("Choose a manifest (path,label,split)"),
                                                      {}, Ask::tr("Manifests (*.csv)"));
    if (!file.isEmpty())
        workspace->addTask(file);
}

void askExtractor(Workspace* workspace, QWidget* over)
{
    const QString file = QFileDialog::getOpenFileName(over, Ask::tr("Choose an extractor"), {},
                                                      Ask::tr("Extractors (*.json *.mtx *.onnx *.tflite)"));
    if (!file.isEmpty())
        workspace->setExtractor(file);
}

bool askToLose(QWidget* over, const QString& title, const QString& what)
{
    return QMessageBox::question(over, title, what, QMessageBox::Yes | QMessageBox::No, QMessageBox::No) ==
           QMessageBox::Yes;
}

void askRemoveTask(Workspace* workspace, QWidget* over)
{
    if (workspace->task() == nullptr)
        return;
    const QString name = QString::fromStdString(workspace->task()->name);
    if (askToLose(
            over, Ask::tr("Remove the task"),
            Ask::tr("Remove %1 from the project? Its split, cut and ratio are forgotten; the pictures stay.")
                .arg(name)))
        workspace->removeTask(name);
}

} // namespace microt::gui
