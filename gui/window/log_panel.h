// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDockWidget>

class QPlainTextEdit;

namespace microt::gui {

class EventLog;

/// The log, below the pages; its text can be copied. GUI thread.
class LogPanel : public QDockWidget
{
    Q_OBJECT

public:
    explicit LogPanel(EventLog* log, QWidget* parent = nullptr);

private:
    QPlainTextEdit* m_text;
};

} // namespace microt::gui
