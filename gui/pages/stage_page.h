// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/pages/page.h"

namespace microt::gui {

class RunsModel;

/// The stage-decision ratio and what follows from it: threshold, accuracy, energy, confidences, confusions.
class StagePage : public Page
{
    Q_OBJECT

public:
    /// `jobs` decodes the pictures of a confusion; it must outlive the page.
    /// `runs`, which may be null, keeps the result that is shown.
    StagePage(Workspace* workspace, JobQueue* jobs, RunsModel* runs = nullptr, QWidget* parent = nullptr);
    ~StagePage() override;

    QString id() const override { return QStringLiteral("stage"); }
    QString title() const override;
    QString help() const override;
    QString command() const override;
    QString chapter() const override { return QStringLiteral("stage-decision"); }

private:
    void showStage();
    void showRatio();
    void makeKeep();
    void showKeep();
    void showWarnings();
    void showConfusion(int label, int answer);
    bool isUnderWay() const;

    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace microt::gui
