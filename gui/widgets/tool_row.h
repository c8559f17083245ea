// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QHBoxLayout;
class QToolButton;

namespace microt::gui {

/// A row of buttons with words, for what can be done with something that is chosen.
class ToolRow : public QWidget
{
public:
    explicit ToolRow(QWidget* parent);

    /// Both texts translated.
    QToolButton* add(const QString& text, const QString& tip);
    QHBoxLayout* row() const { return m_row; } ///< for what is no button

private:
    QHBoxLayout* m_row;
};

} // namespace microt::gui
