// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/models/explore_model.h"

#include <cmath>

namespace microt::gui {

ExploreModel::ExploreModel(Workspace* workspace, JobQueue* jobs, QObject* parent)
    : QObject(parent), m_workspace(workspace), m_jobs(jobs)
{
    for (const auto change : {&Workspace::taskChanged, &Workspace::projectChanged})
        connect(workspace, change, this, &ExploreModel::dropForeign);
    for (const auto change : {&Workspace::featuresChanged, &Workspace::cutsChanged, &Workspace::stageChanged,
                              &Workspace::ratioChanged, &Workspace::boardChanged, &Workspace::stateChanged})
        connect(workspace, change, this, &ExploreModel::changed);
}

QString ExploreModel::key() const
{
    const auto features = m_workspace->features();
    if (m_workspace->task() == nullptr || !features || !m_workspace->dataset() || !m_workspace->cost() ||
        m_workspace->state(Step::features) != StepState::ready)
        return {};
    TaskSettings inputs = m_workspace->settings();
    inputs.reading.labelWork.clear(); // the dataset carries it
    inputs.stage.cut.reset();
    inputs.stage.measure = {};
    inputs.ratio.reset();
    inputs.choice = {};
    inputs.board.clear();
    return QStringLiteral("%1 %2 ")
               .arg(quintptr(features.get()))
               .arg(quintptr(m_workspace->dataset().get())) +
           QString::fromStdString(fieldsText(inputs));
}

bool ExploreModel::stale() const
{
    return m_exploration && m_made != key();
}

void ExploreModel::dropForeign()
{
    if (const std::string owner = m_workspace->taskId(); owner != m_task) {
        m_exploration.reset();
        m_failure.reset();
        m_made.clear();
        m_running.clear();
        m_failed.clear();
        m_task = owner;
    }
    emit changed();
}

void ExploreModel::explore()
{
    const QString wanted = key();
    if (wanted.isEmpty() || wanted == m_made || wanted == m_running || wanted == m_failed)
        return;
    m_running = wanted;
    m_failure.reset();
    m_features = m_workspace->features();
    const auto work =
        [settings = m_workspace->settings(), features = m_features, dataset = m_workspace->dataset(),
         cost = m_workspace->cost(), boards = m_workspace->boards(),
         name = m_workspace->extractor()->graph.name](const JobContext& job) -> Result<Exploration> {
        MICROT_TRY(ExploredNetwork network, exploreNetwork(settings, name, *cost, *features, *dataset, job));
        return Exploration::of({std::move(network)}, boards, settings.stage, job);
    };
    m_jobs->run(tr("Exploring all settings"), this, work, [this, wanted](Result<Exploration> result) {
        if (m_running != wanted)
            return;
        m_running.clear();
        if (result.ok()) {
            m_made = wanted;
            m_exploration = std::make_shared<const Exploration>(std::move(result).value());
        } else {
            m_failed = wanted;
            m_failure = result.failure();
        }
        emit changed();
    });
    emit changed();
}

void ExploreModel::setLimits(const ExploreLimits& limits)
{
    m_limits = limits;
    emit changed();
}

std::optional<std::size_t> ExploreModel::current() const
{
    const auto ratio = m_workspace->ratio();
    const BoardProfile* board = m_workspace->board();
    const TaskSettings settings = m_workspace->settings();
    if (!m_exploration || !ratio || board == nullptr || settings.stage.exits > 2)
        return std::nullopt;
    const auto& points = m_exploration->points();
    std::optional<std::size_t> nearest; // ratios are in hundredths there
    for (std::size_t i = 0; i < points.size(); ++i)
        if (points[i].cut == m_workspace->chosenCut() && points[i].measure == settings.stage.measure &&
            m_workspace->boards()[static_cast<std::size_t>(points[i].board)].id == board->id &&
            (!nearest || std::abs(points[i].ratio - *ratio) < std::abs(points[*nearest].ratio - *ratio)))
            nearest = i;
    return nearest;
}

void ExploreModel::use(const ExplorePoint& point)
{
    const Task* task = m_workspace->task();
    if (task == nullptr)
        return;
    StageOptions options = task->stage;
    options.measure = point.measure;
    options.cut = point.cut;
    options.exits = 2; // others are not explored
    options.secondCut.reset();
    options.thirdCut.reset();
    m_workspace->setStageOptions(options);
    m_workspace->setCut(point.cut);
    m_workspace->setRatio(point.ratio);
    m_workspace->setBoard(
        QString::fromStdString(m_workspace->boards()[static_cast<std::size_t>(point.board)].id));
}

} // namespace microt::gui
