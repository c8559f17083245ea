// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "gui/models/suspect_model.h"
#include "gui/pages/label_actions.h"

class QLabel;
class QPushButton;
class QTableView;
class QToolButton;

namespace microt::gui {

class PictureViewer;

/// The list of suspects with what can be done about each: relabel as it seems (R), exclude (Delete), keep
/// (K), a larger view (Enter). A tab of the Data page.
class SuspectsView : public QWidget
{
    Q_OBJECT

public:
    SuspectsView(Workspace* workspace, SuspectModel* model, QWidget* parent = nullptr);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* makeTools();
    std::vector<int> chosen() const; ///< rows, ascending
    LabelActions::Paths paths() const;
    void relabel();
    void view();
    void refresh();

    SuspectModel* m_model;
    LabelActions m_actions;
    PictureViewer* m_viewer;
    QTableView* m_table;
    QPushButton* m_look;
    QLabel* m_note;
    QToolButton* m_relabel = nullptr;
    QToolButton* m_exclude = nullptr;
    QToolButton* m_keep = nullptr;
    QToolButton* m_view = nullptr;
};

} // namespace microt::gui
