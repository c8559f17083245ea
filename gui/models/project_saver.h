// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

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
    void saveNow();                        ///< without waiting for the pause; still on its own thread
    void flush();                          ///< returns once everything is on the disk

signals:
    void failed(const microt::Failure& why);

private:
    std::optional<Project> m_unsaved;
    QTimer m_pause;
    QThreadPool m_writer;
};

} // namespace microt::gui
