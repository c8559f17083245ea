// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/widgets/field_guard.h"

#include <QAbstractScrollArea>
#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QEvent>
#include <QKeyEvent>
#include <QLineEdit>
#include <QScrollBar>
#include <QTabBar>

namespace microt::gui {

namespace {

bool isControl(const QWidget* widget)
{
    if (qobject_cast<const QScrollBar*>(widget) != nullptr)
        return false;
    return qobject_cast<const QAbstractSlider*>(widget) != nullptr ||
           qobject_cast<const QAbstractSpinBox*>(widget) != nullptr ||
           qobject_cast<const QComboBox*>(widget) != nullptr ||
           qobject_cast<const QTabBar*>(widget) != nullptr;
}

bool holdsFocus(const QWidget* widget)
{
    const QWidget* focus = QApplication::focusWidget();
    return focus != nullptr && (focus == widget || widget->isAncestorOf(focus));
}

bool isUndo(const QKeyEvent& key)
{
    return key.matches(QKeySequence::Undo) || key.matches(QKeySequence::Redo);
}

/// Whether there is a number being typed, or no number at all.
bool isTyped(const QWidget* widget)
{
    const auto* text = widget->findChild<QLineEdit*>();
    return qobject_cast<const QAbstractSpinBox*>(widget) == nullptr || text == nullptr || text->isModified();
}

/// Has what the control lies in scroll instead.
void scrollAround(const QWidget* control, QEvent* event)
{
    for (QWidget* at = control->parentWidget(); at != nullptr; at = at->parentWidget())
        if (auto* area = qobject_cast<QAbstractScrollArea*>(at)) {
            QApplication::sendEvent(area->verticalScrollBar(), event);
            return;
        }
}

} // namespace

void FieldGuard::install()
{
    if (qApp->findChild<FieldGuard*>(QString(), Qt::FindDirectChildrenOnly) == nullptr)
        qApp->installEventFilter(new FieldGuard(qApp));
}

bool FieldGuard::eventFilter(QObject* watched, QEvent* event)
{
    switch (event->type()) {
    case QEvent::Wheel:
    case QEvent::Polish:
    case QEvent::ShortcutOverride:
        break;
    default:
        return false;
    }
    auto* widget = qobject_cast<QWidget*>(watched);
    if (widget == nullptr || !isControl(widget))
        return false;
    if (event->type() == QEvent::Polish) {
        // Otherwise Qt gives it the focus before the wheel event arrives.
        if (widget->focusPolicy() == Qt::WheelFocus)
            widget->setFocusPolicy(Qt::StrongFocus);
        return false;
    }
    if (event->type() == QEvent::Wheel ? holdsFocus(widget)
                                       : !isUndo(*static_cast<QKeyEvent*>(event)) || isTyped(widget))
        return false;
    if (event->type() == QEvent::Wheel)
        scrollAround(widget, event);
    else
        event->ignore(); // so that it goes on to the window's actions
    return true;
}

} // namespace microt::gui
