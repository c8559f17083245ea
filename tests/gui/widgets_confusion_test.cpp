// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

#include "gui/widgets/confusion_matrix.h"
#include "gui/widgets/theme.h"

using namespace microt::gui;

class ConfusionTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void clickingOpensACell();
    void keysMoveAndOpen();
    void describesInWords();
    void wrongSizeIsEmpty();
    void largerSharesAreStronger_data();
    void largerSharesAreStronger();
    void twoHundredClasses();

private:
    std::unique_ptr<ConfusionMatrix> m_matrix;
};

void ConfusionTest::init()
{
    theme::apply(*qApp, theme::Mode::light);
    m_matrix = std::make_unique<ConfusionMatrix>();
    m_matrix->resize(440, 260);
    m_matrix->setClasses({"cat", "dog", "owl"});
    m_matrix->setCounts({8, 2, 0, 0, 5, 5, 1, 0, 0});
    m_matrix->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_matrix.get()));
}

void ConfusionTest::clickingOpensACell()
{
    QSignalSpy activated(m_matrix.get(), &ConfusionMatrix::cellActivated);
    QTest::mouseClick(m_matrix.get(), Qt::LeftButton, {}, m_matrix->cellRect(1, 2).center().toPoint());
    QCOMPARE(activated.count(), 1);
    QCOMPARE(activated.first(), QVariantList({1, 2}));
    QTest::mouseClick(m_matrix.get(), Qt::LeftButton, {}, QPoint(1, 1));
    QCOMPARE(activated.count(), 1);
}

void ConfusionTest::keysMoveAndOpen()
{
    QSignalSpy activated(m_matrix.get(), &ConfusionMatrix::cellActivated);
    for (const Qt::Key key : {Qt::Key_Down, Qt::Key_Right, Qt::Key_Right, Qt::Key_Right, Qt::Key_Return})
        QTest::keyClick(m_matrix.get(), key);
    QCOMPARE(activated.count(), 1);
    QCOMPARE(activated.first(), QVariantList({1, 2}));
    QCOMPARE(m_matrix->accessibleDescription(), m_matrix->describe(1, 2));
    for (const Qt::Key key : {Qt::Key_Up, Qt::Key_Up, Qt::Key_Left, Qt::Key_Space})
        QTest::keyClick(m_matrix.get(), key);
    QCOMPARE(activated.last(), QVariantList({0, 1}));
}

void ConfusionTest::describesInWords()
{
    QCOMPARE(m_matrix->describe(0, 0), QStringLiteral("cat: 8 of 10 right (80.0 %)"));
    QCOMPARE(m_matrix->describe(1, 2), QStringLiteral("dog answered as owl: 5 of 10 (50.0 %)"));
    m_matrix->setCounts(std::vector<std::int64_t>(9, 0));
    QCOMPARE(m_matrix->describe(2, 0), QStringLiteral("owl answered as cat: 0 of 0 (0.0 %)"));
}

void ConfusionTest::wrongSizeIsEmpty()
{
    QSignalSpy activated(m_matrix.get(), &ConfusionMatrix::cellActivated);
    m_matrix->setCounts({1, 2, 3});
    QTest::mouseClick(m_matrix.get(), Qt::LeftButton, {}, m_matrix->cellRect(1, 2).center().toPoint());
    QTest::keyClick(m_matrix.get(), Qt::Key_Return);
    QCOMPARE(activated.count(), 0);
    QCOMPARE(m_matrix->countAt(1, 1), 0);
    m_matrix->grab();
}

void ConfusionTest::largerSharesAreStronger_data()
{
    QTest::addColumn<int>("mode");
    QTest::newRow("light") << int(theme::Mode::light);
    QTest::newRow("dark") << int(theme::Mode::dark);
}

void ConfusionTest::largerSharesAreStronger()
{
    QFETCH(int, mode);
    theme::apply(*qApp, static_cast<theme::Mode>(mode));
    QApplication::processEvents();
    const QImage image = m_matrix->grab().toImage();
    const auto away = [&](int label, int answer) {
        const QColor colour =
            image.pixelColor(m_matrix->cellRect(label, answer).topLeft().toPoint() + QPoint(4, 4));
        return std::abs(qGray(colour.rgb()) - qGray(theme::card().rgb()));
    };
    QVERIFY(away(0, 0) > away(1, 1)); // 80 % against 50 %
    QVERIFY(away(1, 1) > away(0, 1)); // 50 % against 20 %
    QVERIFY(away(0, 1) > away(0, 2)); // 20 % against none
    QCOMPARE(away(0, 2), 0);
}

void ConfusionTest::twoHundredClasses()
{
    QStringList names;
    for (int i = 0; i < 200; ++i)
        names << QStringLiteral("a rather long name of class %1").arg(i);
    std::vector<std::int64_t> counts(200 * 200, 0);
    for (int i = 0; i < 200; ++i)
        counts[i * 200 + (i * 7) % 200] = 5;
    m_matrix->setClasses(names);
    m_matrix->setCounts(counts);
    QSignalSpy activated(m_matrix.get(), &ConfusionMatrix::cellActivated);
    m_matrix->resize(900, 700);
    const QRectF cell = m_matrix->cellRect(199, 193);
    QVERIFY(QRectF(m_matrix->rect()).contains(cell));
    QTest::mouseClick(m_matrix.get(), Qt::LeftButton, {}, cell.center().toPoint());
    QCOMPARE(activated.count(), 1);
    QCOMPARE(activated.first(), QVariantList({199, 193}));
    m_matrix->grab();
}

QTEST_MAIN(ConfusionTest)
#include "widgets_confusion_test.moc"
