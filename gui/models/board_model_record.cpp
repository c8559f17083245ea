// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <utility>

#include <QDateTime>

#include "gui/models/board_model_parts.h"
#include "gui/models/project_history.h"
#include "gui/words/board_words.h"

// What boards did is kept in the project, and found again.

namespace microt::gui {

using namespace protocol;

BoardModel::Input BoardModel::input() const
{
    return {m_workspace->extractor(),
            m_workspace->dataset(),
            m_workspace->chosenCut(),
            m_workspace->settingsInUse(),
            m_workspace->ratio().value_or(kPaperRatio),
            arenaBytes() > 0 ? arenaBytes() : kWholeTensors};
}

std::uint32_t BoardModel::arenaBytes() const
{
    return m_session.card().description.arenaBytes;
}

/// The board answers test pictures, by turns of the classes: how good what it learned is.
Status BoardModel::measureOnTest(Board& board, const Input& task, int pictures, BoardRecord& record,
                                 const JobContext& job)
{
    const auto samples = balancedSamples(*task.dataset, Split::test, pictures);
    for (const std::int32_t sample : samples) {
        job.report({"Answering test pictures", record.pictures, static_cast<std::int64_t>(samples.size()),
                    "pictures"});
        MICROT_TRY(const Picture picture, fittedSample(*task.dataset, sample, task.preprocessing()));
        MICROT_TRY(const InferResponse answer,
                   board.infer(picture.rgb.data(), picture.rgb.size(), kAnyExit, job));
        ++record.pictures;
        record.early += answer.exit < answer.thresholds.size ? 1 : 0;
        record.right +=
            answer.predicted == task.dataset->samples[static_cast<std::size_t>(sample)].label ? 1 : 0;
    }
    return {};
}

/// What is about to be done, with all that it is made from.
BoardRecord BoardModel::recordHere() const
{
    BoardRecord record;
    const Input task = input();
    if (!task.complete() || m_workspace->task() == nullptr)
        return record;
    const bool isVirtual = m_port.startsWith(QLatin1String("virtual:"));
    record.task = m_workspace->task()->name;
    record.board = isVirtual ? m_port.toStdString() : m_session.card().board.toStdString();
    record.made = QDateTime::currentDateTime().toString(QStringLiteral("yyyy-MM-dd HH:mm")).toStdString();
    record.inputs = boardInputs(task.settings, task.cut, *task.extractor, *task.dataset);
    record.cut = task.cut;
    record.ratio = task.ratio;
    record.countsInstructions = m_session.card().description.counterUnit == CounterUnit::instructions;
    return record;
}

std::vector<std::string> BoardModel::changedSinceRecord() const
{
    const Input task = input();
    if (!m_record || !task.complete())
        return {};
    std::vector<std::string> changed =
        changedInputs(m_record->inputs, boardInputs(task.settings, task.cut, *task.extractor, *task.dataset));
    // The ratio in use may be the recommended one, which no setting names.
    const auto named = std::find(changed.begin(), changed.end(), "/ratio");
    if (named != changed.end())
        changed.erase(named);
    if (std::abs(task.ratio - m_record->ratio) > 1e-6)
        changed.push_back("/ratio");
    return changed;
}

QString BoardModel::changedText() const
{
    QStringList names;
    for (const std::string& path : changedSinceRecord())
        names << settingName(path);
    return names.join(QStringLiteral(", "));
}

void BoardModel::takeRecord(const BoardRecord& record)
{
    m_record = record;
    emit resultsChanged();
}

void BoardModel::lookAgain()
{
    m_recordOf.clear();
    findRecord();
}

/// Of the task that is shown now: results belong to a task.
void BoardModel::findRecord()
{
    const std::string wanted = m_workspace->taskId();
    if (std::exchange(m_recordOf, wanted) == wanted)
        return;
    m_record.reset();
    m_check.reset();
    m_answer.reset();
    m_profile.reset();
    m_epochs.clear();
    emit resultsChanged();
    if (m_workspace->task() == nullptr)
        return;
    m_jobs->run(
        tr("Looking for what boards did"), this,
        [project = m_workspace->project()](const JobContext&) -> Result<std::vector<BoardRecord>> {
            return readBoardRecords(project);
        },
        [this, wanted, task = m_workspace->task()->name](const Result<std::vector<BoardRecord>>& records) {
            if (!records.ok() || wanted != m_recordOf)
                return;
            for (const BoardRecord& record : records.value())
                if (record.task == task && (!m_record || m_record->made <= record.made))
                    takeRecord(record);
        },
        JobKind::quick);
}

} // namespace microt::gui
