// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/side_panel.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTextBrowser>
#include <QVBoxLayout>

#include "gui/widgets/theme.h"

namespace microt::gui {

namespace {

QLabel* heading(const QString& text, QWidget* parent, QWidget* buddy)
{
    auto* label = new QLabel(text, parent);
    label->setBuddy(buddy);
    label->setWordWrap(true);
    QFont font = label->font();
    font.setWeight(QFont::DemiBold);
    label->setFont(font);
    return label;
}

} // namespace

SidePanel::SidePanel(QWidget* parent)
    : QWidget(parent), m_help(new QTextBrowser(this)), m_command(new QPlainTextEdit(this))
{
    m_help->setAccessibleName(tr("What is this"));
    m_help->setOpenExternalLinks(true);
    m_help->setFrameShape(QFrame::NoFrame);
    m_help->viewport()->setAutoFillBackground(false);
    m_help->document()->setDocumentMargin(0);

    m_command->setAccessibleName(tr("The command that repeats this page"));
    m_command->setReadOnly(true);
    m_command->setTabChangesFocus(true);
    m_command->setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    m_command->setFont(theme::fixedFont());
    m_command->setMinimumHeight(theme::fixedFont().pointSize() * 10);
    m_command->setMaximumHeight(12 * theme::kGrid);

    auto* copy = new QPushButton(theme::icon(QStringLiteral("copy")), tr("Copy"), this);
    copy->setToolTip(tr("Copy the command"));
    connect(copy, &QPushButton::clicked, this, &SidePanel::copyCommand);

    auto* guide = new QPushButton(theme::icon(QStringLiteral("help")), tr("More in the guide"), this);
    guide->setToolTip(tr("The chapter about this page (F1)"));
    connect(guide, &QPushButton::clicked, this, &SidePanel::guideWanted);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * theme::kGrid, 2 * theme::kGrid, 2 * theme::kGrid, theme::kGrid);
    layout->setSpacing(theme::kGrid);
    layout->addWidget(heading(tr("What is this"), this, m_help));
    layout->addWidget(m_help, 1);
    layout->addWidget(guide, 0, Qt::AlignRight);
    layout->addWidget(heading(tr("The command that repeats this page"), this, m_command));
    layout->addWidget(m_command);
    layout->addWidget(copy, 0, Qt::AlignRight);
}

void SidePanel::setHelp(const QString& richText)
{
    m_help->setHtml(richText);
}

void SidePanel::setCommand(const QString& command)
{
    m_command->setPlainText(command);
}

void SidePanel::copyCommand()
{
    QGuiApplication::clipboard()->setText(m_command->toPlainText());
}

} // namespace microt::gui
