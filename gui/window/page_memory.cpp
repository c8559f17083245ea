// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/page_memory.h"

#include <QAbstractButton>
#include <QApplication>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QSpinBox>
#include <QSplitter>
#include <QTabWidget>

namespace microt::gui {

namespace {

/// A part of a field, which has its value.
bool isPart(const QWidget* widget)
{
    return qobject_cast<const QAbstractSpinBox*>(widget->parent()) != nullptr ||
           qobject_cast<const QComboBox*>(widget->parent()) != nullptr;
}

QVariant valueOf(const QWidget* widget)
{
    if (const auto* box = qobject_cast<const QSpinBox*>(widget))
        return box->value();
    if (const auto* box = qobject_cast<const QDoubleSpinBox*>(widget))
        return box->value();
    if (const auto* box = qobject_cast<const QComboBox*>(widget))
        return box->isEditable() ? QVariant(box->currentText()) : QVariant(box->currentIndex());
    if (const auto* line = qobject_cast<const QLineEdit*>(widget))
        return line->isReadOnly() || isPart(line) ? QVariant() : QVariant(line->text());
    if (const auto* button = qobject_cast<const QAbstractButton*>(widget))
        return button->isCheckable() ? QVariant(button->isChecked()) : QVariant();
    if (const auto* tabs = qobject_cast<const QTabWidget*>(widget))
        return tabs->currentIndex();
    if (const auto* splitter = qobject_cast<const QSplitter*>(widget))
        return splitter->saveState();
    if (const auto* area = qobject_cast<const QScrollArea*>(widget))
        return QPoint(area->horizontalScrollBar()->value(), area->verticalScrollBar()->value());
    return {};
}

void setValue(QWidget* widget, const QVariant& value)
{
    if (auto* spin = qobject_cast<QSpinBox*>(widget))
        spin->setValue(value.toInt());
    else if (auto* number = qobject_cast<QDoubleSpinBox*>(widget))
        number->setValue(value.toDouble());
    else if (auto* combo = qobject_cast<QComboBox*>(widget); combo != nullptr && combo->isEditable())
        combo->setEditText(value.toString());
    else if (combo != nullptr)
        combo->setCurrentIndex(value.toInt());
    else if (auto* line = qobject_cast<QLineEdit*>(widget))
        line->setText(value.toString());
    else if (auto* button = qobject_cast<QAbstractButton*>(widget))
        button->setChecked(value.toBool());
    else if (auto* tabs = qobject_cast<QTabWidget*>(widget))
        tabs->setCurrentIndex(value.toInt());
    else if (auto* splitter = qobject_cast<QSplitter*>(widget))
        splitter->restoreState(value.toByteArray());
    else if (auto* area = qobject_cast<QScrollArea*>(widget)) {
        area->horizontalScrollBar()->setValue(value.toPoint().x());
        area->verticalScrollBar()->setValue(value.toPoint().y());
    }
}

} // namespace

PageMemory::PageMemory(const QWidget* root)
{
    if (root == nullptr)
        return;
    for (const QWidget* widget : root->findChildren<QWidget*>()) {
        if (widget == QApplication::focusWidget())
            m_focus = m_entries.size();
        m_entries.append({widget->metaObject()->className(), valueOf(widget)});
    }
}

void PageMemory::restore(QWidget* root) const
{
    const QList<QWidget*> widgets = root->findChildren<QWidget*>();
    for (int i = 0; i < qMin(widgets.size(), m_entries.size()); ++i) {
        if (m_entries[i].kind != widgets[i]->metaObject()->className())
            return; // built otherwise from here on
        if (m_entries[i].value.isValid() && valueOf(widgets[i]) != m_entries[i].value)
            setValue(widgets[i], m_entries[i].value);
    }
    if (m_focus >= 0 && m_focus < widgets.size())
        widgets[m_focus]->setFocus();
}

} // namespace microt::gui
