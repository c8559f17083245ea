// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenuBar>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTest>
#include <QTextTable>

#include "engine/base/files.h"
#include "gui/window/guide_text.h"
#include "gui/window/guide_window.h"
#include "tests/gui/window_bench.h"

using namespace microt;
using namespace microt::gui;

namespace {

struct Bench : WindowBench
{
    /// The guide as F1 opens it.
    GuideWindow* pressF1()
    {
        QApplication::setActiveWindow(&window);
        QTest::keyClick(&window, Qt::Key_F1);
        return window.findChild<GuideWindow*>();
    }
    void showTab(int page, int tab) { window.pages()[page]->findChild<QTabWidget*>()->setCurrentIndex(tab); }
};

/// A guide by itself, with what the test looks at.
struct Guide
{
    GuideWindow window{nullptr};
    GuideText* text = window.findChild<GuideText*>();
    QListWidget* list = window.findChild<QListWidget*>();
    QLineEdit* search = window.findChild<QLineEdit*>();

    explicit Guide(const QString& chapter)
    {
        window.showChapter(chapter);
        (void)QTest::qWaitForWindowExposed(&window);
    }
    void find(const QString& words) const
    {
        search->setText(words);
        QTest::keyClick(search, Qt::Key_Return);
    }
};

/// Targets of the links and pictures in the text shown.
QStringList targetsOf(const QTextDocument& document)
{
    QStringList targets;
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next())
        for (auto at = block.begin(); !at.atEnd(); ++at) {
            const QTextCharFormat format = at.fragment().charFormat();
            if (format.isAnchor())
                targets << format.anchorHref();
            if (format.isImageFormat())
                targets << format.toImageFormat().name();
        }
    return targets;
}

} // namespace

class GuideTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void everyPageHasItsChapter();
    void tabsHaveTheirOwn();
    void everyChapterIsThereAndItsLinksLead();
    void filesThatChaptersNameExist();
    void linksAreFollowedAndGoneBack();
    void listFollowsAndLeads();
    void searchGoesThroughAllChapters();
    void picturesFitThePage();
    void themeAndLanguageKeepTheChapter();
};

void GuideTest::initTestCase()
{
    theme::apply(*qApp, theme::Mode::light);
}

void GuideTest::everyPageHasItsChapter()
{
    Bench bench;
    QSet<QString> seen;
    for (int page = 0; page < bench.window.pages().size(); ++page) {
        bench.window.showPage(page);
        const GuideWindow* guide = bench.pressF1();
        QVERIFY(guide != nullptr && guide->isVisible());
        QCOMPARE(guide->chapter(), bench.window.pages()[page]->chapter());
        QVERIFY(guide->findChild<GuideText*>()->toPlainText().size() > 500);
        seen.insert(guide->chapter());
    }
    QCOMPARE(seen.size(), bench.window.pages().size());
    QCOMPARE(bench.window.findChildren<GuideWindow*>().size(), 1);
}

void GuideTest::tabsHaveTheirOwn()
{
    Bench bench;
    bench.workspace.newProject(bench.files.folder(), "tiny");
    for (const int page : {1, 2}) { // Distil of the extractor, Joint training of the cut
        bench.window.showPage(page);
        const QString first = bench.pressF1()->chapter();
        const auto* tabs = bench.window.pages()[page]->findChild<QTabWidget*>();
        bench.showTab(page, tabs->count() - 1);
        QCOMPARE(bench.pressF1()->chapter(), QString("distilling"));
        bench.showTab(page, 0);
        QCOMPARE(bench.pressF1()->chapter(), first);
    }
}

void GuideTest::everyChapterIsThereAndItsLinksLead()
{
    const QVector<GuideChapter> chapters = guideChapters();
    QDir folder(QString::fromStdString((resourceFolder() / "guide").string()));
    QCOMPARE(chapters.size(), folder.entryList({"*.md"}).size()); // none that the list leaves out
    for (const GuideChapter& chapter : chapters) {
        Guide guide(chapter.id);
        QCOMPARE(guide.window.chapter(), chapter.id);
        QVERIFY2(guide.text->toPlainText().size() > 500, qPrintable(chapter.id));
        for (const QString& target : targetsOf(*guide.text->document())) {
            const QUrl url(target);
            const bool leads = !url.isRelative() || QFileInfo(folder.filePath(target)).isFile();
            QVERIFY2(leads, qPrintable(chapter.id + ": " + target));
            // Only what is installed beside the guide is there for everybody.
            const QString place = QDir::cleanPath(folder.filePath(target));
            QVERIFY2(!url.isRelative() || place.startsWith(QDir::cleanPath(folder.filePath(".."))),
                     qPrintable(chapter.id + ": " + target));
        }
    }
}

void GuideTest::filesThatChaptersNameExist()
{
    const QDir tree(QString::fromStdString(resourceFolder().parent_path().string()));
    const QRegularExpression named("`((?:engine|gui|serial|firmware|resources|tests|translations)/[^`* ]*)`");
    int count = 0;
    for (const GuideChapter& chapter : guideChapters()) {
        QFile file(tree.filePath("resources/guide/" + chapter.id + ".md"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        for (auto found = named.globalMatch(QString::fromUtf8(file.readAll())); found.hasNext(); ++count) {
            const QString path = found.next().captured(1);
            QVERIFY2(tree.exists(path), qPrintable(chapter.id + ": " + path));
        }
    }
    QVERIFY(count > 0);
}

void GuideTest::linksAreFollowedAndGoneBack()
{
    Guide guide("cuts");
    QTextCursor cursor(guide.text->document());
    cursor = guide.text->document()->find("trained with a cut");
    guide.text->setTextCursor(cursor);
    guide.text->ensureCursorVisible();
    QTest::mouseClick(guide.text->viewport(), Qt::LeftButton, {},
                      guide.text->cursorRect(cursor).center() - QPoint(8, 0));
    QCOMPARE(guide.window.chapter(), QString("distilling"));
    QCOMPARE(guide.list->currentItem()->text(), QString("Distilling"));
    QVERIFY(guide.window.windowTitle().startsWith("Distilling"));
    QTest::keyClick(guide.text, Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(guide.window.chapter(), QString("cuts"));
    QTest::keyClick(guide.text, Qt::Key_Right, Qt::AltModifier);
    QCOMPARE(guide.window.chapter(), QString("distilling"));
}

void GuideTest::listFollowsAndLeads()
{
    Guide guide("data");
    QCOMPARE(guide.list->currentItem()->text(), QString("Data"));
    QTest::keyClick(guide.list, Qt::Key_Down);
    QCOMPARE(guide.window.chapter(), QString("extractors"));
    QTest::keyClick(&guide.window, Qt::Key_Escape);
    QVERIFY(!guide.window.isVisible());
}

void GuideTest::searchGoesThroughAllChapters()
{
    Guide guide("data");
    QApplication::setActiveWindow(&guide.window);
    QTest::keyClick(guide.text, Qt::Key_F, Qt::ControlModifier);
    QVERIFY(guide.search->hasFocus());
    guide.find("torchrun"); // in the chapter on clusters alone
    QCOMPARE(guide.window.chapter(), QString("clusters"));
    QCOMPARE(guide.text->textCursor().selectedText(), QString("torchrun"));
    const int first = guide.text->textCursor().position();
    QTest::keyClick(guide.search, Qt::Key_Return);
    QVERIFY(guide.text->textCursor().position() != first); // there is a second one
    const auto words = [&guide] {
        QString all;
        for (const auto* label : guide.window.findChildren<QLabel*>())
            all += label->text();
        return all;
    };
    QVERIFY(!words().contains("Not found"));
    guide.find("a word of no chapter");
    QVERIFY(words().contains("Not found"));
    QCOMPARE(guide.window.chapter(), QString("clusters"));
}

void GuideTest::picturesFitThePage()
{
    Guide guide("stage-decision");
    int pictures = 0;
    for (const QString& target : targetsOf(*guide.text->document()))
        if (target.endsWith(".png")) {
            const QVariant loaded = guide.text->loadResource(QTextDocument::ImageResource, QUrl(target));
            const auto picture = loaded.value<QImage>();
            QVERIFY(picture.width() > 300);
            QVERIFY(picture.width() <= guide.text->viewport()->width());
            ++pictures;
        }
    QVERIFY(pictures > 0);
}

void GuideTest::themeAndLanguageKeepTheChapter()
{
    Bench bench;
    bench.window.showPage(3);
    bench.pressF1();
    bench.window.useTheme(theme::Mode::dark);
    const auto* guide = bench.window.findChild<GuideWindow*>();
    QVERIFY(guide != nullptr && guide->isVisible());
    QCOMPARE(guide->chapter(), QString("stage-decision"));
    // Text and links in the colours of the dark theme.
    const QPixmap shown = guide->findChild<GuideText*>()->viewport()->grab();
    QVERIFY(qGray(shown.toImage().pixel(2, 2)) < 100);
    bench.window.useTheme(theme::Mode::light);
    QCOMPARE(bench.window.findChildren<GuideWindow*>().size(), 1);
}

QTEST_MAIN(GuideTest)
#include "guide_test.moc"
