// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include <QApplication>
#include <QDir>
#include <QFileInfo>
#include <QIcon>
#include <QLabel>
#include <QPalette>
#include <QTest>

#include "engine/base/files.h"
#include "gui/widgets/theme.h"

using namespace microt::gui;

namespace {

double linear(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

// WCAG 2.1: relative luminance and contrast ratio.
double luminance(const QColor& c)
{
    return 0.2126 * linear(c.redF()) + 0.7152 * linear(c.greenF()) + 0.0722 * linear(c.blueF());
}

double contrast(const QColor& a, const QColor& b)
{
    const double high = std::max(luminance(a), luminance(b));
    const double low = std::min(luminance(a), luminance(b));
    return (high + 0.05) / (low + 0.05);
}

constexpr int kSeriesCount = static_cast<int>(SeriesRole::neutral) + 1;

} // namespace

class ThemeTest : public QObject
{
    Q_OBJECT

private slots:
    void contrastIsEnough_data();
    void contrastIsEnough();
    void neighboursDiffer_data();
    void neighboursDiffer();
    void threeSizesOfType();
    void missingIconIsEmpty();
    void iconFollowsTheme();
};

void ThemeTest::contrastIsEnough_data()
{
    QTest::addColumn<int>("mode");
    QTest::newRow("light") << int(theme::Mode::light);
    QTest::newRow("dark") << int(theme::Mode::dark);
}

void ThemeTest::contrastIsEnough()
{
    QFETCH(int, mode);
    theme::apply(*qApp, static_cast<theme::Mode>(mode));
    QCOMPARE(theme::isDark(), static_cast<theme::Mode>(mode) == theme::Mode::dark);
    const QPalette palette = QApplication::palette();
    for (const QColor& ground : {theme::surface(), theme::card(), palette.color(QPalette::AlternateBase)}) {
        for (const QColor& text : {theme::text(), theme::mutedText(), theme::accent(), theme::warning(),
                                   theme::danger(), palette.color(QPalette::Disabled, QPalette::Text)})
            QVERIFY2(contrast(text, ground) >= 4.5, qPrintable(text.name() + " on " + ground.name()));
    }
    QVERIFY(contrast(palette.color(QPalette::HighlightedText), palette.color(QPalette::Highlight)) >= 4.5);
    QVERIFY(contrast(palette.color(QPalette::ToolTipText), palette.color(QPalette::ToolTipBase)) >= 4.5);
    for (int role = 0; role < kSeriesCount; ++role) {
        const QColor colour = theme::series(static_cast<SeriesRole>(role));
        QVERIFY2(contrast(colour, theme::card()) >= 3.0, qPrintable(colour.name()));
    }
}

void ThemeTest::neighboursDiffer_data()
{
    contrastIsEnough_data();
}

// Series that share a chart must not share a colour.
void ThemeTest::neighboursDiffer()
{
    QFETCH(int, mode);
    theme::apply(*qApp, static_cast<theme::Mode>(mode));
    const QVector<QVector<SeriesRole>> charts = {
        {SeriesRole::part, SeriesRole::full, SeriesRole::staged, SeriesRole::neutral},
        {SeriesRole::right, SeriesRole::wrong},
        {SeriesRole::train, SeriesRole::calibration, SeriesRole::test}};
    for (const auto& chart : charts)
        for (int i = 0; i < chart.size(); ++i)
            for (int j = i + 1; j < chart.size(); ++j)
                QVERIFY(theme::series(chart[i]) != theme::series(chart[j]));
}

void ThemeTest::threeSizesOfType()
{
    theme::apply(*qApp, theme::Mode::light);
    QLabel title, figure, small, plain;
    theme::setTitleFont(&title);
    theme::setFigureFont(&figure);
    theme::setSmallFont(&small);
    QVERIFY(small.font().pointSizeF() < plain.font().pointSizeF());
    QVERIFY(plain.font().pointSizeF() < figure.font().pointSizeF());
    QCOMPARE(title.font().pointSizeF(), figure.font().pointSizeF());
}

void ThemeTest::missingIconIsEmpty()
{
    QVERIFY(theme::icon(QStringLiteral("no-such-icon")).isNull());
}

void ThemeTest::iconFollowsTheme()
{
    const QDir icons(QString::fromStdString((microt::resourceFolder() / "icons").string()));
    const QStringList files = icons.entryList({QStringLiteral("*.svg")});
    for (const QString& file : files) {
        const QIcon icon = theme::icon(QFileInfo(file).completeBaseName());
        for (const auto mode : {theme::Mode::light, theme::Mode::dark}) {
            theme::apply(*qApp, mode);
            const QImage image = icon.pixmap(24, 24).toImage();
            bool drawn = false;
            for (int y = 0; y < image.height(); ++y)
                for (int x = 0; x < image.width(); ++x) {
                    const QColor pixel = image.pixelColor(x, y);
                    if (pixel.alpha() < 100) // the rim of a line
                        continue;
                    drawn = true;
                    QVERIFY(std::abs(pixel.red() - theme::text().red()) <= 3);
                    QVERIFY(std::abs(pixel.blue() - theme::text().blue()) <= 3);
                }
            QVERIFY2(drawn, qPrintable(file));
        }
    }
}

QTEST_MAIN(ThemeTest)
#include "widgets_theme_test.moc"
