// SPDX-License-Identifier: GPL-3.0-or-later
#include <QBuffer>
#include <QFileInfo>
#include <QPainter>
#include <QSvgGenerator>

#include "engine/base/files.h"
#include "gui/widgets/chart_state.h"

namespace microt::gui {
namespace {

QByteArray quoted(QString text)
{
    return '"' + text.replace(QLatin1Char('"'), QStringLiteral("\"\"")).toUtf8() + '"';
}

// One row a point, so that series with different x fit in one file.
QByteArray asCsv(const QVector<ChartSeries>& series, const QString& x, const QString& y)
{
    QByteArray csv = "series," + quoted(x) + ',' + quoted(y) + '\n';
    for (const ChartSeries& one : series)
        for (int i = 0; i < one.points.size(); ++i) {
            const double base = one.base.isEmpty() ? 0.0 : one.base[i];
            csv += quoted(one.name) + ',' + QByteArray::number(one.points[i].x(), 'g', 10) + ',' +
                   QByteArray::number(one.points[i].y() - base, 'g', 10) + '\n';
        }
    return csv;
}

} // namespace

Status Chart::saveTo(const QString& path)
{
    const QString suffix = QFileInfo(path).suffix().toLower();
    QByteArray bytes;
    if (suffix == QLatin1String("csv")) {
        bytes = asCsv(m_state->series, m_state->plot.xAxis().title, m_state->plot.yAxis().title);
    } else if (suffix == QLatin1String("png") || suffix == QLatin1String("svg")) {
        QBuffer buffer(&bytes);
        buffer.open(QIODevice::WriteOnly);
        const auto paint = [this](QPainter& painter) {
            painter.fillRect(rect(), theme::card());
            m_state->paintStill(painter, size());
            m_state->paintMarkers(painter);
        };
        if (suffix == QLatin1String("svg")) {
            QSvgGenerator svg;
            svg.setOutputDevice(&buffer);
            svg.setSize(size());
            svg.setViewBox(rect());
            svg.setTitle(m_state->title);
            QPainter painter(&svg);
            paint(painter);
        } else {
            QImage image(size() * 2, QImage::Format_RGB32);
            image.setDevicePixelRatio(2.0);
            {
                QPainter painter(&image);
                paint(painter);
            }
            image.save(&buffer, "PNG");
        }
    } else {
        return Failure{Error::unsupportedFormat,
                       "'" + path.toStdString() + "' should end in .png, .svg or .csv."};
    }
    return writeFileAtomically(path.toStdString(),
                               {bytes.constData(), static_cast<std::size_t>(bytes.size())});
}

} // namespace microt::gui
