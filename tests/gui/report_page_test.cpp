// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/report_page.h"

#include <QFile>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTextBrowser>

#include "tests/gui/tiny_project.h"

using namespace microt::gui;
using microt::test::TinyProject;

class ReportPageTest : public QObject
{
    Q_OBJECT

private slots:
    void composesAndExportsWhatTheProjectHolds()
    {
        const TinyProject files;
        JobQueue jobs;
        Workspace workspace(&jobs);
        workspace.newProject(files.folder(), QStringLiteral("tiny"));
        workspace.setExtractor(files.extractor());
        workspace.addTask(files.pictures());
        ReportPage page(&workspace, &jobs);
        page.show();
        auto* preview = page.findChild<QTextBrowser*>();
        QTRY_VERIFY_WITH_TIMEOUT(preview->toPlainText().contains(QStringLiteral("tiny")), 60000);
        QVERIFY(page.command().startsWith(QStringLiteral("microt report ")));

        const QString folder = files.folder("exported");
        page.findChild<QLineEdit*>()->setText(folder);
        QTRY_VERIFY_WITH_TIMEOUT(jobs.isIdle(), 60000);
        page.exportReport();
        QTRY_VERIFY_WITH_TIMEOUT(jobs.isIdle() && QFile::exists(folder + QStringLiteral("/report.json")),
                                 60000);
        for (const char* form : {"html", "pdf", "csv", "json"})
            QVERIFY2(QFile(folder + QStringLiteral("/report.") + QLatin1String(form)).size() > 500, form);
    }

    void saysWhatIsMissingWithoutAProject()
    {
        const TinyProject files;
        JobQueue jobs;
        Workspace workspace(&jobs);
        ReportPage page(&workspace, &jobs);
        page.show();
        QVERIFY(page.command().isEmpty());
        for (const QPushButton* button : page.findChildren<QPushButton*>())
            if (button->text() == QStringLiteral("Export"))
                QVERIFY(!button->isEnabled());
    }
};

QTEST_MAIN(ReportPageTest)
#include "report_page_test.moc"
