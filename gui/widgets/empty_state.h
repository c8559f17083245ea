// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace microt::gui {

/// What a page shows while something it needs is missing: one sentence and one button, in the middle.
class EmptyState : public QWidget
{
    Q_OBJECT

public:
    explicit EmptyState(QWidget* parent = nullptr);

    /// Both texts translated. An empty `button` hides the button.
    void set(const QString& sentence, const QString& button);

signals:
    void buttonClicked();

private:
    QLabel* m_sentence;
    QPushButton* m_button;
};

} // namespace microt::gui
