// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "engine/base/fields.h"

class QComboBox;
class QDoubleSpinBox;
class QHBoxLayout;
class QLineEdit;
class QSpinBox;
class QWidget;

namespace microt::gui {

/// Two fields in one row; they may become narrow.
QHBoxLayout* makePair(QWidget* first, QWidget* second);
/// What the list has of the field at a JSON pointer, which must be there.
const FieldRef& refAt(const FieldRefs& fields, const char* path);
/// Its sentence in the language of the window. `update-translations` reads it where the field is listed.
QString helpOf(const Field& field);
/// A number of a field, in its range.
QDoubleSpinBox* makeNumber(const Field& field, int decimals, double step);
/// A whole number of a field, or how often it holds `unit`.
QSpinBox* makeCount(const Field& field, double unit = 1.0);
/// A choice that may become narrow.
QComboBox* makeChoice();
/// A text that has to match the regular expression `pattern`.
QLineEdit* makeLine(const QString& text, const QString& pattern, const QString& tip);

} // namespace microt::gui
