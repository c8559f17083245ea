// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/graph_view.h"

#include <algorithm>
#include <cmath>

#include <QComboBox>
#include <QGraphicsPathItem>
#include <QGraphicsRectItem>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QMouseEvent>
#include <QToolButton>
#include <QVBoxLayout>
#include <QWheelEvent>

#include "gui/models/layer_model.h"
#include "gui/widgets/theme.h"

namespace microt::gui {

namespace {

constexpr double kBoxWidth = 30 * theme::kGrid;
constexpr double kBoxHeight = 4 * theme::kGrid;
constexpr double kRankStep = kBoxHeight + 3 * theme::kGrid;
constexpr double kLaneStep = kBoxWidth + 4 * theme::kGrid;
constexpr double kLineReach = 6.0; ///< pixels above and below the cut line that take hold of it
constexpr int kOpRole = 0;         ///< of QGraphicsItem::data()

QRectF boxOf(const GraphLayout::Place& place)
{
    return {place.lane * kLaneStep, (place.rank + 1) * kRankStep, kBoxWidth, kBoxHeight};
}

double lineBelow(int rank)
{
    return (rank + 2) * kRankStep - (kRankStep - kBoxHeight) / 2.0;
}

std::int64_t measured(const OpCost& op, GraphMeasure measure)
{
    switch (measure) {
    case GraphMeasure::macs:
        return op.macs;
    case GraphMeasure::weightBytes:
        return op.parameters;
    case GraphMeasure::activationBytes:
        break;
    }
    return op.output.elements();
}

QColor blended(const QColor& from, const QColor& to, double share)
{
    const auto mix = [share](int a, int b) { return qRound(a + share * (b - a)); };
    return {mix(from.red(), to.red()), mix(from.green(), to.green()), mix(from.blue(), to.blue())};
}

} // namespace

GraphCanvas::GraphCanvas(QWidget* parent) : QGraphicsView(parent)
{
    setScene(new QGraphicsScene(this));
    setFrameShape(QFrame::NoFrame);
    setRenderHint(QPainter::Antialiasing);
    setDragMode(QGraphicsView::ScrollHandDrag);
    setTransformationAnchor(QGraphicsView::AnchorUnderMouse);
    setMouseTracking(true);
    setAccessibleName(tr("Graph of the extractor"));
    setBackgroundBrush(theme::surface());
}

void GraphCanvas::setGraph(std::shared_ptr<const Graph> graph, std::shared_ptr<const GraphCost> cost)
{
    if (cost == m_cost)
        return;
    m_dragging = false;
    m_graph = std::move(graph);
    m_cost = std::move(cost);
    m_layout = m_cost ? std::make_unique<GraphLayout>(layOutGraph(*m_graph, *m_cost)) : nullptr;
    draw();
}

void GraphCanvas::setMeasure(GraphMeasure measure)
{
    m_measure = measure;
    draw();
}

void GraphCanvas::setCut(int cut)
{
    if (m_dragging)
        return; // what is let go decides
    m_cut = cut;
    drawCuts();
}

void GraphCanvas::draw()
{
    scene()->clear();
    m_line = nullptr;
    m_lineAt.reset();
    if (!m_layout)
        return;
    std::int64_t most = 1;
    for (const OpCost& op : m_cost->ops)
        most = std::max(most, measured(op, m_measure));
    for (const GraphLayout::Edge& edge : m_layout->edges)
        drawEdge(edge);
    for (std::size_t op = 0; op < m_cost->ops.size(); ++op)
        drawBox(static_cast<int>(op), double(measured(m_cost->ops[op], m_measure)) / double(most));
    auto* input = scene()->addSimpleText(tr("picture"), theme::smallFont());
    input->setBrush(theme::text());
    input->setPos(kBoxWidth / 2.0 - input->boundingRect().width() / 2.0, kRankStep - 3 * theme::kGrid);
    drawCuts();
    setSceneRect(scene()->itemsBoundingRect().adjusted(-kRankStep, 0, kRankStep, kRankStep));
}

void GraphCanvas::drawBox(int op, double share)
{
    const OpCost& cost = m_cost->ops[static_cast<std::size_t>(op)];
    const QRectF box = boxOf(m_layout->places[static_cast<std::size_t>(op)]);
    const QColor fill = blended(theme::card(), theme::series(SeriesRole::part), share);
    auto* item = scene()->addRect(box, QPen(theme::line()), fill);
    item->setData(kOpRole, op);
    const QString shape =
        QStringLiteral("%1×%2×%3").arg(cost.output.height).arg(cost.output.width).arg(cost.output.channels);
    const QString kernel = cost.window.height > 1
                               ? QStringLiteral(" %1×%2").arg(cost.window.height).arg(cost.window.width)
                               : QString();
    auto* text =
        new QGraphicsSimpleTextItem(workKindText(cost.kind) + kernel + QStringLiteral("  ") + shape, item);
    text->setFont(theme::smallFont());
    text->setBrush(qGray(fill.rgb()) > 127 ? QColor(Qt::black) : QColor(Qt::white));
    text->setPos(box.center() - text->boundingRect().center());
    text->setAcceptedMouseButtons(Qt::NoButton);
}

/// To the next rank a straight line; past others a curve on the right.
void GraphCanvas::drawEdge(const GraphLayout::Edge& edge)
{
    const GraphLayout::Place& to = m_layout->places[static_cast<std::size_t>(edge.to)];
    const GraphLayout::Place from =
        edge.from < 0 ? GraphLayout::Place{-1, 0} : m_layout->places[static_cast<std::size_t>(edge.from)];
    const QRectF upper = boxOf(from);
    const QRectF lower = boxOf(to);
    QPainterPath path;
    if (to.rank == from.rank + 1) {
        path.moveTo(upper.center().x(), upper.bottom());
        path.lineTo(lower.center().x(), lower.top());
    } else {
        const double right = std::max(upper.right(), lower.right()) + 3 * theme::kGrid;
        path.moveTo(upper.right(), upper.center().y());
        path.cubicTo({right, upper.center().y()}, {right, lower.center().y()},
                     {lower.right(), lower.center().y()});
    }
    scene()->addPath(path, QPen(theme::mutedText(), 1.2));
}

/// Short marks with their numbers where the network can be cut, and the line at the cut in use.
void GraphCanvas::drawCuts()
{
    delete m_line;
    m_line = nullptr;
    m_lineAt.reset();
    if (!m_layout)
        return;
    auto* all = new QGraphicsRectItem;
    all->setPen(Qt::NoPen);
    const double width = m_layout->lanes * kLaneStep;
    for (std::size_t cut = 0; cut < m_layout->cutRanks.size(); ++cut) {
        const double y = lineBelow(m_layout->cutRanks[cut]);
        const int number = m_graph->cuts[cut].index;
        const bool chosen = number == m_cut;
        auto* mark = new QGraphicsLineItem(-3.0 * theme::kGrid, y, chosen ? width : -theme::kGrid, y, all);
        mark->setPen(chosen ? QPen(theme::accent(), 3.0) : QPen(theme::mutedText(), 1.0));
        auto* text =
            new QGraphicsSimpleTextItem(chosen ? tr("cut %1").arg(number) : QString::number(number), all);
        text->setFont(theme::smallFont());
        text->setBrush(chosen ? theme::accent() : theme::mutedText());
        text->setPos(-3.5 * theme::kGrid - text->boundingRect().width(),
                     y - text->boundingRect().height() / 2.0);
        if (chosen)
            m_lineAt = cut;
    }
    scene()->addItem(all);
    m_line = all;
}

std::size_t GraphCanvas::nearestCut(double y) const
{
    const auto& ranks = m_layout->cutRanks;
    const auto best = std::min_element(ranks.begin(), ranks.end(), [y](int a, int b) {
        return std::abs(lineBelow(a) - y) < std::abs(lineBelow(b) - y);
    });
    return static_cast<std::size_t>(best - ranks.begin());
}

void GraphCanvas::moveLine(std::size_t cut)
{
    m_cut = m_graph->cuts[cut].index;
    drawCuts();
}

QPointF GraphCanvas::cutPosition() const
{
    return m_lineAt ? mapFromScene(QPointF(kBoxWidth / 2.0, lineBelow(m_layout->cutRanks[*m_lineAt])))
                    : QPointF();
}

bool GraphCanvas::nearLine(const QPoint& at) const
{
    return m_lineAt && std::abs(cutPosition().y() - at.y()) <= kLineReach;
}

void GraphCanvas::zoom(double factor)
{
    const double now = transform().m11();
    const double wanted = std::clamp(now * factor, 0.1, 4.0);
    scale(wanted / now, wanted / now);
}

void GraphCanvas::wheelEvent(QWheelEvent* event)
{
    if ((event->modifiers() & Qt::ControlModifier) == 0)
        return QGraphicsView::wheelEvent(event);
    zoom(std::pow(1.2, event->angleDelta().y() / 120.0));
    event->accept();
}

void GraphCanvas::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Plus:
        return zoom(1.2);
    case Qt::Key_Minus:
        return zoom(1.0 / 1.2);
    case Qt::Key_0:
        return resetTransform();
    case Qt::Key_Up:
    case Qt::Key_Down: {
        const bool up = event->key() == Qt::Key_Up;
        if (!m_lineAt || (up ? *m_lineAt == 0 : *m_lineAt + 1 == m_layout->cutRanks.size()))
            return QGraphicsView::keyPressEvent(event);
        moveLine(up ? *m_lineAt - 1 : *m_lineAt + 1);
        emit cutChosen(m_cut);
        return;
    }
    default:
        QGraphicsView::keyPressEvent(event);
    }
}

void GraphCanvas::mousePressEvent(QMouseEvent* event)
{
    m_dragging = event->button() == Qt::LeftButton && nearLine(event->pos());
    if (!m_dragging)
        QGraphicsView::mousePressEvent(event);
}

void GraphCanvas::mouseMoveEvent(QMouseEvent* event)
{
    if (m_dragging) {
        const std::size_t cut = nearestCut(mapToScene(event->pos()).y());
        if (cut != m_lineAt)
            moveLine(cut);
        return;
    }
    QGraphicsView::mouseMoveEvent(event);
    viewport()->setCursor(nearLine(event->pos()) ? Qt::SplitVCursor : Qt::OpenHandCursor);
    QString what;
    for (const QGraphicsItem* item : items(event->pos()))
        if (item->data(kOpRole).isValid())
            what = describe(item->data(kOpRole).toInt());
    emit hovered(what);
}

void GraphCanvas::mouseReleaseEvent(QMouseEvent* event)
{
    if (!m_dragging)
        return QGraphicsView::mouseReleaseEvent(event);
    m_dragging = false;
    emit cutChosen(m_cut);
}

QString GraphCanvas::describe(int op) const
{
    const OpCost& cost = m_cost->ops[static_cast<std::size_t>(op)];
    const QLocale locale;
    return tr("%1: %2 MACs, %3 bytes of weights, %4 bytes of output")
        .arg(QString::fromStdString(cost.name), locale.toString(qlonglong(cost.macs)),
             locale.toString(qlonglong(cost.parameters)), locale.toString(qlonglong(cost.output.elements())));
}

GraphView::GraphView(QWidget* parent)
    : QWidget(parent), m_canvas(new GraphCanvas(this)), m_measure(new QComboBox(this)),
      m_note(new QLabel(this))
{
    m_measure->setAccessibleName(tr("Colour"));
    m_measure->addItems({tr("by MACs"), tr("by bytes of weights (int8)"), tr("by bytes of output (int8)")});
    theme::setSmallFont(m_note);
    auto* name = new QLabel(tr("Colour"), this);
    name->setBuddy(m_measure);
    auto* top = new QHBoxLayout;
    top->setSpacing(theme::kGrid);
    top->addWidget(name);
    top->addWidget(m_measure);
    top->addWidget(m_note, 1);
    const auto addZoom = [this, top](const QString& text, const QString& tip, double factor) {
        auto* button = new QToolButton(this);
        button->setText(text);
        button->setToolTip(tip);
        button->setAccessibleName(tip);
        top->addWidget(button);
        connect(button, &QToolButton::clicked, m_canvas, [this, factor] { m_canvas->zoom(factor); });
    };
    addZoom(QStringLiteral("−"), tr("Smaller (minus)"), 1.0 / 1.2);
    addZoom(QStringLiteral("+"), tr("Larger (plus)"), 1.2);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, theme::kGrid, 0, 0);
    rows->setSpacing(theme::kGrid / 2);
    rows->addLayout(top);
    rows->addWidget(m_canvas, 1);
    const auto showNote = [this](const QString& what) {
        m_note->setText(what.isEmpty() ? tr("Drag the line to another cut.") : what);
    };
    connect(m_canvas, &GraphCanvas::hovered, this, showNote);
    connect(m_measure, QOverload<int>::of(&QComboBox::activated), this,
            [this](int index) { m_canvas->setMeasure(static_cast<GraphMeasure>(index)); });
    showNote({});
}

} // namespace microt::gui
