// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/models/compare_model.h"
#include "gui/pages/page.h"

namespace microt::gui {

/// Other ways of learning on the same pictures: what is compared, the table that comes out, and the paper's
/// own figures beside it.
class ComparePage : public Page
{
    Q_OBJECT

public:
    ComparePage(Workspace* workspace, CompareModel* model, QWidget* parent = nullptr);
    ~ComparePage() override;

    QString id() const override { return QStringLiteral("compare"); }
    QString title() const override;
    QString help() const override;
    QString command() const override;
    QString chapter() const override { return QStringLiteral("compare"); }
    QString obstacle() const override;

protected:
    void showEvent(QShowEvent* event) override;

private:
    void layOut();
    void showAll();
    void showNotice();
    QString stateSentence() const;

    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace microt::gui
