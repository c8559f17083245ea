// SPDX-License-Identifier: GPL-3.0-or-later
#include <QClipboard>
#include <QCloseEvent>
#include <QGuiApplication>
#include <QMenuBar>
#include <QScreen>
#include <QSettings>
#include <QSignalBlocker>
#include <QTimer>

#include "gui/models/live_model.h"
#include "gui/window/action_search.h"
#include "gui/window/appearance.h"
#include "gui/window/diagnostics.h"
#include "gui/window/export_dialog.h"
#include "gui/window/main_window.h"
#include "gui/window/preferences.h"
#include "gui/window/side_panel.h"

// What MainWindow does around its pages: placing, closing, folding, searching, preferences.

namespace microt::gui {

namespace {

constexpr int kRoomForSide = 1180; ///< narrower windows give the pages all they have
const char kGeometryKey[] = "window/geometry";
const char kSideKey[] = "window/sidePanel";

} // namespace

/// Where it was left; at first as large as is usual, if the screen has that room.
void MainWindow::placeFirst()
{
    const QRect room = QGuiApplication::primaryScreen()->availableGeometry();
    const QSize frame(2 * theme::kGrid, 6 * theme::kGrid); // title bar and borders, not known before showing
    resize(QSize(1280, 800).boundedTo(room.size() - frame));
    if (!restoreGeometry(QSettings().value(QLatin1String(kGeometryKey)).toByteArray()))
        move(room.center() - QPoint(width() / 2, height() / 2));
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    QSettings().setValue(QLatin1String(kGeometryKey), saveGeometry());
    if (!isWorthAsking(*m_jobs)) {
        event->accept();
        return;
    }
    event->ignore();
    if (m_closing == Closing::keep || m_closing == Closing::discard)
        return; // the job is about to end
    m_closing = askClosing(*m_jobs, *m_models.distill, this);
    switch (m_closing) {
    case Closing::stay:
        return;
    case Closing::toEnd:
        m_models.live->stop(); // a stream has no end of its own
        showMinimized();
        break;
    case Closing::keep:
    case Closing::discard:
        m_models.distill->pause();
        m_jobs->cancelAll();
        break;
    }
    finishClosing();
}

/// Closes once what was under way has ended as it was wished.
void MainWindow::finishClosing()
{
    if (m_closing == Closing::stay || !m_jobs->isIdle())
        return;
    if (m_closing == Closing::discard)
        m_models.distill->discard();
    m_closing = Closing::stay;
    // Queued: the end of a job may begin the next one.
    QTimer::singleShot(0, this, &QWidget::close);
}

void MainWindow::resizeEvent(QResizeEvent* event)
{
    QMainWindow::resizeEvent(event);
    foldSide();
}

/// In a narrow window the side panel folds by itself; the user may open it all the same.
void MainWindow::foldSide()
{
    if (m_side == nullptr || m_sideAction == nullptr)
        return;
    const bool narrow = width() < kRoomForSide;
    if (!narrow)
        m_sideForced = false;
    const bool shown = narrow ? m_sideForced : QSettings().value(QLatin1String(kSideKey), true).toBool();
    m_side->setVisible(shown);
    const QSignalBlocker quiet(m_sideAction);
    m_sideAction->setChecked(shown);
}

void MainWindow::wantSide(bool on)
{
    m_sideForced = on;
    QSettings().setValue(QLatin1String(kSideKey), on);
    foldSide();
}

void MainWindow::searchActions()
{
    QList<QAction*> all;
    for (const QMenu* menu : menuBar()->findChildren<QMenu*>())
        all += menu->actions();
    QVector<SearchEntry> entries = entriesOf(all);
    for (int i = 0; i < m_pages.size(); ++i)
        entries += entriesOf(m_pages[i], [this, i] { showPage(i); });
    for (const ExportForm form : kExportForms)
        entries.append({tr("Export › %1").arg(ExportModel::title(form)),
                        ExportModel::meaning(form),
                        {},
                        m_models.exports->obstacle(form),
                        [this, form] { showExportForm(form); }});
    m_search->open(entries, centralWidget());
}

void MainWindow::showPreferences()
{
    delete m_preferences;
    m_preferences = new Preferences(m_workspace, m_jobs, m_mode, this);
    connect(m_preferences, &QDialog::finished, this, [this] {
        m_preferences->deleteLater();
        m_preferences = nullptr;
    });
    // Later: the change makes the dialog anew.
    connect(m_preferences, &Preferences::themeChosen, this, [this](theme::Mode mode) {
        appearance::saveMode(mode);
        QTimer::singleShot(0, this, [this, mode] { useTheme(mode); });
    });
    connect(m_preferences, &Preferences::languageChosen, this, [this](const QString& language) {
        appearance::saveLanguage(language);
        QTimer::singleShot(0, this, [this, language] { useLanguage(language); });
    });
    m_preferences->show();
}

void MainWindow::showExport()
{
    const ExportForm form = m_export != nullptr ? m_export->form() : kExportForms[0];
    const QString path = m_export != nullptr ? m_export->path() : QString();
    delete m_export;
    m_export = new ExportDialog(m_workspace, m_models.board, m_models.exports, m_jobs, this);
    connect(m_export, &QDialog::finished, this, [this] {
        m_export->deleteLater();
        m_export = nullptr;
    });
    m_export->choose(form);
    if (!path.isEmpty())
        m_export->setPath(path);
    m_export->show();
}

void MainWindow::showExportForm(ExportForm form)
{
    showExport();
    m_export->choose(form);
}

void MainWindow::copyDiagnostics()
{
    QGuiApplication::clipboard()->setText(diagnostics(*m_workspace, *m_log));
}

} // namespace microt::gui
