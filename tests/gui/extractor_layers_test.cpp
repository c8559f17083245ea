// SPDX-License-Identifier: GPL-3.0-or-later
#include <numeric>

#include <QAbstractItemModelTester>
#include <QSortFilterProxyModel>
#include <QTest>

#include "engine/model/architectures.h"
#include "gui/models/layer_model.h"

using namespace microt;
using namespace microt::gui;

namespace {

class ExtractorLayersTest : public QObject
{
    Q_OBJECT

private slots:
    void everyOperatorIsARow();
    void numbersSortAsNumbers();
};

std::shared_ptr<const GraphCost> costOf(const char* architecture)
{
    return std::make_shared<const GraphCost>(countCost(makeArchitecture(architecture, 0, 0).value()));
}

void ExtractorLayersTest::everyOperatorIsARow()
{
    LayerModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(model.rowCount(), 0);
    const auto cost = costOf("mcunet-in3");
    model.setCost(cost);
    QCOMPARE(model.rowCount(), static_cast<int>(cost->ops.size()));
    const auto text = [&model](int row, int column) { return model.index(row, column).data().toString(); };
    QCOMPARE(text(0, LayerModel::KindColumn), QString("convolution"));
    QCOMPARE(text(0, LayerModel::NameColumn), QString("first_conv"));
    QCOMPARE(text(1, LayerModel::NameColumn), QString("blocks.0.depth_conv"));
    QVERIFY(model.index(1, 0).data(Qt::ToolTipRole).toString().contains("mobile_inverted_conv"));
    QCOMPARE(text(0, LayerModel::KernelColumn), QString("3 × 3"));
    QCOMPARE(text(0, LayerModel::ShapeColumn), QString("88 × 88 × 16"));
    // 88 * 88 * 16 outputs, 27 products each.
    QCOMPARE(model.index(0, LayerModel::MacsColumn).data(LayerModel::SortRole).toLongLong(),
             qint64(88) * 88 * 16 * 27);
    qint64 macs = 0;
    for (int row = 0; row < model.rowCount(); ++row)
        macs += model.index(row, LayerModel::MacsColumn).data(LayerModel::SortRole).toLongLong();
    QCOMPARE(macs, qint64(cost->full.macs));
    model.setCost(nullptr);
    QCOMPARE(model.rowCount(), 0);
}

void ExtractorLayersTest::numbersSortAsNumbers()
{
    LayerModel model;
    model.setCost(costOf("mcunet-vww0"));
    QSortFilterProxyModel sorted;
    sorted.setSourceModel(&model);
    sorted.setSortRole(LayerModel::SortRole);
    sorted.sort(LayerModel::MacsColumn, Qt::DescendingOrder);
    for (int row = 1; row < sorted.rowCount(); ++row)
        QVERIFY(sorted.index(row - 1, LayerModel::MacsColumn).data(LayerModel::SortRole).toLongLong() >=
                sorted.index(row, LayerModel::MacsColumn).data(LayerModel::SortRole).toLongLong());
    QCOMPARE(sorted.index(0, LayerModel::ShareColumn).data(LayerModel::ShareRole).toDouble(), 1.0);
}

} // namespace

QTEST_MAIN(ExtractorLayersTest)
#include "extractor_layers_test.moc"
