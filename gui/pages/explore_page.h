// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/models/explore_model.h"
#include "gui/pages/page.h"

namespace microt::gui {

/// All settings of a task at once: accuracy against energy, limits by slider, what to choose, one click to
/// use it.
class ExplorePage : public Page
{
    Q_OBJECT

public:
    ExplorePage(Workspace* workspace, ExploreModel* model, QWidget* parent = nullptr);
    ~ExplorePage() override;

    QString id() const override { return QStringLiteral("explore"); }
    QString title() const override;
    QString help() const override;
    QString command() const override;
    QString chapter() const override { return QStringLiteral("explore"); }

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* makeLimits();
    QWidget* makeResult();
    void prepareTable();
    void readLimits();
    void showRanges();
    void showAll();
    void showFront();
    void showChart(const std::vector<std::size_t>& front);
    void showNotice();

    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace microt::gui
