// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <QObject>
#include <QTextObjectInterface>

class QSvgRenderer;
class QTextDocument;

namespace microt::gui {

/// Draws the pictures of a rich-text document that are named `chart:<i>` as vectors, from SVG documents. As
/// wide as the text, but at most `maxWidth` (device units of the document's paint device). Anything else that
/// the text calls a picture is left empty: reports load nothing from anywhere. Owned by the document it is
/// attached to; GUI thread or the thread of the document.
class ChartObjects : public QObject, public QTextObjectInterface
{
    Q_OBJECT
    Q_INTERFACES(QTextObjectInterface)

public:
    /// Attach before the document gets its text.
    static void attach(QTextDocument& document, const std::vector<std::string>& charts, double maxWidth);

    QSizeF intrinsicSize(QTextDocument* document, int position, const QTextFormat& format) override;
    void drawObject(QPainter* painter, const QRectF& rect, QTextDocument* document, int position,
                    const QTextFormat& format) override;

private:
    ChartObjects(QTextDocument& document, const std::vector<std::string>& charts, double maxWidth);
    QSvgRenderer* rendererOf(const QTextFormat& format) const;

    std::vector<QSvgRenderer*> m_renderers; ///< children of this
    double m_maxWidth;
};

} // namespace microt::gui
