// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pdf/chart_objects.h"

#include <algorithm>

#include <QAbstractTextDocumentLayout>
#include <QPainter>
#include <QSvgRenderer>
#include <QTextDocument>

namespace microt::gui {

ChartObjects::ChartObjects(QTextDocument& document, const std::vector<std::string>& charts, double maxWidth)
    : QObject(&document), m_maxWidth(maxWidth)
{
    for (const std::string& chart : charts)
        m_renderers.push_back(new QSvgRenderer(QByteArray::fromStdString(chart), this));
}

void ChartObjects::attach(QTextDocument& document, const std::vector<std::string>& charts, double maxWidth)
{
    auto* objects = new ChartObjects(document, charts, maxWidth);
    document.documentLayout()->registerHandler(QTextFormat::ImageObject, objects);
}

QSvgRenderer* ChartObjects::rendererOf(const QTextFormat& format) const
{
    const QString name = format.toImageFormat().name();
    bool isNumber = false;
    const int index = name.mid(6).toInt(&isNumber);
    const bool known = name.startsWith(QLatin1String("chart:")) && isNumber && index >= 0 &&
                       index < static_cast<int>(m_renderers.size());
    QSvgRenderer* renderer = known ? m_renderers[static_cast<std::size_t>(index)] : nullptr;
    return renderer != nullptr && renderer->isValid() ? renderer : nullptr;
}

QSizeF ChartObjects::intrinsicSize(QTextDocument* document, int, const QTextFormat& format)
{
    const QSvgRenderer* renderer = rendererOf(format);
    if (renderer == nullptr || renderer->defaultSize().isEmpty())
        return {0.0, 0.0};
    const QSizeF natural = renderer->defaultSize();
    const double available = document->textWidth() - 2.0 * document->documentMargin();
    double width = std::clamp(available, 1.0, m_maxWidth);
    double height = width * natural.height() / natural.width();
    // A drawing taller than a page would never find a place.
    const double page = document->pageSize().height() * 0.85;
    if (page > 0.0 && height > page) {
        width *= page / height;
        height = page;
    }
    return {width, height};
}

void ChartObjects::drawObject(QPainter* painter, const QRectF& rect, QTextDocument*, int,
                              const QTextFormat& format)
{
    if (QSvgRenderer* renderer = rendererOf(format))
        renderer->render(painter, rect);
}

} // namespace microt::gui
