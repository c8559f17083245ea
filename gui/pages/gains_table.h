// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include <QTableWidget>

#include "gui/models/distill_model.h"

namespace microt::gui {

/// What joint training gained at each cut it tried, before and after. Hidden while there is nothing. GUI
/// thread.
class GainsTable : public QTableWidget
{
    Q_OBJECT

public:
    explicit GainsTable(QWidget* parent = nullptr);

    /// `result`: the file of the cut that is recommended.
    void setGains(const std::vector<TrainedCut>& trained, const std::optional<std::filesystem::path>& result);
};

} // namespace microt::gui
