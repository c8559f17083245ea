// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/models/project_saver.h"

#include <QRunnable>

#include "engine/base/files.h"

namespace microt::gui {

namespace {
constexpr int kPauseMs = 400;
}

ProjectSaver::ProjectSaver(QObject* parent) : QObject(parent)
{
    m_writer.setMaxThreadCount(1); // saves reach the disk in the order they were made
    m_pause.setSingleShot(true);
    m_pause.setInterval(kPauseMs);
    connect(&m_pause, &QTimer::timeout, this, &ProjectSaver::saveNow);
}

ProjectSaver::~ProjectSaver()
{
    flush();
}

void ProjectSaver::schedule(const Project& project)
{
    m_unsaved = project;
    m_pause.start();
}

void ProjectSaver::schedule(const std::filesystem::path& file, std::string content)
{
    m_unsavedFiles[file] = std::move(content);
    m_pause.start();
}

void ProjectSaver::saveNow()
{
    m_pause.stop();
    if (!m_unsaved && m_unsavedFiles.empty())
        return;
    m_writer.start(QRunnable::create([this, project = std::exchange(m_unsaved, std::nullopt),
                                      files = std::exchange(m_unsavedFiles, {})]() {
        Status saved;
        for (const auto& [file, content] : files)
            if (Status written = writeFileAtomically(file, content); !written.ok())
                saved = written;
        if (saved.ok() && project)
            saved = saveProject(*project);
        if (!saved.ok())
            QMetaObject::invokeMethod(
                this, [this, why = saved.failure()]() { emit failed(why); }, Qt::QueuedConnection);
    }));
}

void ProjectSaver::flush()
{
    saveNow();
    m_writer.waitForDone();
}

} // namespace microt::gui
