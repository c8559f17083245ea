// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/log_panel.h"

#include <QPlainTextEdit>

#include "gui/widgets/theme.h"
#include "gui/window/event_log.h"

namespace microt::gui {

LogPanel::LogPanel(EventLog* log, QWidget* parent)
    : QDockWidget(tr("Log"), parent), m_text(new QPlainTextEdit(this))
{
    setObjectName(QStringLiteral("logPanel"));
    setAllowedAreas(Qt::BottomDockWidgetArea);
    m_text->setReadOnly(true);
    m_text->setTabChangesFocus(true);
    m_text->setFont(theme::fixedFont());
    m_text->setAccessibleName(tr("Log"));
    m_text->setMaximumBlockCount(EventLog::kMostLines);
    m_text->setPlainText(log->lines().join(QLatin1Char('\n')));
    setWidget(m_text);
    connect(log, &EventLog::added, m_text, &QPlainTextEdit::appendPlainText);
}

} // namespace microt::gui
