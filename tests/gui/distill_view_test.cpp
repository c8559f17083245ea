// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/distill_view.h"

#include <filesystem>

#include <QApplication>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QPushButton>
#include <QSpinBox>
#include <QTableWidget>
#include <QTest>
#include <QTimer>
#include <QTranslator>

#include "gui/models/distill_model.h"
#include "gui/pages/distill_form.h"
#include "gui/widgets/chart.h"
#include "gui/widgets/theme.h"
#include "gui/words/training_words.h"
#include "tests/gui/tiny_project.h"

using namespace microt;
using namespace microt::gui;
using microt::test::TinyProject;

namespace {

using microt::test::kPatienceMs;

struct Bench
{
    explicit Bench(Training purpose) : workspace(&jobs), model(&workspace, &jobs)
    {
        workspace.newProject(files.folder(), QStringLiteral("tiny"));
        workspace.setExtractor(files.extractor());
        workspace.addTask(files.pictures());
        view = std::make_unique<DistillView>(&workspace, &model, purpose);
        view->resize(900, 700);
        view->show();
    }
    bool settled() const { return jobs.isIdle() && workspace.state(Step::stage) == StepState::ready; }
    QPushButton* button(const QString& text) const { return test::buttonNamed(*view, text); }
    /// What a short run needs.
    void fill(int epochs)
    {
        view->findChild<QComboBox*>()->setCurrentText(files.extractor());
        view->findChild<QListWidget*>()->addItem(files.pictures());
        for (QSpinBox* box : view->findChildren<QSpinBox*>())
            if (box->maximum() == 100000)
                box->setValue(epochs);
            else if (box->maximum() == 16384)
                box->setValue(16);
            else if (box->maximum() == 1000)
                box->setValue(1);
        emit model.changed();
    }
    void shot(const QString& name) const { test::saveShot(*view, QStringLiteral("distill-") + name); }

    TinyProject files;
    JobQueue jobs;
    Workspace workspace;
    DistillModel model;
    std::unique_ptr<DistillView> view;
};

} // namespace

class DistillViewTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { theme::apply(*qApp, theme::Mode::light); }

    void saysWhatIsMissing()
    {
        Bench bench(Training::distil);
        QTRY_VERIFY_WITH_TIMEOUT(bench.settled(), kPatienceMs);
        QVERIFY(!bench.button(QStringLiteral("Start"))->isEnabled());
        bench.view->findChild<QComboBox*>()->setCurrentText(bench.files.extractor());
        QVERIFY(!bench.button(QStringLiteral("Start"))->isEnabled());
        bench.fill(1);
        QVERIFY(bench.button(QStringLiteral("Start"))->isEnabled());
        QVERIFY(bench.view->command().startsWith(QStringLiteral("microt distill --teacher ")));
        QVERIFY(bench.view->command().contains(QStringLiteral("--student ")));
    }

    void theCommandFollowsEveryField()
    {
        Bench bench(Training::join);
        QTRY_VERIFY_WITH_TIMEOUT(bench.settled(), kPatienceMs);
        QString shown;
        connect(bench.view.get(), &DistillView::commandChanged, bench.view.get(),
                [&] { shown = bench.view->command(); });
        QVERIFY(bench.view->command().endsWith(
            QStringLiteral("--rate 1 --views 16 --smallest-view 0.2 --mixup 0.5 -o joint.mtx")));
        for (QDoubleSpinBox* box : bench.view->findChildren<QDoubleSpinBox*>()) {
            const QString before = shown;
            box->setValue(box->value() + 0.5);
            QVERIFY(shown != before);
        }
        for (QSpinBox* box : bench.view->findChildren<QSpinBox*>()) {
            const QString before = shown;
            box->setValue(box->value() + 1);
            QVERIFY(shown != before || box->toolTip().startsWith(QStringLiteral("Heads"))); // of the probe
        }
    }

    void theCommandGivesTheJobsOptions_data()
    {
        QTest::addColumn<bool>("joint");
        QTest::newRow("distill") << false;
        QTest::newRow("join") << true;
    }

    void theCommandGivesTheJobsOptions()
    {
        QFETCH(bool, joint);
        Bench bench(joint ? Training::join : Training::distil);
        QTRY_VERIFY_WITH_TIMEOUT(bench.settled(), kPatienceMs);
        bench.fill(7);
        const auto same = [&] {
            std::vector<std::string> words = shellWords(bench.view->command().toStdString());
            const std::string output = words.back();
            QCOMPARE(QString::fromStdString(shellCommand({words[0], words[1]})),
                     joint ? QStringLiteral("microt join") : QStringLiteral("microt distill"));
            words = {words.begin() + 2, words.end() - 2}; // what -o names is last
            std::vector<int> cuts;
            if (joint) {
                const auto cut = std::find(words.begin(), words.end(), "--cut");
                cuts.push_back(std::stoi(cut[1]));
                words.erase(cut, cut + 2);
            }
            DistillJob parsed = usualDistillJob(joint);
            parsed.pools = readOptionWords(words, parsed).value();
            if (joint) {
                parsed.student = parsed.pools.front();
                parsed.pools.erase(parsed.pools.begin());
            }
            const auto* form = bench.view->findChild<DistillForm*>();
            QCOMPARE(QString::fromStdString(fieldsText(parsed)),
                     QString::fromStdString(fieldsText(form->job())));
            QVERIFY(cuts == form->cuts());
            QCOMPARE(QString::fromStdString(output), form->name() + QStringLiteral(".mtx"));
        };
        same();
        for (QSpinBox* box : bench.view->findChildren<QSpinBox*>()) {
            box->setValue(box->value() + 1);
            same();
        }
        for (QDoubleSpinBox* box : bench.view->findChildren<QDoubleSpinBox*>()) {
            box->setValue(box->value() + 0.25);
            same();
        }
        if (!joint)
            for (QComboBox* box : bench.view->findChildren<QComboBox*>())
                if (box->itemText(0).startsWith(QStringLiteral("this one")))
                    box->setCurrentIndex(1); // fresh weights
        same();
    }

    void tipsComeFromTheFieldsInTheLanguageOfTheWindow()
    {
        QTranslator german;
        QVERIFY(german.load(QStringLiteral(":/translations/workbench_de.qm")));
        Bench english(Training::join);
        QCoreApplication::installTranslator(&german);
        Bench translated(Training::join);
        QCoreApplication::removeTranslator(&german);
        const auto boxes = [](const Bench& bench) { return bench.view->findChildren<QAbstractSpinBox*>(); };
        QCOMPARE(boxes(translated).size(), boxes(english).size());
        for (int i = 0; i < boxes(english).size(); ++i) {
            const QString tip = boxes(english)[i]->toolTip();
            QVERIFY(!tip.isEmpty());
            QVERIFY2(boxes(translated)[i]->toolTip() != tip, qPrintable(tip));
        }
    }

    void theDeviceIsChosenInBothTabs()
    {
        for (const Training purpose : {Training::distil, Training::join}) {
            Bench bench(purpose);
            QTRY_VERIFY_WITH_TIMEOUT(bench.settled(), kPatienceMs);
            QComboBox* device = nullptr;
            for (QComboBox* box : bench.view->findChildren<QComboBox*>())
                if (box->currentData() == QVariant(QStringLiteral("cpu")))
                    device = box;
            QVERIFY(device != nullptr);
            const auto* form = bench.view->findChild<DistillForm*>();
            QVERIFY(!form->command().contains(QStringLiteral("--device")));
            device->setCurrentIndex(1);
            QVERIFY(form->command().contains(QStringLiteral("--device auto")));
            QCOMPARE(form->job().device.device, std::string("auto"));
            device->setCurrentIndex(2);
            QVERIFY(form->command().contains(QStringLiteral("--device cuda")));
        }
    }

    void settingsGoTogether()
    {
        Bench bench(Training::distil);
        QTRY_VERIFY_WITH_TIMEOUT(bench.settled(), kPatienceMs);
        QComboBox* recipe = nullptr;
        for (QComboBox* box : bench.view->findChildren<QComboBox*>())
            if (box->itemText(0).startsWith(QStringLiteral("thousands")))
                recipe = box;
        QVERIFY(recipe != nullptr);
        QCOMPARE(recipe->currentIndex(), 0);
        recipe->setCurrentIndex(1);
        emit recipe->activated(1);
        QVERIFY(bench.view->command().contains(QStringLiteral("--epochs 50 ")));
        QVERIFY(bench.view->command().endsWith(QStringLiteral("--rate 0.01 --views 1 -o distilled.mtx")));
        QCOMPARE(recipe->currentIndex(), 1);
        bench.view->findChild<QDoubleSpinBox*>()->setValue(0.5); // a weight, which is no part of them
        QCOMPARE(recipe->currentIndex(), 1);
        for (QSpinBox* box : bench.view->findChildren<QSpinBox*>())
            if (box->maximum() == 64)
                box->setValue(2);
        QCOMPARE(recipe->currentIndex(), 2);
        recipe->setCurrentIndex(0);
        emit recipe->activated(0);
        QVERIFY(bench.view->command().contains(QStringLiteral("--epochs 8 ")));
        QCOMPARE(recipe->currentIndex(), 0);
    }

    void distilsWithCurvesAndUsesTheResult()
    {
        Bench bench(Training::distil);
        QTRY_VERIFY_WITH_TIMEOUT(bench.settled(), kPatienceMs);
        bench.fill(3);
        bench.button(QStringLiteral("Start"))->click();
        QCOMPARE(bench.model.state(), DistillModel::State::running);
        QTRY_VERIFY_WITH_TIMEOUT(bench.jobs.isIdle(), kPatienceMs);
        QVERIFY2(!bench.model.failure(), bench.model.failure() ? bench.model.failure()->what.c_str() : "");
        QCOMPARE(bench.model.state(), DistillModel::State::finished);
        QCOMPARE(static_cast<int>(bench.model.epochs().size()), 3);
        QCOMPARE(static_cast<int>(bench.model.probes().size()), 4); // before it, and after each epoch
        QCOMPARE(bench.model.probes().front().epoch, 0);
        QVERIFY(bench.model.gained().has_value());
        QCOMPARE(bench.view->findChildren<Chart*>().first()->series().first().points.size(), 3);
        bench.shot(QStringLiteral("finished"));
        bench.button(QStringLiteral("Use it"))->click();
        QTRY_VERIFY_WITH_TIMEOUT(bench.settled(), kPatienceMs);
        QVERIFY(QString::fromStdString(bench.workspace.extractor()->source)
                    .endsWith(QStringLiteral("distilled.mtx")));
    }

    void pausesAndGoesOn()
    {
        Bench bench(Training::join);
        QTRY_VERIFY_WITH_TIMEOUT(bench.settled(), kPatienceMs);
        bench.fill(400);
        bench.button(QStringLiteral("Start"))->click();
        QTRY_VERIFY_WITH_TIMEOUT(bench.model.epochs().size() >= 2, kPatienceMs);
        bench.button(QStringLiteral("Pause"))->click();
        QTRY_VERIFY_WITH_TIMEOUT(bench.model.state() == DistillModel::State::paused, kPatienceMs);
        const std::size_t before = bench.model.epochs().size();
        QVERIFY(before < 400);
        QVERIFY(bench.model.hasCheckpoints(QStringLiteral("joint")));
        bench.shot(QStringLiteral("paused"));
        bench.button(QStringLiteral("Go on"))->click();
        QTRY_VERIFY_WITH_TIMEOUT(bench.model.epochs().size() > before + 1, kPatienceMs);
        // Not from the start: epochs follow each other without a gap.
        for (std::size_t i = 0; i < bench.model.epochs().size(); ++i)
            QCOMPARE(bench.model.epochs()[i].epoch, static_cast<int>(i) + 1);
        bench.button(QStringLiteral("Pause"))->click();
        QTRY_VERIFY_WITH_TIMEOUT(bench.model.state() == DistillModel::State::paused, kPatienceMs);
        QTimer::singleShot(50, bench.view.get(), [] {
            auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
            QVERIFY(box != nullptr);
            box->button(QMessageBox::Yes)->click();
        });
        bench.button(QStringLiteral("Discard"))->click();
        QVERIFY(!bench.model.hasCheckpoints(QStringLiteral("joint")));
        QCOMPARE(bench.model.state(), DistillModel::State::idle);
    }

    void severalCutsAreTrainedAndCompared()
    {
        Bench bench(Training::join);
        QTRY_VERIFY_WITH_TIMEOUT(bench.settled(), kPatienceMs);
        bench.fill(2);
        QLineEdit* cuts = nullptr;
        for (QLineEdit* field : bench.view->findChildren<QLineEdit*>())
            cuts = field->accessibleName() == QStringLiteral("Cuts") ? field : cuts;
        QVERIFY(cuts != nullptr);
        cuts->setText(QStringLiteral("1, 77"));
        QVERIFY(!bench.button(QStringLiteral("Start"))->isEnabled());
        cuts->setText(QStringLiteral("2, 1"));
        QVERIFY(bench.view->command().contains(QStringLiteral(" --cut 2 1 --probe ")));
        bench.button(QStringLiteral("Start"))->click();
        QTRY_VERIFY_WITH_TIMEOUT(bench.model.state() == DistillModel::State::finished, kPatienceMs);
        const std::vector<TrainedCut>& trained = bench.model.trainedCuts();
        QCOMPARE(static_cast<int>(trained.size()), 2);
        QCOMPARE(trained[0].gain.cut, 2);
        QCOMPARE(trained[1].gain.cut, 1);
        // "Before" is what the Cut page says.
        const CutTable& table = *bench.workspace.cuts();
        QCOMPARE(trained[1].gain.partBefore, table.rows.front().selectionAccuracy);
        QCOMPARE(trained[1].gain.fullBefore, table.rows.front().fullSelectionAccuracy);
        const auto* gains = bench.view->findChild<QTableWidget*>();
        QVERIFY(gains->isVisible());
        QCOMPARE(gains->rowCount(), 2);
        QCOMPARE(gains->item(1, 0)->text(), QStringLiteral("1"));
        const bool firstIsBest = trained[0].gain.scoreAfter >= trained[1].gain.scoreAfter;
        QCOMPARE(gains->currentRow(), firstIsBest ? 0 : 1);
        bench.shot(QStringLiteral("cuts"));
        bench.button(QStringLiteral("Use it"))->click();
        QTRY_VERIFY_WITH_TIMEOUT(bench.settled(), kPatienceMs);
        QVERIFY(
            QString::fromStdString(bench.workspace.extractor()->source)
                .endsWith(firstIsBest ? QStringLiteral("joint-cut2.mtx") : QStringLiteral("joint-cut1.mtx")));
    }

    void anInterruptedSeriesGoesOnWithItsCut()
    {
        Bench bench(Training::join);
        QTRY_VERIFY_WITH_TIMEOUT(bench.settled(), kPatienceMs);
        DistillJob work;
        work.teacher = bench.files.extractor().toStdString();
        work.student = work.teacher;
        work.pools = {bench.files.pictures().toStdString()};
        work.options.weights.partTeacher = 0.5;
        work.options.epochs = 150;
        work.options.batch = 16;
        const QString name = QStringLiteral("series");
        bench.model.start(work, name, 100, {1, 2});
        QTRY_VERIFY_WITH_TIMEOUT(bench.model.work().options.cut == 2 && bench.model.epochs().size() >= 2,
                                 kPatienceMs);
        bench.model.pause();
        QTRY_VERIFY_WITH_TIMEOUT(bench.model.state() == DistillModel::State::paused, kPatienceMs);
        QCOMPARE(static_cast<int>(bench.model.trainedCuts().size()), 1);
        QVERIFY(bench.model.hasCheckpoints(name, {1, 2}));
        QVERIFY(!bench.model.hasCheckpoints(name, {1}));
        const std::filesystem::path first = bench.model.trainedCuts().front().file;
        const auto written = std::filesystem::last_write_time(first);

        // The program was ended and starts again: cut 1 is measured, cut 2 goes on.
        DistillModel again(&bench.workspace, &bench.jobs);
        again.start(work, name, 100, {1, 2});
        QTRY_VERIFY_WITH_TIMEOUT(again.state() == DistillModel::State::finished, kPatienceMs);
        QCOMPARE(static_cast<int>(again.trainedCuts().size()), 2);
        QCOMPARE(again.trainedCuts().front().gain.partAfter,
                 bench.model.trainedCuts().front().gain.partAfter);
        QVERIFY(std::filesystem::last_write_time(first) == written);
        QVERIFY(again.epochs().front().epoch > 1);
        QVERIFY(!again.hasCheckpoints(name, {1, 2}));
    }

    void warnsBeforeARateThatRuinsWeights()
    {
        Bench bench(Training::distil);
        QTRY_VERIFY_WITH_TIMEOUT(bench.settled(), kPatienceMs);
        auto* form = bench.view->findChild<DistillForm*>();
        QPushButton* gentler = bench.button(QStringLiteral("Use rate"));
        QVERIFY(form->ruinsWeights()); // the settings that it begins with are for fresh weights
        QVERIFY(gentler->isVisible());
        gentler->click();
        QVERIFY(!form->ruinsWeights());
        QCOMPARE(form->job().options.learningRate, DistillForm::kRateOfTrained);
        QVERIFY(!gentler->isVisible());
        TrainingRun fresh = form->run();
        fresh.work.student = "mcunet-vww0";
        fresh.work.options.learningRate = 1.0;
        form->setRun(fresh);
        QVERIFY(!form->ruinsWeights());
    }

    void aFailureIsTold()
    {
        Bench bench(Training::distil);
        QTRY_VERIFY_WITH_TIMEOUT(bench.settled(), kPatienceMs);
        bench.fill(1);
        bench.view->findChild<QComboBox*>()->setCurrentText(QStringLiteral("/no/such/teacher.pt"));
        bench.button(QStringLiteral("Start"))->click();
        QTRY_VERIFY_WITH_TIMEOUT(bench.jobs.isIdle(), kPatienceMs);
        QVERIFY(bench.model.failure().has_value());
        bool told = false;
        for (const QLabel* label : bench.view->findChildren<QLabel*>())
            told = told || label->text().contains(QStringLiteral("/no/such/teacher.pt"));
        QVERIFY(told);
    }
};

QTEST_MAIN(DistillViewTest)
#include "distill_view_test.moc"
