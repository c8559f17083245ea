// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/action_search.h"

#include <algorithm>

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QAction>
#include <QComboBox>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QTabWidget>
#include <QVBoxLayout>

#include "gui/pages/page.h"
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

/// Without mnemonics and dots.
QString plain(QString text)
{
    return text.remove(QLatin1Char('&')).remove(QStringLiteral("…")).simplified();
}

/// Opens the tabs that a widget lies in.
void reveal(QWidget* widget)
{
    for (QWidget* at = widget; at != nullptr && at->parentWidget() != nullptr; at = at->parentWidget())
        if (auto* tabs = qobject_cast<QTabWidget*>(at->parentWidget()->parentWidget());
            tabs != nullptr && tabs->indexOf(at) >= 0)
            tabs->setCurrentWidget(at);
}

/// Parts of fields, tables and scroll bars are no actions of their own.
bool isOwn(const QWidget* widget)
{
    const QObject* parent = widget->parent();
    return !widget->objectName().startsWith(QLatin1String("qt_")) && parent != nullptr &&
           qobject_cast<const QAbstractSpinBox*>(parent) == nullptr &&
           qobject_cast<const QComboBox*>(parent) == nullptr &&
           qobject_cast<const QTabBar*>(parent) == nullptr &&
           qobject_cast<const QAbstractItemView*>(parent) == nullptr;
}

bool isField(const QWidget* widget)
{
    return qobject_cast<const QComboBox*>(widget) != nullptr ||
           qobject_cast<const QAbstractSpinBox*>(widget) != nullptr ||
           qobject_cast<const QAbstractSlider*>(widget) != nullptr ||
           qobject_cast<const QLineEdit*>(widget) != nullptr;
}

/// What a field is called: by itself, by the label beside it, or by its tooltip.
QString nameOfField(const QWidget* field, const QWidget* page)
{
    if (!field->accessibleName().isEmpty())
        return field->accessibleName();
    for (const QLabel* label : page->findChildren<QLabel*>())
        if (label->buddy() == field)
            return plain(label->text());
    return field->toolTip();
}

QString reasonOf(const Page* page, const QWidget* widget)
{
    if (widget->isEnabled())
        return {};
    const QString obstacle = page->obstacle().simplified();
    return obstacle.isEmpty() ? ActionSearch::tr("not now") : obstacle;
}

} // namespace

QVector<SearchEntry> entriesOf(const QList<QAction*>& actions)
{
    QVector<SearchEntry> entries;
    for (QAction* action : actions)
        if (action->isVisible() && !action->isSeparator() && action->menu() == nullptr &&
            !action->text().isEmpty())
            entries.append({fullName(action), action->toolTip() + QLatin1Char(' ') + action->statusTip(),
                            action->shortcut().toString(QKeySequence::NativeText),
                            action->isEnabled() ? QString() : ActionSearch::tr("nothing to do it to"),
                            [action] { action->trigger(); }});
    return entries;
}

QVector<SearchEntry> entriesOf(const Page* page, const std::function<void()>& show)
{
    QVector<SearchEntry> entries;
    const QString before = page->title() + QStringLiteral(" › ");
    for (QWidget* widget : page->findChildren<QWidget*>()) {
        // Not yet shown is not hidden.
        if (!isOwn(widget) || (widget->isHidden() && widget->testAttribute(Qt::WA_WState_ExplicitShowHide)))
            continue;
        if (auto* button = qobject_cast<QAbstractButton*>(widget)) {
            const QString name = button->text().isEmpty() ? button->accessibleName() : plain(button->text());
            if (!name.isEmpty())
                entries.append({before + name, button->toolTip(), {}, reasonOf(page, button), [show, button] {
                                    show();
                                    reveal(button);
                                    button->setFocus();
                                    button->click();
                                }});
        } else if (isField(widget)) {
            if (const QString name = nameOfField(widget, page); !name.isEmpty())
                entries.append({before + name, widget->toolTip(), {}, reasonOf(page, widget), [show, widget] {
                                    show();
                                    reveal(widget);
                                    widget->setFocus();
                                }});
        } else if (auto* tabs = qobject_cast<QTabWidget*>(widget)) {
            for (int tab = 0; tab < tabs->count(); ++tab)
                entries.append({before + plain(tabs->tabText(tab)), {}, {}, {}, [show, tabs, tab] {
                                    show();
                                    reveal(tabs);
                                    tabs->setCurrentIndex(tab);
                                }});
        }
    }
    return entries;
}

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

void ActionSearch::open(const QVector<SearchEntry>& entries, const QWidget* over)
{
    m_entries = entries;
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
    // What can be done now, then what cannot.
    for (const bool possible : {true, false})
        for (int i = 0; i < m_entries.size(); ++i) {
            const SearchEntry& entry = m_entries[i];
            const QString all = entry.name + QLatin1Char(' ') + entry.words;
            if (entry.reason.isEmpty() != possible ||
                !std::all_of(words.begin(), words.end(),
                             [&all](const QString& word) { return all.contains(word, Qt::CaseInsensitive); }))
                continue;
            QString shown = entry.name;
            if (!entry.keys.isEmpty())
                shown += QStringLiteral("   (%1)").arg(entry.keys);
            if (!possible)
                shown += QStringLiteral(" – ") + entry.reason;
            auto* item = new QListWidgetItem(shown, m_list);
            item->setToolTip(shown);
            item->setData(Qt::UserRole, i);
            if (!possible)
                item->setForeground(theme::mutedText());
        }
    m_list->setCurrentRow(0);
}

void ActionSearch::trigger()
{
    const QListWidgetItem* item = m_list->currentItem();
    if (item == nullptr)
        return;
    const SearchEntry entry = m_entries[item->data(Qt::UserRole).toInt()];
    if (!entry.reason.isEmpty())
        return; // it is said beside it
    hide();
    entry.act();
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
