// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/widgets/tool_row.h"

#include <QHBoxLayout>
#include <QToolButton>

#include "gui/widgets/theme.h"

namespace microt::gui {

ToolRow::ToolRow(QWidget* parent) : QWidget(parent), m_row(new QHBoxLayout(this))
{
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(theme::kGrid);
}

QToolButton* ToolRow::add(const QString& text, const QString& tip)
{
    auto* button = new QToolButton(this);
    button->setText(text);
    button->setToolTip(tip);
    m_row->addWidget(button);
    return button;
}

} // namespace microt::gui
