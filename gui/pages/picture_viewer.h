// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include <QDialog>
#include <QString>

#include "gui/models/thumbnail_cache.h"
#include "gui/pages/label_actions.h"

class QLabel;
class QToolButton;

namespace microt::gui {

/// A picture that the viewer can show.
struct ViewedPicture
{
    std::string file; ///< absolute
    std::string path; ///< Sample::path
    QString caption;  ///< translated: its class, and what else is known
};

/// One picture after the other in a window of its own, as large as fits: arrow keys, Home and End go through
/// them; R relabels, Delete excludes. Not modal.
class PictureViewer : public QDialog
{
    Q_OBJECT

public:
    PictureViewer(Workspace* workspace, QWidget* parent);

    /// `background`: what shows where a picture is transparent.
    void open(std::vector<ViewedPicture> pictures, int first, Rgb background);
    int current() const { return m_current; }

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeTools();
    void go(int to);
    void paintPicture();
    void excludeCurrent();
    void relabelCurrent();

    LabelActions m_actions;
    ThumbnailCache* m_images;
    std::vector<ViewedPicture> m_pictures;
    int m_current = 0;
    QLabel* m_picture;
    QLabel* m_caption;
    QToolButton* m_previous = nullptr;
    QToolButton* m_next = nullptr;
};

/// Samples of a dataset as the viewer shows them.
std::vector<ViewedPicture> viewedPictures(const Dataset& dataset, const std::vector<int>& samples);

} // namespace microt::gui
