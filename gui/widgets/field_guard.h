// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace microt::gui {

/// What fields do not take for themselves, whatever the page. The mouse wheel changes nothing that has not
/// the focus: over sliders, choosers, number fields and tab bars without it, the wheel scrolls the page
/// around them, and it never gives them the focus. Undo and redo in a number field in which nothing is being
/// typed are those of the window. One event filter for the whole application; GUI thread.
class FieldGuard : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// Installs one guard for the application; does nothing the second time.
    static void install();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
};

} // namespace microt::gui
