// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QColor>
#include <QFile>
#include <QImage>
#include <QSignalSpy>
#include <QTest>

#include "gui/models/bad_file_model.h"
#include "gui/models/class_model.h"
#include "gui/models/picture_model.h"
#include "tests/gui/tiny_project.h"

using namespace microt;
using namespace microt::gui;

namespace {

std::shared_ptr<const Dataset> openTiny(const test::TinyProject& files)
{
    Dataset dataset = openDataset(files.path("colours"), {}).value();
    if (!assignSplit(dataset, {0.3, 0.1, 0}).ok())
        return nullptr;
    return std::make_shared<const Dataset>(std::move(dataset));
}

class DataModelsTest : public QObject
{
    Q_OBJECT

private slots:
    void picturesByClassWithThumbnails();
    void thumbnailsAreBounded();
    void aFileThatIsNoPictureIsBroken();
    void transparentPicturesShowTheBackground();
    void destroyingTheCacheWaitsForItsWorkers();
    void classCounts();
    void badFiles();
};

void DataModelsTest::picturesByClassWithThumbnails()
{
    test::TinyProject files;
    ThumbnailCache cache(96);
    PictureModel model(&cache);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(model.rowCount(), 0);
    const auto dataset = openTiny(files);
    model.setDataset(dataset);
    QCOMPARE(model.rowCount(), 60);
    model.setLabel(1);
    QCOMPARE(model.rowCount(), 20);
    QCOMPARE(model.index(0).data(PictureModel::LabelRole).toInt(), 1);

    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    QVERIFY(model.index(3).data(PictureModel::ThumbnailRole).value<QImage>().isNull());
    QTRY_VERIFY(changed.count() >= 1 && cache.isIdle());
    bool announced = false;
    for (const auto& change : changed)
        announced = announced || change.first().toModelIndex().row() == 3;
    QVERIFY(announced);
    const QImage image = model.index(3).data(PictureModel::ThumbnailRole).value<QImage>();
    QCOMPARE(image.size(), QSize(96, 96));
    QVERIFY(qRed(image.pixel(0, 0)) > 150); // the class "red"
    QVERIFY(qGreen(image.pixel(0, 0)) < 80);
    QVERIFY(model.index(3).data(Qt::ToolTipRole).toString().contains("red"));
    model.setLabel(PictureModel::kAllClasses);
    QCOMPARE(model.rowCount(), 60);
    model.setDataset(nullptr);
    QCOMPARE(model.rowCount(), 0);
}

void DataModelsTest::thumbnailsAreBounded()
{
    test::TinyProject files;
    const auto dataset = openTiny(files);
    constexpr int kKept = 4;
    ThumbnailCache cache(96, kKept * 96 * 96 * 4);
    QSignalSpy loaded(&cache, &ThumbnailCache::loaded);
    const auto path = [&dataset](int i) {
        return QByteArray::fromStdString(dataset->pathOf(dataset->samples[i]).string());
    };
    for (int i = 0; i < 12; ++i)
        cache.find(path(i));
    QTRY_COMPARE(loaded.count(), 12);
    int kept = 0;
    for (int i = 0; i < 12; ++i)
        kept += cache.find(path(i)).isNull() ? 0 : 1;
    QVERIFY2(kept >= 1 && kept <= kKept, qPrintable(QString::number(kept)));
}

void DataModelsTest::aFileThatIsNoPictureIsBroken()
{
    test::TinyProject files;
    files.writeFile("broken.png", "not a picture");
    ThumbnailCache cache(96);
    QSignalSpy loaded(&cache, &ThumbnailCache::loaded);
    const QByteArray path = QByteArray::fromStdString(files.path("broken.png").string());
    QVERIFY(cache.find(path).isNull());
    QVERIFY(!cache.isBroken(path));
    QVERIFY(loaded.wait());
    QVERIFY(cache.isBroken(path));
    QVERIFY(cache.find(path).isNull());
    QVERIFY(cache.isIdle()); // not tried again
}

void DataModelsTest::transparentPicturesShowTheBackground()
{
    test::TinyProject files;
    QImage clear(8, 8, QImage::Format_ARGB32);
    clear.fill(Qt::transparent);
    const QString file = QFile::decodeName(files.path("clear.png").string().c_str());
    QVERIFY(clear.save(file));
    ThumbnailCache cache(96);
    const QByteArray path = QFile::encodeName(file);
    QTRY_VERIFY(!cache.find(path).isNull());
    QCOMPARE(QColor(cache.find(path).pixel(0, 0)), QColor(Qt::white));
    cache.setBackground({0, 0, 0});
    QTRY_VERIFY(!cache.find(path).isNull());
    QCOMPARE(QColor(cache.find(path).pixel(0, 0)), QColor(Qt::black));
}

void DataModelsTest::destroyingTheCacheWaitsForItsWorkers()
{
    test::TinyProject files;
    const auto dataset = openTiny(files);
    auto cache = std::make_unique<ThumbnailCache>(96);
    QSignalSpy loaded(cache.get(), &ThumbnailCache::loaded);
    for (const Sample& sample : dataset->samples)
        cache->find(QByteArray::fromStdString(dataset->pathOf(sample).string()));
    cache.reset();
    QCoreApplication::processEvents();
    QCOMPARE(loaded.count(), 0);
}

void DataModelsTest::classCounts()
{
    test::TinyProject files;
    ClassModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setDataset(openTiny(files));
    QCOMPARE(model.rowCount(), 4);
    const auto counts = [&model](int row) {
        return model.index(row, ClassModel::SplitColumn).data(ClassModel::CountsRole).value<QVector<int>>();
    };
    QCOMPARE(counts(0), (QVector<int>{36, 6, 18}));
    QCOMPARE(counts(2), (QVector<int>{12, 2, 6}));
    QCOMPARE(model.index(2, ClassModel::NameColumn).data().toString(), QString("red"));
    QCOMPARE(ClassModel::labelOfRow(2), 1);
    QCOMPARE(ClassModel::labelOfRow(0), int(PictureModel::kAllClasses));
    QVERIFY(model.index(2, ClassModel::SplitColumn)
                .data(Qt::AccessibleTextRole)
                .toString()
                .contains("2 calibration"));
    model.setDataset(nullptr);
    QCOMPARE(model.rowCount(), 0);
}

void DataModelsTest::badFiles()
{
    BadFileModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setFiles({{"a/b.png", {Error::truncated, "a/b.png ends after 12 of 200 bytes."}}});
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.index(0, BadFileModel::PathColumn).data().toString(), QString("a/b.png"));
    QCOMPARE(model.index(0, BadFileModel::ReasonColumn).data().toString(), QString("damaged, or no picture"));
    QVERIFY(model.index(0, BadFileModel::DetailColumn).data().toString().contains("12 of 200"));
}

} // namespace

QTEST_MAIN(DataModelsTest)
#include "data_models_test.moc"
