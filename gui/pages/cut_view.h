// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QFrame>

#include "engine/cut/cut_table.h"

namespace microt::gui {

/// Why the recommended cut is recommended: one sentence built from its numbers. Empty for an empty table.
QString whyRecommended(const CutTable& table);

/// Every cut of an extractor: chart, how to recommend, recommendation, table. Knows nothing of
/// projects: it is given a table and says what the user chose.
class CutView : public QWidget
{
    Q_OBJECT

public:
    explicit CutView(QWidget* parent = nullptr);
    ~CutView() override;

    /// `chosen` is the cut in use; 0: the recommended one. A null table empties the view.
    void setTable(std::shared_ptr<const CutTable> table, int chosen);
    void setStale(bool stale);

signals:
    void cutChosen(int cut); ///< 0: the recommended one, whatever it will be
    void choiceChosen(const microt::CutChoice& choice);

private:
    void prepareTable();
    QFrame* makeChoice();
    void layOut();
    void showChart();
    void showChosen();
    void chooseNear(double x);
    void step(int steps);
    CutChoice shownChoice() const;

    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace microt::gui
