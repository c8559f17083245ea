// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QIcon>
#include <QString>

class QApplication;
class QFont;
class QWidget;

namespace microt::gui {

/// What a series stands for. The same series has the same colour on every page (Okabe-Ito palette); lines
/// also differ by dash and points by marker, so that nothing depends on colour alone.
enum class SeriesRole { part, full, staged, right, wrong, train, calibration, test, neutral };

/// Colours, spacing and type of the window. One light and one dark theme; text contrast at least 4.5:1 in
/// both. GUI thread only.
namespace theme {

enum class Mode { system, light, dark };

/// Sets palette, style sheet and fonts of the whole program; may be called again at any time.
void apply(QApplication& application, Mode mode);
/// What the desktop says it wants, for Mode::system; holds from the next apply().
void setSystemDark(bool dark);
bool isDark();

QColor series(SeriesRole role);
QColor accent();
QColor text();
QColor mutedText(); ///< secondary text, still 4.5:1
QColor surface();   ///< page background
QColor card();      ///< panels on the page
QColor line();      ///< grid lines and borders
QColor warning();   ///< amber: stale
QColor danger();

constexpr int kGrid = 8; ///< all distances are multiples of this, in device-independent pixels

/// An icon from resources/icons (SVG, one line weight), tinted with the text colour of the current theme.
QIcon icon(const QString& name);

/// Fonts: three sizes. Figures use tabular digits where the system font has them.
void setTitleFont(QWidget* widget);
void setFigureFont(QWidget* widget);
void setSmallFont(QWidget* widget);
QFont figureFont(); ///< the same fonts, for painting
QFont smallFont();
QFont fixedFont(); ///< of commands and files

} // namespace theme
} // namespace microt::gui
