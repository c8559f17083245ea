// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QVariant>
#include <QVector>

class QWidget;

namespace microt::gui {

/// What a user wrote, chose and opened below a widget: numbers, texts, choices, ticks, tabs, dividers, scroll
/// positions, and the focus. Pages are made anew with theme and language; the new ones take it over. A value.
class PageMemory
{
public:
    explicit PageMemory(const QWidget* root = nullptr);

    /// Into widgets that are built alike; of others nothing is changed.
    void restore(QWidget* root) const;

private:
    struct Entry
    {
        QByteArray kind; ///< class of the widget
        QVariant value;  ///< invalid: nothing to remember
    };
    QVector<Entry> m_entries; ///< every widget, in the order of construction
    int m_focus = -1;
};

} // namespace microt::gui
