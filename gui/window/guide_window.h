// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QUrl>
#include <QVector>
#include <QWidget>

class QLabel;
class QLineEdit;
class QListWidget;
class QToolBar;

namespace microt::gui {

class GuideText;

/// A chapter of the guide, as resources/guide/README.md lists them.
struct GuideChapter
{
    QString id; ///< name of its file without ".md": "stage-decision"
    QString title;
};

/// The guide's chapters, the list itself as "README" first; that alone if its file is missing.
QVector<GuideChapter> guideChapters();

/// A window of its own beside the main one: chapters on the left, text on the right, a search through all of
/// them (Ctrl+F). Its text is resources/guide, in English. GUI thread.
class GuideWindow : public QWidget
{
    Q_OBJECT

public:
    explicit GuideWindow(QWidget* parent);

    /// Opens the window, or brings it to the front, at a chapter.
    void showChapter(const QString& id);
    QString chapter() const; ///< id of the one shown; "README" while a file of elsewhere is

private:
    QToolBar* makeBar();
    void open(int chapter);
    void showSource(const QUrl& source);
    void findNext(bool backward);

    QVector<GuideChapter> m_chapters;
    QListWidget* m_list;
    GuideText* m_text;
    QLineEdit* m_search;
    QLabel* m_found; ///< what the search says
};

} // namespace microt::gui
