// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QComboBox;
class QLabel;

namespace microt::gui {

class Workspace;

/// Above every page: which task it is about, to be switched here; and the extractor that all tasks share.
/// GUI thread.
class TaskBar : public QFrame
{
    Q_OBJECT

public:
    explicit TaskBar(Workspace* workspace, QWidget* parent = nullptr);

private:
    void showTasks();

    Workspace* m_workspace;
    QComboBox* m_tasks;
    QLabel* m_extractor;
};

} // namespace microt::gui
