// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <vector>

#include <QAbstractTableModel>

#include "engine/project/board_deeds.h"
#include "gui/models/board_model.h"

namespace microt::gui {

/// What boards were asked to do in this project, the latest first, also before the program was started; kept
/// in the folder of the boards. GUI thread.
class BoardTimeline : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { WhenColumn, WhatColumn, BoardColumn, TaskColumn, TookColumn, OutcomeColumn, ColumnCount };

    BoardTimeline(Workspace* workspace, BoardModel* board, JobQueue* jobs, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void readProject();
    void noteBegin();
    void add(const BoardSession::Deed& deed);

    Workspace* m_workspace;
    BoardModel* m_board;
    JobQueue* m_jobs;
    std::filesystem::path m_folder; ///< that the deeds are of
    std::vector<BoardDeed> m_deeds; ///< the oldest first
    bool m_busy = false;            ///< the session was, when last looked at
    std::filesystem::path m_beganIn;
    std::string m_beganFor; ///< task
};

} // namespace microt::gui
