// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/models/board_model.h"
#include "gui/pages/page.h"

class QComboBox;
class QLabel;
class QLayout;
class QPushButton;

namespace microt::gui {

class BoardActions;
class BoardCardView;
class BoardResultsView;
class BoardSamplesModel;
class BoardTimeline;
class LiveModel;

/// A microcontroller, real or virtual: who it is, the work on it in order, and what came of that.
class BoardPage : public Page
{
    Q_OBJECT

public:
    /// What it shows; all outlive it.
    struct Models
    {
        BoardModel* board = nullptr;
        LiveModel* live = nullptr;
        BoardSamplesModel* samples = nullptr;
        BoardTimeline* timeline = nullptr;
    };

    BoardPage(Workspace* workspace, const Models& models, QWidget* parent = nullptr);

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
    void infer();
    void profile();
    void compare();
    void live(); ///< a few test pictures, as fast as it goes

private:
    /// The one thing to do about a failure; without `act` there is none but to dismiss it.
    struct Remedy
    {
        QString button;
        std::function<void()> act;
        QString advice = QString(); ///< where that of the error is about something else
    };

    QWidget* makeHeader();
    QLayout* makeWork(const Models& models);
    void showConnecting();
    void showBoard();
    void showResults();
    void listPorts();
    QString wordOfPort() const;
    Remedy remedyFor(Error code);

    BoardModel* m_board;
    LiveModel* m_live;
    BoardCardView* m_card = nullptr;
    BoardActions* m_actions = nullptr;
    BoardResultsView* m_results = nullptr;
    QComboBox* m_port = nullptr;
    QPushButton* m_connect = nullptr;
    QLabel* m_message = nullptr;
    QPushButton* m_remedy = nullptr;
    QPushButton* m_dismiss = nullptr;
};

} // namespace microt::gui
