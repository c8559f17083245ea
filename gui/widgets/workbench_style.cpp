// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/widgets/workbench_style.h"

#include <QStyleOption>

#include "gui/widgets/theme.h"

namespace microt::gui {
namespace {

// A copy whose outline, the window colour darkened by Fusion, stands out; null for options of another type.
template <typename Option>
bool outlined(const QStyleOption* option, Option& copy)
{
    const auto* typed = qstyleoption_cast<const Option*>(option);
    if (!theme::isDark() || typed == nullptr)
        return false;
    copy = *typed;
    copy.palette.setColor(QPalette::Window, theme::mutedText());
    return true;
}

} // namespace

WorkbenchStyle::WorkbenchStyle() : QProxyStyle(QStringLiteral("Fusion")) {}

void WorkbenchStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option,
                                        QPainter* painter, const QWidget* widget) const
{
    QStyleOptionSlider slider;
    QStyleOptionSpinBox spin;
    QStyleOptionComboBox combo;
    const QStyleOptionComplex* used = option;
    if (control == CC_Slider && outlined(option, slider))
        used = &slider;
    else if (control == CC_SpinBox && outlined(option, spin))
        used = &spin;
    else if (control == CC_ComboBox && outlined(option, combo))
        used = &combo;
    QProxyStyle::drawComplexControl(control, used, painter, widget);
}

void WorkbenchStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                                   const QWidget* widget) const
{
    QStyleOptionButton button;
    QStyleOptionFrame frame;
    const QStyleOption* used = option;
    if ((element == PE_IndicatorCheckBox || element == PE_IndicatorRadioButton ||
         element == PE_PanelButtonCommand) &&
        outlined(option, button))
        used = &button;
    else if (element == PE_FrameLineEdit && outlined(option, frame))
        used = &frame;
    QProxyStyle::drawPrimitive(element, used, painter, widget);
}

} // namespace microt::gui
