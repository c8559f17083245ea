// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/runs_page.h"

#include <algorithm>

#include <QCheckBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

#include "gui/models/run_difference_model.h"
#include "gui/models/run_table_model.h"
#include "gui/pages/ask.h"
#include "gui/pages/step_notice.h"
#include "gui/widgets/empty_state.h"
#include "gui/widgets/plain_table.h"
#include "gui/widgets/theme.h"

namespace microt::gui {

namespace {

constexpr int kMostChosen = 2;
constexpr int kTitleWidth = 17 * theme::kGrid;

/// Without frame and grid, a row as high as a line of text.
void prepareRunTable(QTableView& table)
{
    table.setFrameShape(QFrame::NoFrame);
    preparePlainTable(table);
    table.setWordWrap(false); // as much of a long name as there is room for
    table.setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    table.verticalHeader()->setDefaultSectionSize(table.fontMetrics().height() + theme::kGrid);
}

} // namespace

struct RunsPage::Parts
{
    RunsModel* model = nullptr;
    RunTableModel* rows = nullptr;
    QSortFilterProxyModel* sorted = nullptr;
    QTableView* table = nullptr;
    RunDifferenceModel* pairs = nullptr;
    QTableView* details = nullptr;
    QLabel* heading = nullptr;
    QLabel* damaged = nullptr;
    QCheckBox* onlyDifferent = nullptr;
    QPushButton* restore = nullptr;
    QPushButton* remove = nullptr;
    QStackedWidget* stack = nullptr;
    QWidget* content = nullptr;
    EmptyState* empty = nullptr;
    std::vector<std::string> chosen; ///< ids, to be found again when the list is another
};

RunsPage::RunsPage(Workspace* workspace, RunsModel* model, QWidget* parent)
    : Page(workspace, parent), m_parts(std::make_unique<Parts>())
{
    Parts& p = *m_parts;
    p.model = model;
    p.restore = new QPushButton(theme::icon(QStringLiteral("undo")), tr("Re&store settings"), this);
    p.restore->setToolTip(tr("Makes the settings of the chosen result those of the project, in one step that "
                             "can be undone; of a training, chooses the extractor that it made"));
    p.remove = new QPushButton(theme::icon(QStringLiteral("remove")), tr("&Delete…"), this);
    p.remove->setToolTip(tr("Deletes the chosen result with the files that it made"));
    p.damaged = new QLabel(this);
    p.damaged->setWordWrap(true);
    p.empty = new EmptyState(this);
    makeTable();
    makeDetails();
    layOut();
    connect(p.restore, &QPushButton::clicked, this, &RunsPage::restore);
    connect(p.remove, &QPushButton::clicked, this, &RunsPage::remove);
    connect(p.empty, &EmptyState::buttonClicked, this, [this] { emit pageWanted(QStringLiteral("stage")); });
    connect(p.onlyDifferent, &QCheckBox::toggled, p.pairs, &RunDifferenceModel::setOnlyDifferent);
    connect(p.rows, &QAbstractItemModel::modelReset, this, &RunsPage::keepChosen);
    connect(model, &RunsModel::changed, this, &RunsPage::showAll);
    connect(workspace, &Workspace::projectChanged, this, &RunsPage::showAll);
    showAll();
}

RunsPage::~RunsPage() = default;

void RunsPage::makeTable()
{
    Parts& p = *m_parts;
    p.rows = new RunTableModel(p.model, this);
    p.sorted = new QSortFilterProxyModel(this);
    p.sorted->setSourceModel(p.rows);
    p.sorted->setSortRole(Qt::UserRole);
    p.table = new QTableView(this);
    p.table->setObjectName(QStringLiteral("keptRuns"));
    p.table->setAccessibleName(tr("Kept results"));
    p.table->setModel(p.sorted);
    p.table->setSortingEnabled(true);
    p.table->sortByColumn(RunTableModel::made, Qt::DescendingOrder);
    p.table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    p.table->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed);
    prepareRunTable(*p.table);
    QHeaderView* header = p.table->horizontalHeader();
    header->setSectionResizeMode(QHeaderView::ResizeToContents);
    header->setSectionResizeMode(RunTableModel::note, QHeaderView::Stretch);
    header->setSectionResizeMode(RunTableModel::kind, QHeaderView::Interactive);
    header->resizeSection(RunTableModel::kind, kTitleWidth);
    theme::setSmallFont(header);
    connect(p.table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &RunsPage::showChosen);
}

void RunsPage::makeDetails()
{
    Parts& p = *m_parts;
    p.pairs = new RunDifferenceModel(this);
    p.details = new QTableView(this);
    p.details->setObjectName(QStringLiteral("chosenRuns"));
    p.details->setAccessibleName(tr("Settings and figures of what is chosen"));
    p.details->setModel(p.pairs);
    p.details->setEditTriggers(QAbstractItemView::NoEditTriggers);
    prepareRunTable(*p.details);
    p.details->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    p.heading = new QLabel(this);
    p.heading->setWordWrap(true);
    p.onlyDifferent = new QCheckBox(tr("&Only what differs"), this);
    p.onlyDifferent->setChecked(true);
}

void RunsPage::layOut()
{
    Parts& p = *m_parts;
    auto* title = new QLabel(RunsPage::title(), this);
    theme::setTitleFont(title);
    auto* top = new QHBoxLayout;
    top->addWidget(title, 1);
    top->addWidget(p.restore);
    top->addWidget(p.remove);
    auto* below = new QWidget(this);
    auto* belowTop = new QHBoxLayout;
    belowTop->addWidget(p.heading, 1);
    belowTop->addWidget(p.onlyDifferent);
    auto* belowRows = new QVBoxLayout(below);
    belowRows->setContentsMargins(0, theme::kGrid, 0, 0);
    belowRows->setSpacing(theme::kGrid);
    belowRows->addLayout(belowTop);
    belowRows->addWidget(p.details, 1);
    auto* halves = new QSplitter(Qt::Vertical, this);
    halves->setChildrenCollapsible(false);
    halves->addWidget(p.table);
    halves->addWidget(below);
    halves->setStretchFactor(0, 2);
    halves->setStretchFactor(1, 3);
    p.content = halves;
    p.stack = new QStackedWidget(this);
    p.stack->addWidget(p.content);
    p.stack->addWidget(p.empty);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * theme::kGrid, theme::kGrid, 2 * theme::kGrid, theme::kGrid);
    layout->setSpacing(theme::kGrid);
    layout->addLayout(top);
    layout->addWidget(p.damaged);
    layout->addWidget(p.stack, 1);
}

QVector<const RunRecord*> RunsPage::chosen() const
{
    QVector<const RunRecord*> runs;
    for (const std::string& id : m_parts->chosen)
        if (const RunRecord* run = m_parts->model->find(id))
            runs.append(run);
    return runs;
}

/// The rows were made anew: what was chosen still is.
void RunsPage::keepChosen()
{
    const std::vector<std::string> ids = m_parts->chosen;
    QItemSelection selection;
    for (const std::string& id : ids)
        if (const int row = m_parts->rows->rowOf(id); row >= 0) {
            const QModelIndex at = m_parts->sorted->mapFromSource(m_parts->rows->index(row, 0));
            selection.select(at, at);
        }
    m_parts->table->selectionModel()->select(selection,
                                             QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    showChosen();
}

void RunsPage::showAll()
{
    Parts& p = *m_parts;
    p.damaged->setVisible(p.model->unreadable() > 0);
    p.damaged->setText(
        tr("Kept results that cannot be read: %1. Their files are damaged, or of a newer workbench.")
            .arg(p.model->unreadable()));
    if (p.model->runs().empty())
        p.empty->set(obstacle(), workspace()->hasProject() ? tr("To the Stage-decision page") : QString());
    p.stack->setCurrentWidget(p.model->runs().empty() ? static_cast<QWidget*>(p.empty) : p.content);
    showChosen();
}

void RunsPage::showChosen()
{
    Parts& p = *m_parts;
    p.chosen.clear();
    QModelIndexList rows = p.table->selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end(),
              [](const QModelIndex& a, const QModelIndex& b) { return a.row() < b.row(); });
    for (const QModelIndex& row : rows)
        p.chosen.push_back(p.rows->idAt(p.sorted->mapToSource(row).row()));
    const QVector<const RunRecord*> runs = chosen();
    const bool two = runs.size() == kMostChosen;
    if (runs.size() == 1 || two)
        p.pairs->set(*runs.first(), two ? std::optional(*runs.last()) : std::nullopt);
    else
        p.pairs->set(std::nullopt, std::nullopt);
    p.heading->setText(runs.size() == 1
                           ? tr("All settings and figures. Choose a second one with Ctrl to compare.")
                       : two ? tr("Two results side by side.")
                             : tr("Choose a result to see its settings and figures, or two with Ctrl to "
                                  "compare them."));
    p.onlyDifferent->setVisible(two);
    p.restore->setEnabled(runs.size() == 1);
    p.remove->setEnabled(runs.size() == 1);
    emit commandChanged();
}

void RunsPage::restore()
{
    if (const auto runs = chosen(); runs.size() == 1)
        m_parts->model->restore(runs.first()->id);
}

/// What goes, for the question.
QString RunsPage::filesText(const RunRecord& run) const
{
    QStringList names;
    for (const std::string& file : filesOfRun(workspace()->project(), m_parts->model->runs(), run.id))
        names << QString::fromStdString(file);
    if (!names.isEmpty())
        return tr("Its files go with it: %1.").arg(names.join(QStringLiteral(", ")));
    return run.artefacts.empty() ? tr("No file of the project goes with it.")
                                 : tr("Its files stay: the project or another result works with them, or "
                                      "they are gone already.");
}

void RunsPage::remove()
{
    const auto runs = chosen();
    if (runs.size() != 1)
        return;
    const RunRecord run = *runs.first();
    const QString note = run.note.empty() ? QString() : tr("Note: %1").arg(QString::fromStdString(run.note));
    const QString what = tr("Delete “%1” of %2? This cannot be undone.").arg(runTitle(run), runTimeText(run));
    if (askToLose(this, tr("Delete a result"),
                  QStringList{what, filesText(run), note}.join(QLatin1Char('\n')).trimmed()))
        m_parts->model->remove(run.id);
}

QString RunsPage::obstacle() const
{
    if (!workspace()->hasProject())
        return tr("No project is open.");
    if (m_parts->model->runs().empty())
        return tr("Nothing is kept yet. Trainings, what boards do and comparisons appear here by themselves; "
                  "of a stage-decision press “Keep this result”.");
    return tr("Choose one result.");
}

QString RunsPage::help() const
{
    return tr(
        "<p>Every result that the project keeps, with the settings it was made with: trained "
        "extractors, what boards did, comparisons of methods, and stage-decisions that you kept.</p>"
        "<p>Two of them side by side show what differs in settings and in figures. <i>Restore</i> takes "
        "the settings back; the figures are then computed anew, or found in the cache. A star and a "
        "note are yours.</p>"
        "<p>difference = second − first; of shares in points.</p>");
}

QString RunsPage::command() const
{
    return workspace()->hasProject()
               ? QStringLiteral("microt runs %1")
                     .arg(shellWord(QString::fromStdString(workspace()->project().folder.string())))
               : QString();
}

} // namespace microt::gui
