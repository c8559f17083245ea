// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/action_search.h"

#include <algorithm>

#include <QAction>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QVBoxLayout>

#include "gui/widgets/theme.h"

namespace microt::gui {

namespace {

constexpr int kWidth = 55 * theme::kGrid;
constexpr int kHeight = 40 * theme::kGrid;

// "File › Open project": the menus an action lies in, then its name without mnemonics and dots.
QString fullName(const QAction* action)
{
    QString name = action->text();
    for (const QWidget* widget : action->associatedWidgets())
        if (const auto* menu = qobject_cast<const QMenu*>(widget)) {
            name = menu->title() + QStringLiteral(" › ") + name;
            if (const auto* outer = qobject_cast<const QMenu*>(menu->parentWidget()))
                name = outer->title() + QStringLiteral(" › ") + name;
            break;
        }
    return name.remove(QLatin1Char('&')).remove(QStringLiteral("…"));
}

} // namespace

ActionSearch::ActionSearch(QWidget* parent)
    : QFrame(parent, Qt::Popup), m_text(new QLineEdit(this)), m_list(new QListWidget(this))
{
    setProperty("card", true);
    m_text->setPlaceholderText(tr("Search actions…"));
    m_text->setAccessibleName(tr("Search actions"));
    m_text->setClearButtonEnabled(true);
    m_text->addAction(theme::icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    m_text->installEventFilter(this);
    m_list->setAccessibleName(tr("Actions found"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(theme::kGrid, theme::kGrid, theme::kGrid, theme::kGrid);
    layout->setSpacing(theme::kGrid);
    layout->addWidget(m_text);
    layout->addWidget(m_list);
    connect(m_text, &QLineEdit::textChanged, this, &ActionSearch::filter);
    connect(m_text, &QLineEdit::returnPressed, this, &ActionSearch::trigger);
    connect(m_list, &QListWidget::itemClicked, this, &ActionSearch::trigger);
}

void ActionSearch::open(const QList<QAction*>& actions, const QWidget* over)
{
    m_actions.clear();
    for (QAction* action : actions)
        if (action->isEnabled() && action->isVisible() && !action->isSeparator() &&
            action->menu() == nullptr && !action->text().isEmpty())
            m_actions.append(action);
    const QSize size(qMin(kWidth, over->width()), qMin(kHeight, over->height()));
    const QPoint corner((over->width() - size.width()) / 2, 0);
    setGeometry(QRect(over->mapToGlobal(corner), size));
    m_text->clear();
    filter({});
    show();
    m_text->setFocus(Qt::PopupFocusReason);
}

void ActionSearch::filter(const QString& text)
{
    const QStringList words = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    m_list->clear();
    for (int i = 0; i < m_actions.size(); ++i) {
        const QString name = fullName(m_actions[i]);
        const bool fits = std::all_of(words.begin(), words.end(), [&name](const QString& word) {
            return name.contains(word, Qt::CaseInsensitive);
        });
        if (!fits)
            continue;
        const QString keys = m_actions[i]->shortcut().toString(QKeySequence::NativeText);
        auto* item =
            new QListWidgetItem(keys.isEmpty() ? name : QStringLiteral("%1   (%2)").arg(name, keys), m_list);
        item->setData(Qt::UserRole, i);
    }
    m_list->setCurrentRow(0);
}

void ActionSearch::trigger()
{
    const QListWidgetItem* item = m_list->currentItem();
    if (item == nullptr)
        return;
    QAction* action = m_actions[item->data(Qt::UserRole).toInt()];
    hide();
    action->trigger();
}

bool ActionSearch::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const int step = key->key() == Qt::Key_Down ? 1 : key->key() == Qt::Key_Up ? -1 : 0;
        if (step != 0 && m_list->count() > 0) {
            m_list->setCurrentRow((m_list->currentRow() + step + m_list->count()) % m_list->count());
            return true;
        }
    }
    return QFrame::eventFilter(watched, event);
}

} // namespace microt::gui
