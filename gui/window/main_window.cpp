// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/main_window.h"

#include <algorithm>

#include <QApplication>
#include <QDragEnterEvent>
#include <QFile>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLocale>
#include <QMenuBar>
#include <QMimeData>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "gui/widgets/field_guard.h"
#include "gui/widgets/theme.h"
#include "gui/window/action_search.h"
#include "gui/window/appearance.h"
#include "gui/window/dropped.h"
#include "gui/window/error_bar.h"
#include "gui/window/event_log.h"
#include "gui/window/guide_window.h"
#include "gui/window/job_notices.h"
#include "gui/window/jobs_bar.h"
#include "gui/window/log_panel.h"
#include "gui/window/page_list.h"
#include "gui/window/page_memory.h"
#include "gui/window/preferences.h"
#include "gui/window/rail.h"
#include "gui/window/side_panel.h"
#include "gui/window/system_theme.h"
#include "gui/window/task_bar.h"

namespace microt::gui {

namespace {

constexpr int kSideWidth = 28 * theme::kGrid;

QFrame* makeLine(QFrame::Shape shape, QWidget* parent)
{
    auto* line = new QFrame(parent);
    line->setFrameShape(shape);
    line->setFrameShadow(QFrame::Plain);
    QPalette palette = line->palette();
    palette.setColor(QPalette::WindowText, theme::line());
    line->setPalette(palette);
    return line;
}

} // namespace

MainWindow::MainWindow(Workspace* workspace, JobQueue* jobs, theme::Mode mode)
    : m_workspace(workspace), m_jobs(jobs), m_models{workspace,
                                                     new BoardModel(workspace, jobs, this),
                                                     new DistillModel(workspace, jobs, this),
                                                     jobs,
                                                     new SuspectModel(workspace, jobs, this),
                                                     new MapModel(workspace, jobs, this),
                                                     new ExploreModel(workspace, jobs, this)},
      m_mode(mode), m_log(new EventLog(workspace, jobs, this))
{
    m_models.live = new LiveModel(workspace, m_models.board, jobs, this);
    m_models.samples = new BoardSamplesModel(workspace, m_models.board, this);
    m_models.timeline = new BoardTimeline(workspace, m_models.board, jobs, this);
    m_models.compare = new CompareModel(workspace, jobs, this);
    m_models.exports = new ExportModel(workspace, m_models.board, jobs, this);
    m_models.runs = new RunsModel(workspace, m_models.board, m_models.distill, m_models.compare, jobs, this);
    FieldGuard::install();
    setAcceptDrops(true);
    placeFirst();
    connect(m_workspace, &Workspace::projectChanged, this, &MainWindow::projectChanged);
    connect(m_workspace, &Workspace::stateChanged, this, &MainWindow::showStates);
    connect(m_workspace, &Workspace::failed, this, &MainWindow::showFailure);
    connect(m_models.board, &BoardModel::resultsChanged, this, &MainWindow::showStates);
    connect(&m_models.board->session(), &BoardSession::changed, this, &MainWindow::showStates);
    connect(m_models.compare, &CompareModel::changed, this, &MainWindow::showStates);
    connect(m_models.runs, &RunsModel::changed, this, &MainWindow::showStates);
    connect(m_jobs, &JobQueue::jobFinished, this, &MainWindow::finishClosing);
    connect(m_models.distill, &DistillModel::changed, this, &MainWindow::finishClosing);
    auto* notices = new JobNotices(jobs, this);
    connect(notices, &JobNotices::longJobEnded, this, [this](const QString& title) {
        notifyDesktop(this, tr("MicroT Workbench"), tr("Ended: %1").arg(title));
    });
    auto* system = new SystemTheme(this);
    connect(system, &SystemTheme::changed, this, [this](bool dark) {
        theme::setSystemDark(dark);
        if (m_mode == theme::Mode::system && theme::isDark() != dark)
            useTheme(m_mode);
    });
    rebuild();
}

MainWindow::~MainWindow() = default;

void MainWindow::rebuild()
{
    const int page = m_stack != nullptr ? currentPage() : 0;
    const QVector<PageMemory> memories = remember();
    QVector<std::shared_ptr<const void>> keepsakes;
    for (const Page* one : m_pages)
        keepsakes.append(one->keepsake());
    if (m_errors != nullptr && m_errors->isHidden())
        m_told.reset(); // was read and put away
    QWidget* old = takeCentralWidget();
    delete m_search;
    delete old;
    rebuildGuide();
    rebuildLog();
    m_search = new ActionSearch(this);
    setCentralWidget(makeContent());
    makeMenus();
    projectChanged();
    showPage(page);
    showStates();
    recall(memories, keepsakes);
    if (m_told)
        showFailure(m_told->first, m_told->second);
    foldSide();
}

QVector<PageMemory> MainWindow::remember() const
{
    QVector<PageMemory> memories;
    for (const Page* page : m_pages)
        memories.append(PageMemory(page));
    return memories;
}

void MainWindow::recall(const QVector<PageMemory>& memories,
                        const QVector<std::shared_ptr<const void>>& keepsakes)
{
    for (int i = 0; i < qMin(memories.size(), m_pages.size()); ++i) {
        memories[i].restore(m_pages[i]);
        m_pages[i]->inherit(keepsakes[i]);
    }
}

void MainWindow::rebuildLog()
{
    const bool open = m_logPanel != nullptr && m_logPanel->isVisible();
    delete m_logPanel;
    m_logPanel = new LogPanel(m_log, this);
    addDockWidget(Qt::BottomDockWidgetArea, m_logPanel);
    m_logPanel->setVisible(open);
}

void MainWindow::rebuildGuide()
{
    GuideWindow* old = m_guide;
    m_guide = nullptr;
    if (old != nullptr && old->isVisible()) {
        m_guide = new GuideWindow(this);
        m_guide->setGeometry(old->geometry());
        m_guide->showChapter(old->chapter());
    }
    delete old;
}

void MainWindow::showGuide()
{
    if (m_guide == nullptr)
        m_guide = new GuideWindow(this);
    m_guide->showChapter(m_pages[currentPage()]->chapter());
}

QWidget* MainWindow::makeContent()
{
    auto* content = new QWidget(this);
    m_rail = new Rail(content);
    m_rail->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
    m_errors = new ErrorBar(content);
    m_stack = new QStackedWidget(content);
    m_side = new SidePanel(content);
    m_side->setFixedWidth(kSideWidth);
    connect(m_side, &SidePanel::guideWanted, this, &MainWindow::showGuide);
    connect(m_errors, &ErrorBar::retryClicked, this, &MainWindow::retryFailed);
    connect(m_errors, &ErrorBar::backClicked, m_workspace, &Workspace::useLastGoodExtractor);
    connect(m_rail, &Rail::pageChosen, this, &MainWindow::showPage);

    makePanes(content);
    auto* middle = new QVBoxLayout;
    middle->setSpacing(0);
    middle->addWidget(new TaskBar(m_workspace, content));
    middle->addWidget(m_errors);
    middle->addWidget(m_stack, 1);
    auto* columns = new QHBoxLayout;
    columns->setSpacing(0);
    columns->addWidget(m_rail);
    columns->addWidget(makeLine(QFrame::VLine, content));
    columns->addLayout(middle, 1);
    columns->addWidget(makeLine(QFrame::VLine, content));
    columns->addWidget(m_side);
    auto* rows = new QVBoxLayout(content);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(makeLine(QFrame::HLine, content));
    rows->addLayout(columns, 1);
    rows->addWidget(makeLine(QFrame::HLine, content));
    rows->addWidget(new JobsBar(m_jobs, content));
    return content;
}

/// The pages, each in an area that scrolls where the window is small.
void MainWindow::makePanes(QWidget* content)
{
    m_pages = makePages(m_models, content);
    for (Page* page : m_pages) {
        m_rail->addPage(page->title());
        auto* scroll = new QScrollArea(m_stack);
        scroll->setWidgetResizable(true);
        scroll->setFrameShape(QFrame::NoFrame);
        scroll->setWidget(page);
        m_stack->addWidget(scroll);
        connect(page, &Page::commandChanged, this, &MainWindow::showCommand);
        connect(page, &Page::pageWanted, this, &MainWindow::showPageNamed);
    }
}

int MainWindow::currentPage() const
{
    return m_stack->currentIndex();
}

void MainWindow::showPage(int page)
{
    if (page < 0 || page >= m_pages.size())
        return;
    m_stack->setCurrentIndex(page);
    m_rail->setCurrent(page);
    m_side->setHelp(m_pages[page]->help());
    showCommand();
    m_workspace->setPage(m_pages[page]->id());
}

void MainWindow::showPageNamed(const QString& id)
{
    for (int i = 0; i < m_pages.size(); ++i)
        if (m_pages[i]->id() == id)
            showPage(i);
}

void MainWindow::showCommand()
{
    if (currentPage() >= 0)
        m_side->setCommand(m_pages[currentPage()]->command());
}

void MainWindow::projectChanged()
{
    const Project& project = m_workspace->project();
    const QString program = tr("MicroT Workbench");
    setWindowTitle(m_workspace->hasProject()
                       ? QStringLiteral("%1 — %2").arg(program, QString::fromStdString(project.name))
                       : program);
    const QString folder = QFile::decodeName(project.folder.string().c_str());
    if (m_workspace->hasProject() && folder != m_projectShown) {
        m_projectShown = folder;
        m_errors->hide();
        m_told.reset();
        setWindowFilePath(folder);
        showPageNamed(QString::fromStdString(project.page));
    }
}

void MainWindow::showStates()
{
    for (int i = 0; i < m_pages.size(); ++i)
        m_rail->setState(i, pageState(m_models, m_pages[i]->id()), whyStale(m_models, m_pages[i]->id()));
    if (m_failureOfStep && !anyStepFailed()) {
        m_errors->hide();
        m_told.reset();
    }
}

void MainWindow::showFailure(const QString& what, const Failure& why)
{
    m_told = {what, why};
    m_failureOfStep = anyStepFailed();
    m_errors->show(what, why, m_failureOfStep, m_workspace->lastGoodExtractor());
}

bool MainWindow::anyStepFailed() const
{
    return std::any_of(std::begin(kAllSteps), std::end(kAllSteps),
                       [this](Step step) { return m_workspace->state(step) == StepState::failed; });
}

void MainWindow::retryFailed()
{
    for (const Step step : kAllSteps)
        if (m_workspace->state(step) == StepState::failed)
            m_workspace->retry(step);
}

void MainWindow::useTheme(theme::Mode mode)
{
    m_mode = mode;
    theme::apply(*qApp, mode);
    rebuild();
    reopenDialogs();
}

void MainWindow::useLanguage(const QString& language)
{
    appearance::useLanguage(*qApp, language);
    setLocale(QLocale()); // of fields, which take it from the window
    rebuild();
    reopenDialogs();
}

/// Dialogs follow theme and language as pages do.
void MainWindow::reopenDialogs()
{
    if (m_preferences != nullptr)
        showPreferences();
    if (m_export != nullptr)
        showExport();
}

void MainWindow::openPath(const QString& path)
{
    const Dropped dropped = judgeDropped(path);
    switch (dropped.kind) {
    case Dropped::Kind::project:
        return m_workspace->openProject(dropped.path);
    case Dropped::Kind::pictures:
        return m_workspace->addTask(dropped.path);
    case Dropped::Kind::extractor:
        return m_workspace->setExtractor(dropped.path);
    case Dropped::Kind::other:
        m_told.reset();
        m_failureOfStep = false;
        m_errors->tell(tr("%1 is not opened.").arg(QFileInfo(path).fileName()), dropped.reason);
        break;
    }
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    for (const QUrl& url : event->mimeData()->urls())
        if (url.isLocalFile())
            event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event)
{
    for (const QUrl& url : event->mimeData()->urls())
        if (url.isLocalFile())
            openPath(url.toLocalFile());
    event->acceptProposedAction();
}

} // namespace microt::gui
