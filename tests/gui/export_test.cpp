// SPDX-License-Identifier: GPL-3.0-or-later
#include <csignal>
#include <fstream>
#include <sys/resource.h>

#include <QApplication>
#include <QDragEnterEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QMimeData>
#include <QProcess>
#include <QPushButton>
#include <QTest>
#include <QTimer>

#include "engine/base/files.h"
#include "engine/exchange/open_extractor.h"
#include "gui/window/action_search.h"
#include "gui/window/appearance.h"
#include "gui/window/error_bar.h"
#include "gui/window/export_dialog.h"
#include "tests/gui/window_bench.h"

using namespace microt;
using namespace microt::gui;
using microt::test::kPatienceMs;
using microt::test::saveShot;

namespace {

struct Bench : TaskBench
{
    ExportDialog* open()
    {
        window.showExport();
        return window.findChild<ExportDialog*>();
    }
    ExportModel* model() const { return window.findChild<ExportModel*>(); }
    QString target(const char* name) const { return files.folder(std::string("out/") + name); }

    /// Exports, and waits for the end.
    const ExportModel::Ended& write(ExportForm form, const QString& path)
    {
        ExportDialog* dialog = open();
        dialog->choose(form);
        dialog->setPath(path);
        dialog->start();
        [&] { QTRY_VERIFY_WITH_TIMEOUT(!model()->running() && model()->last(), kPatienceMs); }();
        return *model()->last();
    }
};

std::string bytesOf(const QString& file)
{
    return readTextFile(file.toStdString()).value();
}

/// Answers the next question.
void answer(QMessageBox::StandardButton button, bool* asked, QMessageBox::StandardButton* usual = nullptr)
{
    QTimer::singleShot(0, qApp, [=] {
        for (QWidget* widget : QApplication::topLevelWidgets())
            if (auto* box = qobject_cast<QMessageBox*>(widget)) {
                *asked = true;
                if (usual != nullptr)
                    *usual = box->standardButton(box->defaultButton());
                box->button(button)->click();
            }
    });
}

class ExportTest : public QObject
{
    Q_OBJECT

private slots:
    void everyFormIsWhatTheCommandWrites();
    void whatIsMissingIsSaid();
    void aFileIsReplacedOnlyIfAsked();
    void aFullDiskLeavesTheOldFile();
    void canBeCancelled();
    void aNameIsSuggestedAndKept();
    void searchFindsEveryForm();
    void dialogFitsInEveryLanguage();
    void droppedThingsSayWhyNot_data();
    void droppedThingsSayWhyNot();
    void whatWasExportedOpensAgain();
};

/// Byte for byte, and by the command that the dialog shows.
void ExportTest::everyFormIsWhatTheCommandWrites()
{
    Bench bench;
    bench.finish();
    bench.workspace.setRatio(0.5); // `microt quantize` has no such option
    bench.finish();
    const std::pair<ExportForm, QString> forms[] = {
        {ExportForm::image, "a.mti"},           {ExportForm::tflite, "networks"},
        {ExportForm::onnx, "a.onnx"},           {ExportForm::fullFeatures, "full.npy"},
        {ExportForm::partFeatures, "part.npy"}, {ExportForm::firmware, "board.bin"}};
    for (const auto& [form, name] : forms) {
        if (form == ExportForm::firmware && ExportModel::firmwareNames().isEmpty())
            continue; // built without a compiler for boards
        const auto& ended = bench.write(form, bench.target(qPrintable(name)));
        QVERIFY2(ended.files.ok(), ended.files.ok() ? "" : ended.files.failure().what.c_str());
        QVERIFY(!ended.files.value().isEmpty());
        std::vector<std::string> written;
        for (const QString& file : ended.files.value())
            written.push_back(bytesOf(file));
        const auto* dialog = bench.window.findChild<ExportDialog*>();
        if (form == ExportForm::image)
            saveShot(*const_cast<ExportDialog*>(dialog), "export-written");
        for (const QString& file : ended.files.value())
            QVERIFY(QFile::remove(file));
        QProcess shell;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("PATH", QStringLiteral(MICROT_BIN) + ":" + environment.value("PATH"));
        environment.insert("XDG_CACHE_HOME", bench.files.folder("cache"));
        shell.setProcessEnvironment(environment);
        shell.start("bash", {"-c", dialog->command()});
        QVERIFY(shell.waitForFinished(kPatienceMs));
        QVERIFY2(shell.exitCode() == 0, (dialog->command() + shell.readAllStandardError()).toUtf8());
        for (int i = 0; i < ended.files.value().size(); ++i)
            QVERIFY2(bytesOf(ended.files.value()[i]) == written[std::size_t(i)],
                     qPrintable(ended.files.value()[i]));
    }
}

void ExportTest::whatIsMissingIsSaid()
{
    WindowBench bare;
    const auto* model = bare.window.findChild<ExportModel*>();
    QCOMPARE(model->obstacle(ExportForm::image), QString("No project is open."));
    QVERIFY(model->obstacle(ExportForm::heads).startsWith("No board is connected"));
    bare.workspace.newProject(bare.files.folder(), "tiny");
    QVERIFY(model->obstacle(ExportForm::image).startsWith("There are no pictures yet"));
    bare.workspace.setExtractor(bare.files.extractor());
    QTRY_VERIFY_WITH_TIMEOUT(model->obstacle(ExportForm::onnx).isEmpty(), kPatienceMs);
    bare.workspace.addTask(bare.files.pictures());
    QVERIFY(!model->obstacle(ExportForm::image).isEmpty());

    bare.window.showExport();
    auto* dialog = bare.window.findChild<ExportDialog*>();
    dialog->choose(ExportForm::heads);
    QVERIFY(!test::buttonNamed(*dialog, "Export")->isEnabled());
    bool said = false;
    for (const QLabel* label : dialog->findChildren<QLabel*>())
        said = said || (label->isVisible() && label->text().startsWith("No board is connected"));
    QVERIFY(said);
    saveShot(*dialog, "export-obstacle");
    dialog->choose(ExportForm::image);
    QTRY_VERIFY_WITH_TIMEOUT(test::buttonNamed(*dialog, "Export")->isEnabled(), kPatienceMs);
}

void ExportTest::aFileIsReplacedOnlyIfAsked()
{
    Bench bench;
    bench.finish();
    const QString file = bench.target("a.onnx");
    bench.files.writeFile("out/a.onnx", "old");
    bool asked = false;
    QMessageBox::StandardButton usual = QMessageBox::NoButton;
    ExportDialog* dialog = bench.open();
    dialog->choose(ExportForm::onnx);
    dialog->setPath(file);
    answer(QMessageBox::No, &asked, &usual);
    dialog->start();
    QVERIFY(asked);
    QCOMPARE(usual, QMessageBox::No);
    QVERIFY(!bench.model()->running());
    QCOMPARE(bytesOf(file), std::string("old"));
    answer(QMessageBox::Yes, &asked);
    dialog->start();
    QTRY_VERIFY_WITH_TIMEOUT(bench.model()->last().has_value(), kPatienceMs);
    QVERIFY(bench.model()->last()->files.ok());
    QVERIFY(bytesOf(file) != "old");

    // What lies beside the file that was named is asked for, too.
    bench.files.writeFile("out/f.csv", "mine");
    dialog->choose(ExportForm::fullFeatures);
    dialog->setPath(bench.target("f.npy"));
    asked = false;
    answer(QMessageBox::No, &asked);
    dialog->start();
    QVERIFY(asked);
    QCOMPARE(bytesOf(bench.target("f.csv")), std::string("mine"));
}

void ExportTest::aFullDiskLeavesTheOldFile()
{
    Bench bench;
    bench.finish();
    const QString file = bench.target("a.mti");
    bench.files.writeFile("out/a.mti", "old");
    bool asked = false;
    // No file may grow: what a full disk does.
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    QCOMPARE(getrlimit(RLIMIT_FSIZE, &before), 0);
    const rlimit none{100, before.rlim_max};
    answer(QMessageBox::Yes, &asked);
    ExportDialog* dialog = bench.open();
    dialog->choose(ExportForm::image);
    dialog->setPath(file);
    QCOMPARE(setrlimit(RLIMIT_FSIZE, &none), 0);
    dialog->start();
    QTRY_VERIFY_WITH_TIMEOUT(bench.model()->last().has_value(), kPatienceMs);
    setrlimit(RLIMIT_FSIZE, &before);
    QVERIFY(asked);
    QVERIFY(!bench.model()->last()->files.ok());
    QCOMPARE(bytesOf(file), std::string("old"));
    QCOMPARE(QDir(bench.files.folder("out")).entryList(QDir::Files | QDir::Hidden).size(), 1);
    bool said = false;
    for (const QLabel* label : dialog->findChildren<QLabel*>())
        said = said || label->text().contains("a.mti");
    QVERIFY(said);
}

void ExportTest::canBeCancelled()
{
    Bench bench;
    bench.finish();
    ExportDialog* dialog = bench.open();
    dialog->choose(ExportForm::image);
    dialog->setPath(bench.target("a.mti"));
    dialog->start();
    QVERIFY(bench.model()->running());
    QVERIFY(!test::buttonNamed(*dialog, "Export")->isEnabled());
    bench.model()->cancel();
    QTRY_VERIFY_WITH_TIMEOUT(bench.model()->last().has_value(), kPatienceMs);
    QVERIFY(!bench.model()->last()->files.ok());
    QCOMPARE(bench.model()->last()->files.failure().code, Error::cancelled);
    QVERIFY(!QFile::exists(bench.target("a.mti")));
    QVERIFY(test::buttonNamed(*dialog, "Export")->isEnabled());
}

void ExportTest::aNameIsSuggestedAndKept()
{
    Bench bench;
    bench.finish();
    ExportDialog* dialog = bench.open();
    dialog->choose(ExportForm::image);
    const QString cut = QString::number(bench.workspace.chosenCut());
    QCOMPARE(dialog->path(), bench.files.folder("project/exports/colours-cut") + cut + ".mti");
    QVERIFY(dialog->command().contains("--cut " + cut));
    QVERIFY(dialog->command().endsWith(dialog->path()));
    dialog->setPath(bench.target("mine.mti"));
    emit bench.workspace.stateChanged();
    QCOMPARE(dialog->path(), bench.target("mine.mti"));
    bench.window.useLanguage("de"); // the dialog is made anew
    dialog = bench.window.findChild<ExportDialog*>();
    QCOMPARE(dialog->form(), ExportForm::image);
    QCOMPARE(dialog->path(), bench.target("mine.mti"));
    bench.window.useLanguage("en");
    bench.write(ExportForm::image, bench.target("mine.mti"));
    bench.window.findChild<ExportDialog*>()->choose(ExportForm::onnx); // beside the last one
    QCOMPARE(bench.window.findChild<ExportDialog*>()->path(), bench.target("mcunet-vww0.onnx"));
}

void ExportTest::searchFindsEveryForm()
{
    Bench bench;
    bench.finish();
    for (const char* word : {"mti", "tflite", "onnx", "npy", "mth", "firmware"}) {
        QTest::keyClick(&bench.window, Qt::Key_K, Qt::ControlModifier);
        auto* search = bench.window.findChild<ActionSearch*>();
        QTRY_VERIFY(search->isVisible());
        search->findChild<QLineEdit*>()->setText(QString("export ") + word);
        const auto* list = search->findChild<QListWidget*>();
        QVERIFY2(list->count() > 0, word);
        if (QString(word) == "mth")
            QVERIFY(list->item(0)->text().contains("No board is connected"));
        search->hide();
    }
    QTest::keyClick(&bench.window, Qt::Key_K, Qt::ControlModifier);
    auto* search = bench.window.findChild<ActionSearch*>();
    search->findChild<QLineEdit*>()->setText("export onnx");
    QTest::keyClick(search->findChild<QLineEdit*>(), Qt::Key_Return);
    QTRY_VERIFY(bench.window.findChild<ExportDialog*>() != nullptr);
    QCOMPARE(bench.window.findChild<ExportDialog*>()->form(), ExportForm::onnx);
}

void ExportTest::dialogFitsInEveryLanguage()
{
    Bench bench;
    bench.finish();
    for (const QString& language : appearance::languages()) {
        bench.window.useLanguage(language);
        bench.window.resize(1024, 700);
        ExportDialog* dialog = bench.open();
        QVERIFY(dialog->width() <= 1024 && dialog->height() <= 700);
        for (const ExportForm form : kExportForms) {
            dialog->choose(form);
            QTest::qWait(1);
            for (const QLabel* label : dialog->findChildren<QLabel*>())
                if (label->isVisible() && label->wordWrap())
                    QVERIFY2(label->heightForWidth(label->width()) <= label->height(),
                             qPrintable(language + ": " + label->text()));
            for (const QPushButton* button : dialog->findChildren<QPushButton*>())
                if (button->isVisible())
                    QVERIFY2(button->width() >= button->minimumSizeHint().width(),
                             qPrintable(button->text()));
            const auto* list = dialog->findChild<QListWidget*>();
            QVERIFY(list->sizeHintForColumn(0) <= list->viewport()->width());
            saveShot(*dialog, QString("export-%1-%2").arg(int(form)).arg(language));
        }
    }
    bench.window.useLanguage("en");
}

void ExportTest::droppedThingsSayWhyNot_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("says");
    QTest::newRow("image") << "a.mti"
                           << "for boards";
    QTest::newRow("heads") << "a.mth"
                           << "Import heads";
    QTest::newRow("features") << "a.npy"
                              << "numbers without pictures";
    QTest::newRow("firmware") << "a.bin"
                              << "Nucleo";
    QTest::newRow("program") << "a.elf"
                             << "Nucleo";
    QTest::newRow("weights") << "a.pth"
                             << ".json";
    QTest::newRow("script") << "a.pt"
                            << "teach";
    QTest::newRow("picture") << "a.png"
                             << "One picture makes no task";
    QTest::newRow("text") << "a.txt"
                          << "can be opened";
}

void ExportTest::droppedThingsSayWhyNot()
{
    QFETCH(QString, name);
    QFETCH(QString, says);
    WindowBench bench;
    bench.files.writeFile(name.toStdString(), "x");
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(bench.files.folder(name.toStdString()))});
    QDragEnterEvent enter({5, 5}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&bench.window, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop({5, 5}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&bench.window, &drop);
    const auto* bar = bench.window.findChild<ErrorBar*>();
    QVERIFY(bar->isVisible());
    QVERIFY2(bar->accessibleName().contains(name) && bar->accessibleName().contains(says),
             qPrintable(bar->accessibleName()));
    QVERIFY(!bench.workspace.hasProject());
}

void ExportTest::whatWasExportedOpensAgain()
{
    Bench bench;
    bench.workspace.setExtractor("microt-vww0-64");
    bench.finish();
    QVERIFY(bench.write(ExportForm::onnx, bench.target("a.onnx")).files.ok());
    QVERIFY(bench.write(ExportForm::tflite, bench.target("networks")).files.ok());
    for (const char* name : {"a.onnx", "networks/full.tflite"}) {
        const auto opened = openExtractor(bench.target(name).toStdString());
        QVERIFY2(opened.ok(), opened.ok() ? "" : opened.failure().what.c_str());
    }
    bench.window.openPath(bench.target("a.onnx"));
    QTRY_COMPARE_WITH_TIMEOUT(bench.workspace.state(Step::extractor), StepState::ready, kPatienceMs);
    QCOMPARE(QString::fromStdString(bench.workspace.extractor()->format), QString("ONNX"));
    bench.workspace.save();
    QTRY_VERIFY_WITH_TIMEOUT(bench.jobs.isIdle(), kPatienceMs);
    bench.workspace.newProject(bench.files.folder("another"), "another");
    bench.window.openPath(bench.files.folder("project/project.json")); // the file stands for its folder
    QTRY_COMPARE_WITH_TIMEOUT(bench.workspace.project().name, std::string("tiny"), kPatienceMs);
}

} // namespace

QTEST_MAIN(ExportTest)
#include "export_test.moc"
