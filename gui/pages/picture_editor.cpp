// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/picture_editor.h"

#include <algorithm>

#include <QAction>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>

#include "gui/models/bad_file_model.h"
#include "gui/models/class_model.h"
#include "gui/pages/picture_grid.h"
#include "gui/pages/picture_viewer.h"
#include "gui/widgets/theme.h"
#include "gui/widgets/tool_row.h"

namespace microt::gui {

PictureEditor::PictureEditor(Workspace* workspace, PictureModel* model, QWidget* parent)
    : QWidget(parent), m_model(model), m_actions(workspace, this), m_grid(new PictureGrid(this)),
      m_viewer(new PictureViewer(workspace, this))
{
    m_grid->setModel(model);
    m_grid->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_grid->setDragEnabled(true); // to another class
    m_grid->setContextMenuPolicy(Qt::CustomContextMenu);
    m_grid->installEventFilter(this);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(theme::kGrid / 2);
    rows->addWidget(m_grid, 1);
    rows->addWidget(makeTools());
    setFocusProxy(m_grid);
    connect(m_grid, &QAbstractItemView::activated, this, &PictureEditor::view);
    connect(m_grid, &QWidget::customContextMenuRequested, this, &PictureEditor::showMenu);
    connect(m_grid->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &PictureEditor::showChoice);
    connect(model, &QAbstractItemModel::modelReset, this, &PictureEditor::showChoice);
    showChoice();
}

QWidget* PictureEditor::makeTools()
{
    auto* tools = new ToolRow(this);
    tools->row()->addStretch();
    m_view = tools->add(tr("Larger view"), tr("Show the chosen picture as large as fits (Enter)"));
    m_relabel =
        tools->add(tr("Relabel…"), tr("Give the chosen pictures another class; their files stay (R)"));
    m_exclude = tools->add(tr("Exclude"), tr("Leave the chosen pictures out; their files stay (Delete)"));
    connect(m_view, &QToolButton::clicked, this, &PictureEditor::view);
    connect(m_relabel, &QToolButton::clicked, this, [this] { m_actions.askClass(chosen()); });
    connect(m_exclude, &QToolButton::clicked, this, [this] { m_actions.exclude(chosen()); });
    return tools;
}

LabelActions::Paths PictureEditor::chosen() const
{
    LabelActions::Paths paths;
    for (const QModelIndex& index : m_grid->selectionModel()->selectedIndexes())
        paths.push_back(index.data(PictureModel::PathRole).toByteArray().toStdString());
    std::sort(paths.begin(), paths.end());
    return paths;
}

void PictureEditor::view()
{
    if (m_model->dataset() && m_grid->currentIndex().isValid())
        m_viewer->open(viewedPictures(*m_model->dataset(), m_model->samples()), m_grid->currentIndex().row(),
                       m_model->dataset()->background);
}

void PictureEditor::showMenu(const QPoint& where)
{
    if (chosen().empty())
        return;
    QMenu menu(this);
    m_actions.fillMenu(&menu, chosen(), [this] { view(); });
    menu.exec(m_grid->viewport()->mapToGlobal(where));
}

void PictureEditor::showChoice()
{
    const bool any = m_grid->selectionModel()->hasSelection();
    for (QToolButton* button : {m_view, m_relabel, m_exclude})
        button->setEnabled(any);
}

bool PictureEditor::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::KeyPress) {
        switch (static_cast<QKeyEvent*>(event)->key()) {
        case Qt::Key_Delete:
            m_actions.exclude(chosen());
            return true;
        case Qt::Key_R:
            m_actions.askClass(chosen());
            return true;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            view();
            return true;
        default:
            break;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void letRename(QAbstractItemView* table, const LabelActions& actions)
{
    auto* rename = new QAction(LabelActions::tr("Re&name the class…"), table);
    rename->setShortcut(Qt::Key_F2);
    rename->setShortcutContext(Qt::WidgetShortcut);
    table->addAction(rename);
    table->setContextMenuPolicy(Qt::ActionsContextMenu);
    QObject::connect(rename, &QAction::triggered, table, [table, actions] {
        const QModelIndex row = table->currentIndex();
        if (row.isValid() && ClassModel::labelOfRow(row.row()) != PictureModel::kAllClasses)
            actions.askClassName(row.sibling(row.row(), ClassModel::NameColumn).data().toString());
    });
}

void letTakeBack(QAbstractItemView* table, const BadFileModel* model, const LabelActions& actions)
{
    auto* back = new QAction(LabelActions::tr("&Take back"), table);
    back->setShortcut(Qt::Key_Delete);
    back->setShortcutContext(Qt::WidgetShortcut);
    table->addAction(back);
    table->setContextMenuPolicy(Qt::ActionsContextMenu);
    table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    const auto chosen = [table, model] {
        LabelActions::Paths paths;
        for (const QModelIndex& row : table->selectionModel()->selectedRows())
            if (const BadFile& file = model->file(row.row()); file.reason == LeftOut::excluded)
                paths.push_back(file.path);
        return paths;
    };
    const auto show = [back, chosen] { back->setEnabled(!chosen().empty()); };
    QObject::connect(table->selectionModel(), &QItemSelectionModel::selectionChanged, back, show);
    QObject::connect(back, &QAction::triggered, table, [actions, chosen] { actions.takeBack(chosen()); });
    show();
}

} // namespace microt::gui
