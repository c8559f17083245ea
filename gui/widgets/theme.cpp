// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/widgets/theme.h"

#include <optional>

#include <QApplication>
#include <QFont>
#include <QFontDatabase>
#include <QFontInfo>
#include <QPalette>
#include <QWidget>

#include "gui/widgets/workbench_style.h"

namespace microt::gui::theme {
namespace {

struct Colours
{
    QRgb surface, card, raised, text, muted, line, accent, onAccent, warning, danger;
    QRgb series[9]; ///< by SeriesRole
};

// Okabe-Ito hues. In the light theme they are darkened, in the dark one lightened, until every series has at
// least 3:1 against a card and every text colour 4.5:1 against card and page (widgets_theme_test measures).
constexpr Colours kLight{0xfff4f5f7,
                         0xffffffff,
                         0xfffafbfc,
                         0xff1b1f24,
                         0xff57606a,
                         0xffd3d8de,
                         0xff005f9e,
                         0xffffffff,
                         0xff8a5a00,
                         0xffa8380a,
                         {0xffb87a00, 0xff0072b2, 0xff00805d, 0xff2b8cc4, 0xffc85200, 0xff2b8cc4, 0xffb87a00,
                          0xffb0568a, 0xff6b747e}};
constexpr Colours kDark{0xff15181c,
                        0xff1d2126,
                        0xff262b31,
                        0xffe6e9ed,
                        0xffa3acb6,
                        0xff3a4149,
                        0xff56b4e9,
                        0xff0e1216,
                        0xffe6a532,
                        0xfff0845a,
                        {0xffe69f00, 0xff56b4e9, 0xff1fbf92, 0xff56b4e9, 0xffe8743b, 0xff56b4e9, 0xffe69f00,
                         0xffd68ab5, 0xff98a1ab}};

bool g_dark = false;
std::optional<bool> g_systemDark;

const Colours& colours()
{
    return g_dark ? kDark : kLight;
}

QPalette makePalette(const Colours& c)
{
    QPalette palette;
    const auto set = [&palette](QPalette::ColorRole role, QRgb colour) {
        palette.setColor(role, QColor::fromRgba(colour));
    };
    set(QPalette::Window, c.surface);
    set(QPalette::WindowText, c.text);
    set(QPalette::Base, c.card);
    set(QPalette::AlternateBase, c.raised);
    set(QPalette::Text, c.text);
    set(QPalette::Button, c.raised);
    set(QPalette::ButtonText, c.text);
    set(QPalette::BrightText, c.danger);
    set(QPalette::ToolTipBase, c.raised);
    set(QPalette::ToolTipText, c.text);
    set(QPalette::PlaceholderText, c.muted);
    set(QPalette::Highlight, c.accent);
    set(QPalette::HighlightedText, c.onAccent);
    set(QPalette::Link, c.accent);
    set(QPalette::LinkVisited, c.accent);
    set(QPalette::Mid, c.line);
    set(QPalette::Midlight, c.line);
    set(QPalette::Dark, c.line);
    palette.setColor(QPalette::Light, QColor::fromRgba(c.raised));
    palette.setColor(QPalette::Shadow, QColor::fromRgba(g_dark ? 0xff000000 : 0xff9aa2ab));
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, QColor::fromRgba(c.muted));
    palette.setColor(QPalette::Disabled, QPalette::Highlight, QColor::fromRgba(c.line));
    palette.setColor(QPalette::Disabled, QPalette::HighlightedText, QColor::fromRgba(c.text));
    return palette;
}

// Only what the palette cannot say: cards, the notice bar and tool tips. Everything else is plain Fusion.
QString makeStyleSheet(const Colours& c)
{
    const auto name = [](QRgb colour) { return QColor::fromRgba(colour).name(); };
    return QStringLiteral(
               "QFrame[card=\"true\"] { background: %1; border: 1px solid %2; border-radius: 4px; }"
               "QToolTip { background: %3; color: %4; border: 1px solid %2; padding: 4px; }"
               "QHeaderView { background: %1; border: none; }"
               "QHeaderView::section { background: %3; color: %5; border: none;"
               " border-bottom: 1px solid %2; padding: 4px; }"
               "QHeaderView::up-arrow, QHeaderView::down-arrow { subcontrol-position: left center;"
               " left: 2px; width: 9px; height: 9px; }"
               "QHeaderView::section:vertical { background: %1; border: none; }"
               "QTableCornerButton::section { background: %3; border: none;"
               " border-bottom: 1px solid %2; }"
               "QTableView { border: none; gridline-color: %2; }")
        .arg(name(c.card), name(c.line), name(c.raised), name(c.text), name(c.muted));
}

// Three sizes in all: small, normal, large.
constexpr double kSmallText = 0.88;
constexpr double kLargeText = 1.5;

QFont scaledFont(double factor, QFont::Weight weight)
{
    QFont font = QApplication::font();
    font.setPointSizeF(font.pointSizeF() * factor);
    font.setWeight(weight);
    return font;
}

} // namespace

void apply(QApplication& application, Mode mode)
{
    // What the desktop asked for, read once, before this program's own palette replaces it; until it says
    // more.
    static const bool systemWasDark = QApplication::palette().color(QPalette::Window).lightness() < 128;
    g_dark = mode == Mode::dark || (mode == Mode::system && g_systemDark.value_or(systemWasDark));

    QApplication::setStyle(new WorkbenchStyle);
    QFont font = QFontDatabase::systemFont(QFontDatabase::GeneralFont);
    // Without a desktop Qt falls back to 12 points; pictures made off-screen shall look as on a usual
    // desktop.
    if (QGuiApplication::platformName() == QLatin1String("offscreen"))
        font.setPointSizeF(10.0);
    QApplication::setFont(font);
    QApplication::setPalette(makePalette(colours()));
    application.setStyleSheet(makeStyleSheet(colours()));
}

void setSystemDark(bool dark)
{
    g_systemDark = dark;
}

bool isDark()
{
    return g_dark;
}

QColor series(SeriesRole role)
{
    return QColor::fromRgba(colours().series[static_cast<int>(role)]);
}

QColor accent()
{
    return QColor::fromRgba(colours().accent);
}

QColor text()
{
    return QColor::fromRgba(colours().text);
}

QColor mutedText()
{
    return QColor::fromRgba(colours().muted);
}

QColor surface()
{
    return QColor::fromRgba(colours().surface);
}

QColor card()
{
    return QColor::fromRgba(colours().card);
}

QColor line()
{
    return QColor::fromRgba(colours().line);
}

QColor warning()
{
    return QColor::fromRgba(colours().warning);
}

QColor danger()
{
    return QColor::fromRgba(colours().danger);
}

QFont figureFont()
{
    return scaledFont(kLargeText, QFont::Normal);
}

QFont smallFont()
{
    return scaledFont(kSmallText, QFont::Normal);
}

QFont fixedFont()
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    if (!QFontInfo(font).fixedPitch()) // without a desktop there is none of the system's
        font.setFamily(QStringLiteral("monospace"));
    font.setPointSizeF(QApplication::font().pointSizeF() * kSmallText);
    return font;
}

void setTitleFont(QWidget* widget)
{
    widget->setFont(scaledFont(kLargeText, QFont::DemiBold));
}

void setFigureFont(QWidget* widget)
{
    widget->setFont(figureFont());
}

void setSmallFont(QWidget* widget)
{
    widget->setFont(smallFont());
}

} // namespace microt::gui::theme
