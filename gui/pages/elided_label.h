// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>

namespace microt::gui {

/// One line of plain text that takes the room there is: longer text is shortened in the middle, and is then
/// the tool tip.
class ElidedLabel : public QLabel
{
    Q_OBJECT

public:
    explicit ElidedLabel(QWidget* parent = nullptr);

    void setFullText(const QString& text);
    QString fullText() const { return m_text; }

    QSize minimumSizeHint() const override;
    QSize sizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void shorten();

    QString m_text;
};

} // namespace microt::gui
