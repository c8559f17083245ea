// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QTemporaryDir>
#include <QTest>

#include "gui/pages/step_notice.h"
#include "gui/widgets/empty_state.h"
#include "gui/widgets/figure_tile.h"
#include "gui/widgets/picture_popover.h"
#include "gui/widgets/ratio_slider.h"
#include "gui/widgets/theme.h"

using namespace microt::gui;

class ControlsTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void ratioMovesByKeys();
    void ratioIsClampedAndQuietWhenSet();
    void tileKeepsItsSize();
    void emptyStateHasOneButton();
    void popoverShowsPicturesAsTheyCome();
    void popoverLimitsTheirNumber();
    void shellWordsSurviveTheShell();
};

void ControlsTest::initTestCase()
{
    theme::apply(*qApp, theme::Mode::light);
}

void ControlsTest::ratioMovesByKeys()
{
    RatioSlider ratio("&Ratio");
    ratio.setValue(0.5);
    QSignalSpy chosen(&ratio, &RatioSlider::valueChosen);
    auto* slider = ratio.findChild<QSlider*>();
    QTest::keyClick(slider, Qt::Key_Right);
    QCOMPARE(ratio.value(), 0.51);
    QTest::keyClick(slider, Qt::Key_Left);
    QCOMPARE(ratio.value(), 0.5);
    QTest::keyClick(slider, Qt::Key_PageUp);
    QCOMPARE(ratio.value(), 0.6);
    QTest::keyClick(slider, Qt::Key_PageDown);
    QCOMPARE(ratio.value(), 0.5);
    QTest::keyClick(slider, Qt::Key_Home);
    QCOMPARE(ratio.value(), 0.0);
    QTest::keyClick(slider, Qt::Key_Left);
    QCOMPARE(ratio.value(), 0.0);
    QCOMPARE(chosen.count(), 5);
    QCOMPARE(slider->accessibleName(), QStringLiteral("Ratio"));
    QCOMPARE(ratio.findChild<QLabel*>()->buddy(), slider);
}

void ControlsTest::ratioIsClampedAndQuietWhenSet()
{
    RatioSlider ratio("Ratio");
    QSignalSpy chosen(&ratio, &RatioSlider::valueChosen);
    ratio.setValue(7.0);
    QCOMPARE(ratio.value(), 1.0);
    ratio.setValue(-1.0);
    QCOMPARE(ratio.value(), 0.0);
    QCOMPARE(chosen.count(), 0);
    ratio.findChild<QDoubleSpinBox*>()->setValue(0.123);
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(ratio.value(), 0.123);
    QCOMPARE(ratio.findChild<QSlider*>()->value(), 123);
}

void ControlsTest::tileKeepsItsSize()
{
    FigureTile tile("Energy per picture");
    const QSize before = tile.sizeHint();
    tile.setFigure({"8.22", "mJ", "−13.7 % vs full", "modelled"});
    QCOMPARE(tile.sizeHint(), before);
    QCOMPARE(tile.accessibleName(), QStringLiteral("Energy per picture"));
    QCOMPARE(tile.accessibleDescription(), QStringLiteral("8.22 mJ −13.7 % vs full modelled"));
    tile.resize(before);
    const QImage fresh = tile.grab().toImage();
    tile.setStale(true);
    QCOMPARE(tile.sizeHint(), before);
    QVERIFY(tile.grab().toImage() != fresh);
    QVERIFY(tile.accessibleDescription().endsWith("being recomputed"));
}

void ControlsTest::emptyStateHasOneButton()
{
    EmptyState empty;
    QSignalSpy clicked(&empty, &EmptyState::buttonClicked);
    auto* button = empty.findChild<QPushButton*>();
    empty.set("No pictures yet.", "Choose a folder");
    QVERIFY(!button->isHidden());
    button->click();
    QCOMPARE(clicked.count(), 1);
    empty.set("The pictures are being read.", QString());
    QVERIFY(button->isHidden());
}

void ControlsTest::popoverShowsPicturesAsTheyCome()
{
    QTemporaryDir folder;
    std::vector<PictureItem> items;
    for (int i = 0; i < 30; ++i) {
        const QString path = folder.filePath(QStringLiteral("%1.png").arg(i));
        QImage picture(40, 20, QImage::Format_RGB32);
        picture.fill(QColor(200, 8 * i, 10));
        QVERIFY(picture.save(path));
        items.push_back({path.toStdString(), QString::number(i)});
    }
    items.push_back({folder.filePath("gone.png").toStdString(), "gone"});
    JobQueue jobs;
    QWidget page;
    PicturePopover popover(&jobs, &page);
    popover.open("31 pictures", items, QPoint(10, 10));
    auto* list = popover.findChild<QListWidget*>();
    QCOMPARE(list->count(), 31);
    QTRY_COMPARE(list->item(30)->text(), QStringLiteral("cannot be read"));
    const QImage last = list->item(29)->icon().pixmap(96, 96).toImage();
    QCOMPARE(last.pixelColor(last.width() / 2, last.height() / 2), QColor(200, 232, 10));
    QCOMPARE(list->item(29)->text(), QStringLiteral("29"));
    QTest::keyClick(&popover, Qt::Key_Escape);
    QVERIFY(!popover.isVisible());
    QTRY_VERIFY(jobs.isIdle());
}

void ControlsTest::popoverLimitsTheirNumber()
{
    JobQueue jobs;
    PicturePopover popover(&jobs);
    popover.open("Many", std::vector<PictureItem>(1000, {"/nowhere.png", "x"}), QPoint());
    QCOMPARE(popover.findChild<QListWidget*>()->count(), int(PicturePopover::kMostPictures));
    QVERIFY(popover.findChild<QLabel*>()->text().contains(QString::number(PicturePopover::kMostPictures)));
    popover.hide();
    QTRY_VERIFY(jobs.isIdle());
}

void ControlsTest::shellWordsSurviveTheShell()
{
    QCOMPARE(shellWord("/data/flowers-1.csv"), QStringLiteral("/data/flowers-1.csv"));
    QCOMPARE(shellWord("my pictures"), QStringLiteral("'my pictures'"));
    QCOMPARE(shellWord("it's $HOME"), QStringLiteral("'it'\\''s $HOME'"));
    QCOMPARE(shellWord(""), QStringLiteral("''"));
}

QTEST_MAIN(ControlsTest)
#include "widgets_controls_test.moc"
