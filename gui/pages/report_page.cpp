// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/report_page.h"

#include <QCheckBox>
#include <QDesktopServices>
#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStackedWidget>
#include <QTextBrowser>
#include <QTextDocument>
#include <QTextOption>
#include <QUrl>
#include <QVBoxLayout>

#include "gui/models/job_plans.h"
#include "gui/pages/step_notice.h"
#include "gui/pdf/chart_objects.h"
#include "gui/pdf/report_files.h"
#include "gui/widgets/empty_state.h"
#include "gui/widgets/theme.h"

namespace microt::gui {

namespace {

constexpr int kPaperWidth = 720; ///< of the preview's text, device-independent pixels

QCheckBox* formBox(const QString& text, QWidget* parent)
{
    auto* box = new QCheckBox(text, parent);
    box->setChecked(true);
    return box;
}

} // namespace

ReportPage::ReportPage(Workspace* workspace, JobQueue* jobs, QWidget* parent)
    : Page(workspace, parent), m_jobs(jobs)
{
    auto* title = new QLabel(ReportPage::title(), this);
    theme::setTitleFont(title);
    m_preview = new QTextBrowser(this);
    m_preview->setAccessibleName(tr("Preview of the report"));
    m_preview->setOpenLinks(false);
    m_preview->setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    // Paper is white in both themes: the preview shows what will be printed.
    m_preview->setStyleSheet(QStringLiteral("QTextBrowser { background: #ffffff; color: #1f2328; }"));
    m_empty = new EmptyState(this);
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(m_preview);
    m_stack->addWidget(m_empty);

    m_folder = new QLineEdit(this);
    m_folder->setPlaceholderText(tr("Folder to export into"));
    m_folder->setAccessibleName(tr("Export folder"));
    auto* choose = new QPushButton(tr("Choose…"), this);
    m_html = formBox(QStringLiteral("HTML"), this);
    m_pdf = formBox(QStringLiteral("PDF"), this);
    m_csv = formBox(QStringLiteral("CSV"), this);
    m_json = formBox(QStringLiteral("JSON"), this);
    m_charts = formBox(tr("Charts as SVG"), this);
    m_compose = new QPushButton(tr("Compose again"), this);
    m_export = new QPushButton(tr("Export"), this);
    m_open = new QPushButton(tr("Open folder"), this);
    m_open->setEnabled(false);
    m_message = new QLabel(this);
    m_message->setWordWrap(true);
    m_message->setTextFormat(Qt::PlainText);
    theme::setSmallFont(m_message);

    layOut(title, choose);
    connect(choose, &QPushButton::clicked, this, &ReportPage::chooseFolder);
    connect(m_folder, &QLineEdit::textChanged, this, &ReportPage::updateState);
    connect(m_compose, &QPushButton::clicked, this, &ReportPage::compose);
    connect(m_export, &QPushButton::clicked, this, &ReportPage::exportReport);
    connect(m_open, &QPushButton::clicked, this,
            [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(m_folder->text())); });
    connect(m_empty, &EmptyState::buttonClicked, this, [this] {
        if (m_act)
            m_act();
    });
    for (const auto change : {&Workspace::stageChanged, &Workspace::ratioChanged, &Workspace::boardChanged,
                              &Workspace::cutsChanged, &Workspace::taskChanged, &Workspace::stateChanged})
        connect(workspace, change, this, &ReportPage::markStale);
    connect(workspace, &Workspace::projectChanged, this, &ReportPage::onProject);
    onProject();
}

void ReportPage::layOut(QWidget* title, QWidget* choose)
{
    auto* top = new QHBoxLayout;
    top->addWidget(title, 1);
    top->addWidget(m_compose);
    auto* where = new QHBoxLayout;
    where->setSpacing(theme::kGrid);
    where->addWidget(m_folder, 1);
    where->addWidget(choose);
    auto* forms = new QHBoxLayout;
    forms->setSpacing(2 * theme::kGrid);
    for (QCheckBox* box : {m_html, m_pdf, m_csv, m_json, m_charts})
        forms->addWidget(box);
    forms->addStretch(1);
    forms->addWidget(m_open);
    forms->addWidget(m_export);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * theme::kGrid, theme::kGrid, 2 * theme::kGrid, theme::kGrid);
    layout->setSpacing(theme::kGrid);
    layout->addLayout(top);
    layout->addWidget(m_stack, 1);
    layout->addLayout(where);
    layout->addLayout(forms);
    layout->addWidget(m_message);
}

QString ReportPage::help() const
{
    return tr("<p>The report says what this project holds: pictures and split, the extractor and where it "
              "comes from, "
              "every cut, and what the chosen stage-decision ratio gives for each task. Every figure names "
              "what it was "
              "measured on; energy is modelled from the board's profile, never measured here. The same "
              "project gives "
              "the same report, byte for byte.</p>"
              "<p><b>95 % interval</b> of an accuracy p from n test pictures (Wilson): it says how far "
              "another draw "
              "of test pictures could move the figure.</p>");
}

QString ReportPage::command() const
{
    if (!workspace()->hasProject())
        return {};
    return QStringLiteral("microt report %1 -o %2")
        .arg(shellWord(QString::fromStdString(workspace()->project().folder.string())),
             shellWord(m_folder->text().isEmpty() ? QStringLiteral("DIR") : m_folder->text()));
}

QString ReportPage::obstacle() const
{
    return m_composing ? tr("The report is being composed.")
                       : noticeFor(workspace(), Step::stage, const_cast<ReportPage*>(this)).sentence;
}

void ReportPage::inherit(const std::shared_ptr<const void>& keepsake)
{
    m_report = std::static_pointer_cast<const Report>(keepsake);
    if (!m_report)
        return;
    m_stale = false;
    showPreview();
    updateState();
}

void ReportPage::onProject()
{
    const QString folder = workspace()->hasProject()
                               ? QString::fromStdString(workspace()->project().folder.string())
                               : QString();
    if (folder != m_projectFolder) {
        m_projectFolder = folder;
        m_report.reset();
        m_folder->setText(folder.isEmpty() ? QString() : QDir(folder).filePath(QStringLiteral("report")));
        m_message->clear();
        m_open->setEnabled(false);
    }
    markStale();
    emit commandChanged();
}

void ReportPage::markStale()
{
    m_stale = true;
    updateState();
    if (isVisible())
        composeIfReady();
}

void ReportPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    composeIfReady();
}

void ReportPage::composeIfReady()
{
    if (m_stale && !m_composing && workspace()->stage() &&
        workspace()->state(Step::stage) == StepState::ready)
        compose();
}

void ReportPage::compose()
{
    if (m_composing || !workspace()->hasProject())
        return;
    m_composing = true;
    m_stale = false;
    updateState();
    m_jobs->run(
        tr("Composing the report"), this,
        [project = workspace()->project()](const JobContext& job) -> Result<Report> {
            MICROT_TRY(const ProjectResult result, runProject(project, job));
            return composeReport(result);
        },
        [this](Result<Report> report) {
            m_composing = false;
            if (report.ok()) {
                m_report = std::make_shared<const Report>(std::move(report).value());
                m_message->clear();
                showPreview();
            } else {
                m_message->setText(tr("The report could not be composed: %1")
                                       .arg(QString::fromStdString(report.failure().what)));
            }
            updateState();
            if (isVisible())
                composeIfReady();
        },
        {JobKind::light, planOfProject(workspace()->project())});
}

void ReportPage::showPreview()
{
    auto* document = new QTextDocument(m_preview);
    ChartObjects::attach(*document, m_report->charts, kPaperWidth);
    document->setHtml(QString::fromStdString(m_report->pageHtml));
    m_preview->setDocument(document);
    delete m_document;
    m_document = document;
}

void ReportPage::exportReport()
{
    if (!m_report || m_folder->text().isEmpty())
        return;
    const ReportForms forms{m_html->isChecked(), m_pdf->isChecked(), m_csv->isChecked(), m_json->isChecked(),
                            m_charts->isChecked()};
    m_exporting = true;
    updateState();
    m_jobs->run(
        tr("Exporting the report"), this,
        [report = m_report, forms, folder = m_folder->text().toStdString(),
         name = workspace()->project().name](const JobContext&) {
            return writeReportFiles(*report, name, folder, forms);
        },
        [this](Result<std::vector<std::filesystem::path>> files) {
            m_exporting = false;
            m_open->setEnabled(files.ok());
            m_message->setText(files.ok()
                                   ? tr("Files written: %1.").arg(files.value().size())
                                   : tr("Nothing more was written: %1. Choose another folder or make room.")
                                         .arg(QString::fromStdString(files.failure().what)));
            updateState();
        },
        JobKind::quick);
}

void ReportPage::chooseFolder()
{
    const QString folder =
        QFileDialog::getExistingDirectory(this, tr("Folder to export into"), m_folder->text());
    if (!folder.isEmpty())
        m_folder->setText(folder);
    emit commandChanged();
}

void ReportPage::updateState()
{
    m_compose->setEnabled(workspace()->stage() && !m_composing);
    m_export->setEnabled(m_report && !m_composing && !m_exporting && !m_folder->text().isEmpty());
    if (m_report) {
        m_stack->setCurrentWidget(m_preview);
        return;
    }
    const StepNotice notice = noticeFor(workspace(), Step::stage, this);
    m_act = notice.act;
    m_empty->set(m_composing || notice.isEmpty() ? tr("The report is being composed.") : notice.sentence,
                 m_composing ? QString() : notice.button);
    m_stack->setCurrentWidget(m_empty);
}

} // namespace microt::gui
