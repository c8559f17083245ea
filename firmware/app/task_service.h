// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "firmware/app/board_state.h"

namespace microt::firmware {

/// Tasks, training and calibrating their heads, and heads that come and go.
class TaskService
{
public:
    explicit TaskService(BoardState& board) : m_board(board) {}
    MICROT_HANDLES(taskList, taskCreate, taskSelect, taskDelete)
    MICROT_HANDLES(train, calibrate, threshold)
    MICROT_HANDLES(headsInfo, headsRead, headsBegin, headsWrite, headsCommit, headsRollback)

private:
    protocol::TaskInfo info(int task) const;
    /// With heads that see all exits up to their own, or their own alone.
    protocol::HeadsShape shape(bool ownAlone) const;
    Error beginTraining(const protocol::TrainRequest& request, const protocol::HeadsShape& shape,
                        HeadTrainer* trainers);
    Error checkThresholds(const protocol::Thresholds& thresholds) const;

    BoardState& m_board;
    std::uint32_t m_headsBytes = 0; ///< of the blob that arrives
    protocol::Digest m_headsHash{};
};

} // namespace microt::firmware
