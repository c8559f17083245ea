// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QCheckBox;
class QComboBox;
class QToolButton;

namespace microt {
struct StageModel;
}

namespace microt::gui {

class Workspace;

/// The page's title and what decides the stage-decision beside cut and ratio: precision, head, board; behind
/// "More" what is chosen rarely. What the user chooses goes to the workspace. GUI thread.
class StageChoosers : public QWidget
{
    Q_OBJECT

public:
    explicit StageChoosers(Workspace* workspace, QWidget* parent = nullptr);

    void refresh();                                ///< shows what the active task has
    void showTemperature(const StageModel& model); ///< that was fitted

private:
    void fill();
    void layOut();
    void connectAll();
    void choose();

    Workspace* m_workspace;
    QComboBox* m_board = nullptr;
    QComboBox* m_measure = nullptr;
    QComboBox* m_head = nullptr;
    QComboBox* m_sees = nullptr;
    QComboBox* m_exits = nullptr;
    QCheckBox* m_temperature = nullptr;
    QCheckBox* m_weights = nullptr;
    QToolButton* m_more = nullptr;
};

} // namespace microt::gui
