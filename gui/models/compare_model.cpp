// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/models/compare_model.h"

#include "gui/models/job_plans.h"
#include "gui/models/project_history.h"
#include "gui/words/board_words.h"
#include "gui/words/compare_words.h"
#include "gui/words/run_words.h"

namespace microt::gui {

namespace {

ComparisonWish everyMethod()
{
    ComparisonWish wish;
    for (std::size_t kind = 0; kind < namesOf(MethodKind()).size(); ++kind)
        wish.methods.push_back(static_cast<MethodKind>(kind));
    return wish;
}

} // namespace

/// What the job ends with.
struct CompareModel::Made
{
    std::shared_ptr<const Comparison> comparison;
    std::optional<Failure> notKept;
};

CompareModel::CompareModel(Workspace* workspace, JobQueue* jobs, QObject* parent)
    : QObject(parent), m_workspace(workspace), m_jobs(jobs), m_wish(everyMethod())
{
    for (const auto change : {&Workspace::taskChanged, &Workspace::projectChanged})
        connect(workspace, change, this, &CompareModel::dropForeign);
    for (const auto change :
         {&Workspace::datasetChanged, &Workspace::extractorChanged, &Workspace::cutsChanged,
          &Workspace::ratioChanged, &Workspace::boardChanged, &Workspace::stateChanged})
        connect(workspace, change, this, &CompareModel::changed);
}

TaskSettings CompareModel::settings() const
{
    TaskSettings settings = m_workspace->settings();
    settings.ratio = m_workspace->ratio();
    return settings;
}

std::string CompareModel::inputs() const
{
    if (m_workspace->task() == nullptr || !m_workspace->dataset() || !m_workspace->extractor() ||
        !m_workspace->ratio() || m_workspace->board() == nullptr ||
        m_workspace->state(Step::cuts) != StepState::ready)
        return {};
    return comparisonInputs(settings(), m_wish, *m_workspace->extractor(), *m_workspace->dataset());
}

bool CompareModel::canCompare() const
{
    return !m_wish.methods.empty() && !inputs().empty();
}

bool CompareModel::stale() const
{
    return m_comparison && m_comparison->inputs != inputs();
}

QString CompareModel::changedText() const
{
    const std::string now = inputs();
    QStringList names;
    if (m_comparison && !now.empty())
        for (const std::string& path : changedInputs(m_comparison->inputs, now))
            names << settingName(path);
    return names.join(QStringLiteral(", "));
}

void CompareModel::setWish(const ComparisonWish& wish)
{
    if (m_wish == wish)
        return;
    m_wish = wish;
    m_wishIsWritten = true;
    emit changed();
}

void CompareModel::dropForeign()
{
    if (const std::string owner = m_workspace->taskId(); owner != m_task) {
        m_comparison.reset();
        m_failure.reset();
        m_lookedUpTask.clear();
        m_wishIsWritten = false;
        m_task = owner;
    }
    emit changed();
}

void CompareModel::take(const std::shared_ptr<const Comparison>& comparison)
{
    m_comparison = comparison;
    m_failure.reset();
    emit changed();
}

void CompareModel::lookUp()
{
    const std::string now = inputs();
    if (m_comparison || now.empty() || m_lookedUpTask == m_task)
        return;
    m_lookedUpTask = m_task;
    m_jobs->run(
        tr("Looking for a comparison"), this,
        [folder = resultsFolder(m_workspace->project()), now, task = m_workspace->task()->name,
         classes = m_workspace->dataset()->classes](const JobContext&) -> Result<std::optional<Comparison>> {
            return findComparison(folder, now, task, classes);
        },
        [this, of = m_task](Result<std::optional<Comparison>> found) {
            if (of != m_task || m_comparison || !found.ok() || !found.value())
                return;
            auto kept = std::make_shared<const Comparison>(std::move(*std::move(found).value()));
            if (!m_wishIsWritten)
                m_wish = kept->wish;
            take(kept);
        },
        JobKind::quick);
}

void CompareModel::lookAgain()
{
    m_comparison.reset();
    m_lookedUpTask.clear();
    emit changed();
}

void CompareModel::compare()
{
    if (running() || !canCompare())
        return;
    Comparison about;
    about.task = m_workspace->task()->name;
    about.inputs = inputs();
    about.wish = m_wish;
    about.board = m_workspace->board()->id;
    about.ratio = *m_workspace->ratio();
    about.classes = m_workspace->dataset()->classes;
    m_failure.reset();
    m_runningTask = QString::fromStdString(about.task);
    const QString title = tr("Comparing methods on %1").arg(m_runningTask);
    m_job = m_jobs->run(
        title, this,
        [about, settings = settings(), board = *m_workspace->board(), extractor = m_workspace->extractor(),
         cost = m_workspace->cost(), dataset = m_workspace->dataset(),
         project = m_workspace->project()](const JobContext& job) -> Result<Made> {
            MethodTable table = methodTable(settings, board, about.wish.options, about.wish.seeds);
            for (const MethodKind method : about.wish.methods)
                table.rows.push_back({method, 0});
            table.extractors.push_back({extractor->graph.name, *extractor, *cost});
            table.cacheFolder = project.cacheFolder();
            auto made = std::make_shared<Comparison>(about);
            MICROT_TRY(made->rows, compareMethods(table, *dataset, job));
            const Status kept = keepComparison(resultsFolder(project), *made);
            return Made{made, kept.ok() ? std::nullopt : std::optional(kept.failure())};
        },
        [this, of = m_task, title](const Result<Made>& made) { ended(of, title, made); },
        {JobKind::heavy, planOfComparison(m_wish)});
    emit changed();
}

void CompareModel::ended(const std::string& task, const QString& title, const Result<Made>& made)
{
    m_job = 0;
    m_runningTask.clear();
    if (made.ok() && made.value().notKept)
        emit m_workspace->failed(title, *made.value().notKept);
    if (task != m_task) {
        m_lookedUpTask.clear(); // it may have got another name meanwhile
    } else {
        if (made.ok())
            return take(made.value().comparison);
        if (made.failure().code != Error::cancelled)
            m_failure = made.failure();
    }
    emit changed();
}

void CompareModel::cancel()
{
    if (running())
        m_jobs->cancel(m_job);
}

} // namespace microt::gui
