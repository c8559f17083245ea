// SPDX-License-Identifier: GPL-3.0-or-later
#include <functional>

#include <QAbstractButton>
#include <QApplication>
#include <QCheckBox>
#include <QGuiApplication>
#include <QLabel>
#include <QLayout>
#include <QMenuBar>
#include <QPushButton>
#include <QScreen>
#include <QScrollArea>
#include <QScrollBar>
#include <QStyle>
#include <QTabWidget>
#include <QTest>
#include <QToolButton>

#include "gui/window/appearance.h"
#include "gui/window/preferences.h"
#include "gui/window/side_panel.h"
#include "tests/gui/window_bench.h"

using namespace microt;
using namespace microt::gui;

namespace {

const QSize kSmall(1024, 700);

struct Bench : TaskBench
{
    Bench() { finish(); }
};

/// Keys that a text asks for with '&'.
QChar accessKey(const QString& text)
{
    for (int i = 0; i + 1 < text.size(); ++i)
        if (text[i] == '&' && text[++i] != '&')
            return text[i].toUpper();
    return {};
}

QString textOf(const QWidget* widget)
{
    if (const auto* button = qobject_cast<const QAbstractButton*>(widget))
        return button->text();
    if (const auto* label = qobject_cast<const QLabel*>(widget))
        return label->buddy() != nullptr ? label->text() : QString();
    return {};
}

/// The widgets that need most width, for a message.
QString widest(const QWidget* page)
{
    QStringList names;
    for (const QWidget* one : page->findChildren<QWidget*>()) {
        const int need = one->layout() != nullptr ? one->layout()->totalMinimumSize().width()
                                                  : one->minimumSizeHint().width();
        if (need > page->width() / 2)
            names << QString("%1 %2 %3")
                         .arg(one->metaObject()->className())
                         .arg(need)
                         .arg(one->accessibleName());
    }
    return names.join("; ");
}

/// Shows the page, then each tab of the first row of tabs that it has, and asks each time what is wrong; the
/// first thing that is.
QString lookAtTabs(MainWindow& window, int page, const std::function<QString()>& problem)
{
    window.showPage(page);
    QTest::qWait(1);
    auto* tabs = window.pages()[page]->findChild<QTabWidget*>();
    QString found;
    for (int tab = 0; tab < (tabs != nullptr ? tabs->count() : 1) && found.isEmpty(); ++tab) {
        if (tabs != nullptr)
            tabs->setCurrentIndex(tab);
        QTest::qWait(1);
        found = problem();
    }
    return found;
}

/// A button that shows less than its text.
QString cutButton(const MainWindow& window)
{
    for (const QAbstractButton* button : window.centralWidget()->findChildren<QAbstractButton*>()) {
        const bool plain = qobject_cast<const QPushButton*>(button) != nullptr ||
                           qobject_cast<const QCheckBox*>(button) != nullptr ||
                           qobject_cast<const QToolButton*>(button) != nullptr;
        if (plain && button->isVisible() && !button->text().isEmpty() &&
            button->width() < button->minimumSizeHint().width())
            return QString("\"%1\" has %2 of %3")
                .arg(button->text())
                .arg(button->width())
                .arg(button->minimumSizeHint().width());
    }
    return {};
}

/// A key that two visible widgets, or a widget and a menu, ask for.
QString doubleKey(const MainWindow& window, QMap<QChar, QString> keys)
{
    for (const QWidget* widget : window.centralWidget()->findChildren<QWidget*>()) {
        const QChar key = accessKey(textOf(widget));
        if (widget->window() != &window || !widget->isVisible() || key.isNull())
            continue;
        if (keys.contains(key))
            return textOf(widget) + QStringLiteral(" / ") + keys.value(key);
        keys[key] = textOf(widget);
    }
    return {};
}

class FitTest : public QObject
{
    Q_OBJECT

private slots:
    void everyPageFitsASmallWindow();
    void textsFitTheirButtons();
    void accessKeysAreUnique();
    void theSidePanelFoldsByItself();
    void theFirstStartFitsTheScreen();
    void dialogsFit();
};

void FitTest::everyPageFitsASmallWindow()
{
    Bench bench;
    for (const QString& language : appearance::languages()) {
        bench.window.useLanguage(language);
        bench.window.resize(kSmall);
        QCOMPARE(bench.window.size(), kSmall); // nothing forces it wider
        for (int page = 0; page < bench.window.pages().size(); ++page) {
            bench.window.showPage(page);
            QTest::qWait(1);
            const QWidget* shown = bench.window.pages()[page];
            const auto* scroll = qobject_cast<const QScrollArea*>(shown->parentWidget()->parentWidget());
            QVERIFY2(scroll->horizontalScrollBar()->maximum() == 0,
                     qPrintable(QString("%1 %2: %3 too wide: %4")
                                    .arg(language, shown->metaObject()->className())
                                    .arg(scroll->horizontalScrollBar()->maximum())
                                    .arg(widest(shown))));
        }
    }
    bench.window.useLanguage("en");
}

/// No button shows less than its text.
void FitTest::textsFitTheirButtons()
{
    Bench bench;
    for (const QString& language : appearance::languages()) {
        bench.window.useLanguage(language);
        bench.window.resize(kSmall);
        for (int page = 0; page < bench.window.pages().size(); ++page) {
            const QString cut = lookAtTabs(bench.window, page, [&] { return cutButton(bench.window); });
            QVERIFY2(cut.isEmpty(), qPrintable(QString("%1 page %2: %3").arg(language).arg(page).arg(cut)));
        }
    }
    bench.window.useLanguage("en");
}

void FitTest::accessKeysAreUnique()
{
    Bench bench;
    for (const QString& language : appearance::languages()) {
        bench.window.useLanguage(language);
        QMap<QChar, QString> menus;
        for (const QAction* menu : bench.window.menuBar()->actions()) {
            const QChar key = accessKey(menu->text());
            QVERIFY2(!menus.contains(key), qPrintable(language + ": " + menu->text()));
            menus[key] = menu->text();
            QMap<QChar, QString> items;
            for (const QAction* item : menu->menu()->actions()) {
                const QChar itemKey = accessKey(item->text());
                QVERIFY2(itemKey.isNull() || !items.contains(itemKey),
                         qPrintable(language + ": " + item->text() + " / " + items.value(itemKey)));
                items[itemKey] = item->text();
            }
        }
        for (int page = 0; page < bench.window.pages().size(); ++page) {
            const QString both =
                lookAtTabs(bench.window, page, [&] { return doubleKey(bench.window, menus); });
            QVERIFY2(both.isEmpty(), qPrintable(QString("%1 page %2: %3").arg(language).arg(page).arg(both)));
        }
    }
    bench.window.useLanguage("en");
}

void FitTest::theSidePanelFoldsByItself()
{
    WindowBench bench;
    const auto* side = bench.window.findChild<SidePanel*>();
    bench.window.resize(1400, 800);
    QVERIFY(side->isVisible());
    bench.window.resize(kSmall);
    QVERIFY(!side->isVisible());
    QTest::keyClick(&bench.window, Qt::Key_F9);
    QVERIFY(side->isVisible()); // all the same, if that is wanted
    bench.window.resize(1400, 800);
    QVERIFY(side->isVisible());
    bench.window.resize(kSmall);
    QVERIFY(!side->isVisible());
}

void FitTest::theFirstStartFitsTheScreen()
{
    WindowBench bench; // with settings of its own, none of a window
    const QRect room = QGuiApplication::primaryScreen()->availableGeometry();
    QVERIFY2(room.contains(bench.window.geometry()), qPrintable(QString("%1x%2 in %3x%4")
                                                                    .arg(bench.window.width())
                                                                    .arg(bench.window.height())
                                                                    .arg(room.width())
                                                                    .arg(room.height())));
}

void FitTest::dialogsFit()
{
    Bench bench;
    for (const QString& language : appearance::languages()) {
        bench.window.useLanguage(language);
        bench.window.showPreferences();
        const auto* dialog = bench.window.findChild<Preferences*>();
        QVERIFY(dialog != nullptr && dialog->isVisible());
        QVERIFY(dialog->width() <= kSmall.width() && dialog->height() <= kSmall.height());
    }
    bench.window.useLanguage("en");
}

} // namespace

QTEST_MAIN(FitTest)
#include "window_fit_test.moc"
