// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include <QCoreApplication>
#include <QString>

#include "engine/data/dataset.h"
#include "engine/data/label_work.h"

class QMenu;
class QWidget;

namespace microt::gui {

class Workspace;

/// What can be done about the labels of pictures of the active task, for every place that shows some. Paths
/// are Sample::path. Questions open over `over`; edits go to Workspace::setLabels(). A value; the workspace
/// must outlive it.
class LabelActions
{
    Q_DECLARE_TR_FUNCTIONS(LabelActions)

public:
    using Paths = std::vector<std::string>;

    LabelActions(Workspace* workspace, QWidget* over) : m_workspace(workspace), m_over(over) {}

    void exclude(const Paths& paths) const;
    void takeBack(const Paths& paths) const;
    void keep(const Paths& paths) const;
    void relabel(const Paths& paths, const QString& className) const;
    void relabel(const std::map<QString, Paths>& byClass) const; ///< in one step; no name empty
    /// Any of the classes, or a new one; relabels, and returns it. Empty: none was chosen.
    QString askClass(const Paths& paths) const;
    void renameClass(const QString& from, const QString& to) const;
    void askClassName(const QString& from) const;
    void askTaskName(const QString& from) const;

    /// Relabel, exclude; and `view`, if given, first.
    void fillMenu(QMenu* menu, const Paths& paths, const std::function<void()>& view = {}) const;

private:
    bool ready(const Paths& paths) const;
    void edit(const std::function<void(LabelWork&)>& change) const; ///< once there are labels

    Workspace* m_workspace;
    QWidget* m_over;
};

/// What label work did, translated: "2 excluded, 3 relabelled"; empty: nothing.
QString labelWords(const Dataset& dataset);

/// Paths of samples.
std::vector<std::string> pathsOf(const Dataset& dataset, const std::vector<int>& samples);

} // namespace microt::gui
