// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/board/board_session.h"
#include "gui/pages/page.h"

namespace microt::gui {

/// A microcontroller, real or virtual: who it is, and the work on it in order: deploy, train, calibrate,
/// infer.
class BoardPage : public Page
{
    Q_OBJECT

public:
    BoardPage(Workspace* workspace, JobQueue* jobs, QWidget* parent = nullptr);
    ~BoardPage() override;

    QString id() const override { return QStringLiteral("board"); }
    QString title() const override { return tr("Board"); }
    QString help() const override;
    QString command() const override;

    BoardSession& session();

public slots:
    void connectBoard();
    void deploy();
    void train();
    void sendRatio();
    void infer();
    void profile();
    void compare();

private:
    QWidget* makeHeader();
    QWidget* makeCard();
    QWidget* makeActions();
    QWidget* makeResults();
    void showSession();
    void showCard();
    void showEpochs();
    void listPorts();
    QString wordOfPort() const;
    bool ready() const; ///< connected, and the task has all that a board needs

    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace microt::gui
