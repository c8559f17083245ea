// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QList>

class QAction;
class QLineEdit;
class QListWidget;

namespace microt::gui {

/// A popup that finds an action by typing parts of its name (Ctrl+K). GUI thread.
class ActionSearch : public QFrame
{
    Q_OBJECT

public:
    explicit ActionSearch(QWidget* parent);

    /// Opens below the top middle of `over`, offering those of `actions` that are enabled and have a text.
    void open(const QList<QAction*>& actions, const QWidget* over);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void filter(const QString& text);
    void trigger();

    QLineEdit* m_text;
    QListWidget* m_list;
    QList<QAction*> m_actions;
};

} // namespace microt::gui
