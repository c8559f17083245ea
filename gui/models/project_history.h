// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <QObject>
#include <QUndoStack>

#include "engine/project/project.h"

namespace microt::gui {

/// What `after` has otherwise than `before`, for people: "ratio 0.50 → 0.62". The page and the task that are
/// shown, and label work, count as nothing. Empty: nothing changed.
QString changeSentence(const Project& before, const Project& after);

/// What a setting is called, by its path among the fields: "/stage/cut".
QString settingName(const std::string& path);

/// The value of a setting in words, for people: "recommended", "0.62".
QString settingValue(const std::string& path, const std::vector<std::string>& words);

/// Which fields that is: equal for two changes of the same fields. Empty: nothing changed.
std::string changedFields(const Project& before, const Project& after);

/// What the user did to the settings of a project, to be undone and done again. A step holds the whole
/// project before and after, which are plain values; steps that change the same fields within a moment, as a
/// slider does, become one. GUI thread.
class ProjectHistory : public QObject
{
    Q_OBJECT

public:
    static constexpr int kMomentMs = 1500;

    /// `restore` makes the project what it is given.
    explicit ProjectHistory(std::function<void(const Project&)> restore, QObject* parent = nullptr);

    QUndoStack& steps() { return m_steps; }
    /// A change that was made just now; does nothing if there is none.
    void record(const Project& before, const Project& after);

private:
    std::function<void(const Project&)> m_restore;
    QUndoStack m_steps;
};

} // namespace microt::gui
