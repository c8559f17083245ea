// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include <QObject>
#include <QThreadPool>
#include <QTimer>

#include "engine/project/project.h"

namespace microt::gui {

/// Saves a project soon after its last change, atomically, on a thread of its own. Lives in the GUI thread;
/// whatever is still unsaved at destruction is saved then.
class ProjectSaver : public QObject
{
    Q_OBJECT

public:
    explicit ProjectSaver(QObject* parent = nullptr);
    ~ProjectSaver() override;

    void schedule(const Project& project); ///< saves this state once changes pause
    /// The same for a file of the project, which is there before a project that names it.
    void schedule(const std::filesystem::path& file, std::string content);
    void saveNow(); ///< without waiting for the pause; still on its own thread
    void flush();   ///< returns once everything is on the disk

signals:
    void failed(const microt::Failure& why);

private:
    std::optional<Project> m_unsaved;
    std::map<std::filesystem::path, std::string> m_unsavedFiles;
    QTimer m_pause;
    QThreadPool m_writer;
};

} // namespace microt::gui
