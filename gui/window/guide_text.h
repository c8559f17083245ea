// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTextBrowser>

namespace microt::gui {

/// Markdown files as text to read, in the colours of the theme; links between files are followed, others open
/// the browser. GUI thread.
class GuideText : public QTextBrowser
{
    Q_OBJECT

public:
    explicit GuideText(QWidget* parent = nullptr);

    /// Pictures, at most as wide as a page of text.
    QVariant loadResource(int type, const QUrl& name) override;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void dress();
};

} // namespace microt::gui
