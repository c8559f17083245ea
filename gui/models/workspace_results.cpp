// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "gui/models/workspace_state.h"

namespace microt::gui {

const Task* Workspace::task() const
{
    return m_state->activeTask();
}

std::string Workspace::taskId() const
{
    return hasProject() ? project().folder.string() + "\n" + project().activeTask : std::string();
}

std::shared_ptr<const Dataset> Workspace::dataset() const
{
    const auto slot = m_state->slot();
    return slot ? slot->dataset : nullptr;
}

std::shared_ptr<const Extractor> Workspace::extractor() const
{
    return m_state->extractor.extractor;
}

std::shared_ptr<const GraphCost> Workspace::cost() const
{
    return m_state->extractor.cost;
}

std::shared_ptr<const FeatureSet> Workspace::features() const
{
    const auto slot = m_state->slot();
    return slot ? slot->featureSet : nullptr;
}

std::shared_ptr<const ScalingCheck> Workspace::inputCheck() const
{
    const auto slot = m_state->slot();
    return slot ? slot->inputCheck : nullptr;
}

std::shared_ptr<const CutTable> Workspace::cuts() const
{
    const auto slot = m_state->slot();
    return slot ? slot->cutTable : nullptr;
}

TaskSettings Workspace::settings() const
{
    return task() != nullptr ? project().settingsOf(*task()) : TaskSettings();
}

TaskSettings Workspace::settingsInUse() const
{
    return withExits(settings(), chosenCut(), cuts().get());
}

int Workspace::chosenCut() const
{
    return cutInUse(settings(), cuts().get()).value_or(0);
}

std::optional<double> Workspace::ratio() const
{
    return ratioInUse(settings(), cuts().get());
}

std::shared_ptr<const StageModel> Workspace::stage() const
{
    const auto slot = m_state->slot();
    return slot ? slot->stageModel : nullptr;
}

const std::vector<BoardProfile>& Workspace::boards() const
{
    return m_state->boards;
}

const BoardProfile* Workspace::board() const
{
    const auto& boards = m_state->boards;
    const auto found = std::find_if(boards.begin(), boards.end(),
                                    [this](const BoardProfile& b) { return b.id == project().board; });
    if (found != boards.end())
        return &*found;
    return boards.empty() ? nullptr : &boards.front();
}

std::optional<StageEnergy> Workspace::energy() const
{
    const auto slot = m_state->slot();
    if (!slot || !slot->stageModel || board() == nullptr)
        return std::nullopt;
    const auto energy = stageEnergy(*slot->stageModel, *slot->stageCost, *board());
    return energy.ok() ? std::optional(energy.value()) : std::nullopt;
}

std::optional<Outcome> Workspace::outcome() const
{
    const auto cost = energy();
    if (!cost || !ratio())
        return std::nullopt;
    const auto outcome = outcomeAt(*stage(), *cost, *ratio());
    return outcome.ok() ? std::optional(outcome.value()) : std::nullopt;
}

StepState Workspace::state(Step step) const
{
    return m_state->state(step);
}

std::optional<Failure> Workspace::failure(Step step) const
{
    return state(step) == StepState::failed ? m_state->run(step)->failure : std::nullopt;
}

void Workspace::retry(Step step)
{
    m_state->retry(step);
}

} // namespace microt::gui
