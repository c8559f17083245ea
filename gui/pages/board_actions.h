// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QMenu;
class QPushButton;
class QSpinBox;

namespace microt::gui {

class BoardModel;
class WarningLabel;
class Workspace;

/// What a board can do, in the order of the work, a button each: deploy, train, calibrate, infer, profile,
/// compare; and in a menu what is rarely wanted. GUI thread.
class BoardActions : public QFrame
{
    Q_OBJECT

public:
    BoardActions(Workspace* workspace, BoardModel* board, QWidget* parent = nullptr);

    int samples() const; ///< that the board is to learn from
    void showReady();    ///< what can be done now

    void train();
    void infer();
    void profile();
    void compare();
    void askClearSamples();

signals:
    void resultWanted(int tab); ///< BoardResultsView::Tab where it will show
    void samplesChanged(int samples);

private:
    void makeButtons();
    void layOut();
    void connectAll();
    void fillMenu();
    void showUnseen();
    void askHeadsFile(bool toBoard);
    void askPicture();
    void saveWireLog();

    Workspace* m_workspace;
    BoardModel* m_board;
    QPushButton* m_deploy = nullptr;
    QPushButton* m_train = nullptr;
    QPushButton* m_ratio = nullptr;
    QPushButton* m_infer = nullptr;
    QPushButton* m_inferFile = nullptr;
    QPushButton* m_profile = nullptr;
    QPushButton* m_compare = nullptr;
    QPushButton* m_more = nullptr;
    QMenu* m_menu = nullptr;
    QSpinBox* m_samples = nullptr;
    WarningLabel* m_unseen = nullptr;
    QSpinBox* m_pictures = nullptr;
};

} // namespace microt::gui
