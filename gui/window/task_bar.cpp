// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/task_bar.h"

#include <QComboBox>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>

#include "gui/models/workspace.h"
#include "gui/widgets/theme.h"

namespace microt::gui {

TaskBar::TaskBar(Workspace* workspace, QWidget* parent)
    : QFrame(parent), m_workspace(workspace), m_tasks(new QComboBox(this)), m_extractor(new QLabel(this))
{
    auto* name = new QLabel(tr("Tas&k"), this);
    m_tasks->setAccessibleName(tr("Task that all pages show"));
    m_tasks->setToolTip(tr("The set of pictures that every page is about"));
    m_tasks->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_tasks->setMaximumWidth(40 * theme::kGrid);
    name->setBuddy(m_tasks);
    QPalette muted = m_extractor->palette();
    muted.setColor(QPalette::WindowText, theme::mutedText());
    m_extractor->setPalette(muted);
    m_extractor->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(2 * theme::kGrid, theme::kGrid / 2, 2 * theme::kGrid, theme::kGrid / 2);
    row->setSpacing(theme::kGrid);
    row->addWidget(name);
    row->addWidget(m_tasks);
    row->addSpacing(2 * theme::kGrid);
    row->addWidget(m_extractor, 1);
    connect(m_tasks, QOverload<int>::of(&QComboBox::activated), this,
            [this] { m_workspace->setActiveTask(m_tasks->currentText()); });
    for (const auto change : {&Workspace::projectChanged, &Workspace::taskChanged})
        connect(workspace, change, this, &TaskBar::showTasks);
    showTasks();
}

void TaskBar::showTasks()
{
    const Project& project = m_workspace->project();
    const QSignalBlocker quiet(m_tasks);
    m_tasks->clear();
    for (const Task& task : project.tasks)
        m_tasks->addItem(QString::fromStdString(task.name));
    m_tasks->setCurrentText(QString::fromStdString(project.activeTask));
    m_tasks->setEnabled(m_tasks->count() > 1);
    const QString network = QFileInfo(QString::fromStdString(project.extractor)).fileName();
    m_extractor->setText(network.isEmpty() ? QString() : tr("with the extractor %1").arg(network));
    setVisible(!project.tasks.empty());
}

} // namespace microt::gui
