// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <utility>

#include <QMainWindow>
#include <QVector>

#include "gui/widgets/theme.h"
#include "gui/window/closing.h"
#include "gui/window/page_list.h"

class QAction;
class QStackedWidget;

namespace microt::gui {

class ActionSearch;
class ErrorBar;
class EventLog;
class ExportDialog;
class GuideWindow;
class LogPanel;
class PageMemory;
class Preferences;
class Rail;
class SidePanel;

/// The frame around the pages. Everything inside is made afresh when theme or language change, so nothing
/// has to follow such changes by itself; the workspace and the models stay, and the new pages take over what
/// was written, chosen and opened in the old ones. GUI thread.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    MainWindow(Workspace* workspace, JobQueue* jobs, theme::Mode mode);
    ~MainWindow() override;

    const QVector<Page*>& pages() const { return m_pages; }
    int currentPage() const;

    /// Opens what a user dropped: a project folder, a folder of pictures, a manifest, or an extractor.
    void openPath(const QString& path);

public slots:
    void showPage(int page);
    void useTheme(microt::gui::theme::Mode mode);
    void useLanguage(const QString& language);
    void showGuide(); ///< at the chapter of the current page
    void showPreferences();
    void showExport(); ///< at the form that was shown last
    void copyDiagnostics();

protected:
    void closeEvent(QCloseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void rebuild();
    void rebuildGuide();
    void rebuildLog();
    void reopenDialogs();
    QVector<PageMemory> remember() const;
    void recall(const QVector<PageMemory>& memories, const QVector<std::shared_ptr<const void>>& keepsakes);
    void placeFirst();
    void foldSide();
    void wantSide(bool on);
    QWidget* makeContent();
    void makePanes(QWidget* content);
    void searchActions();
    void makeMenus();
    void makeFileMenu();
    void makeEditMenu();
    void addUndo(QMenu* menu);
    void makeViewMenu();
    void makeRunMenu();
    void makeHelpMenu();
    void makeSearchCorner();

    void projectChanged();
    void showStates();
    void showCommand();
    void showPageNamed(const QString& id);
    void showFailure(const QString& what, const Failure& why);
    bool anyStepFailed() const;
    void retryFailed();

    void finishClosing();

    void askNewProject();
    void askOpenProject();
    void exportReport();
    void showExportForm(ExportForm form);
    void openDemo();

    Workspace* m_workspace;
    JobQueue* m_jobs;
    PageModels m_models;
    theme::Mode m_mode;
    QVector<Page*> m_pages;
    QStackedWidget* m_stack = nullptr;
    Rail* m_rail = nullptr;
    SidePanel* m_side = nullptr;
    ErrorBar* m_errors = nullptr;
    ActionSearch* m_search = nullptr;
    EventLog* m_log = nullptr;
    LogPanel* m_logPanel = nullptr;
    Preferences* m_preferences = nullptr; ///< while they are open
    ExportDialog* m_export = nullptr;     ///< while it is open
    QAction* m_sideAction = nullptr;
    bool m_sideForced = false; ///< shown although the window is narrow
    Closing m_closing = Closing::stay;
    std::optional<std::pair<QString, Failure>> m_told; ///< what the error bar shows
    GuideWindow* m_guide = nullptr;                    ///< once it was asked for
    bool m_failureOfStep = false;                      ///< the message shown is about a step
    QString m_projectShown; ///< folder, to tell another project from a change in this one
};

} // namespace microt::gui
