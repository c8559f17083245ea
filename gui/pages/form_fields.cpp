// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/form_fields.h"

#include <algorithm>
#include <cmath>

#include <QComboBox>
#include <QCoreApplication>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QRegularExpressionValidator>
#include <QSpinBox>

#include "gui/widgets/theme.h"

namespace microt::gui {

QHBoxLayout* makePair(QWidget* first, QWidget* second)
{
    auto* row = new QHBoxLayout;
    row->setSpacing(theme::kGrid);
    for (QWidget* field : {first, second}) {
        field->setMinimumWidth(8 * theme::kGrid);
        row->addWidget(field, 1);
    }
    return row;
}

const FieldRef& refAt(const FieldRefs& fields, const char* path)
{
    const auto ref =
        std::find_if(fields.begin(), fields.end(), [path](const FieldRef& one) { return one.path == path; });
    Q_ASSERT(ref != fields.end());
    return *ref;
}

QString helpOf(const Field& field)
{
    return QCoreApplication::translate(field.key, field.help);
}

QDoubleSpinBox* makeNumber(const Field& field, int decimals, double step)
{
    auto* box = new QDoubleSpinBox;
    box->setDecimals(decimals);
    box->setRange(field.low > 0.0 ? std::max(field.low, std::pow(10.0, -decimals)) : field.low, field.high);
    box->setSingleStep(step);
    box->setToolTip(helpOf(field));
    return box;
}

QSpinBox* makeCount(const Field& field, double unit)
{
    auto* box = new QSpinBox;
    box->setRange(qRound(field.low / unit), qRound(field.high / unit));
    box->setToolTip(helpOf(field));
    return box;
}

QComboBox* makeChoice()
{
    auto* box = new QComboBox;
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(6);
    return box;
}

QLineEdit* makeLine(const QString& text, const QString& pattern, const QString& tip)
{
    auto* line = new QLineEdit(text);
    line->setValidator(new QRegularExpressionValidator(QRegularExpression(pattern), line));
    line->setToolTip(tip);
    return line;
}

} // namespace microt::gui
