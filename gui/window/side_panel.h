// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QPlainTextEdit;
class QTextBrowser;

namespace microt::gui {

/// The right side: what the page shows, and the command that repeats it. GUI thread.
class SidePanel : public QWidget
{
    Q_OBJECT

public:
    explicit SidePanel(QWidget* parent = nullptr);

    void setHelp(const QString& richText);
    void setCommand(const QString& command);

signals:
    void guideWanted();

public slots:
    void copyCommand();

private:
    QTextBrowser* m_help;
    QPlainTextEdit* m_command;
};

} // namespace microt::gui
