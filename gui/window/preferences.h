// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

#include "gui/widgets/theme.h"

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QPushButton;
class QSpinBox;

namespace microt::gui {

class JobQueue;
class Workspace;

/// What the user wants of the program, whatever the project: threads, cache, language, theme, notices. Every
/// change holds at once; nothing waits for a button. GUI thread.
class Preferences : public QDialog
{
    Q_OBJECT

public:
    Preferences(Workspace* workspace, JobQueue* jobs, theme::Mode mode, QWidget* parent);

    /// The limit of threads that was chosen before; for the start of the program.
    static void applyThreads();

public slots:
    void measureCache();
    void cleanCache();

signals:
    void languageChosen(const QString& language);
    void themeChosen(microt::gui::theme::Mode mode);

private:
    void addThreads(QFormLayout& form);
    void addCache(QFormLayout& form);
    void addLooks(QFormLayout& form, theme::Mode mode);

    Workspace* m_workspace;
    JobQueue* m_jobs;
    QSpinBox* m_threads = nullptr;
    QLabel* m_folder = nullptr;
    QLabel* m_size = nullptr;
    QPushButton* m_clean = nullptr;
    QComboBox* m_theme = nullptr;
    QComboBox* m_language = nullptr;
    QCheckBox* m_notices = nullptr;
};

} // namespace microt::gui
