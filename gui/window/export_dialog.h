// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

#include "gui/models/export_model.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPlainTextEdit;
class QPushButton;

namespace microt::gui {

class BoardModel;
class JobLine;

/// The forms in which something leaves the workbench: what each is, why one cannot be written now, where it
/// goes, the command that does the same, and how far it is. GUI thread.
class ExportDialog : public QDialog
{
    Q_OBJECT

public:
    ExportDialog(Workspace* workspace, BoardModel* board, ExportModel* model, JobQueue* jobs,
                 QWidget* parent);

    void choose(ExportForm form);
    ExportForm form() const;
    QString path() const;
    void setPath(const QString& path);
    QString command() const;

public slots:
    void start(); ///< asks before a file is replaced

private:
    QWidget* makeDetails();
    void layOut();
    void showForm();
    void suggestPath(ExportForm shown);
    void showState();
    void showProgress();
    QString resultText() const;
    QString embedCommand() const;
    void askPath();
    void showInFolder();

    Workspace* m_workspace;
    BoardModel* m_board;
    ExportModel* m_model;
    JobQueue* m_jobs;
    QListWidget* m_forms;
    QLabel* m_meaning;
    QLabel* m_firmwareName;
    QComboBox* m_firmware;
    QLabel* m_pathName;
    QLineEdit* m_path;
    QPushButton* m_choose;
    QPlainTextEdit* m_command;
    QPushButton* m_copy;
    QLabel* m_state; ///< the obstacle, or what came of the last one
    JobLine* m_line;
    QPushButton* m_start;
    QPushButton* m_show;
    QString m_suggested; ///< what the path was filled with; another one is the user's
    std::optional<ExportForm> m_shown;
};

} // namespace microt::gui
