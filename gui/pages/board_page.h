// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/models/board_model.h"
#include "gui/pages/page.h"

class QComboBox;
class QLabel;
class QMenu;
class QPushButton;
class QSpinBox;

namespace microt::gui {

class BoardCardView;
class BoardResultsView;
class WarningLabel;

/// A microcontroller, real or virtual: who it is, and the work on it in order: deploy, train, calibrate,
/// infer.
class BoardPage : public Page
{
    Q_OBJECT

public:
    BoardPage(Workspace* workspace, BoardModel* board, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("board"); }
    QString title() const override { return tr("Board"); }
    QString help() const override;
    QString command() const override;
    QString chapter() const override { return QStringLiteral("boards"); }
    QString obstacle() const override;

    BoardModel* board() const { return m_board; }

public slots:
    void connectBoard(); ///< or disconnect it
    void train();
    void showUnseen();
    void infer();
    void profile();
    void compare();

private:
    /// The one thing to do about a failure; without `act` there is none but to dismiss it.
    struct Remedy
    {
        QString button;
        std::function<void()> act;
        QString advice = QString(); ///< where that of the error is about something else
    };

    QWidget* makeHeader();
    QWidget* makeActions();
    void fillMenu();
    void showBoard();
    void showResults();
    void listPorts();
    QString wordOfPort() const;
    Remedy remedyFor(Error code);
    void askHeadsFile(bool toBoard);
    void askPicture();
    void askClearSamples();
    void saveWireLog();

    BoardModel* m_board;
    BoardCardView* m_card;
    BoardResultsView* m_results;
    QComboBox* m_port = nullptr;
    QPushButton* m_connect = nullptr;
    QLabel* m_message = nullptr;
    QPushButton* m_remedy = nullptr;
    QPushButton* m_dismiss = nullptr;
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
