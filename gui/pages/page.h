// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

#include "gui/models/workspace.h"

namespace microt::gui {

/// One page of the window. A page wires widgets to the workspace and nothing else. GUI thread.
class Page : public QWidget
{
    Q_OBJECT

public:
    explicit Page(Workspace* workspace, QWidget* parent = nullptr) : QWidget(parent), m_workspace(workspace)
    {}

    virtual QString id() const = 0; ///< stable, for settings: "data", "extractor", "cut", "stage", "report"
    virtual QString title() const = 0;   ///< translated
    virtual QString help() const = 0;    ///< three sentences and the formula, rich text, translated
    virtual QString command() const = 0; ///< the command line that repeats what this page shows
    virtual QString chapter() const = 0; ///< of the guide, about what is shown: "cuts" for guide/cuts.md

signals:
    void commandChanged();
    void pageWanted(const QString& id); ///< that the user shall be shown

protected:
    Workspace* workspace() const { return m_workspace; }

private:
    Workspace* m_workspace;
};

} // namespace microt::gui
