// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

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
    virtual QString obstacle() const { return {}; } ///< why actions of the page cannot be done now, if so

    /// What a page made and its successor may show, as pages are made anew with theme and language.
    virtual std::shared_ptr<const void> keepsake() const { return nullptr; }
    virtual void inherit(const std::shared_ptr<const void>& keepsake) { (void)keepsake; }

signals:
    void commandChanged();
    void pageWanted(const QString& id); ///< that the user shall be shown

protected:
    Workspace* workspace() const { return m_workspace; }

private:
    Workspace* m_workspace;
};

} // namespace microt::gui
