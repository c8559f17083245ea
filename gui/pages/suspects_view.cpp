// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/suspects_view.h"

#include <algorithm>
#include <map>
#include <utility>

#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include "gui/pages/picture_viewer.h"
#include "gui/widgets/plain_table.h"
#include "gui/widgets/theme.h"
#include "gui/widgets/tool_row.h"

namespace microt::gui {

namespace {

constexpr int kThumbnail = 6 * theme::kGrid;

} // namespace

SuspectsView::SuspectsView(Workspace* workspace, SuspectModel* model, QWidget* parent)
    : QWidget(parent), m_model(model), m_actions(workspace, this),
      m_viewer(new PictureViewer(workspace, this)), m_table(new QTableView(this)),
      m_look(new QPushButton(tr("Look for &suspects"), this)), m_note(new QLabel(this))
{
    m_look->setToolTip(tr("Wrong labels by heads that have not seen the picture, copies, outliers"));
    m_note->setWordWrap(true);
    m_table->setModel(model);
    m_table->setAccessibleName(tr("Suspects"));
    preparePlainTable(*m_table);
    m_table->setIconSize({kThumbnail, kThumbnail});
    m_table->verticalHeader()->setDefaultSectionSize(kThumbnail + theme::kGrid);
    m_table->setColumnWidth(SuspectModel::PictureColumn, 32 * theme::kGrid);
    m_table->setColumnWidth(SuspectModel::WhyColumn, 44 * theme::kGrid);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->installEventFilter(this);
    auto* top = new QHBoxLayout;
    top->addWidget(m_look);
    top->addWidget(m_note, 1);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, theme::kGrid, 0, 0);
    rows->setSpacing(theme::kGrid / 2);
    rows->addLayout(top);
    rows->addWidget(m_table, 1);
    rows->addWidget(makeTools());
    connect(m_look, &QPushButton::clicked, model, &SuspectModel::look);
    connect(model, &SuspectModel::stateChanged, this, &SuspectsView::refresh);
    connect(workspace, &Workspace::stateChanged, this, &SuspectsView::refresh);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &SuspectsView::refresh);
    connect(m_table, &QTableView::doubleClicked, this, &SuspectsView::view);
    refresh();
}

QWidget* SuspectsView::makeTools()
{
    auto* tools = new ToolRow(this);
    tools->row()->addStretch();
    m_view = tools->add(tr("Larger view"), tr("Show the picture as large as fits (Enter)"));
    m_relabel = tools->add(tr("Relabel"), tr("Give it the class that it seems to be of, or choose one (R)"));
    m_exclude = tools->add(tr("Exclude"), tr("Leave the picture out; its file stays (Delete)"));
    m_keep = tools->add(tr("Keep"), tr("It is right as it is and shall not be listed again (K)"));
    connect(m_view, &QToolButton::clicked, this, &SuspectsView::view);
    connect(m_relabel, &QToolButton::clicked, this, &SuspectsView::relabel);
    connect(m_exclude, &QToolButton::clicked, this, [this] { m_actions.exclude(paths()); });
    connect(m_keep, &QToolButton::clicked, this, [this] { m_actions.keep(paths()); });
    return tools;
}

std::vector<int> SuspectsView::chosen() const
{
    std::vector<int> rows;
    for (const QModelIndex& index : m_table->selectionModel()->selectedRows())
        rows.push_back(index.row());
    std::sort(rows.begin(), rows.end());
    return rows;
}

LabelActions::Paths SuspectsView::paths() const
{
    LabelActions::Paths paths;
    for (const int row : chosen())
        paths.push_back(m_model->row(row).path);
    return paths;
}

void SuspectsView::relabel()
{
    std::map<QString, LabelActions::Paths> byClass;
    for (const int row : chosen())
        byClass[m_model->row(row).seems].push_back(m_model->row(row).path);
    const LabelActions::Paths unsure = std::exchange(byClass[QString()], {});
    byClass.erase(QString());
    m_actions.relabel(byClass);
    if (!unsure.empty())
        m_actions.askClass(unsure);
}

void SuspectsView::view()
{
    std::vector<ViewedPicture> pictures;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const SuspectModel::Row& suspect = m_model->row(row);
        pictures.push_back({suspect.file, suspect.path,
                            suspect.seems.isEmpty()
                                ? suspect.now
                                : tr("%1, seems to be %2").arg(suspect.now, suspect.seems)});
    }
    m_viewer->open(std::move(pictures), std::max(0, m_table->currentIndex().row()), m_model->background());
}

void SuspectsView::refresh()
{
    const bool any = m_table->selectionModel()->hasSelection();
    for (QToolButton* button : {m_view, m_relabel, m_exclude, m_keep})
        button->setEnabled(any);
    m_look->setEnabled(m_model->canLook());
    switch (m_model->state()) {
    case SuspectModel::State::none:
        m_note->setText(m_model->canLook() ? tr("Nobody has looked yet.")
                                           : tr("This needs the features of the pictures."));
        return;
    case SuspectModel::State::running:
        m_note->setText(tr("Heads are being trained on parts of the pictures."));
        return;
    case SuspectModel::State::done:
        m_note->setText(m_model->rowCount() == 0
                            ? tr("No picture is suspect.")
                            : tr("%1 to look at, the gravest first. Nothing happens to the files.")
                                  .arg(QLocale().toString(m_model->rowCount())));
    }
}

bool SuspectsView::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::KeyPress || !m_table->selectionModel()->hasSelection())
        return QWidget::eventFilter(watched, event);
    const int at = chosen().front();
    switch (static_cast<QKeyEvent*>(event)->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        view();
        return true;
    case Qt::Key_R:
        relabel();
        break;
    case Qt::Key_Delete:
        m_actions.exclude(paths());
        break;
    case Qt::Key_K:
        m_actions.keep(paths());
        break;
    default:
        return QWidget::eventFilter(watched, event);
    }
    if (m_model->rowCount() > 0) // the next one can be judged at once
        m_table->selectRow(std::min(at, m_model->rowCount() - 1));
    return true;
}

} // namespace microt::gui
