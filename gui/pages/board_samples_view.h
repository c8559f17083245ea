// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QWidget>

#include "gui/models/board_samples_model.h"

class QLabel;
class QPushButton;
class QTableView;
class QToolButton;

namespace microt::gui {

class Chart;
class PictureViewer;

/// What the board's bank holds: a table of samples, the features of the chosen one, and what can be done with
/// them. GUI thread.
class BoardSamplesView : public QWidget
{
    Q_OBJECT

public:
    BoardSamplesView(Workspace* workspace, BoardSamplesModel* model, QWidget* parent = nullptr);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* makeTools();
    std::vector<int> chosen() const;                       ///< rows, ascending
    int askClass(const QString& title, bool orNone) const; ///< -1: none; -2: given up
    void refresh();
    QString note() const;
    void showFeatures();
    void add();
    void relabel();
    void remove();
    void view();

    BoardSamplesModel* m_model;
    PictureViewer* m_viewer;
    QPushButton* m_read;
    QPushButton* m_add;
    QPushButton* m_train;
    QLabel* m_note;
    QTableView* m_table;
    Chart* m_features;
    QToolButton* m_relabel = nullptr;
    QToolButton* m_remove = nullptr;
    QToolButton* m_view = nullptr;
};

} // namespace microt::gui
