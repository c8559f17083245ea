// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/preferences.h"

#include <filesystem>
#include <system_error>

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFile>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QSettings>
#include <QSpinBox>
#include <QThread>
#include <QVBoxLayout>

#include "engine/base/files.h"
#include "engine/base/parallel.h"
#include "gui/jobs/job_queue.h"
#include "gui/models/workspace.h"
#include "gui/pages/ask.h"
#include "gui/window/appearance.h"
#include "gui/window/job_notices.h"

namespace microt::gui {

namespace fs = std::filesystem;

namespace {

const char kThreadsKey[] = "threads";

/// Bytes of the files below a folder.
std::uintmax_t sizeOf(const fs::path& folder)
{
    std::uintmax_t bytes = 0;
    std::error_code error;
    for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        std::error_code unreadable;
        if (at->is_regular_file(unreadable))
            bytes += at->file_size(unreadable);
    }
    return bytes;
}

/// Deletes what is in a folder, all that can be; one that is not there is empty. Errors: ioFailure (the first
/// one), cancelled.
Status emptyFolder(const fs::path& folder, const JobContext& job)
{
    std::error_code first;
    std::error_code error;
    fs::directory_iterator at(folder, error);
    if (error == std::errc::no_such_file_or_directory)
        return {};
    for (const fs::directory_iterator end; !error && at != end; at.increment(error)) {
        MICROT_CHECK(job.checkCancelled());
        std::error_code kept;
        fs::remove_all(at->path(), kept);
        if (!first)
            first = kept;
    }
    if (!first)
        first = error;
    if (first)
        return Failure{Error::ioFailure, printable(folder) + ": " + first.message()};
    return {};
}

} // namespace

Preferences::Preferences(Workspace* workspace, JobQueue* jobs, theme::Mode mode, QWidget* parent)
    : QDialog(parent), m_workspace(workspace), m_jobs(jobs)
{
    setWindowTitle(tr("Preferences"));
    auto* form = new QFormLayout;
    form->setSpacing(theme::kGrid);
    addThreads(*form);
    addCache(*form);
    addLooks(*form, mode);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(2 * theme::kGrid, 2 * theme::kGrid, 2 * theme::kGrid, 2 * theme::kGrid);
    rows->setSpacing(2 * theme::kGrid);
    rows->addLayout(form);
    rows->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(workspace, &Workspace::projectChanged, this, &Preferences::measureCache);
    measureCache();
}

void Preferences::addThreads(QFormLayout& form)
{
    m_threads = new QSpinBox(this);
    m_threads->setRange(0, 1024);
    m_threads->setSpecialValueText(tr("all %1 cores").arg(QThread::idealThreadCount()));
    m_threads->setValue(QSettings().value(QLatin1String(kThreadsKey), 0).toInt());
    m_threads->setToolTip(tr("At most so many for what begins from now on"));
    form.addRow(tr("Th&reads"), m_threads);
    connect(m_threads, QOverload<int>::of(&QSpinBox::valueChanged), this, [](int count) {
        QSettings().setValue(QLatin1String(kThreadsKey), count);
        limitCores(count);
    });
}

void Preferences::applyThreads()
{
    limitCores(QSettings().value(QLatin1String(kThreadsKey), 0).toInt());
}

void Preferences::addCache(QFormLayout& form)
{
    m_folder = new QLabel(this);
    m_folder->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_folder->setWordWrap(true);
    m_size = new QLabel(this);
    m_clean = new QPushButton(tr("C&lean…"), this);
    m_clean->setToolTip(tr("Deletes what can be computed again: features, cut tables, heads"));
    auto* row = new QHBoxLayout;
    row->addWidget(m_size, 1);
    row->addWidget(m_clean);
    form.addRow(tr("Cache of the project"), m_folder);
    form.addRow(QString(), row);
    connect(m_clean, &QPushButton::clicked, this, &Preferences::cleanCache);
}

void Preferences::addLooks(QFormLayout& form, theme::Mode mode)
{
    m_theme = new QComboBox(this);
    m_theme->addItem(tr("As the system"), int(theme::Mode::system));
    m_theme->addItem(tr("Light"), int(theme::Mode::light));
    m_theme->addItem(tr("Dark"), int(theme::Mode::dark));
    m_theme->setCurrentIndex(m_theme->findData(int(mode)));
    m_language = new QComboBox(this);
    for (const QString& language : appearance::languages())
        m_language->addItem(appearance::languageName(language), language);
    m_language->setCurrentIndex(m_language->findData(appearance::language()));
    m_notices = new QCheckBox(tr("&Tell me when a long job has ended"), this);
    m_notices->setChecked(JobNotices::wanted());
    form.addRow(tr("Th&eme"), m_theme);
    form.addRow(tr("Lan&guage"), m_language);
    form.addRow(QString(), m_notices);
    connect(m_theme, QOverload<int>::of(&QComboBox::activated), this,
            [this] { emit themeChosen(static_cast<theme::Mode>(m_theme->currentData().toInt())); });
    connect(m_language, QOverload<int>::of(&QComboBox::activated), this,
            [this] { emit languageChosen(m_language->currentData().toString()); });
    connect(m_notices, &QCheckBox::toggled, this, &JobNotices::setWanted);
}

void Preferences::measureCache()
{
    const bool open = m_workspace->hasProject();
    const fs::path folder = open ? m_workspace->project().cacheFolder() : fs::path();
    m_folder->setText(open ? QDir::toNativeSeparators(QFile::decodeName(folder.string().c_str()))
                           : tr("No project is open."));
    m_clean->setEnabled(open);
    m_size->clear();
    if (!open)
        return;
    m_jobs->run(
        tr("Measuring the cache"), this,
        [folder](const JobContext&) -> Result<std::uintmax_t> { return sizeOf(folder); },
        [this](const Result<std::uintmax_t>& bytes) {
            if (!bytes.ok())
                return;
            // kB = 1000 bytes, as everywhere
            m_size->setText(QLocale().formattedDataSize(static_cast<qint64>(bytes.value()), 1,
                                                        QLocale::DataSizeSIFormat));
        },
        JobKind::quick);
}

void Preferences::cleanCache()
{
    if (!m_workspace->hasProject() ||
        !askToLose(this, tr("Clean the cache"),
                   tr("Delete features, cut tables and heads of this project (%1)? They are computed again "
                      "when they are needed, which takes its time. Settings, extractors and what boards did "
                      "stay.")
                       .arg(m_size->text())))
        return;
    const QString title = tr("Cleaning the cache");
    m_jobs->run(
        title, this,
        [folder = m_workspace->project().cacheFolder()](const JobContext& job) {
            return emptyFolder(folder, job);
        },
        [this, title](const Status& cleaned) {
            if (!cleaned.ok() && cleaned.failure().code != Error::cancelled)
                emit m_workspace->failed(title, cleaned.failure());
            measureCache();
        },
        JobKind::light);
}

} // namespace microt::gui
