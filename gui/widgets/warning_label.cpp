// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/widgets/warning_label.h"

#include "gui/widgets/theme.h"

namespace microt::gui {

WarningLabel::WarningLabel(QWidget* parent) : QLabel(parent)
{
    setWordWrap(true);
    setTextFormat(Qt::PlainText);
    setTextInteractionFlags(Qt::TextSelectableByMouse);
    setAccessibleName(tr("Warnings"));
    setContentsMargins(theme::kGrid, 0, 0, 0);
    hide();
}

void WarningLabel::setWarnings(const QStringList& sentences)
{
    const QString sign = QStringLiteral("\u26A0 ");
    setText(sentences.isEmpty() ? QString() : sign + sentences.join(QLatin1Char('\n') + sign));
    setVisible(!sentences.isEmpty());
}

} // namespace microt::gui
