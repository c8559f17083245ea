// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QListView>

namespace microt::gui {

/// Thumbnails of a PictureModel in as many columns as fit, spread over the whole width.
class PictureGrid : public QListView
{
    Q_OBJECT

public:
    explicit PictureGrid(QWidget* parent = nullptr);

protected:
    void resizeEvent(QResizeEvent* event) override;
};

} // namespace microt::gui
