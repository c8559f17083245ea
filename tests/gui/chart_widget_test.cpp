// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include <QApplication>
#include <QFile>
#include <QImage>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

#include "gui/widgets/chart.h"

using namespace microt;
using namespace microt::gui;

namespace {

void fill(Chart& chart)
{
    chart.setAxes({"Ratio, %", 0.0, 100.0, 20.0, 0}, {"Accuracy, %", 60.0, 90.0, 5.0, 0});
    chart.setSeries({{"staged", SeriesRole::staged, SeriesKind::line, {{0, 80}, {50, 85}, {100, 70}}, {}},
                     {"part \"x\"", SeriesRole::part, SeriesKind::bars, {{20, 70}, {40, 75}}, {60, 60}}});
}

QByteArray contents(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class ChartTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void positionsAndValuesAgree();
    void markersMoveWithoutNewSeries();
    void draggingTheMarkerTellsItsValue();
    void clickingTellsTheValue();
    void dragZoomsAndDoubleClickResets();
    void hoverShowsValues();
    void keysStep();
    void followsTheTheme();
    void staleIsPaler();
    void hugeAndEmptyRangesAreDrawn();
    void aLogarithmicAxisSpreadsSmallValues();
    void namesOfPointsDoNotCover();
    void savesPicturesAndNumbers();
    void refusesWhatItCannotSave();

private:
    std::unique_ptr<Chart> m_chart;
};

void ChartTest::init()
{
    theme::apply(*qApp, theme::Mode::light);
    m_chart = std::make_unique<Chart>("Accuracy");
    m_chart->resize(480, 300);
    fill(*m_chart);
    m_chart->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_chart.get()));
}

void ChartTest::positionsAndValuesAgree()
{
    const QPointF low = m_chart->toPosition({0.0, 60.0});
    const QPointF high = m_chart->toPosition({100.0, 90.0});
    QVERIFY(low.x() < high.x());
    QVERIFY(low.y() > high.y());
    QVERIFY(QRectF(m_chart->rect()).contains(low));
    QVERIFY(QRectF(m_chart->rect()).contains(high));
    const QPointF back = m_chart->toValue(m_chart->toPosition({37.0, 81.0}));
    QVERIFY(std::abs(back.x() - 37.0) < 1e-9);
    QVERIFY(std::abs(back.y() - 81.0) < 1e-9);
}

void ChartTest::markersMoveWithoutNewSeries()
{
    const QImage before = m_chart->grab().toImage();
    m_chart->setMarkers({{ChartMarker::Kind::dot, 50.0, 85.0, SeriesRole::staged, "85 %"}});
    const QImage after = m_chart->grab().toImage();
    QVERIFY(before != after);
    const QPoint at = m_chart->toPosition({50.0, 85.0}).toPoint();
    QCOMPARE(after.pixelColor(at).name(), theme::series(SeriesRole::staged).name());
    m_chart->setMarkers({});
    QCOMPARE(m_chart->grab().toImage(), before);
}

void ChartTest::aLogarithmicAxisSpreadsSmallValues()
{
    ChartAxis energy{"Energy, J", 0.1, 1000.0};
    energy.logarithmic = true;
    m_chart->setSeries({{"one", SeriesRole::staged, SeriesKind::points, {{1.0, 80.0}}, {}},
                        {"two", SeriesRole::neutral, SeriesKind::points, {{100.0, 70.0}}, {}}});
    m_chart->setAxes(energy, {"Accuracy, %", 60.0, 90.0, 5.0, 0});
    const auto x = [this](double value) { return m_chart->toPosition({value, 80.0}).x(); };
    // A decade is as wide as the next.
    QVERIFY(qAbs((x(10.0) - x(1.0)) - (x(100.0) - x(10.0))) < 0.1);
    QVERIFY(x(10.0) - x(1.0) > 50.0);
    QVERIFY(qAbs(m_chart->toValue(m_chart->toPosition({37.0, 80.0})).x() - 37.0) < 0.01);
    const QPoint dot = m_chart->toPosition({1.0, 80.0}).toPoint();
    QCOMPARE(m_chart->grab().toImage().pixelColor(dot).name(), theme::series(SeriesRole::staged).name());
    // And back to one that is not.
    fill(*m_chart);
    QVERIFY(qAbs((x(60.0) - x(40.0)) - (x(40.0) - x(20.0))) < 0.1);
}

void ChartTest::namesOfPointsDoNotCover()
{
    const auto withSecond = [this](double y) {
        m_chart->setMarkers({{ChartMarker::Kind::dot, 50.0, 80.0, SeriesRole::staged, "MicroT"},
                             {ChartMarker::Kind::dot, 50.5, y, SeriesRole::neutral, "SparseUpdate"}});
        return m_chart->grab().toImage();
    };
    // Ink of the second name alone, however near its dot lies to the first one's.
    const auto ink = [](const QImage& picture) {
        int dark = 0;
        for (int y = 0; y < picture.height(); ++y)
            for (int x = 0; x < picture.width(); ++x)
                dark += qGray(picture.pixel(x, y)) < 90 ? 1 : 0;
        return dark;
    };
    const int apart = ink(withSecond(65.0));
    const int near = ink(withSecond(80.2));
    QVERIFY2(near > apart * 0.97, qPrintable(QString("%1 of %2").arg(near).arg(apart)));
}

void ChartTest::draggingTheMarkerTellsItsValue()
{
    m_chart->setMarkers({{ChartMarker::Kind::verticalLine, 50.0, 0.0, SeriesRole::neutral, "now", true}});
    QSignalSpy dragged(m_chart.get(), &Chart::markerDragged);
    QSignalSpy clicked(m_chart.get(), &Chart::clicked);
    const QPoint from = m_chart->toPosition({50.0, 75.0}).toPoint();
    const QPoint to = m_chart->toPosition({30.0, 65.0}).toPoint();
    QTest::mousePress(m_chart.get(), Qt::LeftButton, {}, from);
    QMouseEvent move(QEvent::MouseMove, to, Qt::NoButton, Qt::LeftButton, {});
    QApplication::sendEvent(m_chart.get(), &move);
    QTest::mouseRelease(m_chart.get(), Qt::LeftButton, {}, to);
    QCOMPARE(dragged.count(), 1);
    QCOMPARE(clicked.count(), 0);
    QVERIFY(std::abs(dragged.first().first().toDouble() - 30.0) < 0.5);
}

void ChartTest::clickingTellsTheValue()
{
    QSignalSpy clicked(m_chart.get(), &Chart::clicked);
    QTest::mouseClick(m_chart.get(), Qt::LeftButton, {}, m_chart->toPosition({60.0, 80.0}).toPoint());
    QTRY_COMPARE(clicked.count(), 1);
    QVERIFY(std::abs(clicked.first().first().toDouble() - 60.0) < 0.5);
    QTest::mouseClick(m_chart.get(), Qt::LeftButton, {}, QPoint(2, 2)); // outside the plot
    QCOMPARE(clicked.count(), 1);
}

void ChartTest::dragZoomsAndDoubleClickResets()
{
    const QPointF home = m_chart->toPosition({0.0, 60.0});
    const QPoint from = m_chart->toPosition({20.0, 85.0}).toPoint();
    const QPoint to = m_chart->toPosition({60.0, 65.0}).toPoint();
    QTest::mousePress(m_chart.get(), Qt::LeftButton, {}, from);
    QMouseEvent move(QEvent::MouseMove, to, Qt::NoButton, Qt::LeftButton, {});
    QApplication::sendEvent(m_chart.get(), &move);
    QTest::mouseRelease(m_chart.get(), Qt::LeftButton, {}, to);
    const double left = m_chart->toPosition({20.0, 65.0}).x();
    const double right = m_chart->toPosition({60.0, 65.0}).x();
    QVERIFY(right - left > 300.0); // the chosen part now fills the plot
    QSignalSpy clicked(m_chart.get(), &Chart::clicked);
    QTest::mouseClick(m_chart.get(), Qt::LeftButton, {}, to); // as a mouse begins a double click
    QTest::mouseDClick(m_chart.get(), Qt::LeftButton, {}, to);
    QTest::qWait(QApplication::doubleClickInterval() + 50);
    QCOMPARE(clicked.count(), 0);
    QCOMPARE(m_chart->toPosition({0.0, 60.0}), home);
}

void ChartTest::hoverShowsValues()
{
    const QImage before = m_chart->grab().toImage();
    QMouseEvent move(QEvent::MouseMove, m_chart->toPosition({50.0, 75.0}), Qt::NoButton, Qt::NoButton, {});
    QApplication::sendEvent(m_chart.get(), &move);
    QVERIFY(m_chart->grab().toImage() != before);
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(m_chart.get(), &leave);
    QCOMPARE(m_chart->grab().toImage(), before);
}

void ChartTest::keysStep()
{
    QSignalSpy stepped(m_chart.get(), &Chart::stepped);
    for (const Qt::Key key : {Qt::Key_Left, Qt::Key_Right, Qt::Key_PageUp, Qt::Key_PageDown})
        QTest::keyClick(m_chart.get(), key);
    QCOMPARE(stepped.count(), 4);
    QCOMPARE(stepped[0].first().toInt(), -1);
    QCOMPARE(stepped[1].first().toInt(), 1);
    QCOMPARE(stepped[2].first().toInt(), 10);
    QCOMPARE(stepped[3].first().toInt(), -10);
}

void ChartTest::followsTheTheme()
{
    QCOMPARE(m_chart->grab().toImage().pixelColor(2, 297).name(), theme::card().name());
    theme::apply(*qApp, theme::Mode::dark);
    QApplication::processEvents();
    QCOMPARE(m_chart->grab().toImage().pixelColor(2, 297).name(), theme::card().name());
}

void ChartTest::staleIsPaler()
{
    const QImage fresh = m_chart->grab().toImage();
    m_chart->setStale(true);
    const QImage stale = m_chart->grab().toImage();
    QVERIFY(stale != fresh);
    QCOMPARE(stale.size(), fresh.size());
    m_chart->setStale(false);
    QCOMPARE(m_chart->grab().toImage(), fresh);
}

// A tick is an item of the scene: were there one for every unit of such a range, this would take minutes.
void ChartTest::hugeAndEmptyRangesAreDrawn()
{
    QElapsedTimer timer;
    timer.start();
    m_chart->setAxes({"x", 0.0, 1e9, 0.0, 0}, {"y", 0.0, 5e8, 1.0, 0});
    m_chart->grab();
    m_chart->setAxes({"x", 0.0, 1e-6, 0.0, 0}, {"y", 3.0, 3.0, 0.0, 0});
    m_chart->setSeries({});
    m_chart->grab();
    fill(*m_chart);
    m_chart->grab();
    QVERIFY(timer.elapsed() < 5000);
    QVERIFY(std::isfinite(m_chart->toPosition({50.0, 70.0}).y()));
}

void ChartTest::savesPicturesAndNumbers()
{
    QTemporaryDir folder;
    m_chart->setMarkers({{ChartMarker::Kind::dot, 50.0, 85.0, SeriesRole::staged, "85 %"}});
    QVERIFY(m_chart->saveTo(folder.filePath("a.csv")).ok());
    QCOMPARE(contents(folder.filePath("a.csv")),
             QByteArray("series,\"Ratio, %\",\"Accuracy, %\"\n"
                        "\"staged\",0,80\n\"staged\",50,85\n\"staged\",100,70\n"
                        "\"part \"\"x\"\"\",20,10\n\"part \"\"x\"\"\",40,15\n"));
    QVERIFY(m_chart->saveTo(folder.filePath("a.PNG")).ok());
    const QImage picture(folder.filePath("a.PNG"));
    QCOMPARE(picture.size(), m_chart->size() * 2);

    QVERIFY(m_chart->saveTo(folder.filePath("a.svg")).ok());
    const QByteArray svg = contents(folder.filePath("a.svg"));
    QVERIFY(!svg.contains("<image")); // vectors, not a picture of the screen
    QXmlStreamReader xml(svg);
    QString text;
    int paths = 0;
    while (!xml.atEnd()) {
        xml.readNext();
        if (xml.isStartElement() &&
            (xml.name() == QLatin1String("path") || xml.name() == QLatin1String("polyline")))
            ++paths;
        if (xml.isCharacters())
            text += xml.text();
    }
    QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
    QVERIFY(paths > 3);
    QVERIFY(text.contains(QLatin1String("Accuracy, %")));
}

void ChartTest::refusesWhatItCannotSave()
{
    QTemporaryDir folder;
    QCOMPARE(m_chart->saveTo(folder.filePath("a.gif")).failure().code, Error::unsupportedFormat);
    QCOMPARE(m_chart->saveTo(folder.filePath("a")).failure().code, Error::unsupportedFormat);
    QFile file(folder.filePath("file"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.close();
    QVERIFY(!m_chart->saveTo(folder.filePath("file/a.csv")).ok()); // a file where a folder should be
}

QTEST_MAIN(ChartTest)
#include "chart_widget_test.moc"
