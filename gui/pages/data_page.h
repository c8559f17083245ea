// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "gui/pages/page.h"

namespace microt::gui {

class MapModel;
class SuspectModel;

/// The pictures of the project's tasks: thumbnails by class, counts by split, how they are divided, and what
/// could not be read.
class DataPage : public Page
{
    Q_OBJECT

public:
    explicit DataPage(Workspace* workspace, QWidget* parent = nullptr);
    /// With tabs for these, which must outlive the page.
    DataPage(Workspace* workspace, SuspectModel* suspects, MapModel* map, QWidget* parent = nullptr);
    ~DataPage() override;

    QString id() const override { return QStringLiteral("data"); }
    QString title() const override;
    QString help() const override;
    QString command() const override;
    QString chapter() const override { return QStringLiteral("data"); }

private:
    QWidget* makeHeader();
    QWidget* makeSummary();
    QWidget* makeTables();

    void showTasks();
    void showSplit();
    void showDataset();
    void showState();

    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace microt::gui
