// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/models/workspace.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSettings>

#include "engine/exchange/open_extractor.h"
#include "gui/models/workspace_state.h"

namespace microt::gui {

namespace {

constexpr int kRecentProjects = 10;
// Longer than a key repeat, so that holding an arrow key in a field does not start a job for every step.
constexpr int kEditPauseMs = 250;
const char kRecentKey[] = "recentProjects";

std::filesystem::path toPath(const QString& path)
{
    return QFile::encodeName(path).toStdString();
}

QString fromPath(const std::filesystem::path& path)
{
    return QFile::decodeName(path.string().c_str());
}

} // namespace

Workspace::Workspace(JobQueue* jobs, QObject* parent)
    : QObject(parent), m_state(std::make_unique<State>(this, jobs))
{
    m_state->pause.setSingleShot(true);
    connect(&m_state->pause, &QTimer::timeout, this, [this]() { m_state->advance(); });
    connect(&m_state->saver, &ProjectSaver::failed, this,
            [this](const Failure& why) { emit failed(tr("Saving the project"), why); });
    if (auto boards = boardProfiles(); boards.ok())
        m_state->boards = std::move(boards).value();
}

Workspace::~Workspace() = default;

bool Workspace::hasProject() const
{
    return m_state->project.has_value();
}

const Project& Workspace::project() const
{
    static const Project kNone;
    return hasProject() ? *m_state->project : kNone;
}

void Workspace::newProject(const QString& folder, const QString& name)
{
    auto made = createProject(toPath(QDir(folder).absolutePath()), name.toStdString());
    if (!made.ok()) {
        emit failed(tr("Making the project %1").arg(name), made.failure());
        return;
    }
    Project project = std::move(made).value();
    if (const auto shipped = shippedExtractors(); !shipped.empty())
        project.extractor = shipped.front();
    m_state->adopt(std::move(project));
    m_state->saver.schedule(*m_state->project);
}

void Workspace::openProject(const QString& folder)
{
    auto opened = microt::openProject(toPath(QDir(folder).absolutePath()));
    if (!opened.ok())
        emit failed(tr("Opening the project %1").arg(QDir::toNativeSeparators(folder)), opened.failure());
    else
        m_state->adopt(std::move(opened).value());
}

void Workspace::openDemo(const QString& folder)
{
    const QString title = tr("Making the demo project");
    m_state->jobs->run(
        title, this,
        [path = toPath(QDir(folder).absolutePath())](const JobContext& job) {
            return makeDemoProject(path, job);
        },
        [this, title](Result<Project> demo) {
            if (demo.ok())
                m_state->adopt(std::move(demo).value());
            else if (demo.failure().code != Error::cancelled)
                emit failed(title, demo.failure());
        });
}

void Workspace::save()
{
    if (!hasProject())
        return;
    m_state->saver.schedule(*m_state->project);
    m_state->saver.saveNow();
}

QStringList Workspace::recentProjects()
{
    return QSettings().value(QLatin1String(kRecentKey)).toStringList();
}

void Workspace::State::adopt(Project opened)
{
    saver.flush();
    for (auto& [name, old] : taskSlots)
        stopJobs(*old);
    if (!extractor.run.running.isEmpty())
        jobs->cancel(extractor.run.job);
    history.steps().clear();
    taskSlots.clear();
    extractor = ExtractorSlot{extractor.revision + 1, {}, nullptr, nullptr, {}};
    project = std::move(opened);
    if (project->findTask(project->activeTask) == nullptr)
        project->activeTask = project->tasks.empty() ? std::string() : project->tasks.front().name;
    for (const Task& task : project->tasks)
        taskSlots[task.name] = std::make_shared<TaskSlot>();

    const QString folder = fromPath(project->folder);
    QStringList recent = Workspace::recentProjects();
    recent.removeAll(folder);
    recent.prepend(folder);
    QSettings().setValue(QLatin1String(kRecentKey), QStringList(recent.mid(0, kRecentProjects)));

    advance();
    emit self->projectChanged();
    emit self->extractorChanged();
    emit self->boardChanged();
    announceTask();
}

void Workspace::State::announceTask()
{
    emit self->taskChanged();
    emit self->datasetChanged();
    emit self->featuresChanged();
    emit self->cutsChanged();
    emit self->stageChanged();
    emit self->ratioChanged();
    emit self->stateChanged();
}

void Workspace::State::changed()
{
    saver.schedule(*project);
    pause.start(kEditPauseMs);
    emit self->stateChanged(); // what depends on the edit is stale from now on
}

void Workspace::State::ensureProject(const QString& name)
{
    if (project)
        return;
    const QDir home(QDir::home().filePath(QStringLiteral("MicroT")));
    QString folder = home.filePath(name);
    for (int n = 2; QFileInfo::exists(folder); ++n)
        folder = home.filePath(QStringLiteral("%1-%2").arg(name).arg(n));
    self->newProject(folder, QFileInfo(folder).fileName());
}

void Workspace::addTask(const QString& datasetPath)
{
    const State::Edit edit(*m_state);
    const QFileInfo info(QDir(datasetPath).absolutePath());
    m_state->ensureProject(info.completeBaseName());
    if (!hasProject())
        return;
    Project& project = *m_state->project;
    const std::string dataset = project.relativise(toPath(info.absoluteFilePath()));
    for (const Task& task : project.tasks)
        if (task.dataset == dataset) {
            setActiveTask(QString::fromStdString(task.name));
            return;
        }
    Task task;
    task.name = freeTaskName(project, info.completeBaseName().toStdString());
    task.dataset = dataset;
    project.tasks.push_back(task);
    project.activeTask = task.name;
    m_state->taskSlots[task.name] = std::make_shared<TaskSlot>();
    m_state->saver.schedule(project);
    m_state->advance();
    emit projectChanged();
    m_state->announceTask();
}

void Workspace::removeTask(const QString& name)
{
    const State::Edit edit(*m_state);
    const std::string key = name.toStdString();
    if (!hasProject() || m_state->project->findTask(key) == nullptr)
        return;
    Project& project = *m_state->project;
    m_state->stopJobs(*m_state->taskSlots[key]);
    m_state->taskSlots.erase(key);
    project.tasks.erase(project.tasks.begin() + (project.findTask(key) - project.tasks.data()));
    if (project.activeTask == key)
        project.activeTask = project.tasks.empty() ? std::string() : project.tasks.front().name;
    m_state->saver.schedule(project);
    m_state->advance();
    emit projectChanged();
    m_state->announceTask();
}

void Workspace::setActiveTask(const QString& name)
{
    const std::string key = name.toStdString();
    if (!hasProject() || m_state->project->activeTask == key || m_state->project->findTask(key) == nullptr)
        return;
    m_state->project->activeTask = key;
    m_state->saver.schedule(*m_state->project);
    m_state->advance();
    m_state->announceTask();
}

void Workspace::setExtractor(const QString& spec)
{
    const State::Edit edit(*m_state);
    m_state->ensureProject(tr("project"));
    if (!hasProject())
        return;
    const QFileInfo info(spec);
    const std::string stored =
        info.isAbsolute() ? m_state->project->relativise(toPath(spec)) : spec.toStdString();
    if (stored == m_state->project->extractor)
        return;
    m_state->project->extractor = stored;
    ++m_state->extractor.revision;
    m_state->changed();
    emit projectChanged();
}

void Workspace::setSplit(const SplitOptions& split)
{
    const State::Edit edit(*m_state);
    Task* task = m_state->activeTask();
    if (task == nullptr || sameFields(task->split, split))
        return;
    task->split = split;
    m_state->changed();
    emit projectChanged();
}

void Workspace::setReading(const ReadOptions& reading)
{
    const State::Edit edit(*m_state);
    Task* task = m_state->activeTask();
    if (task == nullptr || sameFields(task->reading, reading))
        return;
    task->reading = reading;
    ++m_state->slot()->scan;
    m_state->changed();
    emit projectChanged();
}

void Workspace::setCut(int cut)
{
    const State::Edit edit(*m_state);
    Task* task = m_state->activeTask();
    const std::optional<int> chosen = cut != 0 ? std::optional(cut) : std::nullopt;
    if (task == nullptr || task->stage.cut == chosen)
        return;
    task->stage.cut = chosen;
    m_state->changed();
    emit cutsChanged();
    emit ratioChanged();
}

void Workspace::useRecommended()
{
    const State::Edit edit(*m_state);
    Task* task = m_state->activeTask();
    if (task == nullptr || (!task->stage.cut && !task->ratio))
        return;
    task->stage.cut.reset();
    task->ratio.reset();
    m_state->changed();
    emit cutsChanged();
    emit ratioChanged();
}

void Workspace::setStageOptions(const StageOptions& options)
{
    const State::Edit edit(*m_state);
    Task* task = m_state->activeTask();
    if (task == nullptr || sameFields(task->stage, options))
        return;
    task->stage = options;
    m_state->changed();
    emit projectChanged();
}

void Workspace::setRatio(std::optional<double> ratio)
{
    const State::Edit edit(*m_state);
    Task* task = m_state->activeTask();
    if (task == nullptr || task->ratio == ratio)
        return;
    task->ratio = ratio;
    m_state->saver.schedule(*m_state->project);
    emit ratioChanged();
}

void Workspace::setChoice(const CutChoice& choice)
{
    const State::Edit edit(*m_state);
    if (!hasProject() || sameFields(m_state->project->choice, choice))
        return;
    m_state->project->choice = choice;
    for (auto& [name, slot] : m_state->taskSlots)
        m_state->recommendAnew(*slot);
    m_state->changed();
    emit cutsChanged();
    emit ratioChanged();
}

/// Which cut and ratio are recommended, for the board and choice of now.
void Workspace::State::recommendAnew(TaskSlot& slot)
{
    if (!slot.cutTable || self->board() == nullptr)
        return;
    CutTable table = *slot.cutTable;
    if (recommend(table, *slot.cutCost, *self->board(), project->choice, slot.cutStage).ok())
        slot.cutTable = std::make_shared<const CutTable>(std::move(table));
}

void Workspace::setBoard(const QString& id)
{
    const State::Edit edit(*m_state);
    if (!hasProject() || m_state->project->board == id.toStdString())
        return;
    m_state->project->board = id.toStdString();
    for (auto& [name, slot] : m_state->taskSlots)
        m_state->recommendAnew(*slot);
    m_state->changed();
    emit boardChanged();
    emit cutsChanged();
    emit ratioChanged();
}

void Workspace::setNetwork(const ExtractorOptions& network)
{
    const State::Edit edit(*m_state);
    if (!hasProject() || sameFields(m_state->project->network, network))
        return;
    m_state->project->network = network;
    ++m_state->extractor.revision;
    m_state->changed();
    emit projectChanged();
}

void Workspace::setPrecision(Precision precision)
{
    const State::Edit edit(*m_state);
    if (!hasProject() || m_state->project->precision == precision)
        return;
    m_state->project->precision = precision;
    m_state->changed();
    emit projectChanged();
}

void Workspace::setPage(const QString& page)
{
    if (!hasProject() || m_state->project->page == page.toStdString())
        return;
    m_state->project->page = page.toStdString();
    m_state->saver.schedule(*m_state->project);
}

} // namespace microt::gui
