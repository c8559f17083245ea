// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/models/board_timeline.h"

#include <utility>

#include <QDateTime>

#include "gui/models/left_header.h"
#include "gui/words/numbers.h"

namespace microt::gui {

BoardTimeline::BoardTimeline(Workspace* workspace, BoardModel* board, JobQueue* jobs, QObject* parent)
    : QAbstractTableModel(parent), m_workspace(workspace), m_board(board), m_jobs(jobs)
{
    connect(workspace, &Workspace::projectChanged, this, &BoardTimeline::readProject);
    connect(&board->session(), &BoardSession::worked, this, &BoardTimeline::add);
    connect(&board->session(), &BoardSession::changed, this, &BoardTimeline::noteBegin);
    readProject();
}

void BoardTimeline::readProject()
{
    const std::filesystem::path folder =
        m_workspace->hasProject() ? m_board->stateFolder() : std::filesystem::path();
    if (folder == m_folder)
        return;
    m_folder = folder;
    beginResetModel();
    m_deeds.clear();
    endResetModel();
    if (!m_workspace->hasProject())
        return;
    m_jobs->run(
        tr("Looking for what boards did"), this,
        [folder](const JobContext&) -> Result<std::vector<BoardDeed>> { return readDeeds(folder); },
        [this, folder](const Result<std::vector<BoardDeed>>& deeds) {
            if (folder != m_folder || !deeds.ok())
                return;
            beginResetModel();
            m_deeds.insert(m_deeds.begin(), deeds.value().begin(), deeds.value().end());
            endResetModel();
        },
        JobKind::quick);
}

/// Work belongs to the task and the project that it began in.
void BoardTimeline::noteBegin()
{
    if (!std::exchange(m_busy, m_board->session().busy()) && m_busy) {
        m_beganIn = m_folder;
        m_beganFor = m_workspace->task() != nullptr ? m_workspace->task()->name : std::string();
    }
}

void BoardTimeline::add(const BoardSession::Deed& done)
{
    BoardDeed deed;
    deed.begun = done.begun.toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")).toStdString();
    deed.seconds = done.seconds;
    deed.board = done.board.toStdString();
    deed.task = m_beganFor;
    deed.what = done.what.toStdString();
    if (done.failure)
        deed.failure =
            done.failure->code == Error::cancelled ? tr("cancelled").toStdString() : done.failure->what;
    if (m_beganIn == m_folder) {
        beginInsertRows({}, 0, 0);
        m_deeds.push_back(deed);
        endInsertRows();
    }
    if (m_beganIn.empty())
        return;
    const QString title = tr("Keeping what the board did");
    m_jobs->run(
        title, this,
        [folder = m_beganIn, deed](const JobContext&) -> Status { return keepDeed(folder, deed); },
        [this, title](const Status& kept) {
            if (!kept.ok())
                emit m_workspace->failed(title, kept.failure());
        },
        JobKind::quick);
}

int BoardTimeline::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_deeds.size());
}

int BoardTimeline::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant BoardTimeline::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) ||
        (role != Qt::DisplayRole && role != Qt::ToolTipRole))
        return {};
    const BoardDeed& deed = m_deeds[m_deeds.size() - 1 - static_cast<std::size_t>(index.row())];
    switch (index.column()) {
    case WhenColumn:
        return QString::fromStdString(deed.begun);
    case WhatColumn:
        return QString::fromStdString(deed.what);
    case BoardColumn:
        return QString::fromStdString(deed.board);
    case TaskColumn:
        return QString::fromStdString(deed.task);
    case TookColumn:
        return tr("%1 s").arg(fixed(deed.seconds, 1));
    default:
        return deed.failure.empty() ? tr("done") : QString::fromStdString(deed.failure);
    }
}

QVariant BoardTimeline::headerData(int section, Qt::Orientation orientation, int role) const
{
    const QString titles[ColumnCount] = {tr("When"), tr("What"), tr("Board"),
                                         tr("Task"), tr("Took"), tr("Outcome")};
    return section >= 0 && section < ColumnCount ? leftHeader(titles[section], orientation, role)
                                                 : QVariant();
}

} // namespace microt::gui
