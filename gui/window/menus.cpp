// SPDX-License-Identifier: GPL-3.0-or-later
#include <QActionGroup>
#include <QApplication>
#include <QDir>
#include <QFileDialog>
#include <QMenuBar>
#include <QPushButton>
#include <QShortcut>
#include <QUndoStack>

#include "gui/pages/ask.h"
#include "gui/pages/report_page.h"
#include "gui/window/about.h"
#include "gui/window/action_search.h"
#include "gui/window/appearance.h"
#include "gui/window/log_panel.h"
#include "gui/window/main_window.h"
#include "gui/window/side_panel.h"

namespace microt::gui {

namespace {

QString projectsFolder()
{
    return QDir::home().filePath(QStringLiteral("MicroT"));
}

} // namespace

void MainWindow::makeMenus()
{
    menuBar()->clear();
    const auto old = menuBar()->findChildren<QMenu*>(QString(), Qt::FindDirectChildrenOnly);
    qDeleteAll(old);
    makeFileMenu();
    makeEditMenu();
    makeViewMenu();
    makeRunMenu();
    makeHelpMenu();
    makeSearchCorner();
}

void MainWindow::makeFileMenu()
{
    QMenu* menu = menuBar()->addMenu(tr("&File"));
    menu->addAction(tr("&New project…"), this, &MainWindow::askNewProject, QKeySequence::New);
    menu->addAction(theme::icon(QStringLiteral("folder")), tr("&Open project…"), this,
                    &MainWindow::askOpenProject, QKeySequence::Open);
    QMenu* recent = menu->addMenu(tr("Open &recent"));
    connect(recent, &QMenu::aboutToShow, this, [this, recent]() {
        recent->clear();
        for (const QString& folder : Workspace::recentProjects())
            recent->addAction(QDir::toNativeSeparators(folder), this,
                              [this, folder]() { m_workspace->openProject(folder); });
        if (recent->isEmpty())
            recent->addAction(tr("No projects yet"))->setEnabled(false);
    });
    menu->addAction(tr("Open the &demo"), this, &MainWindow::openDemo);
    menu->addSeparator();
    menu->addAction(
        theme::icon(QStringLiteral("data")), tr("Add a folder of &pictures…"), this,
        [this]() { askPictures(m_workspace, this); }, Qt::CTRL + Qt::Key_I);
    menu->addAction(tr("Add a &manifest…"), this, [this]() { askManifest(m_workspace, this); });
    menu->addAction(theme::icon(QStringLiteral("extractor")), tr("Choose an &extractor…"), this,
                    [this]() { askExtractor(m_workspace, this); });
    menu->addSeparator();
    menu->addAction(tr("&Save (happens by itself)"), m_workspace, &Workspace::save, QKeySequence::Save);
    menu->addAction(theme::icon(QStringLiteral("export")), tr("Expor&t…"), this, &MainWindow::showExport,
                    QKeySequence(Qt::CTRL + Qt::SHIFT + Qt::Key_E));
    menu->addAction(
        theme::icon(QStringLiteral("report")), tr("E&xport the report…"), this, [this]() { exportReport(); },
        Qt::CTRL + Qt::Key_E);
    menu->addSeparator();
    menu->addAction(tr("&Quit"), this, &QWidget::close, QKeySequence(Qt::CTRL + Qt::Key_Q));
}

void MainWindow::makeEditMenu()
{
    QMenu* menu = menuBar()->addMenu(tr("&Edit"));
    addUndo(menu);
    menu->addAction(
        theme::icon(QStringLiteral("copy")), tr("&Copy the command of this page"), this,
        [this]() { m_side->copyCommand(); }, Qt::CTRL + Qt::SHIFT + Qt::Key_C);
    menu->addSeparator();
    menu->addAction(theme::icon(QStringLiteral("remove")), tr("&Remove this task…"), this,
                    [this]() { askRemoveTask(m_workspace, this); });
    menu->addSeparator();
    menu->addAction(tr("&Preferences…"), this, &MainWindow::showPreferences,
                    QKeySequence(Qt::CTRL + Qt::Key_Comma));
}

/// Undo and redo say what they would do.
void MainWindow::addUndo(QMenu* menu)
{
    QUndoStack* steps = &m_workspace->steps();
    QAction* undo = menu->addAction(theme::icon(QStringLiteral("undo")), {}, steps, &QUndoStack::undo,
                                    QKeySequence::Undo);
    QAction* redo = menu->addAction(theme::icon(QStringLiteral("redo")), {}, steps, &QUndoStack::redo,
                                    QKeySequence::Redo);
    const auto show = [steps, undo, redo] {
        undo->setEnabled(steps->canUndo());
        redo->setEnabled(steps->canRedo());
        undo->setText(steps->canUndo() ? tr("&Undo: %1").arg(steps->undoText()) : tr("&Undo"));
        redo->setText(steps->canRedo() ? tr("Red&o: %1").arg(steps->redoText()) : tr("Red&o"));
    };
    for (const auto change : {&QUndoStack::undoTextChanged, &QUndoStack::redoTextChanged})
        connect(steps, change, undo, show);
    for (const auto change : {&QUndoStack::canUndoChanged, &QUndoStack::canRedoChanged})
        connect(steps, change, undo, show);
    show();
    menu->addSeparator();
}

void MainWindow::makeViewMenu()
{
    QMenu* menu = menuBar()->addMenu(tr("&View"));
    for (int i = 0; i < m_pages.size(); ++i)
        menu->addAction(
            theme::icon(m_pages[i]->id()), m_pages[i]->title(), this, [this, i]() { showPage(i); },
            Qt::CTRL + Qt::Key_1 + i);
    menu->addSeparator();
    m_sideAction = menu->addAction(theme::icon(QStringLiteral("panel")), tr("&Side panel"));
    m_sideAction->setShortcut(Qt::Key_F9);
    m_sideAction->setCheckable(true);
    connect(m_sideAction, &QAction::toggled, this, &MainWindow::wantSide);
    QAction* log = m_logPanel->toggleViewAction();
    log->setText(tr("L&og"));
    log->setShortcut(Qt::Key_F8);
    menu->addAction(log);
    menu->addSeparator();

    QMenu* themes = menu->addMenu(tr("&Theme"));
    auto* themeGroup = new QActionGroup(themes);
    const std::pair<theme::Mode, QString> modes[] = {{theme::Mode::system, tr("As the &system")},
                                                     {theme::Mode::light, tr("&Light")},
                                                     {theme::Mode::dark, tr("&Dark")}};
    for (const auto& [mode, name] : modes) {
        QAction* action = themeGroup->addAction(name);
        action->setCheckable(true);
        action->setChecked(m_mode == mode);
        // Queued: the change replaces the menu that the action lives in.
        connect(action, &QAction::triggered, this, [this, mode = mode]() {
            appearance::saveMode(mode);
            QMetaObject::invokeMethod(
                this, [this, mode]() { useTheme(mode); }, Qt::QueuedConnection);
        });
    }
    themes->addActions(themeGroup->actions());

    QMenu* languages = menu->addMenu(tr("L&anguage"));
    auto* languageGroup = new QActionGroup(languages);
    for (const QString& language : appearance::languages()) {
        QAction* action = languageGroup->addAction(appearance::languageName(language));
        action->setCheckable(true);
        action->setChecked(language == appearance::language());
        connect(action, &QAction::triggered, this, [this, language]() {
            appearance::saveLanguage(language);
            QMetaObject::invokeMethod(
                this, [this, language]() { useLanguage(language); }, Qt::QueuedConnection);
        });
    }
    languages->addActions(languageGroup->actions());
}

void MainWindow::makeRunMenu()
{
    QMenu* menu = menuBar()->addMenu(tr("&Run"));
    const std::pair<Step, QString> again[] = {{Step::data, tr("Read the &pictures again")},
                                              {Step::extractor, tr("Read the e&xtractor again")},
                                              {Step::features, tr("&Embed again")},
                                              {Step::cuts, tr("Try every &cut again")},
                                              {Step::stage, tr("&Train the heads again")}};
    for (const auto& [step, name] : again)
        menu->addAction(name, this, [this, step = step]() { m_workspace->retry(step); });
    menu->addSeparator();
    menu->addAction(
        theme::icon(QStringLiteral("refresh")), tr("Run what &failed or was cancelled"), this,
        [this]() {
            for (const Step step : kAllSteps)
                if (m_workspace->state(step) != StepState::ready)
                    m_workspace->retry(step);
        },
        QKeySequence(Qt::Key_F5));
    menu->addAction(theme::icon(QStringLiteral("cancel")), tr("Cancel &all jobs"), m_jobs,
                    &JobQueue::cancelAll, QKeySequence(Qt::CTRL + Qt::Key_Period));
}

void MainWindow::makeHelpMenu()
{
    QMenu* menu = menuBar()->addMenu(tr("&Help"));
    menu->addAction(theme::icon(QStringLiteral("help")), tr("&Guide"), this, &MainWindow::showGuide,
                    QKeySequence::HelpContents);
    menu->addAction(
        tr("&What is this page"), this, [this]() { m_sideAction->setChecked(true); },
        QKeySequence::WhatsThis);
    menu->addAction(theme::icon(QStringLiteral("copy")), tr("Copy &diagnostics"), this,
                    &MainWindow::copyDiagnostics);
    menu->addAction(tr("&About and licences"), this, [this]() { showAbout(this); });
}

void MainWindow::makeSearchCorner()
{
    auto* button =
        new QPushButton(theme::icon(QStringLiteral("search")), tr("Search actions…  Ctrl+K"), menuBar());
    button->setFlat(true);
    button->setFocusPolicy(Qt::TabFocus);
    // Not the button's own shortcut, which presses it for a while before it is a click.
    auto* keys = new QShortcut(Qt::CTRL + Qt::Key_K, button);
    connect(keys, &QShortcut::activated, this, &MainWindow::searchActions);
    delete menuBar()->cornerWidget();
    menuBar()->setCornerWidget(button);
    button->show();
    connect(button, &QPushButton::clicked, this, &MainWindow::searchActions);
}

void MainWindow::askNewProject()
{
    const QString folder = QFileDialog::getSaveFileName(this, tr("New project: name its folder"),
                                                        projectsFolder() + QLatin1Char('/') + tr("project"));
    if (!folder.isEmpty())
        m_workspace->newProject(folder, QFileInfo(folder).fileName());
}

void MainWindow::askOpenProject()
{
    const QString folder =
        QFileDialog::getExistingDirectory(this, tr("Open a project folder"), projectsFolder());
    if (!folder.isEmpty())
        m_workspace->openProject(folder);
}

void MainWindow::exportReport()
{
    for (int i = 0; i < m_pages.size(); ++i)
        if (auto* report = qobject_cast<ReportPage*>(m_pages[i])) {
            showPage(i);
            report->exportReport();
        }
}

void MainWindow::openDemo()
{
    m_workspace->openDemo(projectsFolder() + QStringLiteral("/demo"));
}

} // namespace microt::gui
