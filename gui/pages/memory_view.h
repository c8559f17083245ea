// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include <QWidget>

#include "engine/energy/board_profile.h"
#include "engine/model/extractor.h"
#include "engine/model/sight.h"

class QComboBox;
class QLabel;
class QTableWidget;

namespace microt::gui {

class Chart;

/// The memory that an extractor needs on a board: its arena over time, and whether it fits. GUI thread.
class MemoryView : public QWidget
{
    Q_OBJECT

public:
    explicit MemoryView(const std::vector<BoardProfile>& boards, QWidget* parent = nullptr);

    /// `cut`: the one to begin with; 0: the first.
    void setExtractor(std::shared_ptr<const Extractor> extractor, int cut);
    void setCut(int cut);              ///< unknown ones are ignored
    void setSight(const Sight& sight); ///< of the heads at the cut

protected:
    void showEvent(QShowEvent* event) override;

private:
    void showNeed(); ///< now, or once it can be seen: planning a large network takes a moment

    std::vector<BoardProfile> m_boards;
    std::shared_ptr<const Extractor> m_extractor;
    QComboBox* m_cut;
    QLabel* m_sentence;
    Chart* m_chart;
    QTableWidget* m_fits;
    Sight m_sight;
    bool m_stale = false;
};

} // namespace microt::gui
