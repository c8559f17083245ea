// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "gui/pages/page.h"

namespace microt::gui {

class DistillModel;

/// The network that turns pictures into features: what it costs, where it came from, how it wants its
/// pictures, and every operator of it.
class ExtractorPage : public Page
{
    Q_OBJECT

public:
    ExtractorPage(Workspace* workspace, DistillModel* distill, QWidget* parent = nullptr);
    ~ExtractorPage() override;

    QString id() const override { return QStringLiteral("extractor"); }
    QString title() const override;
    QString help() const override;
    QString command() const override;
    QString chapter() const override;

private:
    QWidget* makeHeader();
    QWidget* makeSummary();
    QWidget* makeOrigin();
    QWidget* makeTabs();

    void fillMenu();
    void showExtractor();
    void showState();

    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace microt::gui
