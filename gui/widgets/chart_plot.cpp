// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/widgets/chart_plot.h"

#include <cmath>

#include <QGraphicsLayout>
#include <QGraphicsScene>
#include <QLocale>
#include <QPainter>
#include <QtCharts/QAreaSeries>
#include <QtCharts/QCategoryAxis>
#include <QtCharts/QChart>
#include <QtCharts/QLineSeries>
#include <QtCharts/QValueAxis>

namespace microt::gui {
namespace {

using namespace QtCharts;

// The next of 1, 2, 2.5, 5 times a power of ten that is not below.
double niceStep(double rough)
{
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 2.5, 5.0})
        if (rough <= factor * power)
            return factor * power;
    return 10.0 * power;
}

int decimalsFor(double step)
{
    int decimals = 0;
    while (decimals < 6 && std::abs(step - std::round(step)) > 1e-9 * std::abs(step)) {
        step *= 10.0;
        ++decimals;
    }
    return decimals;
}

// The outline of a bar or area from left to right, along its upper or its lower edge.
QVector<QPointF> edge(const ChartSeries& series, bool upper)
{
    QVector<QPointF> outline;
    outline.reserve(series.points.size() * 4);
    for (int i = 0; i < series.points.size(); ++i) {
        const QPointF& point = series.points[i];
        const double base = series.base.isEmpty() ? 0.0 : series.base[i];
        const double y = upper ? point.y() : base;
        if (series.kind == SeriesKind::area) {
            outline.append({point.x(), y});
            continue;
        }
        const double half = series.barWidth / 2.0;
        outline.append({point.x() - half, base});
        outline.append({point.x() - half, y});
        outline.append({point.x() + half, y});
        outline.append({point.x() + half, base});
    }
    return outline;
}

void prepare(QValueAxis& axis)
{
    axis.setTickType(QValueAxis::TicksDynamic);
    axis.setTickAnchor(0.0);
    axis.setTickInterval(1.0);
}

// Ticks on round numbers, at least `apart` pixels from each other: Qt Charts cuts labels that are nearer.
void setAxis(QValueAxis& axis, const ChartAxis& wish, double from, double to, double pixels, double apart)
{
    double step =
        wish.step > 0.0 && from == wish.from && to == wish.to ? wish.step : niceStep((to - from) / 5.0);
    while ((to - from) / step * apart > pixels && (to - from) / step > 1.0)
        step = niceStep(step * 1.01);
    // Qt Charts makes an item for every tick at once, so at no moment may a wide range meet a small step.
    if (step > axis.tickInterval())
        axis.setTickInterval(step);
    axis.setRange(from, to);
    axis.setTickInterval(step);
    axis.setLabelFormat(QStringLiteral("%.%1f").arg(std::max(decimalsFor(step), wish.decimals)));
}

// Of an axis whose places are logarithms: ticks at 1, 2 and 5 of every decade, of many decades at 1 alone.
void setLogAxis(QCategoryAxis& axis, double from, double to)
{
    constexpr double kWide = 3.0; // decades
    constexpr double kTolerance = 1e-9;
    for (const QString& label : axis.categoriesLabels())
        axis.remove(label);
    axis.setRange(from, to);
    axis.setStartValue(from - 1.0);
    for (double decade = std::floor(from); decade <= to; decade += 1.0)
        for (const double factor : {1.0, 2.0, 5.0}) {
            const double place = decade + std::log10(factor);
            if (place < from - kTolerance || place > to + kTolerance || (factor > 1.0 && to - from > kWide))
                continue;
            const int decimals = decade < 0.0 ? static_cast<int>(-decade) : 0;
            axis.append(QLocale().toString(factor * std::pow(10.0, decade), 'f', decimals), place);
        }
}

} // namespace

QPen seriesPen(SeriesRole role)
{
    QPen pen(theme::series(role), 2.0);
    pen.setCapStyle(Qt::FlatCap);
    switch (role) {
    case SeriesRole::part:
        pen.setDashPattern({4.0, 2.0});
        break;
    case SeriesRole::full:
        pen.setDashPattern({7.0, 2.0, 1.5, 2.0});
        break;
    case SeriesRole::neutral:
        pen.setDashPattern({1.5, 2.0});
        break;
    default:
        break;
    }
    return pen;
}

QBrush seriesBrush(const ChartSeries& series)
{
    QColor colour = theme::series(series.role);
    if (series.faint)
        colour.setAlpha(80);
    else if (series.kind == SeriesKind::area)
        colour.setAlpha(150);
    if (series.role != SeriesRole::wrong && series.role != SeriesRole::calibration)
        return colour;
    // Stripes on a light ground of the same colour; the plain hatch of Qt is too thin to see.
    QImage stripes(6, 6, QImage::Format_ARGB32_Premultiplied);
    QColor ground = colour;
    ground.setAlpha(70);
    for (int y = 0; y < 6; ++y)
        for (int x = 0; x < 6; ++x)
            stripes.setPixelColor(x, y, (x + y) % 6 < 3 ? colour : ground);
    return QBrush(stripes);
}

void paintSeriesMarker(QPainter& painter, const QPointF& at, SeriesRole role, double size)
{
    painter.setPen(QPen(theme::card(), 1.5));
    painter.setBrush(theme::series(role));
    const QRectF box(at.x() - size / 2.0, at.y() - size / 2.0, size, size);
    if (role == SeriesRole::part)
        painter.drawRect(box);
    else if (role == SeriesRole::full)
        painter.drawPolygon(QPolygonF({{at.x(), box.top()}, box.bottomRight(), box.bottomLeft()}));
    else
        painter.drawEllipse(box);
}

struct ChartPlot::State
{
    // The scene owns the chart, the chart owns its axes and series.
    QGraphicsScene scene;
    QChart* chart = new QChart;
    QValueAxis* x = new QValueAxis(chart); ///< a QCategoryAxis while the axis is logarithmic
    QValueAxis* y = new QValueAxis(chart);
    ChartAxis xWish;
    ChartAxis yWish;
    QRectF range;
    QVector<ChartSeries> series;

    /// Where a value of the x axis lies on it, and back.
    double place(double value) const { return xWish.logarithmic ? std::log10(value) : value; }
    double valueAt(double at) const { return xWish.logarithmic ? std::pow(10.0, at) : at; }
};

ChartPlot::ChartPlot() : m_state(std::make_unique<State>())
{
    State& s = *m_state;
    s.scene.addItem(s.chart);
    s.chart->legend()->hide();
    s.chart->setBackgroundVisible(false);
    s.chart->setMargins({0, 0, 0, 0});
    s.chart->layout()->setContentsMargins(0, 0, 0, 0);
    s.chart->setAnimationOptions(QChart::NoAnimation);
    s.chart->setLocalizeNumbers(true);
    for (QValueAxis* axis : {s.x, s.y})
        prepare(*axis);
    s.chart->addAxis(s.x, Qt::AlignBottom);
    s.chart->addAxis(s.y, Qt::AlignLeft);
    applyTheme();
}

ChartPlot::~ChartPlot() = default;

/// Places of series are other ones then.
void ChartPlot::replaceAxis(bool logarithmic)
{
    State& s = *m_state;
    s.chart->removeAllSeries();
    s.chart->removeAxis(s.x);
    delete s.x;
    if (logarithmic) {
        auto* axis = new QCategoryAxis(s.chart);
        axis->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
        s.x = axis;
    } else {
        s.x = new QValueAxis(s.chart);
        prepare(*s.x);
    }
    s.chart->addAxis(s.x, Qt::AlignBottom);
    applyTheme();
}

void ChartPlot::setAxes(const ChartAxis& x, const ChartAxis& y)
{
    const bool other = x.logarithmic != m_state->xWish.logarithmic;
    m_state->xWish = x;
    if (other)
        replaceAxis(x.logarithmic);
    m_state->yWish = y;
    for (ChartAxis* axis : {&m_state->xWish, &m_state->yWish})
        if (!(axis->to > axis->from))
            axis->to = axis->from + 1.0;
    setRange(m_state->range);
}

void ChartPlot::setRange(const QRectF& range)
{
    m_state->range = range;
    showRange();
}

void ChartPlot::showRange()
{
    State& s = *m_state;
    const bool whole = s.range.isEmpty();
    const QSizeF room = s.chart->size();
    const double line = QFontMetricsF(theme::smallFont()).height();
    const double left = whole ? s.xWish.from : s.range.left();
    const double right = whole ? s.xWish.to : s.range.right();
    if (s.xWish.logarithmic)
        setLogAxis(static_cast<QCategoryAxis&>(*s.x), s.place(left), s.place(right));
    else
        setAxis(*s.x, s.xWish, left, right, room.width() - 3.0 * line, 2.0 * line);
    setAxis(*s.y, s.yWish, whole ? s.yWish.from : s.range.top(), whole ? s.yWish.to : s.range.bottom(),
            room.height() - 3.0 * line, 1.4 * line);
    s.x->setTitleText(s.xWish.title);
    s.chart->layout()->activate();
}

void ChartPlot::setSeries(const QVector<ChartSeries>& series)
{
    State& s = *m_state;
    s.series = series;
    s.chart->removeAllSeries();
    for (const ChartSeries& one : series) {
        if (one.kind == SeriesKind::points)
            continue; // render() draws them
        QAbstractSeries* drawn = nullptr;
        if (one.kind == SeriesKind::line || one.kind == SeriesKind::dottedLine) {
            auto* line = new QLineSeries;
            line->setPen(seriesPen(one.role));
            QVector<QPointF> places = one.points;
            for (QPointF& point : places)
                point.setX(s.place(point.x()));
            line->replace(places);
            drawn = line;
        } else {
            auto* upper = new QLineSeries;
            auto* lower = new QLineSeries;
            upper->replace(edge(one, true));
            lower->replace(edge(one, false));
            auto* area = new QAreaSeries(upper, lower);
            upper->setParent(area);
            lower->setParent(area);
            area->setBrush(seriesBrush(one));
            area->setPen(Qt::NoPen);
            drawn = area;
        }
        s.chart->addSeries(drawn);
        drawn->attachAxis(s.x);
        drawn->attachAxis(s.y);
    }
}

void ChartPlot::applyTheme()
{
    State& s = *m_state;
    for (QValueAxis* axis : {s.x, s.y}) {
        axis->setLabelsFont(theme::smallFont());
        axis->setTitleFont(theme::smallFont());
        axis->setLabelsColor(theme::mutedText());
        axis->setTitleBrush(theme::mutedText());
        axis->setGridLinePen(QPen(theme::line(), 1.0));
        axis->setLinePen(QPen(theme::line(), 1.0));
    }
    setSeries(QVector<ChartSeries>(s.series));
}

void ChartPlot::resize(const QSizeF& size)
{
    m_state->chart->resize(size);
    showRange();
}

QRectF ChartPlot::plotArea() const
{
    return m_state->chart->plotArea();
}

QPointF ChartPlot::toPosition(const QPointF& value) const
{
    const State& s = *m_state;
    const QRectF area = plotArea();
    return {area.left() + (s.place(value.x()) - s.x->min()) / (s.x->max() - s.x->min()) * area.width(),
            area.bottom() - (value.y() - s.y->min()) / (s.y->max() - s.y->min()) * area.height()};
}

QPointF ChartPlot::toValue(const QPointF& position) const
{
    const State& s = *m_state;
    const QRectF area = plotArea();
    if (area.isEmpty())
        return {};
    return {s.valueAt(s.x->min() + (position.x() - area.left()) / area.width() * (s.x->max() - s.x->min())),
            s.y->min() + (area.bottom() - position.y()) / area.height() * (s.y->max() - s.y->min())};
}

void ChartPlot::render(QPainter& painter, const QPointF& topLeft) const
{
    const State& s = *m_state;
    const QRectF from(QPointF(), s.chart->size());
    painter.setRenderHint(QPainter::Antialiasing);
    // Qt Charts draws dashed lines as paths with whatever brush the painter has.
    painter.setBrush(Qt::NoBrush);
    m_state->scene.render(&painter, from.translated(topLeft), from);
    for (const ChartSeries& one : s.series)
        if (one.kind == SeriesKind::dottedLine || one.kind == SeriesKind::points)
            for (const QPointF& point : one.points)
                if (plotArea().adjusted(-1, -1, 1, 1).contains(toPosition(point)))
                    paintSeriesMarker(painter, toPosition(point) + topLeft, one.role, 8.0);
}

const ChartAxis& ChartPlot::xAxis() const
{
    return m_state->xWish;
}

const ChartAxis& ChartPlot::yAxis() const
{
    return m_state->yWish;
}

} // namespace microt::gui
