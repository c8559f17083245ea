// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include <QObject>

#include "engine/stage/stage_model.h"
#include "gui/pages/label_actions.h"

namespace microt::gui {

class JobQueue;
class PicturePopover;
class PictureViewer;

/// The pictures of one cell of the confusion matrix, in a popover; there they can be viewed larger,
/// relabelled and excluded.
class ConfusionPictures : public QObject
{
    Q_OBJECT

public:
    ConfusionPictures(Workspace* workspace, JobQueue* jobs, QWidget* over);

    /// Of the staged answers at `thresholds` on the test split; nothing where the cell is empty.
    void open(const StageModel& model, std::shared_ptr<const Dataset> dataset, const Thresholds& thresholds,
              int label, int answer);

private:
    LabelActions::Paths chosen() const;
    void view(int item);
    void showMenu(const QPoint& where);

    QWidget* m_over;
    LabelActions m_actions;
    PicturePopover* m_popover;
    PictureViewer* m_viewer;
    std::shared_ptr<const Dataset> m_dataset;
    std::vector<int> m_samples;
};

} // namespace microt::gui
