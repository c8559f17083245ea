// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <QGraphicsView>
#include <QWidget>

#include "engine/model/graph_layout.h"

class QComboBox;
class QLabel;

namespace microt::gui {

/// What a box is coloured by.
enum class GraphMeasure { macs, weightBytes, activationBytes };

/// A network as boxes and edges, from the input down; the darker a box, the more of what is measured. The
/// line between part and full model can be dragged to another cut, or moved by the arrow keys. Ctrl and the
/// wheel zoom, so do plus, minus and 0.
class GraphCanvas : public QGraphicsView
{
    Q_OBJECT

public:
    explicit GraphCanvas(QWidget* parent = nullptr);

    /// Null: nothing.
    void setGraph(std::shared_ptr<const Graph> graph, std::shared_ptr<const GraphCost> cost);
    void setMeasure(GraphMeasure measure);
    void setCut(int cut); ///< as users see it; 0: none
    void zoom(double factor);
    int boxes() const { return m_layout ? static_cast<int>(m_layout->places.size()) : 0; }
    QPointF cutPosition() const; ///< of the middle of the line, in the viewport

signals:
    void cutChosen(int cut);
    void hovered(const QString& what); ///< an operator in words, or nothing

protected:
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;

private:
    void draw();
    void drawBox(int op, double share);
    void drawEdge(const GraphLayout::Edge& edge);
    void drawCuts();
    void moveLine(std::size_t cut);
    std::size_t nearestCut(double y) const;
    bool nearLine(const QPoint& at) const;
    QString describe(int op) const;

    std::shared_ptr<const Graph> m_graph;
    std::shared_ptr<const GraphCost> m_cost;
    std::unique_ptr<GraphLayout> m_layout;
    GraphMeasure m_measure = GraphMeasure::macs;
    int m_cut = 0;
    std::optional<std::size_t> m_lineAt; ///< place among the cuts of the one in use; none: not of this graph
    bool m_dragging = false;
    QGraphicsItem* m_line = nullptr;
};

/// The canvas with what it measures and what lies under the pointer. A tab of the Extractor page.
class GraphView : public QWidget
{
    Q_OBJECT

public:
    explicit GraphView(QWidget* parent = nullptr);

    GraphCanvas* canvas() const { return m_canvas; }

private:
    GraphCanvas* m_canvas;
    QComboBox* m_measure;
    QLabel* m_note;
};

} // namespace microt::gui
