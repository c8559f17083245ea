// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/board_card_view.h"

#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QVBoxLayout>

#include "gui/board/board_session.h"
#include "gui/widgets/theme.h"

namespace microt::gui {

using namespace protocol;

namespace {

QString grouped(std::uint64_t count)
{
    return QLocale().toString(static_cast<qulonglong>(count));
}

} // namespace

BoardCardView::BoardCardView(QWidget* parent) : QFrame(parent)
{
    setProperty("card", true);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(theme::kGrid, theme::kGrid, theme::kGrid, theme::kGrid);
    rows->setSpacing(theme::kGrid / 2);
    m_who = new QLabel(this);
    m_who->setWordWrap(true);
    rows->addWidget(m_who);
    for (QProgressBar*& bar : m_memories) {
        bar = new QProgressBar(this);
        bar->setRange(0, 1000);
        bar->setAlignment(Qt::AlignLeft | Qt::AlignVCenter);
        rows->addWidget(bar);
    }
    for (QLabel** label : {&m_slot[0], &m_slot[1], &m_task, &m_line}) {
        *label = new QLabel(this);
        (*label)->setWordWrap(true);
        theme::setSmallFont(*label);
        rows->addWidget(*label);
    }
    m_slot[0]->setToolTip(
        tr("The board keeps two networks in its flash, one in each slot; one of them is active, "
           "and the next is received into the other"));
    m_slot[1]->setToolTip(m_slot[0]->toolTip());
    m_task->setToolTip(
        tr("A task is a set of classes that the board learns. Its samples lie in the bank: the "
           "features of pictures that the board was shown, not the pictures"));
    m_line->setToolTip(
        tr("Requests go to the board one after another. What got no answer in time is sent again, "
           "and is never done twice; a damaged frame is noticed by its checksum"));
}

void BoardCardView::show(const BoardSession& session)
{
    const BoardCard& card = session.card();
    const bool known = !card.board.isEmpty();
    m_who->setText(known ? tr("<b>%1</b>, serial %2, firmware %3")
                               .arg(card.board.toHtmlEscaped(), card.serial.toHtmlEscaped(),
                                    card.firmware.toHtmlEscaped())
                         : tr("No board was connected yet."));
    const auto& memories = card.description.memories;
    for (int i = 0; i < kMostMemories; ++i) {
        QProgressBar* bar = m_memories[i];
        bar->setVisible(known && i < memories.size);
        if (!known || i >= memories.size)
            continue;
        const MemoryInfo& memory = memories.items[static_cast<std::size_t>(i)];
        bar->setValue(memory.bytes > 0 ? static_cast<int>(1000.0 * memory.used / memory.bytes) : 0);
        bar->setFormat(tr("%1: %2 of %3 B")
                           .arg(QString::fromStdString(textOf(memory.name)), grouped(memory.used),
                                grouped(memory.bytes)));
        bar->setEnabled(session.state() == BoardSession::State::connected);
    }
    const QString states[] = {tr("empty"), tr("receiving"), tr("whole"), tr("active"), tr("damaged")};
    for (int i = 0; i < 2; ++i) {
        m_slot[i]->setVisible(known);
        if (!known || i >= card.description.imageSlots.size)
            continue;
        const SlotInfo& slot = card.description.imageSlots.items[static_cast<std::size_t>(i)];
        m_slot[i]->setText(tr("Slot %1: %2, %3 of %4 B")
                               .arg(QChar(QLatin1Char(static_cast<char>('A' + i))),
                                    states[static_cast<int>(slot.state)], grouped(slot.imageBytes),
                                    grouped(slot.capacity)));
    }
    QString text;
    QStringList thresholds;
    for (const TaskInfo& task : card.tasks.all)
        if (task.id == card.tasks.selected) {
            for (const float threshold : vectorOf(task.thresholds))
                thresholds << QLocale().toString(threshold, 'f', 3);
            text = tr("Task %1: %2 samples, %3")
                       .arg(QString::fromStdString(textOf(task.name)), grouped(task.samples),
                            !task.usable   ? tr("for another network")
                            : task.trained ? tr("trained, threshold %1").arg(thresholds.join(" / "))
                                           : tr("not trained"));
        }
    m_task->setVisible(!text.isEmpty());
    m_task->setText(text);
    m_line->setVisible(known);
    m_line->setText(tr("Line: %1 requests, %2 sent again, %3 damaged frames")
                        .arg(grouped(card.link.requests), grouped(card.link.retries),
                             grouped(card.link.frames.lost() + card.counters.frames.lost())));
}

} // namespace microt::gui
