// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/guide_window.h"

#include <QAction>
#include <QDir>
#include <QFile>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QRegularExpression>
#include <QShortcut>
#include <QTextDocument>
#include <QToolBar>
#include <QVBoxLayout>

#include "engine/base/files.h"
#include "gui/widgets/theme.h"
#include "gui/window/guide_text.h"

namespace microt::gui {

namespace {

QDir guideFolder()
{
    return QDir(QString::fromStdString((resourceFolder() / "guide").string()));
}

QUrl urlOf(const GuideChapter& chapter)
{
    return QUrl::fromLocalFile(guideFolder().filePath(chapter.id + QStringLiteral(".md")));
}

QString contentOf(const QString& file)
{
    QFile opened(file);
    return opened.open(QIODevice::ReadOnly | QIODevice::Text) ? QString::fromUtf8(opened.readAll())
                                                              : QString();
}

/// What a reader sees of a chapter, without marks.
QString plainText(const GuideChapter& chapter)
{
    QTextDocument text;
    text.setMarkdown(contentOf(urlOf(chapter).toLocalFile()));
    return text.toPlainText();
}

} // namespace

QVector<GuideChapter> guideChapters()
{
    QVector<GuideChapter> chapters{{QStringLiteral("README"), GuideWindow::tr("Guide")}};
    const QRegularExpression entry(QStringLiteral("^\\d+\\. \\[(.+?)\\]\\((.+?)\\.md\\)"),
                                   QRegularExpression::MultilineOption);
    const QString list = contentOf(urlOf(chapters.first()).toLocalFile());
    for (auto found = entry.globalMatch(list); found.hasNext();) {
        const QRegularExpressionMatch match = found.next();
        chapters.append({match.captured(2), match.captured(1)});
    }
    return chapters;
}

GuideWindow::GuideWindow(QWidget* parent)
    : QWidget(parent, Qt::Window), m_chapters(guideChapters()), m_list(new QListWidget(this)),
      m_text(new GuideText(this)), m_search(new QLineEdit(this)), m_found(new QLabel(this))
{
    resize(120 * theme::kGrid, 95 * theme::kGrid);
    m_list->setAccessibleName(tr("Chapters"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setSpacing(theme::kGrid / 4);
    m_list->setFixedWidth(22 * theme::kGrid);
    for (const GuideChapter& chapter : m_chapters)
        m_list->addItem(chapter.title);
    m_text->setAccessibleName(tr("Text of the chapter"));

    auto* columns = new QHBoxLayout;
    columns->setSpacing(1);
    columns->addWidget(m_list);
    columns->addWidget(m_text, 1);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(makeBar());
    rows->addLayout(columns, 1);

    connect(m_list, &QListWidget::currentRowChanged, this, &GuideWindow::open);
    connect(m_text, &QTextBrowser::sourceChanged, this, &GuideWindow::showSource);
    connect(m_search, &QLineEdit::returnPressed, this, [this] { findNext(false); });
    connect(m_search, &QLineEdit::textEdited, m_found, &QLabel::clear);
    connect(new QShortcut(QKeySequence::Find, this), &QShortcut::activated, this, [this] {
        m_search->setFocus(Qt::ShortcutFocusReason);
        m_search->selectAll();
    });
    connect(new QShortcut(QKeySequence::FindNext, this), &QShortcut::activated, this,
            [this] { findNext(false); });
    connect(new QShortcut(QKeySequence::FindPrevious, this), &QShortcut::activated, this,
            [this] { findNext(true); });
    connect(new QShortcut(Qt::Key_Escape, this), &QShortcut::activated, this, [this] {
        if (m_search->hasFocus())
            m_text->setFocus(Qt::OtherFocusReason);
        else
            close();
    });
}

QToolBar* GuideWindow::makeBar()
{
    auto* bar = new QToolBar(this);
    QAction* back = bar->addAction(theme::icon(QStringLiteral("chevron-left")), tr("Back"), m_text,
                                   &QTextBrowser::backward);
    QAction* forward = bar->addAction(theme::icon(QStringLiteral("chevron-right")), tr("Forward"), m_text,
                                      &QTextBrowser::forward);
    back->setShortcut(QKeySequence::Back);
    forward->setShortcut(QKeySequence::Forward);
    back->setEnabled(false);
    forward->setEnabled(false);
    connect(m_text, &QTextBrowser::backwardAvailable, back, &QAction::setEnabled);
    connect(m_text, &QTextBrowser::forwardAvailable, forward, &QAction::setEnabled);
    auto* space = new QWidget(bar);
    space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    bar->addWidget(space);
    bar->addWidget(m_found);
    m_found->setContentsMargins(theme::kGrid, 0, theme::kGrid, 0);
    m_search->setPlaceholderText(tr("Search in all chapters…"));
    m_search->setAccessibleName(tr("Search in all chapters"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(theme::icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    m_search->setMaximumWidth(36 * theme::kGrid);
    bar->addWidget(m_search);
    return bar;
}

void GuideWindow::showChapter(const QString& id)
{
    for (int i = 0; i < m_chapters.size(); ++i)
        if (m_chapters[i].id == id)
            open(i);
    show();
    raise();
    activateWindow();
    m_text->setFocus(Qt::OtherFocusReason);
}

QString GuideWindow::chapter() const
{
    return m_chapters[qMax(0, m_list->currentRow())].id;
}

void GuideWindow::open(int chapter)
{
    const QUrl url = urlOf(m_chapters[chapter]);
    if (m_text->source() != url)
        m_text->setSource(url);
}

/// The list and the title follow the text, however the reader came there.
void GuideWindow::showSource(const QUrl& source)
{
    int shown = -1;
    for (int i = 0; i < m_chapters.size(); ++i)
        if (urlOf(m_chapters[i]) == source)
            shown = i;
    const QSignalBlocker blocker(m_list);
    m_list->setCurrentRow(shown);
    const QString guide = tr("Guide to MicroT Workbench");
    setWindowTitle(shown > 0 ? QStringLiteral("%1 — %2").arg(m_chapters[shown].title, guide) : guide);
}

/// On from where the reader is, through all chapters and round again.
void GuideWindow::findNext(bool backward)
{
    const QString wanted = m_search->text();
    QTextDocument::FindFlags flags;
    flags.setFlag(QTextDocument::FindBackward, backward);
    m_found->clear();
    if (wanted.isEmpty() || m_text->find(wanted, flags))
        return;
    const int count = m_chapters.size();
    const int from = qMax(0, m_list->currentRow());
    for (int step = 1; step <= count; ++step) {
        const int next = (from + (backward ? count - step : step)) % count;
        if (!plainText(m_chapters[next]).contains(wanted, Qt::CaseInsensitive))
            continue;
        open(next);
        m_text->moveCursor(backward ? QTextCursor::End : QTextCursor::Start);
        if (m_text->find(wanted, flags))
            return;
    }
    m_found->setText(tr("Not found"));
}

} // namespace microt::gui
