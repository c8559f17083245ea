// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pdf/page_breaks.h"

#include <QAbstractTextDocumentLayout>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextDocument>
#include <QTextLayout>
#include <QTextTable>

namespace microt::gui {

namespace {

QTextTable* tableOf(const QTextBlock& block)
{
    return block.isValid() ? QTextCursor(block).currentTable() : nullptr;
}

bool isDrawing(const QTextBlock& block)
{
    return block.text().contains(QChar::ObjectReplacementCharacter);
}

/// Whether a block belongs to the one below it: a heading, a drawing above its caption, a line above a table.
bool keepsWithNext(const QTextBlock& block)
{
    if (!block.isValid() || tableOf(block) != nullptr)
        return false;
    return block.blockFormat().headingLevel() > 0 || isDrawing(block) || tableOf(block.next()) != nullptr;
}

int pageOf(const QTextDocument& document, double y)
{
    return static_cast<int>(y / document.pageSize().height());
}

/// Page of the end of what must follow on the same page: the first lines of text, or the first rows of a
/// table.
int lastPageNeeded(const QTextDocument& document, const QTextBlock& next)
{
    QTextBlock block = next;
    if (const QTextTable* table = tableOf(next)) {
        const int rows = std::min(3, table->rows());
        block = table->cellAt(rows - 1, 0).firstCursorPosition().block();
    }
    const QRectF place = document.documentLayout()->blockBoundingRect(block);
    const double lines =
        tableOf(next) != nullptr || isDrawing(block) ? place.height() : std::min(place.height(), 40.0);
    return pageOf(document, place.top() + lines);
}

QTextBlock chainStart(QTextBlock block)
{
    while (keepsWithNext(block.previous()))
        block = block.previous();
    return block;
}

} // namespace

void keepTogether(QTextDocument& document)
{
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        if (!keepsWithNext(block) || !block.next().isValid())
            continue;
        const QTextBlock start = chainStart(block);
        const QRectF place = document.documentLayout()->blockBoundingRect(start);
        const bool together = pageOf(document, place.top()) == lastPageNeeded(document, block.next());
        const bool movedAlready = start.blockFormat().pageBreakPolicy() != QTextFormat::PageBreak_Auto;
        if (together || movedAlready || start == document.begin())
            continue;
        QTextBlockFormat format = start.blockFormat();
        format.setPageBreakPolicy(QTextFormat::PageBreak_AlwaysBefore);
        QTextCursor(start).setBlockFormat(format);
        // Laying out again from the change alone loses blocks above tables (Qt 5.15).
        document.markContentsDirty(0, document.characterCount());
    }
}

} // namespace microt::gui
