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
    // The colour only underlines what the sentences say.
    setStyleSheet(QStringLiteral("QLabel { border-left: 3px solid %1; }").arg(theme::warning().name()));
    hide();
}

void WarningLabel::setWarnings(const QStringList& sentences)
{
    setText(sentences.join(QLatin1Char('\n')));
    setVisible(!sentences.isEmpty());
}

} // namespace microt::gui
