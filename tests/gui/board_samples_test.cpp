// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/board_samples_view.h"

#include <QAbstractItemModelTester>
#include <QInputDialog>
#include <QLabel>
#include <QMessageBox>
#include <QTableView>
#include <QTimer>
#include <QToolButton>

#include "gui/models/board_timeline.h"
#include "gui/widgets/chart.h"
#include "gui/widgets/theme.h"
#include "tests/gui/board_bench.h"

using namespace microt;
using namespace microt::gui;
using microt::test::kPatienceMs;

namespace {

/// The view of a board that has learned from six samples and has six for the threshold.
struct Bench : test::BoardBench
{
    Bench()
    {
        settle();
        model = std::make_unique<BoardSamplesModel>(&workspace, board.get());
        timeline = std::make_unique<BoardTimeline>(&workspace, board.get(), &jobs);
        view = std::make_unique<BoardSamplesView>(&workspace, model.get());
        view->resize(700, 640);
        view->show();
    }
    void learn()
    {
        connectBoard();
        board->train(6, 3);
        finish();
    }
    void read()
    {
        model->read();
        finish();
    }
    QTableView* table() const { return view->findChild<QTableView*>(); }
    QToolButton* tool(const QString& text) const
    {
        for (QToolButton* one : view->findChildren<QToolButton*>())
            if (one->window() == view->window() && one->text().startsWith(text)) // not the viewer's
                return one;
        return nullptr;
    }
    bool says(const QString& text) const { return test::labelSays(*view, text); }
    QString cell(int row, int column) const { return model->index(row, column).data().toString(); }
    int rowOf(int label) const
    {
        for (int row = 0; row < model->rowCount(); ++row)
            if (model->sample(row).label == label)
                return row;
        return -1;
    }

    std::unique_ptr<BoardSamplesModel> model;
    std::unique_ptr<BoardTimeline> timeline;
    std::unique_ptr<BoardSamplesView> view;
};

/// The dialog that opens next chooses `item`.
void chooseNext(const QString& item)
{
    QTimer::singleShot(0, [item] {
        auto* dialog = qobject_cast<QInputDialog*>(QApplication::activeModalWidget());
        QVERIFY(dialog != nullptr);
        dialog->setTextValue(item);
        dialog->accept();
    });
}

/// The question that opens next is answered so; `before` is what Return alone would do.
void answerNext(QMessageBox::StandardButton button)
{
    QTimer::singleShot(0, [button] {
        auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
        QVERIFY(box != nullptr);
        QCOMPARE(box->defaultButton(), box->button(QMessageBox::No));
        box->button(button)->click();
    });
}

} // namespace

class BoardSamplesTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        theme::apply(*qApp, theme::Mode::light);
        m_bench = std::make_unique<Bench>();
    }
    void cleanupTestCase() { m_bench.reset(); }

    // One bench, and one board that goes through all of it in this order: a board takes its time.

    void thereIsNothingToReadWithoutABoard()
    {
        Bench& bench = *m_bench;
        QVERIFY(bench.says(QStringLiteral("needs a connected board")));
        QVERIFY(!test::buttonNamed(*bench.view, QStringLiteral("Read"))->isEnabled());
        bench.model->read();
        QVERIFY(!bench.board->session().busy());
    }

    void samplesAreShownWithTheirPictures()
    {
        Bench& bench = *m_bench;
        const QAbstractItemModelTester tester(bench.model.get(),
                                              QAbstractItemModelTester::FailureReportingMode::QtTest);
        bench.learn();
        QVERIFY(bench.says(QStringLiteral("Not read yet")));
        test::buttonNamed(*bench.view, QStringLiteral("Read"))->click();
        bench.finish();
        const int labelled = bench.model->samples().labelled;
        QCOMPARE(labelled, 6);
        QVERIFY(bench.model->rowCount() > 6);
        for (int row = 0; row < bench.model->rowCount(); ++row) {
            const BoardSample& sample = bench.model->sample(row);
            QVERIFY(sample.picture >= 0);
            if (sample.label >= 0)
                QVERIFY(bench.cell(row, 0).startsWith(bench.cell(row, 1) + QLatin1Char('/')));
            QVERIFY(sample.answer.has_value());
        }
        bench.table()->selectRow(0);
        QCOMPARE(bench.view->findChild<Chart*>()->series().size(), 2);
        QTRY_VERIFY(!bench.model->index(0, 0).data(Qt::DecorationRole).value<QImage>().isNull());
        test::saveShot(*bench.view, QStringLiteral("board-samples"));
    }

    void whatBoardsDidIsToldAlsoLater()
    {
        Bench& bench = *m_bench;
        const QAbstractItemModelTester tester(bench.timeline.get(),
                                              QAbstractItemModelTester::FailureReportingMode::QtTest);
        const int before = bench.timeline->rowCount();
        QVERIFY(before >= 2);
        const auto text = [](const BoardTimeline& timeline, int row, int column) {
            return timeline.index(row, column).data().toString();
        };
        QVERIFY(
            text(*bench.timeline, before - 1, BoardTimeline::WhatColumn).contains(QStringLiteral("virtual")));
        const int training = before - 2;
        QCOMPARE(text(*bench.timeline, training, BoardTimeline::WhatColumn),
                 QStringLiteral("Training on the board"));
        QCOMPARE(text(*bench.timeline, training, BoardTimeline::BoardColumn), QStringLiteral("mps2-an500"));
        QCOMPARE(text(*bench.timeline, training, BoardTimeline::OutcomeColumn), QStringLiteral("done"));
        bench.board->inferFile(bench.files.folder("nowhere.png"));
        QTRY_VERIFY_WITH_TIMEOUT(bench.jobs.isIdle() && !bench.board->session().busy(), kPatienceMs);
        QVERIFY(text(*bench.timeline, 0, BoardTimeline::OutcomeColumn).contains(QStringLiteral("nowhere")));

        BoardTimeline later(&bench.workspace, bench.board.get(), &bench.jobs);
        QTRY_COMPARE_WITH_TIMEOUT(later.rowCount(), before + 1, kPatienceMs);
        for (int row = 0; row < later.rowCount(); ++row)
            for (int column = 0; column < BoardTimeline::ColumnCount; ++column)
                QCOMPARE(text(later, row, column), text(*bench.timeline, row, column));
    }

    void theyAreRelabelledTakenOutAndLearnedFrom()
    {
        Bench& bench = *m_bench;
        bench.read();
        const int before = bench.model->rowCount();
        bench.table()->selectRow(bench.rowOf(0));
        chooseNext(QStringLiteral("red"));
        bench.tool(QStringLiteral("Relabel"))->click();
        bench.finish();
        QCOMPARE(bench.cell(0, BoardSamplesModel::ClassColumn), QStringLiteral("red"));
        QVERIFY2(bench.model->sample(0).contradicted(), "the heads know better: it stands first");
        QVERIFY(bench.says(QStringLiteral("train anew")));

        bench.table()->selectRow(0);
        answerNext(QMessageBox::No);
        bench.tool(QStringLiteral("Take out"))->click();
        QCOMPARE(bench.model->rowCount(), before);
        answerNext(QMessageBox::Yes);
        QTest::keyClick(bench.table(), Qt::Key_Delete);
        bench.finish();
        QCOMPARE(bench.model->rowCount(), before - 1);
        QCOMPARE(bench.model->samples().labelled, 5);

        test::buttonNamed(*bench.view, QStringLiteral("Train anew"))->click();
        bench.finish();
        bench.finish(); // it is read again
        QCOMPARE(static_cast<int>(bench.board->session().card().tasks.all.front().labelled), 5);
        QVERIFY(!bench.says(QStringLiteral("train anew")));
        QVERIFY(!bench.model->outOfDate());
        QCOMPARE(bench.board->record()->samples, 5);
        // What the list says is what the bank holds.
        const BoardSamples kept = bench.model->samples();
        bench.read();
        QCOMPARE(bench.model->samples().labelled, kept.labelled);
        for (std::size_t i = 0; i < kept.all.size(); ++i)
            QCOMPARE(bench.model->samples().all[i].label, kept.all[i].label);
    }

    void aPictureIsAddedButNeverOfTheTestSplit()
    {
        Bench& bench = *m_bench;
        const auto dataset = bench.workspace.dataset();
        const auto fileOf = [&](Split split) {
            for (const Sample& sample : dataset->samples)
                if (sample.split == split)
                    return QString::fromStdString(dataset->pathOf(sample).string());
            return QString();
        };
        const int before = bench.model->samples().labelled;
        bench.model->add(fileOf(Split::train), 1);
        bench.finish();
        QCOMPARE(bench.model->samples().labelled, before + 1);
        QCOMPARE(bench.model->samples().all[static_cast<std::size_t>(before)].label, 1);
        bench.model->add(fileOf(Split::test), 1);
        QTRY_VERIFY_WITH_TIMEOUT(bench.jobs.isIdle() && !bench.board->session().busy(), kPatienceMs);
        QVERIFY(bench.failure().contains(QStringLiteral("is a test picture")));
        QVERIFY(bench.model->outOfDate());
    }

    void theyGoWithTheBoard()
    {
        Bench& bench = *m_bench;
        bench.read();
        bench.board->infer();
        bench.finish();
        QVERIFY(bench.says(QStringLiteral("read again")));
        QVERIFY(test::buttonNamed(*bench.view, QStringLiteral("Add"))->isEnabled());
        bench.board->session().disconnectBoard();
        QTRY_VERIFY_WITH_TIMEOUT(bench.jobs.isIdle(), kPatienceMs);
        QVERIFY(!bench.model->wasRead());
        QCOMPARE(bench.model->rowCount(), 0);
    }

private:
    std::unique_ptr<Bench> m_bench;
};

QTEST_MAIN(BoardSamplesTest)
#include "board_samples_test.moc"
