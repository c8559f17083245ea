// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/pages/page.h"

namespace microt::gui {

class DistillModel;

/// Where to cut the extractor in part and rest: every cut's cost and accuracy, the fused score and its
/// weights, the recommendation and why.
class CutPage : public Page
{
    Q_OBJECT

public:
    CutPage(Workspace* workspace, DistillModel* distill, QWidget* parent = nullptr);
    ~CutPage() override;

    QString id() const override { return QStringLiteral("cut"); }
    QString title() const override;
    QString help() const override;
    QString command() const override;
    QString chapter() const override;

private:
    void showCuts();
    void showWarnings(const CutTable& table);

    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace microt::gui
