// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/rail.h"

#include <QButtonGroup>
#include <QKeySequence>
#include <QPainter>
#include <QStyleOption>
#include <QVBoxLayout>

#include "gui/widgets/theme.h"

namespace microt::gui {

namespace {
constexpr int kDotRadius = 4;
constexpr int kRingRadius = 7;
constexpr int kTextLeft = 4 * theme::kGrid;
} // namespace

QString stateText(StepState state)
{
    switch (state) {
    case StepState::missing:
        return Rail::tr("not started");
    case StepState::waiting:
        return Rail::tr("waiting");
    case StepState::running:
        return Rail::tr("at work");
    case StepState::ready:
        return Rail::tr("done");
    case StepState::stale:
        return Rail::tr("out of date");
    case StepState::failed:
        return Rail::tr("failed");
    }
    return {};
}

RailButton::RailButton(const QString& title, const QString& shortcut, QWidget* parent)
    : QAbstractButton(parent), m_shortcut(shortcut)
{
    setText(title);
    setCheckable(true);
    setAutoExclusive(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setState(StepState::missing);
}

void RailButton::setState(StepState state, const QString& why)
{
    m_state = state;
    setAccessibleName(QStringLiteral("%1, %2").arg(text(), stateText(state)));
    const QString told = QStringLiteral("%1 (%2) – %3").arg(text(), m_shortcut, stateText(state));
    setToolTip(why.isEmpty() ? told : tr("%1; since then: %2").arg(told, why));
    update();
}

QSize RailButton::sizeHint() const
{
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    return {kTextLeft + QFontMetrics(bold).horizontalAdvance(text()) + 2 * theme::kGrid,
            fontMetrics().height() + 2 * theme::kGrid};
}

void RailButton::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (isChecked() || underMouse())
        painter.fillRect(rect(), isChecked() ? theme::card() : palette().color(QPalette::AlternateBase));
    if (isChecked())
        painter.fillRect(QRect(0, 0, 3, height()), theme::accent());
    drawDot(painter, QPointF(2 * theme::kGrid, height() / 2.0));

    QFont font = painter.font();
    font.setWeight(isChecked() ? QFont::DemiBold : QFont::Normal);
    painter.setFont(font);
    painter.setPen(theme::text());
    painter.drawText(rect().adjusted(kTextLeft, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, text());

    if (hasFocus()) {
        QStyleOptionFocusRect focus;
        focus.initFrom(this);
        focus.rect.adjust(4, 2, -2, -2);
        style()->drawPrimitive(QStyle::PE_FrameFocusRect, &focus, &painter, this);
    }
}

void RailButton::drawDot(QPainter& painter, const QPointF& centre) const
{
    const QRectF dot(centre.x() - kDotRadius, centre.y() - kDotRadius, 2 * kDotRadius, 2 * kDotRadius);
    if (isChecked()) {
        painter.setPen(QPen(theme::accent(), 1.5));
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(centre, kRingRadius, kRingRadius);
    }
    const QColor open = theme::mutedText();
    painter.setBrush(Qt::NoBrush);
    switch (m_state) {
    case StepState::missing:
    case StepState::waiting:
        painter.setPen(QPen(open, 1.5));
        painter.drawEllipse(dot);
        break;
    case StepState::running:
        painter.setPen(QPen(theme::accent(), 2.0, Qt::SolidLine, Qt::FlatCap));
        painter.drawArc(dot, 90 * 16, -270 * 16);
        break;
    case StepState::ready:
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme::text());
        painter.drawEllipse(dot);
        break;
    case StepState::stale:
        painter.setPen(QPen(theme::warning(), 1.5));
        painter.drawEllipse(dot);
        painter.setBrush(theme::warning());
        painter.drawPie(dot, 90 * 16, 180 * 16);
        break;
    case StepState::failed:
        painter.setPen(QPen(theme::danger(), 2.0));
        painter.drawLine(dot.topLeft(), dot.bottomRight());
        painter.drawLine(dot.topRight(), dot.bottomLeft());
        break;
    }
}

Rail::Rail(QWidget* parent)
    : QWidget(parent), m_layout(new QVBoxLayout(this)), m_group(new QButtonGroup(this))
{
    setAccessibleName(tr("Pages"));
    m_layout->setContentsMargins(0, theme::kGrid, 0, theme::kGrid);
    m_layout->setSpacing(0);
    m_layout->addStretch();
    connect(m_group, QOverload<int>::of(&QButtonGroup::idClicked), this, &Rail::pageChosen);
}

void Rail::addPage(const QString& title)
{
    const int page = static_cast<int>(m_group->buttons().size());
    const QKeySequence shortcut(Qt::CTRL + Qt::Key_1 + page);
    auto* button = new RailButton(title, shortcut.toString(QKeySequence::NativeText), this);
    m_group->addButton(button, page);
    m_layout->insertWidget(page, button);
}

void Rail::setCurrent(int page)
{
    m_group->button(page)->setChecked(true);
}

void Rail::setState(int page, StepState state, const QString& why)
{
    static_cast<RailButton*>(m_group->button(page))->setState(state, why);
}

} // namespace microt::gui
