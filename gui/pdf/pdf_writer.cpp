// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pdf/pdf_writer.h"

#include <QHash>

#include <QAbstractTextDocumentLayout>
#include <QBuffer>
#include <QPainter>
#include <QPdfWriter>
#include <QTextDocument>

#include "engine/base/files.h"
#include "gui/pdf/chart_objects.h"
#include "gui/pdf/page_breaks.h"
#include "gui/pdf/pdf_identity.h"

namespace microt::gui {

namespace {

constexpr double kMarginMillimetre = 16.0;
constexpr double kChartMillimetre = 150.0;
constexpr double kOverhangMillimetre = 0.7;
constexpr int kResolution = 1200; // dots per inch, so that rounding to dots cannot be seen
constexpr double kDotsPerMillimetre = kResolution / 25.4;

void paintFooter(QPainter& painter, const QRectF& page, const QString& title, int number, int pages)
{
    QFont font(QStringLiteral("sans-serif"));
    font.setPointSizeF(7.0);
    painter.setFont(font);
    painter.setPen(QColor(0x57, 0x60, 0x6a));
    const QString place = QStringLiteral("%1 / %2").arg(number).arg(pages);
    const double numberWidth = QFontMetricsF(font, painter.device()).horizontalAdvance(place) * 1.5;
    const QFontMetricsF metrics(font, painter.device());
    painter.drawText(page, Qt::AlignRight | Qt::AlignBottom, place);
    painter.drawText(page, Qt::AlignLeft | Qt::AlignBottom,
                     metrics.elidedText(title, Qt::ElideRight, page.width() - numberWidth));
}

void paintPages(QPdfWriter& writer, QTextDocument& document, const QRectF& paper, const QString& title)
{
    QPainter painter(&writer);
    const int pages = document.pageCount();
    const QSizeF size = document.pageSize();
    for (int i = 0; i < pages; ++i) {
        if (i > 0)
            writer.newPage();
        painter.save();
        painter.translate(0.0, -i * size.height());
        QAbstractTextDocumentLayout::PaintContext context;
        context.clip = QRectF(0.0, i * size.height(), size.width(), size.height());
        context.palette.setColor(QPalette::Text, Qt::black);
        // Glyphs may rise a little above their line: they belong to the page of the line.
        painter.setClipRect(context.clip.translated(0.0, -kOverhangMillimetre * kDotsPerMillimetre));
        document.documentLayout()->draw(&painter, context);
        painter.restore();
        paintFooter(painter, paper, title, i + 1, pages);
    }
}

} // namespace

Status writePdf(const std::filesystem::path& path, const std::string& pageHtml,
                const std::vector<std::string>& charts, const std::string& title)
{
    // Qt writes fonts in the order of a hash that is seeded anew in every process.
    qSetGlobalQHashSeed(0);
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    const QString shownTitle = QString::fromStdString(title);
    {
        QPdfWriter writer(&buffer);
        writer.setResolution(kResolution);
        writer.setPageSize(QPageSize(QPageSize::A4));
        writer.setPageMargins(QMarginsF(kMarginMillimetre, kMarginMillimetre, kMarginMillimetre, 10.0),
                              QPageLayout::Millimeter);
        writer.setTitle(shownTitle);
        writer.setCreator(QStringLiteral("MicroT Workbench " MICROT_VERSION));

        const QRectF paper(0.0, 0.0, writer.width(), writer.height());
        QTextDocument document;
        document.documentLayout()->setPaintDevice(&writer);
        document.setDocumentMargin(0.0);
        QFont font(QStringLiteral("sans-serif"));
        font.setPointSizeF(8.5);
        document.setDefaultFont(font);
        ChartObjects::attach(document, charts, kChartMillimetre * kDotsPerMillimetre);
        document.setHtml(QString::fromStdString(pageHtml));
        document.setPageSize({paper.width(), paper.height() - 6.0 * kDotsPerMillimetre}); // footer
        keepTogether(document);
        paintPages(writer, document, paper, shownTitle);
    }
    QByteArray pdf = buffer.data();
    if (!pdf.startsWith("%PDF"))
        return Failure{Error::ioFailure, "The PDF of \"" + title + "\" could not be made."};
    removeIdentity(pdf);
    return writeFileAtomically(path, {pdf.constData(), static_cast<std::size_t>(pdf.size())});
}

} // namespace microt::gui
