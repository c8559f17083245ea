// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include <QImage>
#include <QStringList>
#include <QWidget>

namespace microt::gui {

/// Confusion matrix: a row for each label, a column for each answer, shaded by the share of the row. Arrow
/// keys move the current cell, Enter or a click opens it. Good for 2 to some hundred classes: names and
/// counts are drawn where they fit, the line below always tells the cell under the pointer in words.
class ConfusionMatrix : public QWidget
{
    Q_OBJECT

public:
    explicit ConfusionMatrix(QWidget* parent = nullptr);

    void setClasses(const QStringList& names);

    /// Counts [label][answer], row-major, as many classes as names. Other sizes are taken as empty.
    void setCounts(std::vector<std::int64_t> counts);
    void setStale(bool stale);

    std::int64_t countAt(int label, int answer) const;
    QRectF cellRect(int label, int answer) const;
    QString describe(int label, int answer) const; ///< one sentence

    QSize sizeHint() const override { return {440, 260}; }
    QSize minimumSizeHint() const override { return {240, 180}; }

signals:
    void cellActivated(int label, int answer);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Cell
    {
        int label = -1;
        int answer = -1;
        bool valid() const { return label >= 0; }
    };
    int classes() const { return m_names.size(); }
    Cell cellAt(const QPointF& position) const;
    void layOut();
    void shade();
    void setCurrent(Cell cell);
    void paintNames(QPainter& painter) const;
    void paintCounts(QPainter& painter) const;

    QStringList m_names;
    std::vector<std::int64_t> m_counts;
    std::vector<std::int64_t> m_rowSums;
    QImage m_shades; ///< one pixel a cell
    QRectF m_grid;
    Cell m_hover;
    Cell m_current;
    bool m_stale = false;
};

} // namespace microt::gui
