// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "gui/models/map_model.h"
#include "gui/pages/label_actions.h"

class QComboBox;
class QLabel;
class QToolButton;

namespace microt::gui {

class PictureViewer;
class ScatterPlot;

/// The map of a task's pictures: part or full features, coloured by class or by what the staged answers make
/// of them. A click shows the picture, a lasso chooses pictures to relabel or exclude. A tab of the Data
/// page; the map is made when it is first seen.
class MapView : public QWidget
{
    Q_OBJECT

public:
    MapView(Workspace* workspace, MapModel* model, QWidget* parent = nullptr);

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* makeTools();
    void refresh();
    void showPoints();
    void showGroups();
    void showChoice();
    void groupByClass();
    void groupByAnswer();
    LabelActions::Paths chosen() const;
    void view(int point);

    MapModel* m_model;
    LabelActions m_actions;
    PictureViewer* m_viewer;
    ScatterPlot* m_plot;
    QComboBox* m_exit = nullptr;
    QComboBox* m_colour = nullptr;
    QLabel* m_note = nullptr;
    QToolButton* m_relabel = nullptr;
    QToolButton* m_exclude = nullptr;
    std::shared_ptr<const PictureMap> m_shown;
    int m_shownExit = -1;
};

} // namespace microt::gui
