// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/tab_order.h"

#include <algorithm>
#include <tuple>
#include <vector>

#include <QGridLayout>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QVector>

namespace microt::gui {

namespace {

void collect(QWidget* widget, QVector<QWidget*>& order);

/// The items of a layout in reading order.
std::vector<QLayoutItem*> itemsOf(QLayout& layout)
{
    std::vector<std::tuple<int, int, int>> places; // row, column, index
    const auto* grid = qobject_cast<QGridLayout*>(&layout);
    for (int i = 0; i < layout.count(); ++i) {
        int row = 0;
        int column = i;
        int rows = 0;
        int columns = 0;
        if (grid != nullptr)
            grid->getItemPosition(i, &row, &column, &rows, &columns);
        places.emplace_back(row, column, i);
    }
    std::sort(places.begin(), places.end());
    std::vector<QLayoutItem*> items;
    for (const auto& place : places)
        items.push_back(layout.itemAt(std::get<2>(place)));
    return items;
}

void collect(QLayout& layout, QVector<QWidget*>& order)
{
    for (QLayoutItem* item : itemsOf(layout)) {
        if (item->widget() != nullptr)
            collect(item->widget(), order);
        else if (item->layout() != nullptr)
            collect(*item->layout(), order);
    }
}

void collect(QWidget* widget, QVector<QWidget*>& order)
{
    if ((widget->focusPolicy() & Qt::TabFocus) != 0)
        order.append(widget);
    if (auto* tabs = qobject_cast<QTabWidget*>(widget)) {
        for (int i = 0; i < tabs->count(); ++i)
            collect(tabs->widget(i), order);
    } else if (auto* stack = qobject_cast<QStackedWidget*>(widget)) {
        for (int i = 0; i < stack->count(); ++i)
            collect(stack->widget(i), order);
    } else if (auto* splitter = qobject_cast<QSplitter*>(widget)) {
        for (int i = 0; i < splitter->count(); ++i)
            collect(splitter->widget(i), order);
    } else if (auto* area = qobject_cast<QScrollArea*>(widget)) {
        if (area->widget() != nullptr)
            collect(area->widget(), order);
    } else if (widget->layout() != nullptr) {
        collect(*widget->layout(), order);
    }
}

} // namespace

void orderTabs(QWidget* root)
{
    QVector<QWidget*> order;
    collect(root, order);
    for (int i = 1; i < order.size(); ++i)
        QWidget::setTabOrder(order[i - 1], order[i]);
}

} // namespace microt::gui
