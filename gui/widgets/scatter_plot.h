// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QPixmap>
#include <QPointF>
#include <QPolygonF>
#include <QStringList>
#include <QWidget>

namespace microt::gui {

/// How the points of one group are drawn: told apart by colour and form.
struct ScatterGroup
{
    enum class Form { disc, ring, cross };
    QString name; ///< translated; empty: not in the legend
    QColor colour;
    Form form = Form::disc;
};

/// Points in a plane without axes. Hover names the nearest, a click activates it, a drag draws a lasso that
/// chooses what lies inside; Esc chooses nothing. Drawn once into a picture. GUI thread.
class ScatterPlot : public QWidget
{
    Q_OBJECT

public:
    explicit ScatterPlot(QWidget* parent = nullptr);

    void setPoints(std::vector<QPointF> points); ///< chooses nothing
    /// `groupOf` has an index into `groups` for each point. Later groups lie above.
    void setGroups(std::vector<ScatterGroup> groups, std::vector<int> groupOf);
    void setNames(QStringList names); ///< of the points, for hover
    void setStale(bool stale);

    const std::vector<int>& chosen() const { return m_chosen; } ///< points, ascending
    QPointF positionOf(int point) const;                        ///< in the widget

    QSize sizeHint() const override { return {480, 360}; }
    QSize minimumSizeHint() const override { return {240, 160}; }

signals:
    void activated(int point);
    void chosenChanged();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void layOut();
    void paintPoints(QPainter& painter) const;
    void paintLegend(QPainter& painter) const;
    int nearest(const QPointF& position) const; ///< -1: none within reach
    void choose(std::vector<int> points);

    std::vector<QPointF> m_points;
    std::vector<QPointF> m_places; ///< in the widget
    std::vector<ScatterGroup> m_groups;
    std::vector<int> m_groupOf;
    QStringList m_names;
    std::vector<int> m_chosen;
    QPixmap m_picture;
    QPolygonF m_lasso;
    int m_hover = -1;
    bool m_stale = false;
};

} // namespace microt::gui
