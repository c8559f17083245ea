// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QLabel;
class QProgressBar;

namespace microt::gui {

class BoardSession;

/// Who the board is: identity, memories as bars, image slots, task, line. GUI thread.
class BoardCardView : public QFrame
{
    Q_OBJECT

public:
    explicit BoardCardView(QWidget* parent = nullptr);
    void show(const BoardSession& session);

private:
    static constexpr int kMostMemories = 4;

    QLabel* m_who;
    QProgressBar* m_memories[kMostMemories];
    QLabel* m_slot[2];
    QLabel* m_task;
    QLabel* m_line;
};

} // namespace microt::gui
