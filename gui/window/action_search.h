// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <QFrame>
#include <QList>
#include <QVector>

class QAction;
class QLineEdit;
class QListWidget;

namespace microt::gui {

class Page;

/// Something that can be done, or why not now.
struct SearchEntry
{
    QString name;   ///< "File › Open project"
    QString words;  ///< further words that find it, such as a tooltip
    QString keys;   ///< shortcut
    QString reason; ///< why it cannot be done now; empty: it can
    std::function<void()> act;
};

/// The actions of menus, by the menus they lie in.
QVector<SearchEntry> entriesOf(const QList<QAction*>& actions);

/// Every button, field and tab of a page. `show` brings the page to the front.
QVector<SearchEntry> entriesOf(const Page* page, const std::function<void()>& show);

/// Every action of the program, found by any of its words; what cannot be done now is listed with the reason.
/// Enter runs the chosen one. GUI thread.
class ActionSearch : public QFrame
{
    Q_OBJECT

public:
    explicit ActionSearch(QWidget* parent = nullptr);

    /// Opens below the top of `over`.
    void open(const QVector<SearchEntry>& entries, const QWidget* over);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void filter(const QString& text);
    void trigger();

    QVector<SearchEntry> m_entries;
    QLineEdit* m_text;
    QListWidget* m_list;
};

} // namespace microt::gui
