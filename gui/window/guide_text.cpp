// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/guide_text.h"

#include <QImage>
#include <QTextBlock>
#include <QTextTable>

#include "gui/widgets/theme.h"

namespace microt::gui {

namespace {

constexpr int kMargin = 3 * theme::kGrid;
constexpr int kTextWidth = 92 * theme::kGrid; ///< of the widest line, margins included
constexpr int kPictureWidth = kTextWidth - 2 * kMargin;

bool isCode(const QTextBlock& block)
{
    return block.isValid() && block.blockFormat().hasProperty(QTextFormat::BlockCodeLanguage) &&
           QTextCursor(block).currentTable() == nullptr;
}

/// Space around a block of running text. An empty one only stands between tables and frames.
QTextBlockFormat spaced(const QTextBlock& block)
{
    QTextBlockFormat format = block.blockFormat();
    const int heading = format.headingLevel();
    const bool isEmpty = block.text().isEmpty();
    format.setTopMargin(isEmpty || heading == 1 ? 0 : heading > 1 ? kMargin : theme::kGrid / 2);
    format.setBottomMargin(isEmpty ? 0 : heading > 0 ? theme::kGrid : theme::kGrid / 2);
    if (isEmpty)
        format.setLineHeight(1, QTextBlockFormat::FixedHeight);
    else if (heading == 0 && !block.text().contains(QChar::ObjectReplacementCharacter)) // no picture
        format.setLineHeight(120, QTextBlockFormat::ProportionalHeight);
    return format;
}

void spaceText(QTextDocument& document)
{
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        QTextCursor cursor(block);
        const bool isFramed = cursor.currentFrame() != document.rootFrame();
        cursor.setBlockFormat(isFramed ? QTextBlockFormat() : spaced(block));
    }
}

/// The Markdown reader gives nothing but code a font, and not always one with a fixed pitch.
void setCodeFont(QTextDocument& document)
{
    QTextCharFormat format;
    format.setFont(theme::fixedFont(), QTextCharFormat::FontPropertiesSpecifiedOnly);
    QTextCursor code(&document);
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next())
        for (auto at = block.begin(); !at.atEnd(); ++at)
            if (at.fragment().charFormat().hasProperty(QTextFormat::FontFamily)) {
                code.setPosition(at.fragment().position());
                code.setPosition(code.position() + at.fragment().length(), QTextCursor::KeepAnchor);
                code.mergeCharFormat(format);
            }
}

/// A frame with a ground of its own around the lines of code from `first` to `last`.
void frameCode(const QTextBlock& first, const QTextBlock& last)
{
    QTextFrameFormat format;
    format.setBackground(theme::surface());
    format.setPadding(theme::kGrid);
    format.setTopMargin(theme::kGrid / 2);
    format.setBottomMargin(theme::kGrid / 2);
    QTextCursor cursor(last);
    if (last.text().isEmpty()) // which the reader leaves at the end
        cursor.deletePreviousChar();
    cursor.movePosition(QTextCursor::EndOfBlock);
    cursor.setPosition(first.position(), QTextCursor::KeepAnchor);
    cursor.insertFrame(format);
}

void frameAllCode(QTextDocument& document)
{
    QTextBlock last;
    for (QTextBlock block = document.lastBlock(); block.isValid(); block = block.previous()) {
        if (isCode(block) && !isCode(block.next()))
            last = block;
        if (isCode(block) && !isCode(block.previous()))
            frameCode(block, last);
    }
}

void dressTable(QTextTable& table)
{
    QTextTableFormat format = table.format();
    format.setBorderCollapse(true);
    format.setBorder(1);
    format.setBorderStyle(QTextFrameFormat::BorderStyle_Solid);
    format.setBorderBrush(theme::line());
    format.setCellPadding(0.75 * theme::kGrid);
    format.setTopMargin(theme::kGrid);
    format.setBottomMargin(theme::kGrid);
    table.setFormat(format);
    for (int row = 0; row < table.rows(); ++row)
        for (int column = 0; column < table.columns(); ++column) {
            QTextCursor cell = table.cellAt(row, column).firstCursorPosition();
            if (cell.block().text().isEmpty() &&
                cell.block() != table.cellAt(row, column).lastCursorPosition().block())
                cell.deleteChar(); // an empty block that the reader leaves in the first cell
            if (row > 0)
                continue;
            QTextCharFormat bold;
            bold.setFontWeight(QFont::DemiBold);
            cell.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
            cell.mergeCharFormat(bold);
        }
}

} // namespace

GuideText::GuideText(QWidget* parent) : QTextBrowser(parent)
{
    setOpenExternalLinks(true);
    setFrameShape(QFrame::NoFrame);
    setLineWrapMode(QTextEdit::FixedPixelWidth);
    connect(this, &QTextBrowser::sourceChanged, this, &GuideText::dress);
}

QVariant GuideText::loadResource(int type, const QUrl& name)
{
    const QVariant loaded = QTextBrowser::loadResource(type, name);
    if (type != QTextDocument::ImageResource)
        return loaded;
    QImage picture = QImage::fromData(loaded.toByteArray());
    const int width = qRound(kPictureWidth * devicePixelRatioF());
    if (picture.width() > width)
        picture = picture.scaledToWidth(width, Qt::SmoothTransformation);
    picture.setDevicePixelRatio(devicePixelRatioF());
    return picture;
}

void GuideText::resizeEvent(QResizeEvent* event)
{
    setLineWrapColumnOrWidth(qMin(viewport()->width(), kTextWidth));
    QTextBrowser::resizeEvent(event);
}

/// Markdown has no colours and hardly any space.
void GuideText::dress()
{
    document()->setDocumentMargin(kMargin);
    frameAllCode(*document());
    spaceText(*document());
    setCodeFont(*document());
    for (QTextFrame* frame : document()->rootFrame()->childFrames())
        if (auto* table = qobject_cast<QTextTable*>(frame))
            dressTable(*table);
}

} // namespace microt::gui
