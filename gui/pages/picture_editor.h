// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "gui/models/picture_model.h"
#include "gui/pages/label_actions.h"

class QAbstractItemView;
class QToolButton;

namespace microt::gui {

class BadFileModel;
class PictureViewer;

/// A grid of pictures that can be worked on: one or several are chosen, then viewed larger, relabelled or
/// excluded, by the buttons below, the menu of the right button, or Enter, R and Delete.
class PictureEditor : public QWidget
{
    Q_OBJECT

public:
    PictureEditor(Workspace* workspace, PictureModel* model, QWidget* parent = nullptr);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* makeTools();
    LabelActions::Paths chosen() const;
    void view();
    void showMenu(const QPoint& where);
    void showChoice();

    PictureModel* m_model;
    LabelActions m_actions;
    QAbstractItemView* m_grid;
    PictureViewer* m_viewer;
    QToolButton* m_view = nullptr;
    QToolButton* m_relabel = nullptr;
    QToolButton* m_exclude = nullptr;
};

/// Classes of a table can be renamed: F2, or the menu of the right button.
void letRename(QAbstractItemView* table, const LabelActions& actions);

/// Excluded pictures of a table over `model` can be taken back: Delete, or the menu of the right button.
void letTakeBack(QAbstractItemView* table, const BadFileModel* model, const LabelActions& actions);

} // namespace microt::gui
