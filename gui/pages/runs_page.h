// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/models/runs_model.h"
#include "gui/pages/page.h"

namespace microt::gui {

/// What was kept of the project's results: a table, one of them or two side by side, and what can be done
/// with it.
class RunsPage : public Page
{
    Q_OBJECT

public:
    RunsPage(Workspace* workspace, RunsModel* model, QWidget* parent = nullptr);
    ~RunsPage() override;

    QString id() const override { return QStringLiteral("runs"); }
    QString title() const override { return tr("Runs"); }
    QString help() const override;
    QString command() const override;
    QString chapter() const override { return QStringLiteral("runs"); }
    QString obstacle() const override;

public slots:
    void restore();
    void remove(); ///< asks first

private:
    void makeTable();
    void makeDetails();
    void layOut();
    void showAll();
    void showChosen();
    void keepChosen();
    QVector<const RunRecord*> chosen() const;
    QString filesText(const RunRecord& run) const;

    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace microt::gui
