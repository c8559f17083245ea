// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/data_page.h"

#include <QFile>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include "gui/models/bad_file_model.h"
#include "gui/models/class_model.h"
#include "gui/models/data_warnings.h"
#include "gui/models/picture_model.h"
#include "gui/models/picture_note_model.h"
#include "gui/pages/ask.h"
#include "gui/pages/data_delegates.h"
#include "gui/pages/elided_label.h"
#include "gui/pages/map_view.h"
#include "gui/pages/picture_editor.h"
#include "gui/pages/picture_grid.h"
#include "gui/pages/split_editor.h"
#include "gui/pages/step_notice.h"
#include "gui/pages/suspects_view.h"
#include "gui/widgets/empty_state.h"
#include "gui/widgets/figure_tile.h"
#include "gui/widgets/plain_table.h"
#include "gui/widgets/theme.h"
#include "gui/widgets/warning_label.h"

namespace microt::gui {

struct DataPage::Parts
{
    QToolButton* remove = nullptr;
    QStackedWidget* stack = nullptr;
    QWidget* content = nullptr;
    EmptyState* empty = nullptr;
    StepNotice notice;

    FigureTile* pictures = nullptr;
    FigureTile* splits[kSplitCount] = {};
    SplitEditor* split = nullptr;
    QTabWidget* tabs = nullptr;
    QTableView* classTable = nullptr;
    ElidedLabel* provenance = nullptr;

    ThumbnailCache* thumbnails = nullptr;
    PictureModel* pictureModel = nullptr;
    ClassModel* classModel = nullptr;
    BadFileModel* badFileModel = nullptr;
    PictureNoteModel* noteModel = nullptr;
    WarningLabel* warnings = nullptr;
    std::shared_ptr<const Dataset> shown;
};

namespace {

QTableView* makeTable(QAbstractItemModel* model, QWidget* parent)
{
    auto* table = new QTableView(parent);
    table->setModel(model);
    preparePlainTable(*table);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->setWordWrap(false);
    table->verticalHeader()->setDefaultSectionSize(table->fontMetrics().height() + theme::kGrid);
    return table;
}

} // namespace

DataPage::DataPage(Workspace* workspace, QWidget* parent)
    : Page(workspace, parent), m_parts(std::make_unique<Parts>())
{
    Parts& p = *m_parts;
    p.thumbnails = new ThumbnailCache(qRound(ThumbnailDelegate::kSide * devicePixelRatioF()), 64 << 20, this);
    p.pictureModel = new PictureModel(p.thumbnails, this);
    p.classModel = new ClassModel(this);
    p.badFileModel = new BadFileModel(this);
    p.noteModel = new PictureNoteModel(this);

    p.content = new QWidget(this);
    p.provenance = new ElidedLabel(p.content);
    theme::setSmallFont(p.provenance);
    p.provenance->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* rows = new QVBoxLayout(p.content);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(theme::kGrid);
    rows->addWidget(makeSummary());
    p.split = new SplitEditor(p.content);
    connect(p.split, &SplitEditor::splitChosen, workspace, &Workspace::setSplit);
    rows->addWidget(p.split);
    p.warnings = new WarningLabel(p.content);
    rows->addWidget(p.warnings);
    rows->addWidget(makeTables(), 1);
    rows->addWidget(p.provenance);

    p.empty = new EmptyState(this);
    p.stack = new QStackedWidget(this);
    p.stack->addWidget(p.content);
    p.stack->addWidget(p.empty);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * theme::kGrid, theme::kGrid, 2 * theme::kGrid, theme::kGrid);
    layout->setSpacing(theme::kGrid);
    layout->addWidget(makeHeader());
    layout->addWidget(p.stack, 1);

    connect(p.empty, &EmptyState::buttonClicked, this, [this]() {
        if (m_parts->notice.act)
            m_parts->notice.act();
    });
    for (const auto change : {&Workspace::projectChanged, &Workspace::taskChanged}) {
        connect(workspace, change, this, &DataPage::showTasks);
        connect(workspace, change, this, &DataPage::showSplit);
        connect(workspace, change, this, &Page::commandChanged);
    }
    for (const auto change : {&Workspace::datasetChanged, &Workspace::featuresChanged})
        connect(workspace, change, this, &DataPage::showDataset);
    connect(workspace, &Workspace::stateChanged, this, &DataPage::showState);
    showTasks();
    showSplit();
    showDataset();
}

DataPage::DataPage(Workspace* workspace, SuspectModel* suspects, MapModel* map, QWidget* parent)
    : DataPage(workspace, parent)
{
    QTabWidget* tabs = m_parts->tabs;
    tabs->addTab(new SuspectsView(workspace, suspects, tabs), tr("Suspects"));
    tabs->addTab(new MapView(workspace, map, tabs), tr("Map"));
}

DataPage::~DataPage() = default;

QWidget* DataPage::makeHeader()
{
    Parts& p = *m_parts;
    auto* header = new QWidget(this);
    auto* title = new QLabel(DataPage::title(), header);
    theme::setTitleFont(title);

    auto* add = new QToolButton(header);
    add->setText(tr("Add pictures"));
    add->setIcon(theme::icon(QStringLiteral("add")));
    add->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    add->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(add);
    menu->addAction(tr("A folder…"), this, [this]() { askPictures(workspace(), this); });
    menu->addAction(tr("A manifest (CSV)…"), this, [this]() { askManifest(workspace(), this); });
    menu->addSeparator();
    QAction* links = menu->addAction(tr("Follow links out of the task's folder"));
    links->setCheckable(true);
    connect(menu, &QMenu::aboutToShow, this, [this, links] {
        const Task* task = workspace()->task();
        links->setEnabled(task != nullptr);
        links->setChecked(task != nullptr && task->reading.followLinks);
    });
    connect(links, &QAction::triggered, this, [this](bool follow) {
        if (const Task* task = workspace()->task()) {
            ReadOptions reading = task->reading;
            reading.followLinks = follow;
            workspace()->setReading(reading);
        }
    });
    add->setMenu(menu);

    p.remove = new QToolButton(header);
    p.remove->setText(tr("Remove task…"));
    p.remove->setIcon(theme::icon(QStringLiteral("remove")));
    p.remove->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    connect(p.remove, &QToolButton::clicked, this, [this]() { askRemoveTask(workspace(), this); });

    auto* rename = new QToolButton(header);
    rename->setText(tr("Rename task…"));
    connect(rename, &QToolButton::clicked, this, [this] {
        if (const Task* task = workspace()->task())
            LabelActions(workspace(), this).askTaskName(QString::fromStdString(task->name));
    });

    auto* layout = new QHBoxLayout(header);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(theme::kGrid);
    layout->addWidget(title);
    layout->addStretch();
    layout->addWidget(add);
    layout->addWidget(rename);
    layout->addWidget(p.remove);
    return header;
}

QWidget* DataPage::makeSummary()
{
    Parts& p = *m_parts;
    auto* summary = new QWidget(p.content);
    auto* layout = new QHBoxLayout(summary);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(theme::kGrid);
    p.pictures = new FigureTile(tr("Pictures"), summary);
    layout->addWidget(p.pictures);
    const QString names[kSplitCount] = {tr("Train: heads learn"), tr("Calibration: thresholds"),
                                        tr("Test: measures")};
    for (int split = 0; split < kSplitCount; ++split) {
        p.splits[split] = new FigureTile(names[split], summary);
        layout->addWidget(p.splits[split]);
    }
    return summary;
}

QWidget* DataPage::makeTables()
{
    Parts& p = *m_parts;
    p.tabs = new QTabWidget(p.content);
    p.tabs->setDocumentMode(true);

    auto* both = new QSplitter(p.tabs);
    both->setChildrenCollapsible(false);
    p.classTable = makeTable(p.classModel, both);
    p.classTable->setAccessibleName(tr("Classes"));
    p.classTable->setItemDelegateForColumn(ClassModel::SplitColumn, new SplitBarDelegate(p.classTable));
    p.classTable->horizontalHeader()->setSectionResizeMode(ClassModel::NameColumn,
                                                           QHeaderView::ResizeToContents);
    p.classTable->horizontalHeader()->setSectionResizeMode(ClassModel::CountColumn,
                                                           QHeaderView::ResizeToContents);
    p.classTable->horizontalHeader()->setStretchLastSection(true);
    connect(p.classTable->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& now) {
                if (now.isValid())
                    m_parts->pictureModel->setLabel(ClassModel::labelOfRow(now.row()));
            });

    letRename(p.classTable, {workspace(), this});
    p.classTable->setDragDropMode(QAbstractItemView::DropOnly);
    connect(p.classModel, &ClassModel::picturesDropped, this,
            [this](const std::vector<std::string>& paths, const QString& name) {
                LabelActions(workspace(), this).relabel(paths, name);
            });
    auto* grid = new PictureEditor(workspace(), p.pictureModel, both);
    grid->findChild<PictureGrid*>()->setAccessibleName(tr("Pictures of the class"));
    both->addWidget(p.classTable);
    both->addWidget(grid);
    both->setStretchFactor(0, 2);
    both->setStretchFactor(1, 3);
    p.tabs->addTab(both, tr("Pictures"));

    const auto addList = [&p](QAbstractItemModel* model, const QString& name) {
        auto* list = makeTable(model, p.tabs);
        list->setAccessibleName(name);
        list->setColumnWidth(0, 36 * theme::kGrid);
        list->setColumnWidth(1, 28 * theme::kGrid);
        list->horizontalHeader()->setStretchLastSection(true);
        p.tabs->addTab(list, QString());
        return list;
    };
    letTakeBack(addList(p.badFileModel, tr("Files left out")), p.badFileModel, {workspace(), this});
    addList(p.noteModel, tr("Pictures worth a look"));
    return p.tabs;
}

void DataPage::showTasks()
{
    m_parts->remove->setEnabled(workspace()->task() != nullptr);
}

void DataPage::showSplit()
{
    if (const Task* task = workspace()->task())
        m_parts->split->setSplit(task->split);
}

void DataPage::showDataset()
{
    Parts& p = *m_parts;
    const auto dataset = workspace()->dataset();
    if (dataset && dataset != p.shown) {
        const QLocale locale;
        const int total = static_cast<int>(dataset->samples.size());
        const int classes = static_cast<int>(dataset->classes.size());
        p.pictures->setFigure(
            {locale.toString(total), {}, tr("in %1 classes").arg(locale.toString(classes)), {}});
        int counts[kSplitCount] = {};
        for (const Sample& sample : dataset->samples)
            ++counts[static_cast<int>(sample.split)];
        for (int s = 0; s < kSplitCount; ++s)
            p.splits[s]->setFigure({locale.toString(counts[s]),
                                    {},
                                    tr("%1 %").arg(locale.toString(100.0 * counts[s] / total, 'f', 1)),
                                    {}});
        p.split->setTestIsGiven(dataset->splitIsGiven);
        const int row = qBound(0, p.classTable->currentIndex().row(), classes);
        p.pictureModel->setDataset(dataset);
        p.classModel->setDataset(dataset);
        p.classTable->selectRow(row);
        const QString work = labelWords(*dataset);
        p.provenance->setFullText((work.isEmpty() ? work : work + QStringLiteral("   ·   ")) +
                                  QStringLiteral("%1   ·   %2   ·   SHA-256 %3")
                                      .arg(QString::fromStdString(dataset->layout),
                                           QFile::decodeName(dataset->source.string().c_str()),
                                           QString::fromStdString(dataset->contentHash)));
    }
    p.shown = dataset;
    if (dataset) {
        std::vector<BadFile> bad = dataset->badFiles;
        if (const auto features = workspace()->features())
            bad.insert(bad.end(), features->unreadable.begin(), features->unreadable.end());
        const int count = static_cast<int>(bad.size());
        p.tabs->setTabText(1, tr("Left out (%1)").arg(QLocale().toString(count)));
        p.badFileModel->setFiles(std::move(bad));
        p.noteModel->setDataset(*dataset);
        p.tabs->setTabText(2, tr("Worth a look (%1)").arg(QLocale().toString(p.noteModel->rowCount())));
        p.warnings->setWarnings(dataWarnings(*dataset));
    }
    showState();
}

void DataPage::showState()
{
    Parts& p = *m_parts;
    if (p.shown) {
        const bool stale = workspace()->state(Step::data) != StepState::ready;
        p.pictures->setStale(stale);
        for (FigureTile* tile : p.splits)
            tile->setStale(stale);
        p.stack->setCurrentWidget(p.content);
        return;
    }
    p.notice =
        workspace()->state(Step::data) == StepState::missing
            ? StepNotice{tr("No pictures yet. Choose a folder, drop one here, or open the demo (File menu)."),
                         tr("Choose a folder…"), [this]() { askPictures(workspace(), this); }}
            : noticeFor(workspace(), Step::data, this);
    p.empty->set(p.notice.sentence, p.notice.button);
    p.stack->setCurrentWidget(p.empty);
}

QString DataPage::title() const
{
    return tr("Data");
}

QString DataPage::help() const
{
    return tr(
        "<p>Each task is a set of pictures with its own classes; all tasks of a project share one "
        "extractor. The pictures are divided by class: heads learn from the train part, thresholds come "
        "from the calibration part, and the test part only ever measures. Files that "
        "play no part are listed with the reason. The same picture twice, exactly or nearly, stays on one "
        "side "
        "of the split, as a test picture that was learnt from measures nothing.</p>"
        "<p>For a class of <i>n</i> pictures: <i>n</i><sub>test</sub> = <i>n</i> · test share, "
        "<i>n</i><sub>calibration</sub> = <i>n</i> · calibration share, the rest is for training.</p>");
}

QString DataPage::command() const
{
    const Task* task = workspace()->task();
    const QString split =
        QString::fromStdString(shellCommand(optionWords(task != nullptr ? task->split : SplitOptions())));
    const QString reading =
        QString::fromStdString(shellCommand(optionWords(workspace()->settings().reading)));
    return QStringLiteral("microt data %1 %2 %3").arg(datasetWord(*workspace()), split, reading).simplified();
}

} // namespace microt::gui
