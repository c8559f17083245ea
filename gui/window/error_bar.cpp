// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/error_bar.h"

#include <QAccessible>
#include <QFileInfo>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

#include "gui/models/error_text.h"
#include "gui/widgets/theme.h"

namespace microt::gui {

ErrorBar::ErrorBar(QWidget* parent)
    : QFrame(parent), m_text(new QLabel(this)), m_details(new QLabel(this)),
      m_retry(new QPushButton(theme::icon(QStringLiteral("refresh")), tr("Try again"), this)),
      m_back(new QPushButton(this)), m_more(new QToolButton(this))
{
    setObjectName(QStringLiteral("errorBar"));
    setStyleSheet(QStringLiteral("#errorBar { background: %1; border-left: 4px solid %2; }")
                      .arg(theme::card().name(), theme::danger().name()));
    auto* icon = new QLabel(this);
    icon->setPixmap(theme::icon(QStringLiteral("warning")).pixmap(20, 20));
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::RichText);
    m_details->setWordWrap(true);
    m_details->setTextFormat(Qt::PlainText);
    m_details->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    theme::setSmallFont(m_details);
    m_more->setText(tr("Details"));
    m_more->setCheckable(true);
    m_more->setAutoRaise(true);
    auto* close = new QToolButton(this);
    close->setIcon(theme::icon(QStringLiteral("cancel")));
    close->setAutoRaise(true);
    close->setToolTip(tr("Hide this message"));
    close->setAccessibleName(tr("Hide this message"));

    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(theme::kGrid);
    buttons->addWidget(m_back);
    buttons->addWidget(m_retry);
    buttons->addWidget(m_more);
    buttons->addWidget(close);
    auto* layout = new QGridLayout(this);
    layout->setContentsMargins(2 * theme::kGrid, theme::kGrid, theme::kGrid, theme::kGrid);
    layout->setHorizontalSpacing(theme::kGrid);
    layout->setColumnStretch(1, 1);
    layout->addWidget(icon, 0, 0, Qt::AlignTop);
    layout->addWidget(m_text, 0, 1);
    layout->addLayout(buttons, 0, 2, Qt::AlignTop);
    layout->addWidget(m_details, 1, 1, 1, 2);

    m_details->hide();
    hide();
    connect(m_more, &QToolButton::toggled, m_details, &QWidget::setVisible);
    connect(m_retry, &QPushButton::clicked, this, [this]() {
        hide();
        emit retryClicked();
    });
    connect(m_back, &QPushButton::clicked, this, [this]() {
        hide();
        emit backClicked();
    });
    connect(close, &QToolButton::clicked, this, &QWidget::hide);
}

void ErrorBar::show(const QString& what, const Failure& why, bool canRetry, const QString& back)
{
    const ErrorText text = errorText(why.code, canRetry);
    const QString happened = tr("%1 failed: %2.").arg(what, text.reason);
    // What to do comes first.
    m_text->setText(
        QStringLiteral("<b>%1</b> %2").arg(text.advice.toHtmlEscaped(), happened.toHtmlEscaped()));
    m_back->setText(tr("Back to %1").arg(QFileInfo(back).fileName()));
    m_back->setVisible(!back.isEmpty());
    m_details->setText(QString::fromStdString(why.what));
    m_more->setVisible(!why.what.empty());
    m_more->setChecked(false);
    m_retry->setVisible(canRetry);
    raiseAlert(QStringLiteral("%1 %2").arg(text.advice, happened));
}

void ErrorBar::tell(const QString& what, const QString& why)
{
    m_text->setText(QStringLiteral("<b>%1</b> %2").arg(what.toHtmlEscaped(), why.toHtmlEscaped()));
    m_more->setChecked(false);
    for (QWidget* widget : QVector<QWidget*>{m_back, m_more, m_retry})
        widget->hide();
    raiseAlert(QStringLiteral("%1 %2").arg(what, why));
}

void ErrorBar::raiseAlert(const QString& text)
{
    setAccessibleName(text);
    QFrame::show();
    QAccessibleEvent alert(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

} // namespace microt::gui
