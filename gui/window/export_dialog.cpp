// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/export_dialog.h"

#include <algorithm>

#include <QClipboard>
#include <QComboBox>
#include <QDesktopServices>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QGridLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QLocale>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QUrl>
#include <QVBoxLayout>

#include "gui/models/board_model.h"
#include "gui/models/error_text.h"
#include "gui/pages/ask.h"
#include "gui/pages/step_notice.h"
#include "gui/widgets/theme.h"
#include "gui/window/jobs_bar.h"

namespace microt::gui {

namespace {

constexpr int kFormRole = Qt::UserRole;
constexpr int kDetailsWidth = 76 * theme::kGrid;
constexpr int kCommandLines = 6;

QLabel* wrappedLabel(QWidget* parent)
{
    auto* label = new QLabel(parent);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    return label;
}

QString sizeText(const QString& file)
{
    return QLocale().formattedDataSize(QFileInfo(file).size(), 1, QLocale::DataSizeSIFormat);
}

} // namespace

ExportDialog::ExportDialog(Workspace* workspace, BoardModel* board, ExportModel* model, JobQueue* jobs,
                           QWidget* parent)
    : QDialog(parent), m_workspace(workspace), m_board(board), m_model(model), m_jobs(jobs)
{
    setWindowTitle(tr("Export"));
    m_forms = new QListWidget(this);
    m_forms->setAccessibleName(tr("What to export"));
    m_forms->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    for (const ExportForm form : kExportForms) {
        auto* item = new QListWidgetItem(ExportModel::title(form), m_forms);
        item->setData(kFormRole, int(form));
        item->setToolTip(ExportModel::meaning(form));
    }
    m_forms->setFixedWidth(m_forms->sizeHintForColumn(0) + 4 * theme::kGrid);
    m_forms->setCurrentRow(0);
    m_meaning = wrappedLabel(this);
    m_meaning->setMinimumHeight(4 * fontMetrics().lineSpacing());
    m_state = wrappedLabel(this);
    m_state->setMinimumHeight(3 * fontMetrics().lineSpacing());
    m_state->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_firmware = new QComboBox(this);
    m_firmware->addItems(ExportModel::firmwareNames());
    m_firmware->setToolTip(tr("Those whose firmware was built; mps2 and mps3 are the virtual boards"));
    m_path = new QLineEdit(this);
    m_choose = new QPushButton(tr("C&hoose…"), this);
    m_command = new QPlainTextEdit(this);
    m_command->setReadOnly(true);
    m_command->setTabChangesFocus(true);
    m_command->setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    m_command->setFont(theme::fixedFont());
    m_command->setFixedHeight(kCommandLines * QFontMetrics(theme::fixedFont()).lineSpacing() +
                              2 * theme::kGrid);
    m_copy = new QPushButton(theme::icon(QStringLiteral("copy")), tr("C&opy"), this);
    m_copy->setToolTip(tr("Copy the command"));
    m_line = new JobLine(this);
    m_start = new QPushButton(theme::icon(QStringLiteral("export")), tr("&Export"), this);
    m_start->setDefault(true);
    m_show = new QPushButton(theme::icon(QStringLiteral("folder")), tr("&Show in folder"), this);
    layOut();

    connect(m_forms, &QListWidget::currentRowChanged, this, &ExportDialog::showForm);
    connect(m_firmware, QOverload<int>::of(&QComboBox::activated), this,
            [this] { m_model->setFirmware(m_firmware->currentText()); });
    connect(m_path, &QLineEdit::textChanged, this, &ExportDialog::showState);
    connect(m_choose, &QPushButton::clicked, this, &ExportDialog::askPath);
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(command()); });
    connect(m_start, &QPushButton::clicked, this, &ExportDialog::start);
    connect(m_show, &QPushButton::clicked, this, &ExportDialog::showInFolder);
    connect(m_line, &JobLine::cancelClicked, m_model, &ExportModel::cancel);
    connect(m_model, &ExportModel::changed, this, &ExportDialog::showForm);
    connect(m_jobs, &JobQueue::jobsChanged, this, &ExportDialog::showProgress);
    showForm();
}

QWidget* ExportDialog::makeDetails()
{
    auto* details = new QWidget(this);
    details->setMinimumWidth(kDetailsWidth);
    const auto named = [details](const QString& text, QWidget* buddy) {
        auto* name = new QLabel(text, details);
        name->setBuddy(buddy);
        return name;
    };
    m_firmwareName = named(tr("&Board"), m_firmware);
    m_pathName = named({}, m_path);
    auto* grid = new QGridLayout;
    grid->setSpacing(theme::kGrid);
    grid->addWidget(m_firmwareName, 0, 0);
    grid->addWidget(m_firmware, 0, 1, Qt::AlignLeft);
    grid->addWidget(m_pathName, 1, 0);
    grid->addWidget(m_path, 1, 1);
    grid->addWidget(m_choose, 1, 2);
    grid->addWidget(named(tr("Co&mmand"), m_command), 2, 0, Qt::AlignTop);
    grid->addWidget(m_command, 2, 1);
    grid->addWidget(m_copy, 2, 2, Qt::AlignTop);
    grid->setColumnStretch(1, 1);
    auto* rows = new QVBoxLayout(details);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(2 * theme::kGrid);
    rows->addWidget(m_meaning);
    rows->addLayout(grid);
    rows->addWidget(m_state);
    rows->addStretch(1);
    rows->addWidget(m_line);
    return details;
}

void ExportDialog::layOut()
{
    auto* columns = new QHBoxLayout;
    columns->setSpacing(2 * theme::kGrid);
    columns->addWidget(m_forms);
    columns->addWidget(makeDetails(), 1);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->addButton(m_show, QDialogButtonBox::ActionRole);
    buttons->addButton(m_start, QDialogButtonBox::ActionRole);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(2 * theme::kGrid, 2 * theme::kGrid, 2 * theme::kGrid, 2 * theme::kGrid);
    rows->setSpacing(2 * theme::kGrid);
    rows->addLayout(columns, 1);
    rows->addWidget(buttons);
}

ExportForm ExportDialog::form() const
{
    return static_cast<ExportForm>(m_forms->currentItem()->data(kFormRole).toInt());
}

void ExportDialog::choose(ExportForm form)
{
    for (int row = 0; row < m_forms->count(); ++row)
        if (m_forms->item(row)->data(kFormRole).toInt() == int(form))
            m_forms->setCurrentRow(row);
    m_forms->setFocus();
}

QString ExportDialog::path() const
{
    return m_path->text();
}

void ExportDialog::setPath(const QString& path)
{
    m_path->setText(path);
}

void ExportDialog::showForm()
{
    const ExportForm shown = form();
    m_meaning->setText(ExportModel::meaning(shown));
    const bool isFirmware = shown == ExportForm::firmware;
    m_firmwareName->setVisible(isFirmware);
    m_firmware->setVisible(isFirmware);
    m_firmware->setCurrentText(m_model->firmware());
    m_pathName->setText(ExportModel::isFolder(shown) ? tr("&Folder") : tr("&File"));
    for (int row = 0; row < m_forms->count(); ++row) {
        QListWidgetItem* item = m_forms->item(row);
        const auto form = static_cast<ExportForm>(item->data(kFormRole).toInt());
        const bool possible = m_model->obstacle(form).isEmpty();
        item->setForeground(possible ? theme::text() : theme::mutedText());
    }
    suggestPath(shown);
    showState();
}

/// What the user wrote for a form stays as long as that form is shown.
void ExportDialog::suggestPath(ExportForm shown)
{
    const bool mine = m_shown == shown && path() != m_suggested;
    m_shown = shown;
    m_suggested = QDir::toNativeSeparators(m_model->suggestedPath(shown));
    if (!mine)
        m_path->setText(m_suggested);
}

QString ExportDialog::resultText() const
{
    const auto& last = m_model->last();
    if (!last || last->form != form())
        return {};
    if (!last->files.ok()) {
        const Failure& why = last->files.failure();
        if (why.code == Error::cancelled)
            return tr("Cancelled; nothing was replaced.");
        return QStringLiteral("%1 %2").arg(errorText(why.code).advice, QString::fromStdString(why.what));
    }
    QStringList lines;
    for (const QString& file : last->files.value())
        lines << tr("Written: %1, %2").arg(QDir::toNativeSeparators(file), sizeText(file));
    return lines.join(QLatin1Char('\n'));
}

void ExportDialog::showState()
{
    const QString obstacle = m_model->obstacle(form());
    m_state->setText(obstacle.isEmpty() ? resultText() : obstacle);
    m_command->setPlainText(command());
    m_start->setEnabled(obstacle.isEmpty() && !m_model->running() && !m_path->text().isEmpty());
    m_start->setToolTip(obstacle);
    const auto& last = m_model->last();
    m_show->setEnabled(last && last->form == form() && last->files.ok());
    showProgress();
}

void ExportDialog::showProgress()
{
    const QVector<JobStatus> jobs = m_jobs->jobs();
    const auto mine = std::find_if(jobs.begin(), jobs.end(),
                                   [this](const JobStatus& job) { return job.id == m_model->job(); });
    m_line->setVisible(m_model->running() && mine != jobs.end());
    if (mine != jobs.end())
        m_line->show(*mine);
}

QString ExportDialog::embedCommand() const
{
    TaskSettings settings = m_workspace->settings();
    const TaskSettings usual;
    settings.stage = usual.stage;
    settings.ratio = usual.ratio;
    settings.choice = usual.choice;
    settings.board = usual.board;
    const QString cut = form() == ExportForm::partFeatures
                            ? QStringLiteral(" --cut %1").arg(m_workspace->chosenCut())
                            : QString();
    return taskCommand(*m_workspace, QStringLiteral("embed"), settings) + cut +
           QStringLiteral(" -o %1").arg(shellWord(m_path->text()));
}

QString ExportDialog::command() const
{
    const QString file = shellWord(m_path->text());
    const QString image = shellWord(m_model->suggestedPath(ExportForm::image));
    switch (form()) {
    case ExportForm::image:
        return quantizeCommand(*m_workspace) + QStringLiteral(" -o %1").arg(file);
    case ExportForm::tflite:
        return quantizeCommand(*m_workspace) + QStringLiteral(" -o %1 --tflite %2").arg(image, file);
    case ExportForm::onnx:
        return quantizeCommand(*m_workspace) + QStringLiteral(" -o %1 --onnx %2").arg(image, file);
    case ExportForm::fullFeatures:
    case ExportForm::partFeatures:
        return embedCommand();
    case ExportForm::heads:
        return QStringLiteral("microt board heads export %1 --port %2 --state %3")
            .arg(file, shellWord(m_board->port().isEmpty() ? QStringLiteral("PORT") : m_board->port()),
                 shellWord(QString::fromStdString(m_board->stateFolder().string())));
    case ExportForm::firmware:
        break;
    }
    return QStringLiteral("install -D -m 644 %1 %2").arg(shellWord(m_model->firmwareFile(path())), file);
}

void ExportDialog::askPath()
{
    const ExportForm shown = form();
    const QString title = ExportModel::title(shown);
    const QString file = ExportModel::isFolder(shown)
                             ? QFileDialog::getExistingDirectory(this, title, QFileInfo(path()).path())
                             : QFileDialog::getSaveFileName(this, title, path(), ExportModel::filter(shown),
                                                            nullptr, QFileDialog::DontConfirmOverwrite);
    if (!file.isEmpty())
        m_path->setText(QDir::toNativeSeparators(file));
}

void ExportDialog::start()
{
    if (!m_start->isEnabled())
        return;
    const QString file = QFileInfo(path()).absoluteFilePath();
    QStringList there;
    for (const QString& target : m_model->targets(form(), file))
        if (QFileInfo(target).isFile())
            there << QFileInfo(target).fileName();
    if (!there.isEmpty() &&
        !askToLose(this, tr("Export"),
                   tr("Replace what is there already? %1").arg(there.join(QStringLiteral(", ")))))
        return;
    if (path() != m_suggested)
        m_model->useFolderOf(file);
    m_model->start(form(), file);
}

void ExportDialog::showInFolder()
{
    const auto& last = m_model->last();
    if (last && last->files.ok())
        QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(last->files.value().first()).path()));
}

} // namespace microt::gui
