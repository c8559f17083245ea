// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QComboBox>
#include <QMouseEvent>
#include <QSignalSpy>
#include <QTest>

#include "engine/model/architectures.h"
#include "gui/pages/graph_view.h"
#include "tests/gui/tiny_project.h"

using namespace microt;
using namespace microt::gui;

namespace {

class GraphViewTest : public QObject
{
    Q_OBJECT

private slots:
    void everyOperatorIsABox();
    void theCutIsDragged();
    void arrowsMoveTheCut();
    void anotherGraphMayHaveFewerCuts();
    void itZooms();
};

struct Bench
{
    std::shared_ptr<const Graph> graph =
        std::make_shared<const Graph>(makeArchitecture("mcunet-in3", 176, 0).value());
    std::shared_ptr<const GraphCost> cost = std::make_shared<const GraphCost>(countCost(*graph));
    GraphView view;
    GraphCanvas* canvas = view.canvas();
    QSignalSpy chosen{canvas, &GraphCanvas::cutChosen};

    Bench()
    {
        view.resize(900, 700);
        view.show();
        canvas->setGraph(graph, cost);
        canvas->setCut(9);
    }
    void send(QEvent::Type type, const QPoint& at) const
    {
        QMouseEvent event(type, at, Qt::LeftButton, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(canvas->viewport(), &event);
    }
};

void GraphViewTest::everyOperatorIsABox()
{
    Bench bench;
    QCOMPARE(bench.canvas->boxes(), int(bench.cost->ops.size()));
    bench.canvas->centerOn(bench.canvas->mapToScene(bench.canvas->cutPosition().toPoint()));
    test::saveShot(bench.view, "graph");
    auto* measure = bench.view.findChild<QComboBox*>();
    for (int index = 0; index < measure->count(); ++index)
        bench.canvas->setMeasure(static_cast<GraphMeasure>(index));
    bench.canvas->setGraph(nullptr, nullptr);
    QCOMPARE(bench.canvas->boxes(), 0);
    bench.canvas->setCut(3); // there is nothing to draw it on
}

void GraphViewTest::theCutIsDragged()
{
    Bench bench;
    const QPoint from = bench.canvas->cutPosition().toPoint();
    bench.canvas->setCut(10);
    const QPoint to = bench.canvas->cutPosition().toPoint();
    QVERIFY(to.y() > from.y());
    bench.canvas->setCut(9);
    bench.send(QEvent::MouseButtonPress, from);
    bench.send(QEvent::MouseMove, to);
    QCOMPARE(bench.chosen.size(), 0); // not before it is let go
    bench.send(QEvent::MouseButtonRelease, to);
    QCOMPARE(bench.chosen.size(), 1);
    QCOMPARE(bench.chosen[0][0].toInt(), 10);
}

void GraphViewTest::arrowsMoveTheCut()
{
    Bench bench;
    QTest::keyClick(bench.canvas, Qt::Key_Up);
    QCOMPARE(bench.chosen.last()[0].toInt(), 8);
    bench.canvas->setCut(bench.graph->cuts.back().index);
    QTest::keyClick(bench.canvas, Qt::Key_Down); // there is none below
    QCOMPARE(bench.chosen.size(), 1);
}

void GraphViewTest::anotherGraphMayHaveFewerCuts()
{
    Bench bench;
    const int last = bench.graph->cuts.back().index;
    bench.canvas->setCut(last);
    auto small = std::make_shared<const Graph>(makeArchitecture("mcunet-vww0", 64, 0).value());
    QVERIFY(small->cuts.back().index < last);
    bench.canvas->setGraph(small, std::make_shared<const GraphCost>(countCost(*small)));
    bench.canvas->setCut(last); // still the former network's
    bench.send(QEvent::MouseMove, {100, 100});
    QTest::keyClick(bench.canvas, Qt::Key_Down);
    QTest::keyClick(bench.canvas, Qt::Key_Up);
    QCOMPARE(bench.chosen.size(), 0);
    QVERIFY(bench.canvas->cutPosition().isNull());
}

void GraphViewTest::itZooms()
{
    Bench bench;
    QTest::keyClick(bench.canvas, Qt::Key_Plus);
    QVERIFY(bench.canvas->transform().m11() > 1.1);
    for (int i = 0; i < 50; ++i)
        bench.canvas->zoom(0.5);
    QVERIFY(bench.canvas->transform().m11() > 0.09);
    QTest::keyClick(bench.canvas, Qt::Key_0);
    QCOMPARE(bench.canvas->transform().m11(), 1.0);
}

} // namespace

QTEST_MAIN(GraphViewTest)
#include "graph_view_test.moc"
